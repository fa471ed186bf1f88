"""The worker's tasks only delegate: each is called as Celery calls it and its effect is looked at."""

import logging
from datetime import date

import pytest

from tests.factories.accounts import UserFactory
from tests.factories.workflows import ProcessFactory, at, due, state
from workflows import audit, calendar, deadlines, outbox, tasks, timers
from workflows.models import AuditCheckpoint

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _listen(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="workflows.tasks")


def test_names_are_those_the_schedule_and_the_bell_use() -> None:
    names = [task.name for task in (tasks.ring, tasks.sweep, tasks.fire_timers)]
    assert names == [outbox.BELL, "workflows.tasks.sweep", "workflows.tasks.fire_timers"]


def test_the_bell_performs_one_message_and_the_sweeper_the_rest(caplog: pytest.LogCaptureFixture) -> None:
    calendar.set_override(date(2026, 9, 20), False, "更正通知（虚构）", by=UserFactory())
    first = outbox.post(calendar.CHANGED, "calendar/1")
    calendar.set_override(date(2026, 9, 19), True, "更正通知（虚构）", by=UserFactory())
    second = outbox.post(calendar.CHANGED, "calendar/2")

    tasks.ring(first.pk)
    assert (state(first), state(second)) == (("done", 1), ("pending", 0))
    tasks.sweep()
    assert state(second) == ("done", 1)
    tasks.sweep()
    assert caplog.messages == ["sweeper performed 1 messages"]


def test_timers_are_fired(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    tasks.fire_timers()
    assert caplog.messages == []
    monkeypatch.setattr(timers, "fire_due", lambda: 2)
    tasks.fire_timers()
    assert caplog.messages == ["2 timers fired"]


def test_the_night_moves_paused_deadlines_and_seals_the_record(caplog: pytest.LogCaptureFixture) -> None:
    process = ProcessFactory()
    with at("2026-09-14 10:00"):
        intake = deadlines.open_(process, "intake", 5)
        deadlines.pause(process, "补正")
    audit.record("case/1", "start", by=None)
    with at("2026-09-15 00:05"):
        tasks.recompute_deadlines()
        tasks.recompute_deadlines()
        tasks.seal_audit()

    assert due(intake) == "2026-09-21"
    sealed = AuditCheckpoint.objects.get()
    assert caplog.messages == ["1 deadlines moved", f"audit checkpoint 1 {sealed.hash}"]
