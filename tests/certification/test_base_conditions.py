"""The conditions of the bases at their boundaries, kind by kind."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from certification import registry
from certification.programmes.base_conditions import years_on
from certification.registry import Facts, Finding
from workflows.dates import months_after

TODAY = date(2026, 4, 20)
BASE = SimpleNamespace(name="甲", district="310115", zone="", address="示例路 1 号")
PARTY = {
    "base": BASE,
    "partners": {},
    "waiting": [],
    "unsettled": False,
    "colleges": 0,
    "same_site": False,
    "project": None,
}


def check(kind: str, code: str, party: dict[str, Any] | None = None, **sections: Any) -> Finding:
    """What a rule says; ``section={field: value}``, a table's rows under its own name in a list."""
    dossier = {
        slug: {
            "fields": {k: v for k, v in said.items() if not isinstance(v, list)},
            "tables": {k: v for k, v in said.items() if isinstance(v, list)},
        }
        for slug, said in sections.items()
    }
    programme = registry.get(f"base-{kind}")
    rule = {r.code: r for r in programme.rules}[code]
    return rule.check(
        Facts(dossier=dossier, policy=programme.policy, today=TODAY, party={**PARTY, **(party or {})})
    )


def partner(share: str = "54.00") -> Any:
    return SimpleNamespace(share=Decimal(share))


@pytest.mark.parametrize(
    ("party", "passed", "value"),
    [
        ({}, False, "没有合作单位"),
        ({"partners": {"X": partner()}, "waiting": ["甲公司"]}, False, "未确认：甲公司"),
        ({"partners": {"X": partner()}}, True, "1 家均已确认"),
    ],
)
def test_everybody_has_confirmed(party: dict[str, Any], passed: bool, value: str) -> None:
    assert check("d4", "confirmed", party) == Finding(passed, value)


@pytest.mark.parametrize(
    ("code", "share", "passed"), [("X", "54", True), ("X", "53.99", False), ("Y", "54", False)]
)
def test_the_dossier_names_the_partners_that_confirm(code: str, share: str, passed: bool) -> None:
    rows = [{"code": code, "share": Decimal(share)}]
    assert check("d2", "listed", {"partners": {"X": partner()}}, partners={"partners": rows}).passed is passed


@pytest.mark.parametrize(
    ("changed", "value"),
    [
        ({}, "一致"),
        ({"name": "乙"}, "不一致：名称"),
        ({"zone": "LG", "address": "别处"}, "不一致：片区、地址"),
    ],
)
def test_the_dossier_is_about_the_base_of_its_page(changed: dict[str, str], value: str) -> None:
    found = check("d6", "same", basic={**vars(BASE), **changed})
    assert found == Finding(value == "一致", value)


@pytest.mark.parametrize(
    ("signed", "until", "passed"),
    [
        (date(2026, 1, 10), date(2029, 1, 9), True),
        (date(2026, 1, 10), date(2029, 1, 8), False),
        (date(2024, 2, 29), date(2027, 2, 27), True),
    ],
)
def test_three_years_of_agreement(signed: date, until: date, passed: bool) -> None:
    rows = [{"company": "甲公司", "signed_on": signed, "until": until}]
    found = check("d1", "agreements", partners={"partners": rows})
    assert found == Finding(passed, "1 份均不少于 3 年" if passed else "不足 3 年：甲公司")
    assert check("d1", "agreements").value == "未填写"


