"""Promised limits in working days (承诺时限), computed from events and never counted up.

A day counts as used when it is after the day of opening, not after today, a working day, and not paused. The
day a pause begins counts as used, the day it ends does not (``workflows.spans`` has the arithmetic).

Callers hold the lock of the process; the row locks here only order strangers such as ``recompute_open``.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils import timezone
from viewflow.workflow.models import Process

from workflows import calendar, clock, outbox
from workflows.models import Deadline, DeadlinePause, OutboxMessage
from workflows.spans import Span, due_on, used

_PAUSES = Prefetch("pauses", DeadlinePause.objects.order_by("from_at", "pk"))
_COMPUTED = ("due_on", "due_at", "provisional", "calendar_version")


def open_(process: Process, kind: str, days: int, *, unit: str = "") -> Deadline:
    """Start the clock of ``kind`` for ``unit``, or resume the one still open, whose limit then stays."""
    return open_each(process, kind, days, units=[unit])[unit]


def open_each(process: Process, kind: str, days: int, *, units: Iterable[str]) -> dict[str, Deadline]:
    """``open_`` for several units at the price of one: the clocks of a fan-out, by unit."""
    wanted = list(dict.fromkeys(units))
    with transaction.atomic(savepoint=False):
        found = {row.unit: row for row in _open(process).filter(kind=kind, unit__in=wanted)}
        _end_pauses(list(found.values()))
        now, table = clock.now(), calendar.table()
        fresh = [
            Deadline(
                process=process, kind=kind, unit=unit, limit_days=days, started_on=now.date(), opened_at=now
            )
            for unit in wanted
            if unit not in found
        ]
        for row in fresh:
            _compute(row, [], table)
        Deadline.objects.bulk_create(fresh)
    return found | {row.unit: row for row in fresh}


def pause(
    process: Process, reason: str, *, kind: str | None = None, unit: str | None = None
) -> list[Deadline]:
    """Stop the open clocks of ``process``, or those of one ``kind`` (and one ``unit``); one already stopped
    keeps its reason."""
    if not reason.strip():
        raise ValueError("a pause needs its reason")
    with transaction.atomic(savepoint=False):
        running = [row for row in _of_kind(process, kind, unit) if _open_pause(row) is None]
        now = clock.now()
        DeadlinePause.objects.bulk_create(
            DeadlinePause(deadline=row, reason=reason, from_at=now) for row in running
        )
    return running


def resume(process: Process, *, kind: str | None = None) -> list[Deadline]:
    """End the pauses; due moments move and the open work items with them. The deadlines that ran again."""
    with transaction.atomic(savepoint=False):
        return _end_pauses(_of_kind(process, kind))


def close(process: Process, kind: str, *, unit: str = "") -> Deadline | None:
    """Stop the clock for good; None when it is not open."""
    with transaction.atomic(savepoint=False):
        closed = _close(list(_open(process).filter(kind=kind, unit=unit)))
    return closed[0] if closed else None


def close_all(process: Process) -> list[Deadline]:
    """Stop every clock of ``process`` for good."""
    with transaction.atomic(savepoint=False):
        return _close(list(_open(process)))


def elapsed(deadline: Deadline) -> int:
    """Working days used until today, or until it was closed."""
    return used(deadline.started_on, _as_of(deadline), _spans(deadline), calendar.table())


def elapsed_each(rows: Iterable[Deadline]) -> dict[int, int]:
    """``elapsed`` of several by the deadlines' ids: two queries however many."""
    page = list(rows)
    prefetch_related_objects(page, _PAUSES)
    table = calendar.table()
    return {row.pk: used(row.started_on, _as_of(row), _spans(row), table) for row in page}


def remaining(deadline: Deadline) -> int:
    """Working days left; 0 on the due day. Late is negative, from -1 on, already on the weekend after it."""
    return _left(deadline, calendar.table())


def remaining_each(rows: Iterable[Deadline]) -> dict[int, int]:
    """``remaining`` of a whole page by the deadlines' ids: two queries whatever its length."""
    page = list(rows)
    prefetch_related_objects(page, _PAUSES)
    table = calendar.table()
    return {row.pk: _left(row, table) for row in page}


def is_past(deadline: Deadline) -> bool:
    """Whether the limit has lapsed. Never on a provisional day, and never by waiting in a pause."""
    ended = deadline.closed_at or clock.now()
    if deadline.provisional or ended <= deadline.due_at:
        return False
    waiting = _open_pause(deadline)
    return waiting is None or waiting.from_at > deadline.due_at


