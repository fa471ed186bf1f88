"""Months and years counted on the calendar (按月、按年计算的期限): pure functions of days.

A month that is too short ends on its last day; an anniversary of 29 February is 1 March in a common year, so that a
term of years is never a day short.
"""

from calendar import monthrange
from datetime import date, timedelta


def months_after(day: date, months: int) -> date:
    """The same day so many months later (earlier where negative), or the last of that month when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def anniversary(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def eve_of_anniversary(day: date, years: int) -> date:
    """The last day, inclusive, of a term of so many years from ``day``."""
    return anniversary(day, years) - timedelta(days=1)