@pytest.mark.parametrize(
    ("kind", "code", "section", "said", "passed"),
    [
        ("d2", "site", "site", {"area": Decimal("500")}, True),
        ("d2", "site", "site", {"area": Decimal("499.99")}, False),
        ("d1", "places", "site", {"capacity": 100}, True),
        ("d1", "places", "site", {"capacity": 99}, False),
        ("d3", "teachers", "facts", {"teacher_places": 20}, True),
        ("d3", "teachers", "facts", {"teacher_places": 19}, False),
        ("d1", "hires", "facts", {"hires": 30}, True),
        ("d1", "hires", "facts", {"hires": 29}, False),
        ("d1", "conversion", "facts", {"trainees": 100, "converted": 30}, True),
        ("d1", "conversion", "facts", {"trainees": 100, "converted": 29}, False),
        ("d1", "conversion", "facts", {}, False),
        ("d7", "orders", "facts", {"training_hours": 200, "order_hours": 100}, True),
        ("d7", "orders", "facts", {"training_hours": 200, "order_hours": 99}, False),
        ("d4", "municipal", "facts", {"municipal_base": "市级基地"}, True),
        ("d4", "municipal", "facts", {"municipal_base": ""}, False),
        ("d5", "running", "facts", {"founded_on": date(2025, 10, 20)}, True),
        ("d5", "running", "facts", {"founded_on": date(2025, 10, 21)}, False),
        ("d5", "running", "facts", {}, False),
        ("d5", "colleges", "facts", {"level": "vocational_bachelor", "existing": 1}, True),
        ("d5", "colleges", "facts", {"level": "vocational_bachelor", "existing": 2}, False),
        ("d5", "colleges", "facts", {"level": "vocational", "existing": 1}, False),
        ("d5", "colleges", "facts", {"level": "bachelor", "existing": 7}, True),
        ("d8", "skill_projects", "facts", {"projects_running": 4}, True),
        ("d8", "skill_projects", "facts", {"projects_running": 5}, False),
        ("d8", "skill_funds", "facts", {"level": "300", "public_funds": Decimal("3000000.00")}, True),
        ("d8", "skill_funds", "facts", {"level": "300", "public_funds": Decimal("3000000.01")}, False),
        ("d8", "skill_funds", "facts", {"level": "300", "public_funds": Decimal(0)}, False),
        ("d2", "insured", "safety", {"insured": True}, True),
        ("d2", "insured", "safety", {}, False),
        ("d2", "incident", "safety", {"no_incident": True}, True),
        ("d2", "credit", "claims", {}, False),
        ("d2", "same_site", "site", {"same_site_funded": True}, False),
        ("d2", "same_site", "site", {}, True),
        ("d2", "no_failed", "claims", {"no_failed": True}, True),
    ],
)  # fmt: skip
def test_at_the_boundary(kind: str, code: str, section: str, said: dict[str, Any], passed: bool) -> None:
    assert check(kind, code, **{section: said}).passed is passed


def test_what_the_platform_knows_counts_beside_what_is_said() -> None:
    assert not check("d2", "same_site", {"same_site": True}, site={}).passed
    assert not check("d2", "no_failed", {"unsettled": True}, claims={"no_failed": True}).passed
    assert not check("d5", "colleges", {"colleges": 1}, facts={"level": "vocational", "existing": 0}).passed


def test_a_site_of_a_jobs_base_may_be_small() -> None:
    assert "site" not in {rule.code for rule in registry.get("base-d1").rules}


@pytest.mark.parametrize(("hours", "passed"), [([64, 64, 64, 64], True), ([64, 64, 64, 63, 32], False)])
def test_four_courses_of_sixty_four_hours(hours: list[int], passed: bool) -> None:
    assert check("d2", "courses", facts={"courses": [{"hours": h} for h in hours]}).passed is passed


@pytest.mark.parametrize(("theirs", "passed"), [("3000000", True), ("2990000", False)])
def test_thirty_percent_come_from_enterprises(theirs: str, passed: bool) -> None:
    ours = Decimal("10000000") - Decimal(theirs)
    rows = [{"source": "enterprise", "amount": Decimal(theirs)}, {"source": "school", "amount": ours}]
    assert check("d3", "cofunding", budget={"budget": rows}).passed is passed


def test_milestones_lie_in_the_construction() -> None:
    def said(*days: date) -> Finding:
        return check("d2", "milestones", plan={"milestones": [{"title": str(d), "due_on": d} for d in days]})

    good = [date(2026, 12, 31), date(2027, 12, 31), date(2029, 4, 19)]
    assert said(*good) == Finding(True, "3 个")
    assert said(*good[:2]) == Finding(False, "2 个")
    same = [date(2026, 12, 30), date(2026, 12, 31), date(2029, 4, 19)]
    assert said(*same) == Finding(False, "建设期第 2 年没有里程碑")
    assert said(*good, date(2029, 4, 20)) == Finding(False, "不在建设期内：2029-04-20")
    assert said(*good, TODAY) == Finding(False, "不在建设期内：2026-04-20")


def test_months_and_years() -> None:
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_after(date(2026, 1, 15), -1) == date(2025, 12, 15)
    assert years_on(date(2024, 2, 29), 3) == date(2027, 2, 27)
