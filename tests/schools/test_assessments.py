"""Self-assessment: opened by the administrator, filled by offices, locked, reopened on record, compared."""

from dataclasses import replace
from decimal import Decimal

import pytest

from accounts.domain import memberships
from accounts.models import User
from accounts.roles import Role
from schools import assessments, comparison, record
from schools.codes import Level
from schools.models import Assessment, AssessmentStatus, IndicatorValue, School
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.schools import SchoolFactory, fill_all, filled, locked_assessment
from tests.factories.workflows import at
from workflows import audit
from workflows.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def school() -> School:
    return SchoolFactory()


@pytest.fixture
def head(school: School) -> User:
    return member([Role.ORG_ADMIN, Role.CLERK], school.organisation, name="校办示例（虚构）")


@pytest.fixture
def colleague(school: School) -> User:
    return member(Role.CLERK, school.organisation, name="教务示例（虚构）")


@pytest.fixture
def opened(school: School, head: User) -> Assessment:
    with at("2026-03-02 09:00"):
        return assessments.open_year(school, 2026, by=head)


def row(assessment: Assessment, slug: str) -> IndicatorValue:
    return assessment.values.get(indicator=slug)


def refused(code: str, verb: object, *args: object, **kwargs: object) -> str:
    with pytest.raises(Refused) as said:
        verb(*args, **kwargs)  # type: ignore[operator]
    assert said.value.code == code
    return said.value.message


def test_opening_makes_one_row_an_indicator(school: School, head: User, opened: Assessment) -> None:
    assert opened.values.count() == 12
    assert (opened.status, opened.scheme, opened.group_name) == ("filling", "2026.1", "应用技术·多科")
    assert str(opened) == f"{school.name} · 2026"
    assert str(row(opened, "bases")) == f"{opened} · bases"
    assert row(opened, "joint_students").office == "教务处"
    with at("2026-03-02 09:00"):
        assert "已经启动" in refused("exists", assessments.open_year, school, 2026, by=head)
        refused("year", assessments.open_year, school, 2024, by=head)
        refused("year", assessments.open_year, school, 2027, by=head)
    entry = audit.history(opened.audit_chain).get()
    assert (entry.action, entry.data) == ("assessment.opened", {"year": 2026, "scheme": "2026.1"})


def test_a_secondary_school_has_its_own_table() -> None:
    school = SchoolFactory(level=Level.SECONDARY, orientation="", breadth="", code="3631000001")
    head = member(Role.ORG_ADMIN, school.organisation)
    with at("2026-03-02 09:00"):
        assert assessments.open_year(school, 2026, by=head).values.count() == 10


def test_only_the_administrator_opens_assigns_locks_and_reopens(
    school: School, colleague: User, opened: Assessment
) -> None:
    outsider = member(Role.ORG_ADMIN, OrganisationFactory())
    for person in (colleague, outsider):
        refused("forbidden", assessments.open_year, school, 2025, by=person)
        refused("forbidden", assessments.assign, opened, {}, by=person)
        refused("forbidden", assessments.lock, opened, by=person)
        refused("forbidden", assessments.reopen, opened, "更正", by=person)


def test_assigning_tells_whom_to_write_to(head: User, colleague: User, opened: Assessment) -> None:
    wanted = {"bases": ("基地办", colleague), "staying": ("学生处", None), "income": ("科研处", head)}
    told = assessments.assign(opened, wanted, by=head)
    assert [value.indicator for value in told] == ["bases"]
    assert (row(opened, "bases").office, row(opened, "bases").assignee) == ("基地办", colleague)
    assert row(opened, "staying").office == "学生处"
    assert assessments.assign(opened, wanted, by=head) == []  # the same again: nothing changes, no record
    assert audit.history(opened.audit_chain).filter(action="assessment.assigned").count() == 3
    stranger = member(Role.CLERK, OrganisationFactory())
    assert "不是本校成员" in refused(
        "not_member", assessments.assign, opened, {"bases": ("x", stranger)}, by=head
    )


def test_only_the_person_named_or_the_administrator_fills(
    school: School, head: User, colleague: User, opened: Assessment
) -> None:
    other = member(Role.CLERK, school.organisation)
    assessments.assign(opened, {"bases": ("基地办", colleague)}, by=head)
    value = row(opened, "bases")
    said = refused("forbidden", assessments.fill, value, filled("bases", 2026), version=0, by=other)
    assert said == "本指标由 教务示例（虚构） 填报；需要调整分工的，请联系本校管理员。"
    said = refused(
        "forbidden", assessments.fill, row(opened, "income"), filled("income", 2026), version=0, by=other
    )
    assert "本校管理员" in said
    saved = assessments.fill(value, filled("bases", 2026), version=0, by=colleague)
    assert (saved.filled_by, saved.numerator, saved.denominator, saved.version) == (
        colleague,
        Decimal(14),
        None,
        1,
    )
    assert (
        assessments.fill(value, filled("bases", 2026, numerator=Decimal(15)), version=1, by=head).version == 2
    )
    said = refused("stale", assessments.fill, value, filled("bases", 2026), version=1, by=colleague)
    assert said.startswith("校办示例（虚构） 刚刚保存了本指标。")
    memberships.remove(school.organisation, colleague, by=head, reason="离职")
    refused("forbidden", assessments.fill, value, filled("bases", 2026), version=2, by=colleague)


