"""Lines of a story and the days it is told on."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from workflows import calendar

MORNING, NOON = time(9, 30), time(12)


@dataclass(frozen=True)
class Line:
    """One act of a story, ready for ``--json``."""

    story: str
    step: int
    node: str
    actor: str
    department: str
    source: str
    target: str
    at: str
    working_days_left: int | None
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "story": self.story,
            "step": self.step,
            "node": self.node,
            "actor": self.actor,
            "department": self.department,
            "from": self.source,
            "to": self.target,
            "at": self.at,
            "working_days_left": self.working_days_left,
            "note": self.note,
        }


def opening(last: date, span: int) -> datetime:
    """The morning of the working day from which ``span`` working days lead to ``last``."""
    day = last
    while span or not calendar.is_working(day):
        span -= calendar.is_working(day)
        day -= timedelta(days=1)
    return morning(day)


def last_day(now: datetime) -> date:
    """The last working day a story can end on without running ahead of the clock: today once its morning is
    over, else the one before."""
    day = now.date() if now.time() >= NOON else now.date() - timedelta(days=1)
    while not calendar.is_working(day):
        day -= timedelta(days=1)
    return day


def morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, MORNING))
