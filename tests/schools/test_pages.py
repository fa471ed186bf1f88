"""The screens of the self-assessment: who finds them, what they say, and what they cost."""

from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import OutgoingMail, User
from accounts.roles import Role
from schools import assessments
from schools.models import Assessment, School
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.schools import SchoolFactory, fill_all, locked_assessment
from tests.factories.workflows import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def school() -> School:
    return SchoolFactory()


@pytest.fixture
def head(school: School) -> User:
    return member(Role.ORG_ADMIN, school.organisation, name="校办示例（虚构）")


@pytest.fixture
def colleague(school: School) -> User:
    return member(Role.CLERK, school.organisation, name="教务示例（虚构）")


@pytest.fixture
def opened(school: School, head: User) -> Assessment:
    with at("2026-03-02 09:00"):
        return assessments.open_year(school, 2026, by=head)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def to(name: str, school: School, *args: object) -> str:
    return reverse(f"schools:{name}", args=[school.organisation_id, *args])


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


FILL = {
    "version": "0",
    "numerator": " 1，460 ",
    "denominator": "11200",
    "data_year": "2025",
    "source_note": "学籍系统",
}


def test_from_opening_to_the_workbook(school: School, head: User, colleague: User) -> None:
    admin, clerk = browser(head), browser(colleague)
    with at("2026-03-02 09:00"):
        assert "启动自评" in text_of(admin, to("assessments", school))
        assert "启动自评" not in text_of(clerk, to("assessments", school))
        begun = admin.post(to("begin", school), {"year": "2026"})
    assert begun.url == to("assign", school, 2026)  # type: ignore[attr-defined]

    rows = {v.indicator: v for v in Assessment.objects.get().values.all()}
    form = {f"{slug}-office": value.office for slug, value in rows.items()}
    form |= {f"{slug}-assignee": "" for slug in rows} | {
        "joint_students-assignee": str(colleague.pk),
        "bases-assignee": str(colleague.pk),
    }
    assert "教务示例（虚构）" in text_of(admin, to("assign", school, 2026))
    assert admin.post(to("assign", school, 2026), form).status_code == 302
    mail = OutgoingMail.objects.get()
    assert mail.to == colleague.email
    assert "校企联合培养学生比例、校企共建协同育人基地数" in mail.body

    table = text_of(clerk, to("assessment", school, 2026))
    assert table.count("请您填报") == 2
    assert "已填报 0 / 12 项" in table
    saved = clerk.post(to("fill", school, 2026, "joint_students"), FILL)
    assert saved.url == to("fill", school, 2026, "bases")  # the next of theirs  # type: ignore[attr-defined]
    bases = {"version": "0", "numerator": "14", "data_year": "2025", "source_note": "协议台账"}
    assert clerk.post(saved.url, bases).url == to("assessment", school, 2026)  # type: ignore[attr-defined]
    table = text_of(clerk, to("assessment", school, 2026))
    assert "13.04 %" in table
    assert "填报：校企联合培养学生比例" in table

    refused = admin.post(to("lock", school, 2026))
    assert refused.status_code == 409
    assert "还有 10 项指标没有填报" in refused.content.decode()
    sheet = load_workbook(BytesIO(admin.get(to("download", school, 2026)).content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[3]][:2] == ["C01", "校企联合培养学生比例"]
    assert [cell.value for cell in sheet[3]][4:10] == [1460, "全日制在校生数（人）", 11200, 13.04, "%", 2025]
    assert sheet.max_row == 14


def test_a_formula_in_a_note_stays_text(school: School, head: User, opened: Assessment) -> None:
    browser(head).post(
        to("fill", school, 2026, "joint_students"), FILL | {"source_note": '=HYPERLINK("http://example.com")'}
    )
    sheet = load_workbook(BytesIO(browser(head).get(to("download", school, 2026)).content)).active
    assert sheet is not None
    cell = sheet.cell(row=3, column=14)
    assert (cell.value, cell.data_type) == ('=HYPERLINK("http://example.com")', "s")


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"numerator": ""}, "numerator", "请填写校企联合培养学生数（人）"),
        ({"numerator": "一千"}, "numerator", "“校企联合培养学生数（人）”请填写数字，如 1460"),
        ({"numerator": "-1"}, "numerator", "“校企联合培养学生数（人）”不能小于 0"),
        ({"numerator": "1.5"}, "numerator", "“校企联合培养学生数（人）”应为整数，请核对。"),
        (
            {"numerator": "11201"},
            "numerator",
            "校企联合培养学生数（人）不能大于全日制在校生数（人），请核对。",
        ),
        ({"denominator": "0"}, "denominator", "“全日制在校生数（人）”应大于 0，请核对。"),
        ({"source_note": ""}, "source_note", "请填写数据来源说明"),
    ],
)
def test_filling_says_what_is_wrong(
    school: School, head: User, opened: Assessment, change: dict[str, str], field: str, said: str
) -> None:
    page = browser(head).post(to("fill", school, 2026, "joint_students"), FILL | change)
    assert page.context["form"].errors == {field: [said]}
    assert not opened.values.get(indicator="joint_students").is_filled


def test_a_stale_form_is_kept_and_told(school: School, head: User, opened: Assessment) -> None:
    url = to("fill", school, 2026, "joint_students")
    assert browser(head).post(url, FILL).status_code == 302
    page = browser(head).post(url, FILL | {"numerator": "1500"})
    assert page.status_code == 409
    text = page.content.decode()
    assert "刚刚保存了本指标" in text
    assert 'value="1500"' in text


