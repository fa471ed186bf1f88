"""Months and years on the calendar: short months, leap days, both directions."""

from datetime import date

import pytest

from workflows import dates


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 29), 6, date(2028, 2, 29)),
        (date(2026, 6, 17), 18, date(2027, 12, 17)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 3, 31), -13, date(2025, 2, 28)),
        (date(2026, 5, 31), 0, date(2026, 5, 31)),
    ],
)
def test_months_after(day: date, months: int, then: date) -> None:
    assert dates.months_after(day, months) == then


@pytest.mark.parametrize(
    ("day", "years", "then", "eve"),
    [
        (date(2026, 11, 17), 3, date(2029, 11, 17), date(2029, 11, 16)),
        (date(2024, 2, 29), 1, date(2025, 3, 1), date(2025, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29), date(2028, 2, 28)),
        (date(2024, 3, 1), 4, date(2028, 3, 1), date(2028, 2, 29)),
        (date(2026, 1, 1), 2, date(2028, 1, 1), date(2027, 12, 31)),
    ],
)
def test_anniversary_and_its_eve(day: date, years: int, then: date, eve: date) -> None:
    assert dates.anniversary(day, years) == then
    assert dates.eve_of_anniversary(day, years) == eve
