"""The indicator table: complete as data, and exact in its arithmetic."""

from decimal import Decimal

import pytest

from schools.codes import Level
from schools.indicators import SCHEME, by_slug, table
from tests.factories.schools import NUMBERS


def test_every_indicator_says_everything() -> None:
    every = table(SCHEME, Level.APPLIED)
    assert [i.code for i in every] == [f"C{n:02d}" for n in range(1, 13)]
    assert len(by_slug(SCHEME)) == 12
    for indicator in every:
        for text in ("title", "definition", "numerator", "unit", "source", "office", "period"):
            assert getattr(indicator, text), (indicator.code, text)
        assert indicator.years(2026) == (2025, 2024)


def test_secondary_schools_have_no_indicators_of_universities() -> None:
    assert {i.slug for i in table(SCHEME, Level.APPLIED)} - {
        i.slug for i in table(SCHEME, Level.SECONDARY)
    } == {
        "colleges",
        "income",
    }


@pytest.mark.parametrize(
    ("slug", "value"),
    [
        ("joint_students", "13.04"),  # the example of the domain notes: 1,460 of 11,200
        ("enterprise_hours", "22.40"),
        ("dual_teachers", "68.00"),
        ("practice_days", "12.00"),
        ("bases", "14.00"),
        ("income", "11.05"),
        ("staying", "71.00"),
    ],
)
def test_values_are_exact(slug: str, value: str) -> None:
    numerator, denominator = NUMBERS[slug]
    indicator = by_slug(SCHEME)[slug]
    assert indicator.value(Decimal(numerator), Decimal(denominator) if denominator else None) == Decimal(
        value
    )


def test_half_a_cent_rounds_up_and_what_is_missing_has_no_value() -> None:
    share, count = by_slug(SCHEME)["staying"], by_slug(SCHEME)["bases"]
    assert share.value(Decimal(1), Decimal(800)) == Decimal("0.13")  # 0.125
    assert share.value(Decimal(0), Decimal(800)) == Decimal("0.00")
    assert share.value(None, Decimal(800)) is share.value(Decimal(1), None) is None
    assert count.value(Decimal(3), None) == Decimal("3.00")
    assert count.value(None, None) is None
