"""When a base may be accepted, changed or let go; and the screens that begin it."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from bases import milestones, projects, recovery
from bases.joint import joint_text
from certification import registry
from certification.domain import (
    eligibility,
    follow_ups,
    intake,
    invariants,
    rectifications,
    repayments,
    rounds,
    standing,
)
from certification.models import Application, FollowUp
from certification.programmes import base_effects
from certification.stories import base_papers
from certification.stories.bases import BEGUN
from tests.factories.accounts import member
from tests.factories.bases import BaseFactory, Team, paper
from tests.factories.certification import TODAY, stage
from tests.factories.workflows import at, reload
from workflows import audit, clock
from workflows.errors import Refused

from .test_programme_bases import SwiftBase, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.travel(TODAY):
        yield


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def draft(team: Team, slug: str, typed: dict[str, Any]) -> Application:
    """A later case about the team's base, filled in."""
    programme = registry.get(slug)
    by = member(Role.OFFICER, programme.lead_unit) if programme.opener == "office" else team.clerk
    case = intake.start_draft(
        rounds.all_year(programme),
        team.base.school,
        by=by,
        base=team.base,
        subject=f"base/{team.base.pk}",
        holder_name=team.base.name,
    )
    for section, said in typed.items():
        intake.save_section(case, section, said, by=by, version=0)
    return reload(case)


def barriers(team: Team, slug: str, typed: dict[str, Any]) -> dict[str, str]:
    """Codes of the rules that fail, with what they found."""
    case = draft(team, slug, typed)
    return {r["code"]: r["value"] for r in case.eligibility["results"] if not r["passed"]}


def test_before_the_approval_nothing_may_follow() -> None:
    team = Team()
    found = barriers(team, "base-d2-acceptance", base_papers.acceptance())
    assert {found[code] for code in ("running", "in_time", "reported")} == {"尚未立项"}
    assert barriers(team, "base-d2-change", base_papers.change("suspension", "x")) == {
        "changeable": "尚未立项"
    }


def test_what_acceptance_waits_for() -> None:
    team = Team()
    team.started()
    with at("2028-12-31 09:00"):
        found = barriers(team, "base-d2-acceptance", base_papers.acceptance())
    assert found == {
        "in_time": "2029-01-01 起可以申请",
        "reached": "未完成 3 个",
        "reported": "缺 2027、2026 年度",
        "midterm": "未通过",
    }


def test_while_rectifying_the_term_counts() -> None:
    team = Team()
    project = team.started()
    with at("2029-03-01 09:00"):
        projects.rectify(project, until=date(2029, 9, 1), by=None, reason="x")
    with at("2029-09-01 09:00"):
        assert "in_time" not in barriers(team, "base-d2-acceptance", base_papers.acceptance())
    with at("2029-09-02 09:00"):
        case = Application.objects.get()
        intake.save_section(
            case, "acceptance", base_papers.acceptance()["acceptance"], by=team.clerk, version=1
        )
        found = {r["code"]: r["passed"] for r in reload(case).eligibility["results"]}
        assert found["in_time"] is False


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": "resumption"}, "建设项目为“建设中”"),
        ({"kind": "suspension"}, None),
        ({"kind": "leader", "leader": "甲", "leader_post": "乙"}, None),
        ({"kind": "budget"}, "0 项"),
        ({"kind": "milestone", "_milestones": [{"title": "无此项", "due_on": "2027-01-01"}]}, "没有或已完成：无此项"),
        (
            {"kind": "milestone", "_milestones": [{"title": "课程开发", "due_on": "2030-01-01"}]},
            "不在建设期内：课程开发",
        ),
        ({"kind": "milestone", "_milestones": [{"title": "课程开发", "due_on": "2028-01-01"}]}, None),
        ({"kind": "extension", "until": "2030-07-01"}, None),
        ({"kind": "extension", "until": "2030-07-02"}, "延至 2030-07-02，最迟 2030-07-01"),
        ({"kind": "extension", "until": "2029-07-01"}, "延至 2029-07-01，最迟 2030-07-01"),
    ],
)  # fmt: skip
def test_a_change_fits_how_the_construction_stands(typed: dict[str, Any], said: str | None) -> None:
    team = Team()
    team.started()
    found = barriers(team, "base-d2-change", base_papers.change(typed.pop("kind"), "理由", **typed))
    assert found == ({"changeable": said} if said else {})


