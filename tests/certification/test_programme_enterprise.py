"""A1's conditions, one by one, at their boundaries; and what the programme declares."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from certification import registry
from certification.programmes import enterprise_conditions as conditions
from certification.programmes.enterprise import POLICY, PROGRAMME
from certification.registry import Facts, Finding
from workflows.nodes import Human

ALL = [rule.code for rule in PROGRAMME.rules if rule.group == "condition"]
RULES = {rule.code: rule for rule in PROGRAMME.rules}


def facts(*, banned_until: date | None = None, **sections: dict[str, Any]) -> Facts:
    """Facts with every condition claimed; ``section={"fields": …, "tables": …}``."""
    dossier = {"claims": {"fields": {"conditions": ALL}, "tables": {}}}
    for slug, content in sections.items():
        dossier[slug] = {"fields": {}, "tables": {}, **content}
    return Facts(dossier=dossier, policy=POLICY, today=date(2026, 9, 14), banned_until=banned_until)


def check(code: str, **sections: Any) -> Finding:
    return RULES[code].check(facts(**sections))


def interns(*rows: tuple[int, int, int], apprenticeship: bool = False) -> dict[str, Any]:
    """Rows of (year, headcount, months)."""
    table = [{"year": y, "headcount": n, "months": m} for y, n, m in rows]
    return {"fields": {"apprenticeship": apprenticeship}, "tables": {"interns": table}}


class TestInternship:
    @pytest.mark.parametrize(
        ("rows", "passed", "value"),
        [
            (
                [(2023, 20, 3), (2024, 20, 3), (2025, 20, 3)],
                True,
                "2023 年 20 人，2024 年 20 人，2025 年 20 人，合计 60 人",
            ),
            (
                [(2023, 20, 3), (2024, 20, 3), (2025, 19, 3)],
                False,
                "2023 年 20 人，2024 年 20 人，2025 年 19 人，合计 59 人",
            ),
            (
                [(2023, 30, 3), (2024, 30, 3)],
                False,
                "2023 年 30 人，2024 年 30 人，2025 年 0 人，合计 60 人",
            ),
            (
                [(2023, 1, 3), (2024, 1, 3), (2025, 58, 3), (2025, 9, 2)],
                True,
                "2023 年 1 人，2024 年 1 人，2025 年 58 人，合计 60 人",
            ),
            (
                [(2022, 60, 12), (2023, 20, 3), (2024, 20, 3), (2025, 19, 3), (2026, 60, 12)],
                False,
                "2023 年 20 人，2024 年 20 人，2025 年 19 人，合计 59 人",
            ),
        ],
        ids=["60", "59", "one-year-without", "two-months-do-not-count", "outside-the-window"],
    )
    def test_sixty_in_three_years_and_some_in_each(
        self, rows: list[tuple[int, int, int]], passed: bool, value: str
    ) -> None:
        assert check("internship", internship=interns(*rows)) == Finding(passed, value)

    def test_an_apprenticeship_task_will_do(self) -> None:
        found = check("internship", internship=interns(apprenticeship=True))
        assert found == Finding(True, "承担学徒制任务")


class TestJointMajors:
    @pytest.mark.parametrize(
        ("majors", "passed"),
        [
            ([("甲校", "微电子"), ("甲校", "集成电路"), ("乙校", "微电子")], True),
            ([("甲校", "微电子"), ("甲校", "集成电路")], False),
            ([("甲校", "微电子"), ("甲校", "集成电路"), ("甲校", "微电子")], False),
        ],
        ids=["3", "2", "the-same-twice"],
    )
    def test_three_different_ones(self, majors: list[tuple[str, str]], passed: bool) -> None:
        rows = [{"school": school, "major": major} for school, major in majors]
        found = check("joint_majors", cooperation={"tables": {"majors": rows}})
        assert found == Finding(passed, f"{len(set(majors))} 个")


class TestInvestment:
    @pytest.mark.parametrize(
        ("last", "passed", "value"),
        [
            ("400000.00", True, "1,000,000.00 元（100.00 万元）"),
            ("399999.99", False, "999,999.99 元（100.00 万元）"),
        ],
    )
    def test_a_million_in_bases_and_donations(self, last: str, passed: bool, value: str) -> None:
        found = check(
            "investment",
            investment={
                "tables": {
                    "bases": [
                        {"year": 2023, "amount": Decimal("600000.00")},
                        {"year": 2022, "amount": Decimal("9000000.00")},
                    ],
                    "donations": [{"year": 2025, "amount": Decimal(last)}],
                }
            },
        )
        assert found == Finding(passed, value)

    def test_every_fen_counts(self) -> None:
        rows = [{"year": 2024, "amount": Decimal("0.10")}] * 3
        seen = facts(investment={"tables": {"bases": rows, "donations": []}})
        assert conditions.investment(seen) == Decimal("0.30")


class TestJointProperty:
    @pytest.mark.parametrize(
        ("day", "passed"),
        [
            (date(2023, 1, 1), True),
            (date(2025, 12, 31), True),
            (date(2022, 12, 31), False),
            (date(2026, 1, 1), False),
        ],
    )
    def test_one_within_the_window(self, day: date, passed: bool) -> None:
        found = check("joint_ip", technology={"tables": {"properties": [{"granted_on": day}]}})
        assert found == Finding(passed, f"{int(passed)} 项")


@pytest.mark.parametrize(
    ("code", "field"), [("runs_school", "school_run"), ("alliance", "alliance"), ("one_plus_x", "one_plus_x")]
)
def test_conditions_proven_by_a_name(code: str, field: str) -> None:
    assert check(code, cooperation={"fields": {field: "示例职业学院（虚构）"}}) == Finding(
        True, "示例职业学院（虚构）"
    )
    assert check(code) == Finding(False, "未填写")


def test_a_training_base_must_be_open_to_society() -> None:
    base = {"training_base": "示例高技能人才培养基地（虚构）"}
    assert check("open_training", cooperation={"fields": {**base, "open_to_society": True}}).passed
    closed = check("open_training", cooperation={"fields": base})
    assert closed == Finding(False, "示例高技能人才培养基地（虚构），未面向社会培训")
    assert check("open_training", cooperation={"fields": {"open_to_society": True}}) == Finding(
        False, "未填写基地，面向社会培训"
    )


def test_a_condition_that_is_not_claimed_does_not_count() -> None:
    seen = facts(internship=interns(apprenticeship=True), claims={"fields": {"conditions": ["investment"]}})
    assert RULES["internship"].check(seen) == Finding(False, "未申报（承担学徒制任务）")


class TestMinimum:
    def test_two_are_enough(self) -> None:
        found = check(
            "minimum",
            internship=interns(apprenticeship=True),
            cooperation={"fields": {"alliance": "示例产教联盟（虚构）"}},
        )
        assert found == Finding(True, "符合 2 项，至少 2 项")

    def test_one_is_not(self) -> None:
        found = check("minimum", internship=interns(apprenticeship=True))
        assert found == Finding(False, "符合 1 项，至少 2 项")

    def test_the_round_may_ask_for_more(self) -> None:
        seen = facts(internship=interns(apprenticeship=True), cooperation={"fields": {"alliance": "示例"}})
        stricter = Facts(dossier=seen.dossier, policy=POLICY.merged({"min_conditions": 3}), today=seen.today)
        assert RULES["minimum"].check(stricter) == Finding(False, "符合 2 项，至少 3 项")


@pytest.mark.parametrize(
    ("code", "section", "field", "good", "bad"),
    [
        ("independent", "basic", "is_independent", True, False),
        ("taxpayer", "basic", "pays_tax_here", True, False),
        ("focus", "basic", "focus", "ic", "other"),
        ("focus", "basic", "focus", "care", ""),
        ("not_training", "basic", "industry_code", "C3973", "P8336"),
        ("not_training", "basic", "industry_code", "P82", ""),
        ("not_group", "claims", "group_channel", False, True),
        ("no_accident", "claims", "no_accident", True, False),
        ("no_breach", "claims", "no_breach", True, False),
    ],
)
def test_gates_and_the_negative_list(code: str, section: str, field: str, good: Any, bad: Any) -> None:
    assert check(code, **{section: {"fields": {field: good}}}).passed is True
    assert check(code, **{section: {"fields": {field: bad}}}).passed is False


def test_a_live_ban_stands_in_the_way() -> None:
    assert RULES["no_ban"].check(facts(banned_until=date(2028, 12, 31))) == Finding(
        False, "禁止申报至 2028-12-31"
    )
    assert RULES["no_ban"].check(facts()) == Finding(True, "无")


class TestDeclaration:
    def test_every_condition_has_its_evidence(self) -> None:
        assert {kind.condition for kind in PROGRAMME.evidence if kind.condition} == set(ALL)

    def test_every_rule_says_its_source_where_to_answer_and_what_to_do(self) -> None:
        slugs = {section.slug for section in PROGRAMME.sections} | {""}
        for rule in PROGRAMME.rules:
            assert rule.title, rule.code
            assert rule.source, rule.code
            assert rule.remedy, rule.code
            assert rule.section in slugs, rule.code

    def test_the_national_group_is_kept_apart(self) -> None:
        national = [rule.code for rule in PROGRAMME.rules if rule.track == "national_group"]
        assert national == ["runs_school", "open_training", "alliance"]

    def test_the_promised_limits(self) -> None:
        assert [(step.title, PROGRAMME.policy.limits[step.limit]) for step in PROGRAMME.steps[:3]] == [
            ("受理", 5),
            ("区初审", 10),
            ("市级联合复核", 10),
        ]
        assert PROGRAMME.policy.notice_days == 5

    def test_five_departments_review_and_the_lead_is_one_of_them(self) -> None:
        assert PROGRAMME.departments == ("SH-FGW", "SH-JW", "SH-GZW", "SH-CZJ", "SH-SWJ")
        assert PROGRAMME.lead_unit in PROGRAMME.departments

    def test_every_human_step_has_a_limit_the_policy_promises(self) -> None:
        steps = [node for node in PROGRAMME.flow.instance.nodes() if isinstance(node, Human)]
        assert {step.limit for step in steps} <= set(PROGRAMME.policy.limits)

    def test_it_is_found_by_its_slug(self) -> None:
        assert registry.get("enterprise-cultivation") is PROGRAMME


class TestNotHeld:
    def test_whoever_holds_it_does_not_apply_again(self) -> None:
        nothing = facts()
        assert RULES["not_held"].check(nothing) == Finding(True, "无")
        for slug in ("enterprise-cultivation", "enterprise-recognition"):
            held = replace(nothing, standing={slug: date(2025, 6, 30)})
            assert RULES["not_held"].check(held) == Finding(False, "自 2025-06-30 起已具有资格")
