"""Effects after commit: promised once, performed at least once, never twice at the same time."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Event

import pytest
from celery import current_app
from django.db import connection, transaction

from tests.factories.workflows import at, reload, state
from workflows import clock, outbox
from workflows.models import OutboxMessage

pytestmark = pytest.mark.django_db

Capture = Callable[..., AbstractContextManager[object]]


@pytest.fixture
def performed() -> Iterator[list[str]]:
    """Keys of the messages the effect ``note`` has performed; ``fail`` and ``chain`` do what they say."""
    done: list[str] = []

    def note(message: OutboxMessage) -> None:
        done.append(message.key)

    def fail(message: OutboxMessage) -> None:
        secret = "310199197806150019"
        raise ValueError(f"打印机没有纸\0 {len(secret)}")

    def chain(message: OutboxMessage) -> None:
        done.append(message.key)
        with transaction.atomic():
            outbox.post("note", f"{message.key}/next")

    before = dict(outbox._handlers)
    for handler in (note, fail, chain):
        outbox.effect(handler.__name__)(handler)
    yield done
    outbox._handlers.clear()
    outbox._handlers.update(before)


@pytest.fixture
def bell(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[int]]]:
    rung: list[tuple[str, list[int]]] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args, **kw: rung.append((name, args)))
    return rung


def forget_lease(message: OutboxMessage) -> None:
    """As if ten minutes had passed on the machine."""
    past = datetime.fromtimestamp(time.time() - 1, tz=UTC)
    OutboxMessage.objects.filter(pk=message.pk).update(leased_until=past)


class TestPost:
    def test_it_rings_after_commit_with_the_id_alone(
        self, bell: list[tuple[str, list[int]]], django_capture_on_commit_callbacks: Capture
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            message = outbox.post("note", "certificate/7", {"certificate": 7})
            assert bell == []
        assert bell == [("workflows.tasks.ring", [message.pk])]
        assert reload(message).payload == {"certificate": 7}
        assert str(message) == "note certificate/7 (pending)"

    def test_the_same_key_is_the_same_promise(self, performed: list[str]) -> None:
        first, second = outbox.post("note", "k"), outbox.post("note", "k", {"ignored": 1})
        assert (first.pk, second.payload) == (second.pk, {})
        assert outbox.drain() == 1
        assert outbox.post("note", "k").state == "done"
        assert outbox.drain() == 0
        assert performed == ["k"]

    def test_a_key_of_another_effect_is_a_mistake(self) -> None:
        outbox.post("note", "k")
        with pytest.raises(ValueError, match="already promises 'note'"):
            outbox.post("fail", "k")

    def test_the_payload_holds_ids_only(self) -> None:
        for payload in ({"name": "x" * 101}, {"score": 1.5}, {"person": {"id": 1}}):
            with pytest.raises(TypeError, match="ids only"):
                outbox.post("note", "k", payload)  # type: ignore[arg-type]

    def test_later_messages_wait_for_product_time(self, performed: list[str]) -> None:
        with at("2026-09-14 10:00"):
            outbox.post("note", "later", available_at=clock.now() + timedelta(hours=1))
            assert outbox.drain() == 0
        with at("2026-09-14 11:00"):
            assert outbox.drain() == 1
        assert performed == ["later"]

    def test_a_broker_that_is_down_costs_nothing(
        self,
        performed: list[str],
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
        django_capture_on_commit_callbacks: Capture,
    ) -> None:
        def refuse(*args: object, **kwargs: object) -> None:
            raise ConnectionRefusedError("redis://127.0.0.1:1")

        monkeypatch.setattr(current_app, "send_task", refuse)
        with django_capture_on_commit_callbacks(execute=True):
            message = outbox.post("note", "k")
        assert f"could not ring for message {message.pk}: ConnectionRefusedError" in caplog.text
        assert outbox.sweep() == 1
        assert performed == ["k"]


@pytest.mark.django_db(transaction=True)
class TestTransactions:
    def test_a_promise_belongs_to_a_transaction(self) -> None:
        with pytest.raises(RuntimeError, match="inside the transaction"):
            outbox.post("note", "k")

    def test_what_is_rolled_back_was_never_promised(
        self, performed: list[str], bell: list[tuple[str, list[int]]]
    ) -> None:
        with transaction.atomic():
            outbox.post("note", "k")
            transaction.set_rollback(True)
        assert (outbox.drain(), performed, bell) == (0, [], [])


class TestPerform:
    def test_drain_follows_what_the_effects_post(self, performed: list[str]) -> None:
        outbox.post("chain", "a")
        assert outbox.drain() == 2
        assert performed == ["a", "a/next"]

    def test_drain_keeps_to_its_limit(self, performed: list[str]) -> None:
        for key in "abc":
            outbox.post("note", key)
        assert outbox.drain(limit=2) == 2
        assert performed == ["a", "b"]

    def test_a_failure_is_written_down_without_locals_and_tried_again_later(
        self, performed: list[str], caplog: pytest.LogCaptureFixture
    ) -> None:
        with at("2026-09-14 10:00"):
            message = outbox.post("fail", "k")
            assert outbox.drain() == 0
        stored = reload(message)
        assert (stored.state, stored.attempts, stored.leased_until) == ("pending", 1, None)
        assert stored.last_error == "ValueError: 打印机没有纸\ufffd 18"
        with at("2026-09-14 10:00:05"):
            assert stored.available_at == clock.now()
        assert "test_outbox.py" in caplog.text
        assert "310199197806150019" not in caplog.text

    def test_it_gives_up_after_ten_attempts_and_says_so(self, performed: list[str]) -> None:
        message = outbox.post("fail", "k")
        delays = []
        for _ in range(10):
            OutboxMessage.objects.filter(pk=message.pk).update(available_at=clock.now())
            moment = clock.now()
            with clock.travel(moment):
                outbox.perform(message.pk)
            delays.append((reload(message).available_at - moment).total_seconds())
        assert delays[:9] == [5, 10, 20, 40, 80, 160, 320, 640, 1280]
        assert state(message) == ("failed", 10)
        assert list(outbox.failed()) == [message]
        assert outbox.drain() == 0

    def test_delays_grow_to_an_hour_at_most(
        self, performed: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(outbox, "MAX_ATTEMPTS", 99)
        message = outbox.post("fail", "k")
        OutboxMessage.objects.filter(pk=message.pk).update(attempts=40)
        with clock.travel(clock.now()):
            outbox.perform(message.pk)
            assert reload(message).available_at == clock.now() + timedelta(hours=1)

    def test_a_failed_message_can_be_given_another_chance(
        self,
        performed: list[str],
        bell: list[tuple[str, list[int]]],
        django_capture_on_commit_callbacks: Capture,
    ) -> None:
        message = outbox.post("note", "k")
        assert outbox.retry(message.pk) is False
        OutboxMessage.objects.filter(pk=message.pk).update(state="failed", attempts=10)
        with django_capture_on_commit_callbacks(execute=True):
            assert outbox.retry(message.pk) is True
        assert bell == [("workflows.tasks.ring", [message.pk])]
        assert outbox.drain() == 1

    def test_stories_may_ask_for_the_error_itself(self, performed: list[str]) -> None:
        message = outbox.post("fail", "k")
        with pytest.raises(ValueError, match="没有纸"):
            outbox.drain(raise_errors=True)
        assert state(message) == ("pending", 1)

    def test_an_effect_without_handler_waits_for_the_release_that_has_it(self) -> None:
        message = outbox.post("tomorrow", "k")
        assert outbox.perform(message.pk) is False
        assert reload(message).last_error == "LookupError: no handler for effect 'tomorrow'"

    def test_an_effect_has_one_handler(self, performed: list[str]) -> None:
        with pytest.raises(ValueError, match="'note' already has a handler"):
            outbox.effect("note")(lambda message: None)


class TestCrash:
    def test_a_silent_performer_is_replaced_when_its_lease_runs_out(self, performed: list[str]) -> None:
        message = outbox.post("note", "k")
        assert outbox._claim(message.pk)  # and then the worker dies
        assert (outbox.drain(), outbox.perform(message.pk)) == (0, False)
        forget_lease(message)
        assert outbox.sweep() == 1
        assert state(message) == ("done", 2)

    def test_a_story_in_the_past_does_not_make_leases_run_out(self, performed: list[str]) -> None:
        message = outbox.post("note", "k")
        with at("2020-01-06 10:00"):
            OutboxMessage.objects.filter(pk=message.pk).update(available_at=clock.now())
            assert outbox._claim(message.pk)
        assert outbox.drain() == 0

    def test_a_message_that_kills_its_worker_every_time_is_given_up(self, performed: list[str]) -> None:
        message = outbox.post("note", "k")
        for _ in range(outbox.MAX_ATTEMPTS):
            assert outbox._claim(message.pk)
            forget_lease(message)
        assert outbox.drain() == 0
        assert reload(message).state == "failed"
        assert reload(message).last_error == "RuntimeError: the worker died while performing this message"
        assert performed == []

    def test_a_performer_who_overslept_does_not_touch_the_new_ones_row(self, performed: list[str]) -> None:
        def slow(message: OutboxMessage) -> None:
            forget_lease(message)
            assert outbox._claim(message.pk)  # somebody else takes over meanwhile

        outbox.effect("slow")(slow)
        message = outbox.post("slow", "k")
        assert outbox.perform(message.pk) is False
        assert state(message) == ("running", 2)

    @pytest.mark.django_db(transaction=True)
    def test_a_worker_killed_in_the_middle_of_an_effect_is_made_good(
        self, performed: list[str], tmp_path: Path
    ) -> None:
        """A real process, a real SIGKILL: the effect had begun, the row knows, the next sweep runs it."""
        with transaction.atomic():
            message = outbox.post("note", "k")
        begun = tmp_path / "begun"
        script = f"""