def test_a_change_of_partners_names_those_there_are() -> None:
    team, other = Team(), Team()
    team.started()
    own, new = team.partner.organisation.code, other.partner.organisation.code
    terms = {"role": "lead", "share": "40", "duties": "设备"}

    def said(**fields: Any) -> str:
        case = draft(team, "base-d2-change", {})
        typed = base_papers.change("partner", "理由", **fields)["change"]
        version = case.dossier.get("change", {}).get("version", 0)
        intake.save_section(case, "change", typed, by=team.clerk, version=version)
        (result,) = reload(case).eligibility["results"]
        return "" if result["passed"] else str(result["value"])

    assert said(leaving=new) == "退出的企业不是合作单位"
    assert said(leaving=own) == "至少保留一家合作企业"
    assert said(joining=own, **terms) == "加入的企业已是合作单位"
    assert said(leaving=own, joining=new, **terms) == ""


def test_an_extension_is_granted_once() -> None:
    team = Team()
    projects.extend(team.started(), until=date(2030, 1, 1), by=None, reason="x")
    found = barriers(team, "base-d2-change", base_papers.change("extension", "再延", until="2030-06-01"))
    assert found == {"changeable": "已延长过一次"}


@pytest.mark.parametrize(
    ("typed", "beside"),
    [
        ({"kind": "partner"}, "joining"),
        ({"kind": "partner", "joining": "91310115000000019M"}, "role"),
        ({"kind": "leader", "leader": "甲"}, "leader_post"),
        ({"kind": "extension"}, "until"),
        ({"kind": "name"}, "name"),
        ({"kind": "partner", "leaving": "123"}, "leaving"),
    ],
)
def test_each_kind_of_change_asks_for_its_own(typed: dict[str, str], beside: str) -> None:
    form = registry.get("base-d2-change").section("change").form({"details": "理由", **typed})
    assert beside in form.errors


def test_a_recovery_has_its_day() -> None:
    form_class = registry.get("base-d2-exit").section("grounds").form
    said = base_papers.grounds("misuse", "x", date(2026, 11, 1), "100")["grounds"]["fields"]
    assert list(form_class(said).errors) == ["recover_by"]
    assert form_class({**said, "recover_amount": ""}).errors == {}


def test_a_milestone_is_reached_before_it_is_reported() -> None:
    tale = SwiftBase("test", stage(), company="chip-base", span=400)
    tale.apply()
    tale.review()
    tale.judge()
    tale.conclude()
    goal = tale.project.milestones.first()
    assert goal is not None
    with at(f"{goal.due_on} 09:00"):
        follow_ups.open_all()
        row = FollowUp.objects.get(kind="milestone")
        follow_ups.save(row, {"fields": base_papers.REPORTS["milestone"], "tables": {}}, by=tale.clerk)
        with pytest.raises(Refused) as caught:
            follow_ups.file(row, by=tale.clerk)
        assert caught.value.message == "请先在基地页面登记里程碑完成情况并上传佐证材料。"
        milestones.reach(goal, done_on=goal.due_on, result="达到", evidence=paper(), by=tale.clerk)
        shown = follow_ups.shown(reload(row))
        assert follow_ups.file(row, by=tale.clerk).status == "filed"
        assert shown.form.data["result"] == base_papers.REPORTS["milestone"]["result"]


def test_a_recognised_base_that_leaves_loses_its_certificate() -> None:
    tale = told("base-college")
    tale._span += 30
    tale.moment = tale.moment.replace(year=2026, month=11, day=2)
    held = tale.certificate
    typed = base_papers.grounds("misuse", "挪用专项资金。", tale.moment.date())
    tale.leave(typed, statement="请求从轻处理。", reason="事实清楚，撤销认定。")
    held.refresh_from_db()
    assert (held.status, tale.project.status) == ("revoked", "withdrawn")
    assert held.ended_reason == "挪用、套取建设资金：事实清楚，撤销认定。"
    assert not hasattr(tale.project, "recovery")


def test_one_rectification_and_no_failure_before_it() -> None:
    team = Team()
    project = team.started()
    case = SimpleNamespace(base_id=team.base.pk, base=team.base)
    assert base_effects.rectified_already(case) == ""
    assert base_effects.not_rectified_yet(case) == "首次验收未通过的，应先限期整改。"
    projects.rectify(project, until=date(2029, 9, 1), by=None, reason="x")
    assert base_effects.rectified_already(case) == "该基地已整改过一次，不能再次限期整改。"
    assert base_effects.not_rectified_yet(case) == ""


