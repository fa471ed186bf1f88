"""Working days (工作日) in mainland China, make-up weekends (调休) included.

Three layers, the upper beats the lower: an officer's override for the day; the State Council's yearly
arrangement as the ``holidays`` library carries it; weekends. A year whose arrangement is not published yet
is provisional (暂定): the library's guess is used and everything computed from it says so.

The calendar's version is the length of the audit chain ``calendar``: every change is a row there, so the
history needs no table of its own and the chain's last hash is the key of this process's cache.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache

import holidays
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from workflows import audit, clock, outbox
from workflows.models import CalendarOverride, CalendarYear

CHAIN = "calendar"
CHANGED = "workflows.calendar_changed"
"""Outbox effect posted with every change; ``workflows.deadlines`` handles it and tells the listeners."""

listeners: list[Callable[[], object]] = []
"""What upper packages compute anew after a change, e.g. running public notices. Each is idempotent."""

ANNOUNCED_THROUGH = 2026
"""Last year whose arrangement (国务院办公厅关于部分节假日安排的通知) the locked ``holidays`` carries.

A constant and not the library's newest year, so that a new library changes no promise unnoticed: a test
compares the two, and whoever raises the lock raises this after checking the new table.
"""

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Table:
    """The calendar at one version; pure, so a chain of computations needs one look into the database."""

    version: int
    overrides: Mapping[date, bool]
    confirmed: frozenset[int]

    def is_working(self, day: date) -> bool:
        override = self.overrides.get(day)
        return self.is_published_working(day) if override is None else override

    def is_published_working(self, day: date) -> bool:
        """What the published arrangement says, before any officer's word."""
        return day in _working_days(day.year)

    def with_override(self, day: date, working: bool | None) -> "Table":
        """The table as it would be with ``day`` set, or without the word on it when ``working`` is None."""
        others = {other: word for other, word in self.overrides.items() if other != day}
        return replace(self, overrides=others if working is None else {**others, day: working})

    def is_provisional(self, day: date) -> bool:
        return day.year > ANNOUNCED_THROUGH and day.year not in self.confirmed

    def add_working_days(self, start: date, n: int) -> date:
        if n < 0:
            raise ValueError("limits do not run backwards")
        day = start
        while n:
            day += _DAY
            n -= self.is_working(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working(start + _DAY * i) for i in range(1, (end - start).days + 1))


_loaded: tuple[tuple[int, str], Table] | None = None


def table() -> Table:
    """The calendar as it is now: one query, three when it changed since this process last looked."""
    global _loaded
    key, known = audit.head(CHAIN), _loaded
    if known and known[0] == key:
        return known[1]
    while True:
        fresh = Table(
            version=key[0],
            overrides=dict(CalendarOverride.objects.values_list("day", "working")),
            confirmed=frozenset(CalendarYear.objects.values_list("year", flat=True)),
        )
        before, key = key, audit.head(CHAIN)
        if key == before:  # nobody changed it between our queries
            _loaded = (key, fresh)
            return fresh


def version() -> int:
    """Grows by one with every override and every confirmation."""
    return audit.head(CHAIN)[0]


def is_working(day: date) -> bool:
    """Whether offices work on ``day``."""
    return table().is_working(day)


def is_provisional(day: date) -> bool:
    """Whether the year of ``day`` is neither published nor confirmed, so that ``day`` may still change."""
    return table().is_provisional(day)


def add_working_days(start: date, n: int) -> date:
    """The ``n``-th working day after ``start``; ``start`` itself never counts, and 0 gives it back."""
    return table().add_working_days(start, n)


def working_days_between(start: date, end: date) -> int:
    """Working days in ``(start, end]``; negative when ``end`` is before ``start``."""
    return table().working_days_between(start, end)


def end_of_day(day: date) -> datetime:
    """The last moment of ``day`` in Shanghai, 23:59:59.999999, aware."""
    return timezone.make_aware(datetime.combine(day, time.max))  # midnight of the next day is too late


def set_override(day: date, working: bool, reason: str, *, by: AbstractBaseUser) -> CalendarOverride:
    """Declare ``day`` a working day or not. ``reason`` names the published notice. Open deadlines follow."""
    _demand_reason(reason)
    with transaction.atomic():
        row, _created = CalendarOverride.objects.update_or_create(
            day=day, defaults={"working": working, "reason": reason, "by_id": by.pk, "at": clock.now()}
        )
        _changed("override", by=by, reason=reason, data={"day": day, "working": working})
    return row


def lift_override(day: date, reason: str, *, by: AbstractBaseUser) -> bool:
    """Take the word on ``day`` back: the published arrangement counts again. False when there is none."""
    _demand_reason(reason)
    with transaction.atomic():
        gone, _rows = CalendarOverride.objects.filter(day=day).delete()
        if gone:
            _changed("lift_override", by=by, reason=reason, data={"day": day})
    return bool(gone)


def confirm_year(year: int, *, by: AbstractBaseUser, reason: str = "") -> CalendarYear:
    """Confirm that the published arrangement of ``year`` is entered; its days are provisional no more."""
    with transaction.atomic():
        if is_provisional(date(year, 1, 1)):
            row, fresh = CalendarYear.objects.get_or_create(
                year=year, defaults={"reason": reason, "by_id": by.pk, "at": clock.now()}
            )
            if fresh:  # and no other officer was faster by a moment
                _changed("confirm_year", by=by, reason=reason, data={"year": year})
                return row
    message = _("%(year)s 年的工作日安排已经确定，无需再确认。")
    raise ValidationError({"year": message % {"year": year}})


def _demand_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("请填写依据，例如放假通知的名称和文号。")})


def _changed(action: str, *, by: AbstractBaseUser, reason: str, data: Mapping[str, object]) -> None:
    entry = audit.record(CHAIN, f"calendar:{action}", by=by, reason=reason, data=data)
    outbox.post(CHANGED, f"calendar/{entry.seq}")


@cache
def _working_days(year: int) -> frozenset[date]:
    """The working days of ``year`` by library and weekends. The next year's arrangement is read too: it can
    turn the last weekend of this one into working days (2006-12-30 and 31 for the New Year of 2007)."""
    china = holidays.China(years=(year, year + 1), expand=False)
    first = date(year, 1, 1)
    days = (first + _DAY * i for i in range((date(year + 1, 1, 1) - first).days))
    return frozenset(day for day in days if china.is_working_day(day))