import os, pathlib, time
import django
from django.db import connections
django.setup()
connections["default"].settings_dict["NAME"] = {str(connection.settings_dict["NAME"])!r}
from workflows import outbox
def note(message):
    pathlib.Path({str(begun)!r}).touch()
    time.sleep(60)
outbox.effect("note")(note)
outbox.perform({message.pk})
"""
        worker = subprocess.Popen(
            [sys.executable, "-c", script], env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
        )
        try:
            deadline = time.monotonic() + 30
            while not begun.exists() and time.monotonic() < deadline and worker.poll() is None:
                time.sleep(0.05)
            assert begun.exists()
        finally:
            worker.send_signal(signal.SIGKILL)
            worker.wait()

        assert state(message) == ("running", 1)
        assert outbox.sweep() == 0  # its lease still runs: it might be alive
        forget_lease(message)
        assert outbox.sweep() == 1
        assert (state(message), performed) == (("done", 2), ["k"])


def perform_at_once(message: OutboxMessage, performers: int) -> int:
    """How many of several performers, started together, got to run the handler."""
    start, runs = Barrier(performers), []
    all_tried = Event()

    def slowly(message: OutboxMessage) -> None:
        runs.append(message.key)
        all_tried.wait(0.5)

    outbox._handlers["note"] = slowly

    def perform(_: int) -> None:
        start.wait()
        try:
            outbox.perform(message.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(performers) as pool:
        list(pool.map(perform, range(performers)))
    return len(runs)


@pytest.mark.django_db(transaction=True)
class TestRace:
    def test_of_many_performers_one_runs_the_handler(self, performed: list[str]) -> None:
        with transaction.atomic():
            message = outbox.post("note", "k")
        assert perform_at_once(message, 4) == 1
        assert state(message) == ("done", 1)

    def test_without_the_atomic_claim_they_all_do(
        self, performed: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Negative control: look first and claim afterwards, and the handler runs more than once."""
        looked = Barrier(4)

        def look_then_claim(message_id: int) -> bool:
            due = outbox._due().filter(pk=message_id).exists()
            looked.wait(timeout=10)
            OutboxMessage.objects.filter(pk=message_id).update(state="running", attempts=1)
            return due

        monkeypatch.setattr(outbox, "_claim", look_then_claim)
        with transaction.atomic():
            message = outbox.post("note", "k")
        assert perform_at_once(message, 4) == 4