def test_effects_that_meet_nothing_refuse() -> None:
    with pytest.raises(Refused, check=lambda error: error.code == "not_found"):
        base_effects.base_of(SimpleNamespace(base=None))
    with pytest.raises(Refused, check=lambda error: error.code == "not_allowed"):
        base_effects.project_of(SimpleNamespace(base_id=0))


@pytest.mark.parametrize(
    ("kind", "fields", "tables"),
    [
        ("partner", {"leaving": "X", "joining": ""}, {}),
        ("partner", {"leaving": "", "joining": "X"}, {}),
        ("milestone", {}, {"milestones": [{"title": "无此项", "due_on": date(2027, 1, 1), "kpi": ""}]}),
    ],
)
def test_a_change_of_what_is_not_there_is_refused(kind: str, fields: Any, tables: Any) -> None:
    team = Team()
    team.started()
    with pytest.raises(Refused, check=lambda error: error.code == "unknown"):
        base_effects._CHANGES[kind](reload(team.base), fields, tables, None, "x")


def test_a_new_budget_line_by_change() -> None:
    team = Team()
    project = team.started()
    row = {"source": "public", "year": 2027, "item": "专项补助", "planned": Decimal("500.00")}
    base_effects._CHANGES["budget"](reload(team.base), {}, {"budget": [row]}, None, "财政下达")
    assert project.budget.get(item="专项补助").planned == Decimal("500.00")


def test_partners_confirm_the_dossier_itself() -> None:
    tale = SwiftBase("test", stage(), company="chip-base", span=10)
    before = joint_text(tale.base).version
    tale.draft(sections=BEGUN)
    text = joint_text(tale.base)
    assert text.version != before
    titles = [part.title for part in text.parts]
    assert titles == [
        "基地",
        "合作分工",
        "申报书：基地基本信息",
        "申报书：合作单位与协议",
        "申报书：场地设备",
    ]
    rows = dict(text.parts[3].rows)
    assert rows["合作单位 1"].startswith("企业名称：申芯示例半导体（上海）有限公司（虚构）；")
    tale.ask()
    tale.confirm()
    with at("2026-11-24 16:00"):
        case = tale.case
        typed = {**case.dossier["site"]}
        typed["fields"] = {**typed["fields"], "stations": "161"}
        intake.save_section(case, "site", typed, by=tale.clerk, version=1)
    assert joint_text(tale.base).version != text.version  # one word changed: everybody is asked again


def test_an_application_begins_with_its_base() -> None:
    team = Team()
    other = BaseFactory(school=team.base.school, kind="d7")
    round_ = stage().round("base-d2", TODAY.date())
    client = signed_in(team.clerk)
    address = reverse("cases:base_begin", args=[round_.pk, team.base.school_id])
    start = client.post(reverse("cases:start", args=[round_.pk, team.base.school_id]))
    assert start.url == address
    page = client.get(address).content.decode()
    assert (team.base.name in page, other.name in page, "1 家合作单位" in page) == (True, False, True)
    said = client.post(address, {"base": team.base.pk})
    case = Application.objects.get()
    assert said.url == reverse("cases:case", args=[case.pk])
    assert (case.base, case.subject, case.holder_name) == (
        team.base,
        f"base/{team.base.pk}",
        team.base.name,
    )
    assert client.post(address, {"base": team.base.pk}).url == said.url  # pressed twice it is one
    for wrong in (other.pk, "x", ""):
        assert client.post(address, {"base": wrong}).status_code == 404
    assert signed_in(team.friend).get(address).status_code == 404
    section = client.get(reverse("cases:section", args=[case.pk, "basic"])).content.decode()
    assert f'value="{team.base.name}"' in section


def test_a_list_costs_the_same_for_one_row_and_for_three(django_assert_max_num_queries) -> None:
    team = Team()
    team.started()
    client = signed_in(team.clerk)
    round_ = stage().round("base-d2", TODAY.date())
    begin = reverse("cases:base_begin", args=[round_.pk, team.base.school_id])
    later = reverse("cases:base", args=[team.base.pk])

    def cost() -> list[int]:
        found = []
        for address in (begin, later):
            with django_assert_max_num_queries(30) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        return found

    BaseFactory(school=team.base.school)
    draft(team, "base-d2-change", {})
    one = cost()
    for slug in ("base-d2-acceptance", "base-d2-exit"):
        BaseFactory(school=team.base.school)
        draft(team, slug, {})
    assert cost() == one


