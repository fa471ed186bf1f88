"""Two schools, quotas and the conditions of each rank."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.roles import Role
from certification.domain import (
    nominations,
)
from certification.models import (
    Application,
)
from certification.programmes import teacher_ranks, teacher_rules
from certification.registry import Facts
from certification.stories import teachers as stories
from certification.stories.cast import Cast
from teachers import quotas
from teachers.models import Nomination
from teachers.ranks import Rank
from tests.certification.faculty.stage import appointed, swift
from tests.factories.teachers import NominationFactory

pytestmark = pytest.mark.django_db


def test_nobody_serves_three_schools(cast: Cast) -> None:
    tale = swift(cast)
    for _n in range(2):
        appointed(
            NominationFactory(document_number=tale.nomination.document_number, post__rank=Rank.PROFESSOR)
        )
    tale.prepare()
    tale.draft()
    results = {row["code"]: row for row in tale.case.eligibility["results"]}
    assert (results["schools"]["passed"], results["schools"]["value"]) == (False, "另受聘 2 所")
    assert teacher_ranks.no_quota(stories.B1)(tale.case) == "此人已在两所学校受聘。"


def test_the_quota_counts_appointments_of_the_year(cast: Cast) -> None:
    tale = swift(cast)
    tale.prepare()
    tale.draft()
    quotas.set_number(tale.organisation, "B1", tale.post.year, 0, by=cast.at(Role.OFFICER, "SH-JW"))
    assert nominations.quota_left(tale.case, stories.B1) == 0
    assert teacher_ranks.no_quota(stories.B1)(tale.case) == "该校本年度该级别的聘任名额已用完。"
    assert teacher_ranks.no_quota(stories.B2)(tale.case) == ""


def test_a_lower_rank_has_its_own_age(cast: Cast) -> None:
    tale = swift(cast)
    tale.prepare()
    tale.draft()
    assert teacher_ranks.lowered("B2")(tale.case) == ""
    Nomination.objects.filter(pk=tale.nomination.pk).update(birth_on=date(1958, 1, 1))
    assert teacher_ranks.lowered("B2")(Application.objects.get()) == "超过产业导师的年龄条件。"


def facts(rank: str = "B1", age: int = 48, party: dict[str, Any] | None = None, **sections: Any) -> Facts:
    nomination = Nomination(
        name="林示例（虚构）", birth_on=date(2026 - age, 1, 1), employer_code="91310115000000019M", rank=rank
    )
    known = {
        "nomination": nomination, "consents": {}, "agreed": {}, "notices": {}, "upheld": False,
        "schools": 0, "failed": 0,
    }  # fmt: skip
    tables = {"plan": {"courses": sections.pop("courses", [])}}
    written = {"plan": {}} | sections
    return Facts(
        dossier={slug: {"fields": fields, "tables": tables.get(slug, {})} for slug, fields in written.items()},
        policy=teacher_ranks.policy(rank), today=date(2026, 11, 24), party=known | (party or {}),
    )  # fmt: skip


def found(rank: str, code: str, seen: Facts, *, renewal: bool = False) -> tuple[bool, str]:
    rules = teacher_rules.renewal_rules(rank) if renewal else teacher_rules.rules(rank)
    finding = {rule.code: rule for rule in rules}[code].check(seen)
    return finding.passed, finding.value


@pytest.mark.parametrize(
    ("rank", "told_", "result"),
    [
        ("B1", {"level": "senior"}, (True, "正高级职称")),
        ("B1", {"level": "associate"}, (False, "副高级职称")),
        ("B1", {"level": "associate", "leads_project": True}, (True, "省部级项目负责人")),
        ("B1", {"level": "none", "executive": True}, (True, "规上企业高管")),
        ("B1", {"level": "technician", "craftsman": True}, (True, "技师，能工巧匠，由评审认定")),
        ("B2", {"level": "senior_technician"}, (True, "高级技师")),
        ("B2", {"level": "middle", "executive": True}, (False, "中级职称")),
        ("B3", {"level": "technician"}, (True, "技师")),
        ("B3", {}, (False, "未填写")),
    ],
)
def test_titles(rank: str, told_: dict[str, Any], result: tuple[bool, str]) -> None:
    assert found(rank, "level", facts(rank, experience=told_)) == result


@pytest.mark.parametrize(
    ("rank", "age", "urgent", "fine"),
    [("B1", 65, False, True), ("B1", 66, False, False), ("B1", 70, True, True), ("B1", 71, True, False),
     ("B2", 66, True, False), ("B3", 60, False, True), ("B3", 61, False, False)],
)  # fmt: skip
def test_ages(rank: str, age: int, urgent: bool, fine: bool) -> None:
    assert found(rank, "age", facts(rank, age, experience={"urgent": urgent}))[0] is fine
    assert found(rank, "age", facts(rank, age, term={"urgent": urgent}), renewal=True)[0] is fine


@pytest.mark.parametrize(
    ("rank", "plan", "hours", "result"),
    [
        ("B1", {"lectures": 1, "supervised": 2}, "36", (True, "36 学时，讲座 1 次，联合指导 2 人")),
        ("B1", {"lectures": 1, "supervised": 2}, "35.5", (False, "35.5 学时，讲座 1 次，联合指导 2 人")),
        ("B1", {"lectures": 0, "supervised": 2}, "40", (False, "40 学时，讲座 0 次，联合指导 2 人")),
        ("B2", {"supervised": 2, "projects": 0}, "0", (True, "联合指导 2 人，联合项目 0 项")),
        ("B2", {"supervised": 1, "projects": 1}, "0", (True, "联合指导 1 人，联合项目 1 项")),
        ("B2", {"supervised": 1, "projects": 0}, "0", (False, "联合指导 1 人，联合项目 0 项")),
        ("B3", {}, "32", (True, "32 学时")),
        ("B3", {}, "0", (False, "0 学时")),
    ],
)
def test_duties(rank: str, plan: dict[str, int], hours: str, result: tuple[bool, str]) -> None:
    assert found(rank, "duties", facts(rank, plan=plan, courses=[{"hours": Decimal(hours)}])) == result


@pytest.mark.parametrize(
    ("code", "seen", "result"),
    [
        ("years", {"experience": {"years": 4}}, (False, "4 年")),
        ("in_post", {"person": {"in_post": True}}, (True, "在职")),
        ("in_post", {}, (False, "未确认在职")),
        ("degree", {"person": {"degree": "bachelor"}}, (True, "本科以上")),
        ("degree", {"person": {"degree": "college"}}, (False, "本科以下")),
        ("degree", {"experience": {"craftsman": True}}, (True, "能工巧匠，学历放宽")),
        ("same", {}, (False, "与推荐信息不同：姓名、出生日期、工作单位、级别")),
        ("majority", {"review": {"present": 9, "in_favour": 6}}, (True, "6/9")),
        ("majority", {"review": {"present": 9, "in_favour": 5}}, (False, "5/9")),
        ("majority", {}, (False, "0/0")),
        ("crime", {"claims": {"no_crime": True}}, (True, "已声明")),
        ("crime", {}, (False, "未声明")),
        ("schools", {"claims": {"other_schools": 2}}, (False, "另受聘 2 所")),
    ],
)
def test_other_conditions(code: str, seen: dict[str, Any], result: tuple[bool, str]) -> None:
    assert found("B1", code, facts(**seen)) == result


@pytest.mark.parametrize(
    ("party", "result"),
    [
        ({"notices": {"学校公示": ""}}, (False, "未登记学校公示")),
        ({"notices": {"学校公示": "无异议"}}, (True, "均已公示")),
        ({"notices": {"学校公示": "异议成立"}, "upheld": True}, (False, "异议成立")),
    ],
)
def test_notices(party: dict[str, Any], result: tuple[bool, str]) -> None:
    assert found("B1", "notices", facts(party=party)) == result


def test_what_a_renewal_asks() -> None:
    seen = facts(party={"agreed": {"nominee": True, "employer": False}, "failed": 2})
    assert found("B1", "consents", seen, renewal=True) == (False, "缺工作单位同意")
    assert found("B1", "appraisals", seen, renewal=True) == (False, "不合格 2 次")
    fine = facts(party={"agreed": {"nominee": True, "employer": True}, "failed": 1})
    assert found("B1", "consents", fine, renewal=True) == (True, "均有效")
    assert found("B1", "appraisals", fine, renewal=True)[0]
