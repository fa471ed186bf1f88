"""A round's numbers as one frozen value, and that it may not hold nonsense."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from certification.policy import Criterion, Policy
from certification.programmes.enterprise import POLICY


def test_three_full_years_before_the_reference_date() -> None:
    assert POLICY.window == (2023, 2024, 2025)
    assert POLICY.merged({"reference_date": date(2026, 12, 31)}).window == (2023, 2024, 2025)
    assert POLICY.merged({"reference_date": date(2027, 1, 1)}).window == (2024, 2025, 2026)


def test_json_gives_an_equal_policy_back() -> None:
    policy = POLICY.merged({"pass_mark": "62.5", "quota": 40, "limits": {"joint": 8}})
    assert Policy.from_json(policy.to_json()) == policy
    assert isinstance(policy.to_json()["pass_mark"], str), "marks are exact, never a float"


def test_overrides_reach_single_limits_and_leave_the_others() -> None:
    merged = POLICY.merged({"limits": {"joint": 8}})
    assert merged.limits["joint"] == 8
    assert merged.limits["intake"] == 5
    assert POLICY.limits["joint"] == 10


def test_weights_of_a_round_are_criteria_again() -> None:
    merged = POLICY.merged({"criteria": [{"code": "all", "title": "综合", "full": "100"}]})
    assert merged.criteria == (Criterion("all", "综合", Decimal(100)),)
    assert Policy.from_json(merged.to_json()) == merged


@pytest.mark.parametrize(
    ("overrides", "why"),
    [
        (
            {"criteria": [{"code": "all", "title": "综合", "full": "99.5"}]},
            "criteria add up to 99.5, not to 100",
        ),
        ({"seats": 2}, "at least three seats"),
        ({"notice_days": 0}, "at least 1"),
        ({"limits": {"joint": 0}}, "at least 1"),
        ({"min_conditions": 0}, "at least 1"),
        ({"pass_mark": "100.5"}, "between 0 and 100"),
    ],
)
def test_impossible_values_are_named(overrides: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        POLICY.merged(overrides)


def test_a_typo_must_not_pass() -> None:
    with pytest.raises(KeyError, match="unknown policy fields: notice_day"):
        POLICY.merged({"notice_day": 7})


class TestMarks:
    policy = replace(POLICY, marks={"extend": Decimal(60)}, stars=(Decimal(60), Decimal(70), Decimal(80)))

    def test_each_outcome_has_its_floor(self) -> None:
        assert [self.policy.floor(outcome) for outcome in ("grant", "extend", "refuse")] == [60, 60, 0]
        assert self.policy.merged({"marks": {"grant": "80"}}).floor("grant") == Decimal(80)

    def test_stars_are_counted_from_their_thresholds(self) -> None:
        scores = ("59.99", "60", "79.5", "80")
        assert [self.policy.stars_for(Decimal(score)) for score in scores] == [0, 1, 2, 3]

    def test_both_survive_the_snapshot_exactly(self) -> None:
        again = Policy.from_json(self.policy.to_json())
        assert again == self.policy
        assert self.policy.merged({"stars": ["65"]}).stars == (Decimal(65),)

    def test_without_experts_no_criteria_are_asked(self) -> None:
        plain = replace(POLICY, criteria=(), seats=1)
        assert plain.sound() is plain