def test_later_procedures_begin_at_the_base() -> None:
    team = Team()
    client = signed_in(team.clerk)
    address = reverse("cases:base", args=[team.base.pk])
    assert "还没有办件" in client.get(address).content.decode()
    assert client.post(address, {"procedure": "base-d2-change"}).status_code == 404
    team.started()
    page = client.get(address).content.decode()
    assert ("教学型协同育人基地验收" in page, "教学型协同育人基地变更" in page) == (True, True)
    assert ("教学型协同育人基地复评" in page, "教学型协同育人基地退出" in page) == (False, False)
    said = client.post(address, {"procedure": "base-d2-change"})
    case = Application.objects.get()
    assert said.url == reverse("cases:case", args=[case.pk])
    assert "继续办理" in client.get(address).content.decode()
    assert client.post(address, {"procedure": "base-d2-exit"}).status_code == 404
    officer = signed_in(member(Role.OFFICER, "SH-JW"))
    assert "教学型协同育人基地退出" in officer.get(address).content.decode()
    page = officer.post(address, {"procedure": "base-d2-exit"}, follow=True)
    assert page.status_code == 200
    leaving = Application.objects.latest("pk")
    assert leaving.programme_slug == "base-d2-exit"
    page = officer.get(reverse("cases:section", args=[leaving.pk, "grounds"])).content.decode()
    assert "应追回资金（元）" in page
    assert client.get(reverse("cases:section", args=[leaving.pk, "grounds"])).status_code == 404
    assert (
        "教学型协同育人基地退出" not in client.get(address).content.decode()
    )  # nothing is told before it begins
    assert signed_in(team.stranger).get(address).status_code == 404


def test_the_lead_office_writes_down_what_came_back() -> None:
    team = Team()
    officer = member(Role.OFFICER, "SH-JW")
    address, page = (reverse(f"cases:{name}", args=[team.base.pk]) for name in ("base_repay", "base"))
    assert signed_in(officer).get(address).status_code == 404  # not approved yet
    project = team.started()
    assert signed_in(officer).get(address).status_code == 404  # nothing to be paid back
    owed = recovery.order(
        projects.withdraw(project, by=officer, reason="x"),
        amount=Decimal("500.00"),
        due_on=date(2027, 3, 1),
        reason="x",
        source="沪〔2026〕1 号",
        by=officer,
    )
    others = (team.clerk, team.friend, member(Role.OFFICER, "SH-RSJ"), member(Role.DECIDER, "SH-JW"))
    for user in others:
        assert signed_in(user).get(address).status_code == 404
        assert signed_in(user).post(address, {"amount": "1", "paid_on": "2026-11-23"}).status_code == 404
        assert address not in signed_in(user).get(page).content.decode()
        with pytest.raises(Refused, check=lambda error: error.code == "role"):
            repayments.record(owed, amount=Decimal(1), paid_on=date(2026, 11, 23), by=user)
    client = signed_in(officer)
    assert address in client.get(page).content.decode()
    assert client.get(address).status_code == 200
    said = client.post(address, {"amount": "500.01", "paid_on": "2026-11-23", "note": "回单"})
    assert list(said.context["form"].errors) == ["amount"]
    assert 'value="回单"' in said.content.decode()  # nothing entered is lost
    said = client.post(address, {"amount": "300", "paid_on": "2099-01-01"})
    assert list(said.context["form"].errors) == ["paid_on"]
    assert not owed.repayments.exists()
    said = client.post(address, {"amount": "500", "paid_on": "2026-11-23", "note": "回单"})
    assert said.url == reverse("bases:detail", args=[team.base.pk])
    assert audit.history(team.base.audit_chain).get(action="recovery.repaid").actor == officer
    assert recovery.outstanding(owed) == Decimal("0.00")
    assert client.get(address).status_code == 404  # all of it is back


def test_a_re_evaluation_asks_for_the_reports_of_operation() -> None:
    tale = told("base-life")  # accepted, two reports of operation handed in, re-evaluated
    again, project = tale.case, tale.project
    assert again.eligibility["results"][-1]["code"] == "operated"
    rows = FollowUp.objects.filter(kind="operation", application__base=tale.base)
    assert {row.application.programme.stage for row in rows} == {"acceptance"}  # no year is asked for twice

    def found(day: date) -> tuple[bool, str]:
        with at(f"{day} 09:00"):
            said = eligibility.evaluate(again)["results"][-1]
        return said["passed"], said["value"]

    first = project.ended_on.year
    assert found(date(first + 2, 3, 1)) == (True, "应提交 2 份，已通过 2 份")
    assert found(date(first + 3, 2, 28)) == (True, "应提交 2 份，已通过 2 份")  # the third may still come
    assert found(date(first + 3, 3, 1)) == (False, "应提交 3 份，已通过 2 份")
    rows.filter(period=str(first)).update(status="filed")  # handed in is not accepted
    assert found(date(first + 2, 3, 1)) == (False, "应提交 2 份，已通过 1 份")


