"""Pure arithmetic of a limit with pauses: which days count, and on which day it is reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workflows.calendar import Table


@dataclass(frozen=True, slots=True)
class Span:
    """One pause (暂停): the days in ``(start, end]`` are off the clock."""

    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start < day <= self.end


def used(after: date, through: date, spans: Sequence[Span], table: Table) -> int:
    """How many days of ``(after, through]`` count: working and not paused. 0 when there are none."""
    days = (after + timedelta(days=n) for n in range(1, (through - after).days + 1))
    return sum(_counts(day, spans, table) for day in days)


def due_on(started_on: date, limit: int, spans: Sequence[Span], table: Table) -> date:
    """The day on which ``limit`` days have been used. ``spans`` in order of their start.

    A pause that begins on that very day moves it to the day the pause ends: until then it was the other
    side's turn, and nothing may lapse meanwhile.
    """
    day = started_on
    while limit:
        day += timedelta(days=1)
        limit -= _counts(day, spans, table)
    for span in spans:
        if span.start == day:
            day = span.end
    return day


def _counts(day: date, spans: Sequence[Span], table: Table) -> bool:
    return table.is_working(day) and not any(day in span for span in spans)
