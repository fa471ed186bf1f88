"""Two people at the same moment, on real connections. Every promise has a control: without the lock it breaks."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS

from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.workflows.conftest import agree, do, item_of
from tests.workflows.flows import UNITS, LadderFlow, SignFlow, WaitFlow
from workflows import audit, clock, engine, locks, timers
from workflows.engine import Outcome
from workflows.errors import Refused
from workflows.models import AuditEntry, WorkItem
from workflows.nodes.automatic import JoinActivation

pytestmark = pytest.mark.django_db(transaction=True)


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Run every call in its own thread and connection; what each returned or raised, in order."""
    results: list[Any] = [None] * len(calls)

    def run(n: int, call: Callable[[], Any]) -> None:
        try:
            results[n] = call()
        except Exception as error:  # the test looks at it
            results[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return results


class Meeting:
    """A decision that waits a moment for the other one: who holds the lock waits in vain."""

    def __init__(self) -> None:
        self.barrier = threading.Barrier(2)
        self.ran = 0

    def __call__(self, activation: Any) -> Outcome:
        self.ran += 1
        try:
            self.barrier.wait(timeout=0.5)
        except threading.BrokenBarrierError:
            return Outcome("agree")
        return Outcome("agree")


@pytest.fixture
def no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lock as viewflow ships it: a transaction, and the process read without waiting for anybody."""

    @contextmanager
    def without(flow_class: Any, process_pk: int) -> Iterator[Process | None]:
        with transaction.atomic():
            yield Process.objects.filter(pk=process_pk).first()

    monkeypatch.setattr(locks, "process_lock", without)


def codes(results: list[Any]) -> list[str]:
    return sorted(each.code if isinstance(each, Refused | Outcome) else repr(each) for each in results)


class TestTwoPostsOnOneTask:
    @pytest.fixture
    def item(self) -> WorkItem:
        return item_of(engine.start(LadderFlow, by=UserFactory(), artifact=OrganisationFactory()), "screen")

    def post(self, item: WorkItem, people: list[Any], meeting: Meeting) -> list[Any]:
        return together(*(lambda by=by: do(item, by, meeting) for by in people))

    def test_one_wins_and_the_other_is_told(self, item, staff):
        meeting = Meeting()
        results = self.post(item, [staff("intake", name="甲"), staff("intake", name="乙")], meeting)
        assert codes(results) == ["agree", "done"]
        assert meeting.ran == 1
        item.refresh_from_db()
        (refusal,) = [each for each in results if isinstance(each, Refused)]
        assert f"该任务已由 {item.closed_by} 于" in refusal.message
        assert WorkItem.objects.filter(node="review").count() == 1
        assert AuditEntry.objects.filter(action="act:screen").count() == 1

    def test_one_persons_double_click(self, item, staff):
        officer = staff("intake")
        meeting = Meeting()
        assert codes(self.post(item, [officer, officer], meeting)) == ["agree", "done"]
        assert meeting.ran == 1

    @pytest.mark.postgres
    def test_control_without_the_lock_both_decide(self, item, staff, no_lock):
        meeting = Meeting()
        self.post(item, [staff("intake"), staff("intake")], meeting)
        assert meeting.ran == 2

    def test_control_what_was_read_before_the_lock_is_stale(self, item, staff, monkeypatch):
        """On both databases: the lock is worth nothing to whoever looks before it."""
        stale = threading.local()
        ready = threading.Barrier(2)
        read = engine._read
        monkeypatch.setattr(engine, "_read", lambda task_id, process: stale.item)
        meeting = Meeting()

        def post(by: Any) -> Outcome:
            stale.item = read(item.task_id, Process.objects.get(pk=item.process_id))
            ready.wait(timeout=10)
            return do(item, by, meeting)

        people = staff("intake"), staff("intake")
        together(*(lambda by=by: post(by) for by in people))
        assert meeting.ran == 2

    def test_two_claims(self, item, staff):
        people = [staff("intake"), staff("intake")]
        results = together(*(lambda by=by: engine.claim(item.task_id, by=by) for by in people))
        assert sorted(type(each).__name__ for each in results) == ["Refused", "WorkItem"]
        item.refresh_from_db()
        assert item.owner in people

    def test_a_post_under_another_cases_lock_gets_nowhere(self, item, staff):
        """The wrong process in the address takes the wrong lock; the right one must win alone."""
        officer, meeting = staff("intake"), Meeting()
        other = engine.start(LadderFlow, by=UserFactory(), artifact=OrganisationFactory())

        def astray() -> Outcome:
            return engine.act(item.task_id, by=officer, node="screen", process_id=other.pk, decision=meeting)

        assert codes(together(astray, lambda: do(item, officer, meeting))) == ["agree", "not_found"]
        assert meeting.ran == 1


class TestTheLastTwoDepartments:
    @pytest.fixture
    def process(self, staff, five) -> Process:
        process = engine.start(SignFlow, by=UserFactory(), artifact=OrganisationFactory())
        do(item_of(process, "screen"), staff("intake"))
        for unit in UNITS[2:]:
            do(item_of(process, "review", unit), five[unit])
        return process

    def finish(self, process: Process, five: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> list[Any]:
        """Whoever comes to the join waits there a moment for the other, who may be looking too."""
        meeting, look = Meeting(), JoinActivation._look

        def slowly(join: JoinActivation) -> bool:
            seen = look(join)
            meeting(join)
            return seen

        monkeypatch.setattr(JoinActivation, "_look", slowly)
        items = [item_of(process, "review", unit) for unit in UNITS[:2]]
        return together(*(lambda item=item: do(item, five[item.unit]) for item in items))

    def test_they_join_once(self, process, five, monkeypatch):
        assert codes(self.finish(process, five, monkeypatch)) == ["agree", "agree"]
        assert Task.objects.filter(process=process, flow_task=SignFlow.answered).count() == 1
        assert item_of(process, "decide").unit == "SH-FGW"

    @pytest.mark.postgres
    def test_control_without_the_lock_the_case_is_stuck(self, process, five, no_lock, monkeypatch):
        """Each of the two sees the other still open. The audit chain's own lock would hide it by chance."""
        monkeypatch.setattr(audit, "record", lambda *args, **kwargs: None)
        self.finish(process, five, monkeypatch)
        assert not WorkItem.objects.filter(process=process, closed_at=None).exists()
        process.refresh_from_db()
        assert process.status == PROCESS.NEW

    def test_an_objection_and_an_assent_together(self, process, five):
        items = {unit: item_of(process, "review", unit) for unit in UNITS[:2]}

        def object_(activation: Any) -> Outcome:
            return Outcome("object")

        results = together(
            lambda: do(items["SH-FGW"], five["SH-FGW"], object_),
            lambda: do(items["SH-JW"], five["SH-JW"], agree),
        )
        assert codes(results) in (["agree", "object"], ["cancelled", "object"])
        process.refresh_from_db()
        assert (process.status, process.data.get("refused")) == (PROCESS.DONE, True)


class TestTwoDispatchers:
    @pytest.fixture
    def due(self) -> list[Process]:
        begun = timezone.make_aware(datetime(2026, 9, 14, 9, 0))  # noqa: DTZ001
        processes = []
        with clock.travel(begun):
            for _ in range(5):
                person = UserFactory(date_joined=begun)
                processes.append(engine.start(WaitFlow, by=person, artifact=person))
        return processes

    def fire(self, monkeypatch: pytest.MonkeyPatch) -> list[int]:
        """Both have seen the same due timers before either fires the first."""
        seen = threading.Barrier(2)
        fire = timers._fire
        met = threading.local()

        def together_at_first(task: Task) -> bool:
            if not getattr(met, "once", False):
                met.once = True
                seen.wait(timeout=10)
            return fire(task)

        monkeypatch.setattr(timers, "_fire", together_at_first)
        later = timezone.make_aware(datetime(2026, 9, 21, 9, 0))  # noqa: DTZ001
        return together(lambda: timers.fire_due(later), lambda: timers.fire_due(later))

    def test_each_timer_fires_once(self, due, monkeypatch):
        assert sum(self.fire(monkeypatch)) == 5
        assert Task.objects.filter(flow_task=WaitFlow.issue).count() == 5
        assert AuditEntry.objects.filter(action="resume:shown").count() == 5

    @pytest.mark.postgres
    def test_control_without_the_lock_some_fire_twice(self, due, monkeypatch, no_lock):
        """Both read the timer as waiting, then both move the case."""
        meet = threading.Barrier(2)
        ready = type(
            WaitFlow.shown.activation_class(Task.objects.get(process=due[0], flow_task=WaitFlow.shown))
        ).ready

        def slowly(activation: Any) -> Any:
            try:
                meet.wait(timeout=0.5)
            except threading.BrokenBarrierError:
                meet.reset()
            return ready(activation)

        monkeypatch.setattr(WaitFlow.shown.activation_class, "ready", slowly)
        # without a lock two of a kind only stop at the unique key of the promised effect, or not at all
        monkeypatch.setattr(WaitFlow.issue, "_rule", None)
        assert sum(self.fire(monkeypatch)) > 5
        assert Task.objects.filter(flow_task=WaitFlow.issue).count() > 5


class TestWaiting:
    def test_too_long_a_wait_is_a_refusal_that_says_so(self, staff, monkeypatch):
        monkeypatch.setattr(locks, "LOCK_TIMEOUT_SECONDS", 0.2)
        officer = staff("intake")
        process = engine.start(LadderFlow, by=UserFactory(), artifact=OrganisationFactory())
        item = item_of(process, "screen")
        held, tried = threading.Event(), threading.Event()

        def holder() -> None:
            with locks.hold(process.pk):
                Process.objects.filter(pk=process.pk).update(data={"held": True})
                held.set()
                tried.wait(timeout=30)

        def poster() -> Outcome:
            held.wait(timeout=30)
            if connection.vendor == "sqlite":
                with connection.cursor() as cursor:
                    cursor.execute("PRAGMA busy_timeout = 200")
            try:
                return do(item, officer)
            finally:
                tried.set()

        _none, refusal = together(holder, poster)
        assert isinstance(refusal, Refused)
        assert (refusal.code, refusal.status) == ("busy", 409)
        assert refusal.message == "该办件正由他人处理，请稍等片刻再提交一次。"
        item.refresh_from_db()
        assert item.is_open

    def test_other_database_errors_stay_what_they_are(self):
        process = engine.start(LadderFlow, by=UserFactory(), artifact=OrganisationFactory())
        with pytest.raises(OperationalError, match="disk I/O error"), locks.hold(process.pk):
            raise OperationalError("disk I/O error")

    def test_the_lock_is_reentrant_and_viewflow_uses_it(self):
        process = engine.start(LadderFlow, by=UserFactory(), artifact=OrganisationFactory())
        assert LadderFlow.lock_impl is locks.process_lock
        with locks.hold(process.pk), LadderFlow.lock(process.pk), locks.hold(process.pk) as row:
            assert row == process