def test_a_rectification_that_ran_out_is_the_office_s_to_end(django_assert_max_num_queries) -> None:
    officer, team, failed = member(Role.OFFICER, "SH-JW"), Team(), Team()
    running = [
        projects.rectify(t.started(), until=date(2026, 11, 23), by=None, reason="x") for t in (team, failed)
    ]
    projects.fail(running[1], by=None, reason="x")
    Team().started()  # under construction: no matter of this list
    client, address = signed_in(officer), reverse("office:duties")

    def listed(user: Any = officer) -> list[Any]:
        return list(rectifications.to_end(user))

    with at("2026-11-23 09:00"):
        assert listed() == [running[1]]  # the last day of the other still runs
    assert listed() == running
    assert (listed(member(Role.OFFICER, "SH-RSJ")), listed(team.clerk)) == ([], [])
    detail = reverse("bases:detail", args=[team.base.pk])
    assert "整改期已满" in signed_in(team.clerk).get(detail).content.decode()
    page = client.get(address).content.decode()
    exit_ = reverse("cases:base", args=[team.base.pk])
    assert ("整改未通过的基地" in page, exit_ in page) == (True, True)
    assert "教学型协同育人基地退出" in client.get(exit_).content.decode()
    grounds = dict(registry.get("base-d2-exit").section("grounds").form.base_fields["ground"].choices)
    assert grounds["overdue"] == "整改期满未通过验收"

    def cost() -> int:
        with django_assert_max_num_queries(30) as queries:
            client.get(address)
        return len(queries)

    three = cost()
    Application.objects.filter(pk=draft(team, "base-d2-acceptance", {}).pk).update(status="accepted")
    assert listed() == [running[1]]  # judged meanwhile: the panel has the word
    assert cost() == three
    projects.withdraw(running[1], by=officer, reason="x")
    assert listed() == []
    assert "整改未通过的基地" not in client.get(address).content.decode()


def test_a_change_of_what_the_certificate_says_issues_it_anew() -> None:
    tale = told("base-college")
    tale._span += 30
    tale.moment = tale.moment.replace(year=2026, month=10, day=12)
    first, heir = tale.certificate, tale.cast.company("vision")[0]
    old = tale.partner.organisation
    stars = "★★★★"
    tale.change(
        base_papers.change(
            "partner", "原企业迁出。", leaving=old.code, joining=heir.code, role="lead", share="54", duties="设备"
        ),
        "同意变更。",
    )  # fmt: skip
    second = tale.certificate
    first.refresh_from_db()
    assert (first.status, second.status, second.application) == ("superseded", "issued", tale.case)
    assert (second.valid_from, second.valid_to) == (first.valid_from, first.valid_to)
    body = str(second.content["body"])
    assert (heir.name in body, old.name in body, stars in body, stars + "★" in body) == (
        True,
        False,
        True,
        False,
    )
    assert standing.valid(first.programme_slug, tale.organisation, subject=first.subject).get() == second
    tale.change(
        base_papers.change("leader", "退休。", leader="章示例（虚构）", leader_post="院长"), "同意变更。"
    )
    assert (tale.certificate, tale.case.status) == (second, "granted")  # the leader is not on it
    tale.change(base_papers.change("name", "更名。", name="新名示例协同育人基地（虚构）"), "同意变更。")
    third = tale.certificate
    assert (third.holder_name, third.status) == ("新名示例协同育人基地（虚构）", "issued")
    body = str(third.content["body"])
    assert ("新名示例协同育人基地（虚构）" in body, stars in body, stars + "★" in body) == (True, True, False)
    assert reload(tale.base).name == "新名示例协同育人基地（虚构）"
    assert [str(problem) for problem in invariants.broken()] == []
    late = SimpleNamespace(dossier=tale.case.dossier, base_id=tale.base.pk, about=None)
    assert base_effects.cannot_reissue(late).startswith("基地已取得证书")  # applied for before the acceptance
    late.about = SimpleNamespace(valid_to=third.valid_from - timedelta(days=1))
    assert base_effects.cannot_reissue(late).startswith("基地已有接续的证书")
    taken = BaseFactory(school=tale.base.school, kind=tale.base.kind)
    with pytest.raises(Refused, check=lambda error: error.code == "twice"):
        base_effects._CHANGES["name"](tale.base, {"name": taken.name}, {}, None, "x")