def test_those_who_may_not_fill_read(school: School, colleague: User, opened: Assessment) -> None:
    text = text_of(browser(colleague), to("fill", school, 2026, "bases"))
    assert "本指标由 本校管理员 填报" in text
    assert "保存并继续" not in text
    page = browser(colleague).post(
        to("fill", school, 2026, "bases"),
        {"version": "0", "numerator": "1", "data_year": "2025", "source_note": "试"},
    )
    assert page.status_code == 403
    assert not opened.values.get(indicator="bases").is_filled


def test_assigning_names_the_indicator_whose_office_is_missing(
    school: School, head: User, opened: Assessment
) -> None:
    page = browser(head).post(to("assign", school, 2026), {"bases-office": ""})
    assert "请填写“校企共建协同育人基地数”的责任部门" in [e.message for e in page.context["errors"]]
    outsider = member(Role.CLERK, OrganisationFactory())
    form = {f"{v.indicator}-office": v.office for v in opened.values.all()}
    page = browser(head).post(to("assign", school, 2026), form | {"bases-assignee": str(outsider.pk)})
    assert page.status_code == 200  # somebody of another organisation is no choice
    fill_all(opened, head)
    assessments.lock(opened, by=head)
    page = browser(head).post(to("assign", school, 2026), form)
    assert page.status_code == 409
    assert "自评已锁定" in page.content.decode()


def test_locking_and_unlocking(school: School, head: User, opened: Assessment) -> None:
    fill_all(opened, head)
    admin = browser(head)
    assert admin.post(to("lock", school, 2026)).status_code == 302
    text = text_of(admin, to("assessment", school, 2026))
    assert "同组已锁定自评的学校不足 3 所" in text
    assert "解锁更正" in text
    assert admin.get(to("reopen", school, 2026)).status_code == 200
    page = admin.post(to("reopen", school, 2026), {"reason": ""})
    assert page.context["form"].errors == {"reason": ["请填写解锁原因"]}
    assert admin.post(to("reopen", school, 2026), {"reason": "口径有误"}).status_code == 302
    page = admin.post(to("reopen", school, 2026), {"reason": "再来一次"})
    assert "填报中" in page.context["form"].non_field_errors()[0]
    assert "口径有误" in text_of(admin, to("assessment", school, 2026))


def test_the_comparison_shows_places_and_nobodys_name(school: School, head: User) -> None:
    with at("2026-03-02 09:00"):
        locked_assessment(school, 2026, head, bases="20")
        others = [SchoolFactory() for _ in range(2)]
        for other, bases in zip(others, ("10", "30"), strict=True):
            locked_assessment(other, 2026, member(Role.ORG_ADMIN, other.organisation), bases=bases)
    text = text_of(browser(head), to("assessment", school, 2026))
    assert "2 / 3" in text
    assert "高于 50.0%" in text
    for other in others:
        assert other.name not in text


def test_without_a_profile_first_the_profile(head: User) -> None:
    fresh = OrganisationFactory(kind="school", code="12310000000000035K")
    text = text_of(browser(member(Role.ORG_ADMIN, fresh)), reverse("schools:assessments", args=[fresh.pk]))
    assert "请先填写学校信息" in text
    begun = browser(member(Role.ORG_ADMIN, fresh)).post(
        reverse("schools:begin", args=[fresh.pk]), {"year": 2026}
    )
    assert begun.status_code == 404


def test_a_year_that_cannot_be_opened(school: School, head: User) -> None:
    with at("2026-03-02 09:00"):
        page = browser(head).post(to("begin", school), {"year": "2019"})
    assert page.status_code == 200
    assert "year" in page.context["form"].errors


def test_nobody_else_finds_anything(school: School, colleague: User, opened: Assessment) -> None:
    strangers = [member(Role.ORG_ADMIN, OrganisationFactory()), member(Role.OFFICER, "SH-JW")]
    pages = ("assessment", "assign", "reopen", "download")
    for stranger in strangers:
        client = browser(stranger)
        assert client.get(to("assessments", school)).status_code == 404
        for name in pages:
            assert client.get(to(name, school, 2026)).status_code == 404
        assert client.get(to("fill", school, 2026, "bases")).status_code == 404
        assert client.post(to("lock", school, 2026)).status_code == 404
    clerk = browser(colleague)
    for name in ("assign", "reopen"):
        assert clerk.get(to(name, school, 2026)).status_code == 404
    for name in ("begin",):
        assert clerk.post(to(name, school), {"year": 2025}).status_code == 404
    assert clerk.post(to("lock", school, 2026)).status_code == 404
    assert clerk.get(to("fill", school, 2026, "nothing")).status_code == 404
    assert clerk.get(to("assessment", school, 2020)).status_code == 404


def test_cost_does_not_grow_with_years(school: School, head: User, opened: Assessment) -> None:
    def cost(url: str) -> int:
        client = browser(head)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    one = cost(to("assessments", school))
    for year in (2027, 2028):
        with at(f"{year}-03-02 09:00"):
            assessments.open_year(school, year, by=head)
    assert cost(to("assessments", school)) == one
    bare = cost(to("assessment", school, 2026))
    fill_all(opened, head)
    assert cost(to("assessment", school, 2026)) == bare
    assert cost(to("assign", school, 2026)) <= 16