def test_the_indicators_own_rules_hold_whatever_the_screen_checked(head: User, opened: Assessment) -> None:
    value, good = row(opened, "staying"), filled("staying", 2026)
    for code, bad in (
        ("part", replace(good, numerator=Decimal(2401))),
        ("denominator", replace(good, denominator=None)),
        ("data_year", replace(good, data_year=2026)),
        ("data_year", replace(good, data_year=2023)),
    ):
        refused(code, assessments.fill, value, bad, version=0, by=head)
    assert assessments.fill(value, replace(good, data_year=2024), version=0, by=head).data_year == 2024
    assert not row(opened, "income").is_filled


def test_locking_needs_every_value_and_a_group(school: School, head: User, opened: Assessment) -> None:
    said = refused("incomplete", assessments.lock, opened, by=head)
    assert said.startswith("还有 12 项指标没有填报：校企联合培养学生比例、")
    fill_all(opened, head)
    school.orientation = school.breadth = ""
    school.save()
    assert "尚未选择分类" in refused("unclassified", assessments.lock, opened, by=head)
    school.orientation, school.breadth = "technology", "multi"
    school.save()
    with at("2026-03-20 10:00"):
        done = assessments.lock(opened, by=head)
    assert (done.status, done.locked_by, done.group) == (AssessmentStatus.LOCKED, head, "technology-multi")
    assert assessments.results(done)["joint_students"] == Decimal("13.04")
    value = row(done, "bases")
    assert "已锁定" in refused("locked", assessments.fill, value, filled("bases", 2026), version=1, by=head)
    refused("locked", assessments.assign, done, {"bases": ("x", None)}, by=head)
    refused("locked", assessments.lock, done, by=head)


def test_reopening_says_why(head: User, opened: Assessment) -> None:
    fill_all(opened, head)
    assert "填报中" in refused("not_allowed", assessments.reopen, opened, "更正", by=head)
    done = assessments.lock(opened, by=head)
    refused("reason", assessments.reopen, done, "  ", by=head)
    again = assessments.reopen(done, "基地数统计口径有误", by=head)
    assert (again.status, again.locked_by, again.locked_at, again.group) == ("filling", None, None, "")
    found = record.entries(again)
    assert (found[0].text, found[0].reason, found[0].who) == (
        "解锁更正",
        "基地数统计口径有误",
        "校办示例（虚构）",
    )
    assert found[1].text == "锁定自评"
    assert "填报：" in found[2].text


def test_the_next_year_takes_over_who_is_still_there(
    school: School, head: User, colleague: User, opened: Assessment
) -> None:
    gone = member(Role.CLERK, school.organisation)
    wanted = {"bases": ("基地办", colleague), "income": ("科研院", gone)}
    assessments.assign(opened, wanted, by=head)
    memberships.remove(school.organisation, gone, by=head, reason="离职")
    with at("2027-03-01 09:00"):
        following = assessments.open_year(school, 2027, by=head)
    assert (row(following, "bases").office, row(following, "bases").assignee) == ("基地办", colleague)
    assert (row(following, "income").office, row(following, "income").assignee) == ("科研院", None)


def test_what_an_application_reads(school: School, head: User, opened: Assessment) -> None:
    assert assessments.locked(school.organisation) is None
    fill_all(opened, head)
    done = assessments.lock(opened, by=head)
    assert assessments.locked(school.organisation) == done
    assert assessments.locked(school.organisation, 2027) is None


def test_comparison_is_within_the_locked_of_one_group_and_year(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with at("2026-03-02 09:00"):
        made = []
        for bases in ("10", "20", "30"):
            school = SchoolFactory()
            made.append(
                locked_assessment(school, 2026, member(Role.ORG_ADMIN, school.organisation), bases=bases)
            )
        other = SchoolFactory(breadth="special")  # another group
        locked_assessment(other, 2026, member(Role.ORG_ADMIN, other.organisation), bases="99")
        unlocked = SchoolFactory()
        filling = assessments.open_year(unlocked, 2026, by=member(Role.ORG_ADMIN, unlocked.organisation))
    with django_assert_num_queries(2):
        table = assessments.group_results(made[1])
    assert set(table) == {a.pk for a in made}
    place = comparison.compare(table)["bases"][made[1].pk]
    assert (place.rank, place.of, place.percentile, place.median) == (2, 3, Decimal("50.0"), Decimal(20))
    assert assessments.group_results(filling) == {}
    made[2].school.breadth = "special"  # reclassified later: the ranking of the year stays as it was
    made[2].school.save()
    assert set(assessments.group_results(made[1])) == {a.pk for a in made}


def test_who_sees(school: School, head: User, colleague: User, opened: Assessment) -> None:
    assert list(assessments.visible(colleague)) == [opened]
    for nobody in (member(Role.ORG_ADMIN, OrganisationFactory()), member(Role.OFFICER, "SH-JW")):
        assert list(assessments.visible(nobody)) == []
