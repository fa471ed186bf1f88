"""Fires the timers that are due, each once, however many dispatchers run (期限届满的自动推进)."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime

from django.db.models import QuerySet
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from workflows import calendar, clock, engine
from workflows.errors import Answer, Refused
from workflows.locks import hold
from workflows.nodes import Timer

BATCH = 500

log = logging.getLogger(__name__)


def fire_due(now: datetime | None = None) -> int:
    """Resume the process of every timer past due at ``now`` (default: product time); returns how many moved.

    A timer whose calendar has changed is computed anew first. One whose due day is provisional waits. What
    fails is logged and tried again next time; it does not hold up the others.
    """
    with clock.travel(now) if now else nullcontext():
        _recompute_moved()
        return sum(_fire(task) for task in _each(_waiting().filter(scheduled__lt=clock.now())))


def state(task: Task) -> Answer:
    """Whether a waiting timer may fire now, or why not yet (for the case's timeline)."""
    return task.flow_task.activation_class(task).ready()


def _waiting() -> QuerySet[Task]:
    return Task.objects.filter(flow_task_type=Timer.task_type, status=STATUS.SCHEDULED)


def _each(tasks: QuerySet[Task]) -> Iterator[Task]:
    """Every task, a batch in memory at a time. By number and not from the front again, as what stays behind
    (provisional, broken) would else keep the rest from its turn."""
    last = 0
    while batch := list(tasks.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield from batch
        last = batch[-1].pk


def _recompute_moved() -> None:
    for task in _each(_waiting().exclude(data__calendar=calendar.version())):
        with _on_its_own(task):
            _recompute(task)


def _recompute(task: Task) -> None:
    with hold(task.process_id) as process:
        fresh = _waiting().filter(pk=task.pk).first()
        if fresh is not None:  # nobody has resumed or cancelled it meanwhile
            fresh.process = process
            fresh.flow_task.activation_class(fresh).recompute()


def _fire(task: Task) -> bool:
    with _on_its_own(task):
        return engine.resume(task.pk, node=task.flow_task.name)
    return False


@contextmanager
def _on_its_own(task: Task) -> Iterator[None]:
    """One case that waits, is busy or is broken must not hold up the others."""
    try:
        yield
    except Refused as refusal:
        log.info("timer task %s waits: %s", task.pk, refusal.code)
    except Exception:
        log.exception("timer task %s failed", task.pk)