def recompute_open() -> list[Deadline]:
    """Compute every open deadline anew, after a changed calendar; those whose due moment moved.

    Each process is locked for itself and for a moment only, so call this outside a transaction.
    """
    table = calendar.table()
    stale: dict[int, None] = {}
    rows = Deadline.objects.filter(closed_at=None).prefetch_related(_PAUSES)
    for row in rows.order_by("process_id", "pk").iterator(chunk_size=500):
        if _compute(row, _spans(row), table):
            stale[row.process_id] = None
    moved: list[Deadline] = []
    for process_id in stale:
        with transaction.atomic():
            process = Process.objects.select_for_update().get(pk=process_id)
            moved += _store(list(_open(process)))
    return moved


def would_move(table: calendar.Table) -> list[tuple[Deadline, date, date]]:
    """Open deadlines that ``table`` would move: each with its due day now and then. Nothing is written."""
    rows = Deadline.objects.filter(closed_at=None).prefetch_related(_PAUSES).order_by("due_at", "pk")
    now, moved = calendar.table(), []
    for row in rows.iterator(chunk_size=500):
        spans = _spans(row)
        before, after = (due_on(row.started_on, row.limit_days, spans, each) for each in (now, table))
        if before != after:
            moved.append((row, before, after))
    return moved


@outbox.effect(calendar.CHANGED)
def _calendar_changed(message: OutboxMessage) -> None:
    recompute_open()
    for listener in calendar.listeners:
        listener()


def _open(process: Process) -> QuerySet[Deadline]:
    rows = Deadline.objects.filter(process=process, closed_at=None).order_by("pk")
    return rows.select_for_update().prefetch_related(_PAUSES)


def _of_kind(process: Process, kind: str | None, unit: str | None = None) -> list[Deadline]:
    wanted = {name: value for name, value in (("kind", kind), ("unit", unit)) if value is not None}
    return list(_open(process).filter(**wanted))


def _open_pause(deadline: Deadline) -> DeadlinePause | None:
    return next((pause for pause in deadline.pauses.all() if pause.until_at is None), None)


def _end_pauses(rows: list[Deadline]) -> list[Deadline]:
    paused = [row for row in rows if _open_pause(row)]
    if not paused:
        return []
    now = clock.now()
    for row in paused:
        pause = _open_pause(row)
        assert pause is not None
        pause.until_at = now  # the prefetched row, so that the computation below sees it
    DeadlinePause.objects.filter(deadline__in=paused, until_at=None).update(until_at=now)
    _store(paused)
    return paused


def _close(rows: list[Deadline]) -> list[Deadline]:
    _end_pauses(rows)
    now = clock.now()
    for row in rows:
        row.closed_at = now
    Deadline.objects.filter(pk__in=[row.pk for row in rows]).update(closed_at=now)
    return rows


def _store(rows: list[Deadline]) -> list[Deadline]:
    """Compute ``rows`` anew, save what changed, move their open work items; those whose due moment moved."""
    table = calendar.table()
    before = {row.pk: row.due_at for row in rows}
    changed = [row for row in rows if _compute(row, _spans(row), table)]
    if changed:
        Deadline.objects.bulk_update(changed, _COMPUTED)
    moved = [row for row in changed if row.due_at != before[row.pk]]
    for row in moved:
        row.work_items.filter(closed_at=None).update(due_at=row.due_at)
    return moved


def _compute(deadline: Deadline, spans: list[Span], table: calendar.Table) -> bool:
    """Fill the computed columns; True when the due moment or its certainty changed."""
    before = (deadline.due_at, deadline.provisional)
    due = due_on(deadline.started_on, deadline.limit_days, spans, table)
    deadline.due_on, deadline.due_at = due, calendar.end_of_day(due)
    years = range(deadline.started_on.year, due.year + 1)
    deadline.provisional = any(table.is_provisional(date(year, 1, 1)) for year in years)
    deadline.calendar_version = table.version
    return (deadline.due_at, deadline.provisional) != before


def _left(deadline: Deadline, table: calendar.Table) -> int:
    today, spans = _as_of(deadline), _spans(deadline)
    # what was in time when it was closed stays so, whatever becomes of the calendar
    due = (
        deadline.due_on
        if deadline.closed_at
        else due_on(deadline.started_on, deadline.limit_days, spans, table)
    )
    return used(today, due, spans, table) if today <= due else -max(1, used(due, today, spans, table))


def _spans(deadline: Deadline) -> list[Span]:
    """The pauses in order; one still open is taken to last until today."""
    today = clock.today()
    return [
        Span(_day(pause.from_at), _day(pause.until_at) if pause.until_at else today)
        for pause in deadline.pauses.all()
    ]


def _as_of(deadline: Deadline) -> date:
    return _day(deadline.closed_at) if deadline.closed_at else clock.today()


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
