"""The pages: who sees what, what is said beside the field, nothing entered lost, and what a page costs."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from bases import budget, joint, milestones, partners, projects, recovery, reports
from bases.models import Base, Spending, YearReport
from tests.factories.accounts import OrganisationFactory, member, uscc
from tests.factories.bases import BaseFactory, PartnerFactory, SchoolFactory, Team, paper
from tests.factories.files import pdf_bytes
from tests.factories.workflows import at, reload

pytestmark = pytest.mark.django_db

FORM = {
    "name": "新基地（虚构）",
    "kind": "d7",
    "chain": "生物医药",
    "district": "310115",
    "zone": "",
    "address": "示例路 3 号（虚构）",
    "area": "800",
    "equipment_value": "1,200,000",
    "stations": "40",
    "capacity": "120",
    "teacher_places": "8",
    "leader": "何示例（虚构）",
    "leader_post": "院长",
    "leader_phone": "13800000000",
}


def url(name: str, *args: object) -> str:
    return reverse(f"bases:{name}", args=args)


def pdf(name: str = "凭证.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf_bytes(title=name))


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def team() -> Team:
    return Team()


@pytest.fixture
def building(team) -> Team:
    team.project = team.started()
    return team


def test_a_school_founds_a_base(team) -> None:
    client = signed_in(team.clerk)
    assert "建立基地" in client.get(url("index")).content.decode()
    page = client.post(url("new", team.base.school_id), FORM | {"zone": "LG", "district": "310104"})
    assert "临港新片区位于浦东新区和奉贤区" in page.content.decode()
    assert 'value="新基地（虚构）"' in page.content.decode()
    page = client.post(url("new", team.base.school_id), FORM)
    base = Base.objects.get(name="新基地（虚构）")
    assert page.url == url("partners", base.pk)
    assert (base.school, base.equipment_value, base.created_by) == (
        team.base.school,
        Decimal("1200000.00"),
        team.clerk,
    )
    again = client.post(url("new", team.base.school_id), FORM)
    assert "本校已有同类型、同名称的基地" in again.content.decode()
    assert client.get(url("new", SchoolFactory().pk)).status_code == 404
    assert signed_in(team.friend).get(url("new", team.partner.organisation_id)).status_code == 404


def test_a_stranger_learns_nothing(building) -> None:
    client = signed_in(building.stranger)
    base, goal = building.base, building.project.milestones.first()
    addresses = [url(name, base.pk) for name in ("detail", "edit", "partners", "confirm", "milestones")]
    addresses += [url(name, base.pk) for name in ("budget", "spend", "reports")]
    addresses += [
        url("report", base.pk, 2026),
        url("reach", base.pk, goal.pk),
        url("evidence", base.pk, goal.pk),
    ]
    assert {client.get(address).status_code for address in addresses} == {404}
    assert base.name not in client.get(url("index")).content.decode()
    assert {Client().get(address).status_code for address in addresses} == {302}


def test_a_partner_reads_and_does_not_write(building) -> None:
    client = signed_in(building.friend)
    base, goal = building.base, building.project.milestones.first()
    for name in ("detail", "partners", "milestones", "budget", "reports"):
        assert client.get(url(name, base.pk)).status_code == 200
    for address in (url("edit", base.pk), url("spend", base.pk), url("reach", base.pk, goal.pk)):
        assert client.get(address).status_code == 404
    assert client.get(url("report", base.pk, 2026)).status_code == 404  # nobody has begun it
    assert client.post(url("partners", base.pk), {}).status_code == 404
    assert client.post(url("ask", base.pk)).status_code == 404


def test_an_office_reads_an_approved_base(building) -> None:
    client = signed_in(member(Role.OFFICER, "SH-JW"))
    assert building.base.name in client.get(url("index")).content.decode()
    page = client.get(url("budget", building.base.pk)).content.decode()
    assert "登记支出" not in page


def test_editing_keeps_what_was_approved(building) -> None:
    client = signed_in(building.clerk)
    page = client.get(url("edit", building.base.pk)).content.decode()
    assert page.count("已立项，变更请提交变更申请。") == 5
    posted = FORM | {"stations": "200", "leader": "别人（虚构）", "kind": "d2"}
    assert client.post(url("edit", building.base.pk), posted).url == url("detail", building.base.pk)
    base = reload(building.base)
    assert (base.stations, base.leader, base.name) == (200, building.base.leader, building.base.name)


def test_editing_before_approval(team) -> None:
    other = BaseFactory(school=team.base.school)
    client = signed_in(team.clerk)
    page = client.post(url("edit", team.base.pk), FORM | {"kind": "d2", "name": other.name})
    assert "请换一个名称" in page.content.decode()
    assert client.post(url("edit", team.base.pk), FORM).status_code == 302
    assert reload(team.base).kind == "d7"


def test_naming_asking_and_dropping_partners(team) -> None:
    client = signed_in(team.clerk)
    company = OrganisationFactory(name="新伙伴示例公司（虚构）")
    given = {"code": company.code, "role": "builder", "share": "10", "duties": "提供岗位"}
    page = client.post(url("partners", team.base.pk), given | {"code": uscc(77_777)}).content.decode()
    assert "平台上没有这家企业。请企业先认领单位，再添加为合作单位。" in page
    page = client.post(url("partners", team.base.pk), given | {"share": "60"}).content.decode()
    assert "各合作企业投入占比合计不能超过 100%" in page
    assert 'value="60"' in page
    assert client.post(url("partners", team.base.pk), given).status_code == 302
    page = client.get(url("partners", team.base.pk)).content.decode()
    assert ("新伙伴示例公司（虚构）" in page, "待邀请" in page, "邀请确认" in page) == (True, True, True)
    new = team.base.partners.get(organisation=company)
    assert "移除 新伙伴示例公司（虚构）" in client.get(url("drop", team.base.pk, new.pk)).content.decode()
    assert client.post(url("drop", team.base.pk, new.pk)).url == url("partners", team.base.pk)
    assert client.get(url("drop", team.base.pk, new.pk)).status_code == 404
    said = client.post(url("ask", team.base.pk), follow=True).content.decode()
    assert "已邀请 1 家合作单位确认。" in said
    assert "待确认" in said


def test_asking_nobody_is_refused(team) -> None:
    partners.drop(team.partner, by=team.clerk)
    page = signed_in(team.clerk).post(url("ask", team.base.pk), follow=True).content.decode()
    assert "请先添加至少一家合作企业。" in page


def test_a_partner_reads_the_joint_text_and_confirms(team) -> None:
    partners.ask(team.base, by=team.clerk)
    client = signed_in(team.friend)
    assert "请贵单位确认联合申报" in client.get(url("detail", team.base.pk)).content.decode()
    page = client.get(url("confirm", team.base.pk)).content.decode()
    version = joint.joint_text(team.base).version
    assert (version in page, team.base.school.name in page, "2,600 平方米" in page) == (True, True, True)
    page = client.post(url("confirm", team.base.pk), {"answer": "refuse", "version": version})
    assert "请写明不同意的理由，学校据此修改。" in page.content.decode()
    page = client.post(url("confirm", team.base.pk), {"answer": "agree", "version": "0" * 64})
    assert "联合申报内容已修改" in page.content.decode()
    page = client.post(url("confirm", team.base.pk), {"answer": "agree", "version": version, "note": "同意"})
    assert page.url == url("detail", team.base.pk)
    assert "贵单位已确认" in client.get(url("confirm", team.base.pk)).content.decode()
    assert "合作单位都已确认" in signed_in(team.clerk).get(url("partners", team.base.pk)).content.decode()
    assert signed_in(team.clerk).get(url("confirm", team.base.pk)).status_code == 404


def test_a_partner_refuses(team) -> None:
    partners.ask(team.base, by=team.clerk)
    version = joint.joint_text(team.base).version
    client = signed_in(team.friend)
    said = {"answer": "refuse", "version": version, "note": "投入比例不符"}
    assert client.post(url("confirm", team.base.pk), said).status_code == 302
    assert "投入比例不符" in client.get(url("confirm", team.base.pk)).content.decode()
    page = signed_in(team.clerk).get(url("detail", team.base.pk)).content.decode()
    assert "还有合作单位没有确认" in page
    team.base.stations = 1
    team.base.save()
    partners.ask(team.base, by=team.clerk)
    team.base.stations = 2
    team.base.save()
    assert "请等待学校重新邀请确认。" in client.get(url("confirm", team.base.pk)).content.decode()


def test_reaching_a_milestone(building) -> None:
    client, goal = signed_in(building.clerk), building.project.milestones.first()
    with at("2026-12-20 09:00"):
        said = {"done_on": "2026-12-21", "result": "工位 84 个", "evidence": pdf("验收单.pdf")}
        page = client.post(url("reach", building.base.pk, goal.pk), said).content.decode()
        assert "完成日期不能晚于今天。" in page
        assert "已上传：<strong>验收单.pdf</strong>" in page
        said = {"done_on": "2026-12-18", "result": "工位 84 个", "evidence": pdf("验收单.pdf")}
        assert client.post(url("reach", building.base.pk, goal.pk), said).status_code == 302
        assert client.get(url("reach", building.base.pk, goal.pk)).status_code == 404
        page = client.get(url("milestones", building.base.pk)).content.decode()
    assert ("工位 84 个" in page, "验收单.pdf" in page, "登记完成" in page) == (True, True, True)
    paper_ = client.get(url("evidence", building.base.pk, goal.pk))
    assert paper_["Content-Type"] == "application/pdf"
    missing = building.project.milestones.last()
    assert client.get(url("evidence", building.base.pk, missing.pk)).status_code == 404


def test_entering_and_cancelling_a_payment(building) -> None:
    client, base = signed_in(building.clerk), building.base
    line = building.project.budget.get(item="课程开发")
    with at("2026-12-20 09:00"):
        page = client.get(url("spend", base.pk)).content.decode()
        assert "2027 · 学校 · 课程开发，余额 8,000,000.00 元（800.00 万元）" in page
        said = {"line": line.pk, "amount": "8000000.01", "spent_on": "2026-12-01", "voucher": pdf()}
        page = client.post(url("spend", base.pk), said).content.decode()
        assert "超出该项预算：余额 8,000,000.00 元（800.00 万元）" in page
        said = {"line": line.pk, "amount": "2,000,000", "spent_on": "2026-12-01", "voucher": pdf()}
        assert client.post(url("spend", base.pk), said).url == url("budget", base.pk)
        page = client.get(url("budget", base.pk)).content.decode()
        assert "学校：已支出 200.00 万元，预算 1,600.00 万元（12.5%）" in page
        assert '<progress max="100" value="12.5">' in page
        row = Spending.objects.get()
        assert client.get(url("voucher", base.pk, row.pk))["Content-Type"] == "application/pdf"
        assert "请填写作废原因" in client.post(url("cancel", base.pk, row.pk), {}).content.decode()
        assert client.post(url("cancel", base.pk, row.pk), {"reason": "重复"}).status_code == 302
        assert client.get(url("cancel", base.pk, row.pk)).status_code == 404
        page = client.get(url("budget", base.pk)).content.decode()
        assert ("已作废" in page, "<s>2,000,000.00</s>" in page) == (True, True)
        projects.suspend(building.project, reason="停", by=None)
        assert client.get(url("spend", base.pk)).status_code == 404


def test_a_line_of_another_base_cannot_be_spent(building) -> None:
    other = Team()
    line = other.started().budget.first()
    with at("2026-12-20 09:00"):
        said = {"line": line.pk, "amount": "1", "spent_on": "2026-12-01", "voucher": pdf()}
        page = signed_in(building.clerk).post(url("spend", building.base.pk), said)
    assert page.status_code == 200
    assert not Spending.objects.exists()


def test_the_yearly_report_from_draft_to_filed(building) -> None:
    school, friend, base = signed_in(building.clerk), signed_in(building.friend), building.base
    words = {
        "students": "210",
        "teachers": "18",
        "progress": "平台建成",
        "problems": "",
        "next_steps": "开发课程",
    }
    with at("2027-01-10 09:00"):
        page = school.get(url("reports", base.pk)).content.decode()
        assert ("2026 年度报告" in page, "未填写" in page) == (True, True)
        assert school.get(url("report", base.pk, 2030)).status_code == 404
        page = school.post(url("report", base.pk, 2026), words | {"progress": ""}).content.decode()
        assert ("请填写建设进展" in page, 'value="210"' in page) == (True, True)
        school.post(url("report", base.pk, 2026), words)
        assert YearReport.objects.get().status == "draft"
        school.post(url("report", base.pk, 2026), words | {"then": "circulate"})
        row = YearReport.objects.get()
        assert row.status == "confirming"
        assert school.post(url("report", base.pk, 2026), words).status_code == 404
        page = school.post(url("file_report", base.pk, 2026), follow=True).content.decode()
        assert f"以下合作单位尚未同意：{building.partner.organisation.name}。" in page
        page = friend.post(url("report", base.pk, 2026), {"answer": "agree", "version": "0" * 64})
        assert "年度报告已修改或撤回" in page.content.decode()
        said = {"answer": "agree", "version": row.version}
        assert friend.post(url("report", base.pk, 2026), said).status_code == 302
        assert friend.get(url("report", base.pk, 2026)).context["answering"] is False
        assert "已撤回" in school.post(url("take_back_report", base.pk, 2026), follow=True).content.decode()
        school.post(url("report", base.pk, 2026), words | {"then": "circulate"})
        friend.post(url("report", base.pk, 2026), said | {"version": reload(row).version})
        page = school.post(url("file_report", base.pk, 2026), follow=True).content.decode()
        assert ("年度报告已提交。" in page, "已提交" in page) == (True, True)
    assert friend.post(url("file_report", base.pk, 2026)).status_code == 404


def test_the_overview_tells_how_the_construction_stands(building) -> None:
    client, base, project = signed_in(building.clerk), building.base, building.project
    officer = member(Role.OFFICER, "SH-JW")
    with at("2027-01-05 09:00"):
        page = client.get(url("detail", base.pk)).content.decode()
        assert ("有里程碑逾期" in page, "建成工艺实训平台：应于" in page) == (True, True)
        projects.extend(project, until=date(2029, 10, 1), reason="到货延误", by=officer)
        project = projects.suspend(reload(project), reason="改造", by=officer)
        page = client.get(url("detail", base.pk)).content.decode()
        assert ("到货延误" in page, "至今" in page, "延期 1 次" in page) == (True, True, True)
        project = projects.resume(project, by=officer)
        project = projects.rectify(project, until=date(2027, 7, 5), by=officer, reason="不足")
        assert "请于 2027-07-05 前完成整改" in client.get(url("detail", base.pk)).content.decode()
        project = projects.withdraw(project, by=officer, reason="退出")
        row = recovery.order(
            project,
            amount=Decimal("500.00"),
            due_on=date(2027, 3, 1),
            reason="退出",
            source="沪〔2027〕1 号",
            by=officer,
        )
        recovery.repay(row, amount=Decimal("200.00"), paid_on=date(2027, 1, 5), by=officer)
        page = client.get(url("detail", base.pk)).content.decode()
    assert ("资金追回" in page, "300.00 元" in page, "沪〔2027〕1 号" in page) == (True, True, True)


@pytest.mark.parametrize("name", ["index", "detail", "partners", "milestones", "budget", "reports"])
def test_a_page_costs_the_same_for_one_row_and_for_three(
    building, name: str, django_assert_max_num_queries
) -> None:
    client = signed_in(building.clerk)
    args = () if name == "index" else (building.base.pk,)

    def cost() -> int:
        with at("2029-06-01 09:00"), django_assert_max_num_queries(26) as queries:
            assert client.get(url(name, *args)).status_code == 200
        return len(queries)

    lines = list(building.project.budget.all())

    def fill() -> None:
        with at("2027-06-01 09:00"):
            base = BaseFactory(school=building.base.school)
            PartnerFactory(base=building.base, share=Decimal(1))
            goal = building.project.milestones.filter(done_on=None).first()
            milestones.reach(goal, done_on=date(2027, 1, 1), result="x", evidence=paper(), by=building.clerk)
            budget.spend(
                lines[0], amount=Decimal(1), spent_on=date(2027, 1, 1), voucher=paper(), by=building.clerk
            )
            reports.open_(building.project, 2026 + base.pk % 2, by=building.clerk)

    fill()
    one = cost()
    fill()
    fill()
    assert cost() == one
