"""Nodes at which nobody acts, and what a flow class may not be."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.exceptions import FlowRuntimeError
from viewflow.workflow.models import Task
from viewflow.workflow.status import PROCESS, STATUS

from tests.factories.accounts import UserFactory
from tests.workflows.conftest import do, item_of
from tests.workflows.flows import DeskFlow, LadderFlow, PanelFlow, SignFlow, WaitFlow
from workflows import audit, calendar, clock, engine, outbox, timers
from workflows.engine import Outcome
from workflows.errors import Refused
from workflows.flow import ApprovalFlow, all_flows
from workflows.models import Deadline, OutboxMessage, WorkItem
from workflows.nodes import Countersign, FanOut, Human, Panel

pytestmark = pytest.mark.django_db


def at(text):
    return timezone.make_aware(datetime.fromisoformat(text))


def begin(first_day):
    """A case whose notice of five working days begins on ``first_day``."""
    person = UserFactory(date_joined=first_day)
    with clock.travel(first_day):
        process = engine.start(WaitFlow, by=person, artifact=person)
    return process, Task.objects.get(process=process, flow_task=WaitFlow.shown)


class TestTimer:
    def test_it_fires_after_the_last_working_day_and_once(self):
        process, timer = begin(at("2026-09-14 09:00"))
        assert timezone.localtime(timer.scheduled).date() == date(2026, 9, 20)
        with clock.travel(at("2026-09-20 23:59:59")):
            assert timers.fire_due() == 0
            assert timers.state(timer).reason == "期限至2026年9月20日 23:59届满，尚未到期。"
            assert timers.state(timer).code == "early"
        assert timers.fire_due(at("2026-09-21 00:00:00")) == 1
        timer.refresh_from_db()
        assert timer.status == STATUS.DONE
        assert timers.fire_due(at("2026-09-21 00:00:00")) == 0
        entry = audit.history(f"process/{process.pk}").last()
        assert (entry.action, entry.actor_name, entry.at) == ("resume:shown", "", at("2026-09-21 00:00:00"))

    def test_nobody_can_resume_it_early(self):
        _process, timer = begin(at("2026-09-14 09:00"))
        with clock.travel(at("2026-09-18 09:00")), pytest.raises(Refused) as refusal:
            engine.resume(timer.pk, node="shown")
        assert (refusal.value.code, refusal.value.status) == ("early", 409)

    def test_nothing_lapses_on_a_provisional_day_until_confirmed(self):
        _process, timer = begin(at("2029-03-05 09:00"))
        after = at("2029-03-20 09:00")
        assert timers.fire_due(after) == 0
        with clock.travel(after):
            answer = timers.state(timer)
            assert (bool(answer), answer.code) == (False, "provisional")
            assert answer.reason.startswith("2029年3月12日所在年度的放假安排尚未公布")
            calendar.confirm_year(2029, by=UserFactory())
            assert timers.fire_due() == 1

    def test_a_changed_calendar_moves_it_both_ways(self):
        boss = UserFactory()
        _process, timer = begin(at("2026-09-14 09:00"))
        with clock.travel(at("2026-09-15 09:00")):
            calendar.set_override(date(2026, 9, 18), False, "台风停工", by=boss)
            assert timers.fire_due() == 0
            timer.refresh_from_db()
            assert timezone.localtime(timer.scheduled).date() == date(2026, 9, 21)
        with clock.travel(at("2026-09-20 09:00")):
            calendar.set_override(date(2026, 9, 18), True, "恢复上班", by=boss)
            calendar.set_override(date(2026, 9, 19), True, "周六补班", by=boss)
            assert timers.fire_due() == 1  # due on the 19th after all

    def test_a_calendar_change_that_moves_nothing(self):
        _process, timer = begin(at("2026-09-14 09:00"))
        calendar.set_override(date(2026, 12, 12), True, "补班", by=UserFactory())
        activation = timer.flow_task.activation_class(timer)
        assert activation.recompute() is False
        assert activation.recompute() is False
        assert timer.data["calendar"] == calendar.version()

    def test_a_withdrawn_case_fires_nothing(self):
        process, timer = begin(at("2026-09-14 09:00"))
        engine.cancel(process, by=None, reason="撤回")
        timer.refresh_from_db()
        assert timer.status == STATUS.CANCELED
        assert timers.fire_due(at("2026-10-20 09:00")) == 0
        assert engine.resume(timer.pk, node="shown") is False

    def test_a_broken_case_does_not_hold_up_the_others(self, caplog):
        broken, _timer = begin(at("2026-09-14 09:00"))
        _sound, timer = begin(at("2026-09-15 09:00"))
        with clock.travel(at("2026-09-15 09:00")):
            outbox.post("tests.other", f"issue/{broken.artifact_object_id}")  # its key is spent
        assert timers.fire_due(at("2026-10-20 09:00")) == 1
        timer.refresh_from_db()
        assert timer.status == STATUS.DONE
        assert "failed" in caplog.text

    def test_a_broken_rule_does_not_hold_up_the_recomputation_of_others(self, monkeypatch, caplog):
        broken, _timer = begin(at("2026-09-14 09:00"))
        _sound, timer = begin(at("2026-09-14 09:00"))
        rule = WaitFlow.shown._rule

        def due(activation):
            if activation.process.pk == broken.pk:
                raise LookupError("the notice is gone")
            return rule(activation)

        monkeypatch.setattr(WaitFlow.shown, "_rule", due)
        with clock.travel(at("2026-09-15 09:00")):
            calendar.set_override(date(2026, 9, 18), False, "台风停工", by=UserFactory())
            timers.fire_due()
        timer.refresh_from_db()
        assert timezone.localtime(timer.scheduled).date() == date(2026, 9, 21)
        assert "failed" in caplog.text

    def test_a_day_taken_back_counts_before_anybody_has_recomputed(self):
        """The night a calendar changes, whoever resumes first must not use the old due moment."""
        _process, timer = begin(at("2026-09-14 09:00"))
        with clock.travel(at("2026-09-15 09:00")):
            calendar.set_override(date(2026, 9, 18), False, "台风停工", by=UserFactory())
        with clock.travel(at("2026-09-21 09:00")):
            assert timers.state(timer).code == "early"
            with pytest.raises(Refused) as refusal:
                engine.resume(timer.pk, node="shown")
        assert refusal.value.message == "期限至2026年9月21日 23:59届满，尚未到期。"
        with clock.travel(at("2026-09-22 00:00")):
            assert engine.resume(timer.pk, node="shown") is True

    def test_a_batch_full_of_stuck_cases_does_not_starve_the_rest(self, monkeypatch):
        monkeypatch.setattr(timers, "BATCH", 1)
        broken, _timer = begin(at("2026-09-14 09:00"))
        _sound, timer = begin(at("2026-09-15 09:00"))
        with clock.travel(at("2026-09-15 09:00")):
            outbox.post("tests.other", f"issue/{broken.artifact_object_id}")  # its key is spent
        assert timers.fire_due(at("2026-10-20 09:00")) == 1
        timer.refresh_from_db()
        assert timer.status == STATUS.DONE

    def test_a_timer_resumed_between_the_look_and_the_lock_is_left_alone(self):
        _process, timer = begin(at("2026-09-14 09:00"))
        Task.objects.filter(pk=timer.pk).update(status=STATUS.CANCELED)
        timers._recompute(timer)
        timer.refresh_from_db()
        assert timezone.localtime(timer.scheduled).date() == date(2026, 9, 20)

    def test_a_timer_that_moved_on_between_look_and_lock(self, monkeypatch):
        _process, timer = begin(at("2026-09-14 09:00"))
        monkeypatch.setattr(timers, "_waiting", Task.objects.all)  # an outdated look
        with clock.travel(at("2026-09-15 09:00")):
            assert timers._fire(timer) is False  # refused as early, and no harm done

    def test_a_naive_due_moment_is_a_mistake_of_the_flow(self, monkeypatch):
        monkeypatch.setattr(WaitFlow.shown, "_rule", lambda activation: datetime(2026, 9, 20))  # noqa: DTZ001
        with pytest.raises(ValueError, match="needs an aware due moment"):
            begin(at("2026-09-14 09:00"))


class TestJob:
    @pytest.fixture
    def waiting(self):
        process, _timer = begin(at("2026-09-14 09:00"))
        assert timers.fire_due(at("2026-09-21 00:00:00")) == 1
        return process, Task.objects.get(process=process, flow_task=WaitFlow.issue)

    def test_it_promises_the_effect_and_waits(self, waiting):
        process, job = waiting
        message = OutboxMessage.objects.get()
        assert (message.effect, message.key) == ("tests.issue", f"issue/{process.artifact_object_id}")
        assert message.payload == {"process": process.pk, "task": job.pk}
        assert job.status == STATUS.SCHEDULED

        person = UserFactory()
        seen = []
        with clock.travel(at("2026-09-21 00:01:00")):
            moved = engine.resume(
                job.pk,
                node="issue",
                by=person,
                decision=lambda a: seen.append(a.task.pk) or Outcome("issued", "ok"),
            )
        assert moved is True
        assert seen == [job.pk]
        process.refresh_from_db()
        assert process.status == PROCESS.DONE
        entry = audit.history(f"process/{process.pk}").last()
        assert (entry.action, entry.actor, entry.reason) == ("resume:issue", person, "ok")
        assert entry.data == {"task": job.pk, "outcome": "issued"}

    def test_a_handler_may_come_twice(self, waiting):
        _process, job = waiting
        assert engine.resume(job.pk, node="issue") is True
        assert engine.resume(job.pk, node="issue", decision=lambda a: pytest.fail("not twice")) is False

    def test_resume_checks_the_node_and_the_task(self, waiting):
        process, job = waiting
        start = Task.objects.get(process=process, flow_task=WaitFlow.start)
        for task_id, node in ((job.pk, "shown"), (start.pk, "start"), (999_999, "issue")):
            with pytest.raises(Refused) as refusal:
                engine.resume(task_id, node=node)
            assert refusal.value.code == "not_found"

    def test_what_fails_after_the_wait_leaves_the_wait(self, waiting):
        _process, job = waiting
        with pytest.raises(ZeroDivisionError):
            engine.resume(job.pk, node="issue", decision=lambda a: 1 / 0)
        job.refresh_from_db()
        assert job.status == STATUS.SCHEDULED

    def test_the_default_key_is_the_task(self, waiting, monkeypatch):
        _process, job = waiting
        monkeypatch.setattr(WaitFlow.issue, "_rule", None)
        assert WaitFlow.issue.key_for(job.flow_task.activation_class(job)) == f"tests.issue/{job.pk}"

    def test_a_key_that_belongs_to_another_task_is_a_mistake_of_the_flow(self, waiting):
        _process, job = waiting
        twin, _timer = begin(at("2026-09-14 09:00"))
        monkey = f"issue/{twin.artifact_object_id}"
        with clock.travel(at("2026-09-15 09:00")):
            outbox.post("tests.issue", monkey, {"process": 1, "task": job.pk})
        timer = Task.objects.get(process=twin, flow_task=WaitFlow.shown)
        with clock.travel(at("2026-10-15 09:00")), pytest.raises(ValueError, match="belongs to task"):
            engine.resume(timer.pk, node="shown")


class StopFlow(DeskFlow):
    """One branch may stop the whole case."""

    process_title = "中止"
    version = 1

    start = flow.StartHandle().Next(this.asked)
    asked = Countersign(units=this.both).Next(this.opinion)
    opinion = Human(role="reviewer", limit="review", title="意见").Next(this.gate)
    gate = flow.Switch().Case(this.joined, this.fine).Default(this.stopped)
    joined = flow.Join().Next(this.end)
    stopped = flow.TerminateEnd()
    end = flow.End()

    def both(self, activation):
        return ["SH-JW", "SH-CZJ"]

    def fine(self, activation):
        return self.outcomes(activation, "opinion")[-1] == "agree"


class CrossedFlow(DeskFlow):
    """Wired wrongly: tokens of two splits meet in one join. ``soundness`` would refuse it."""

    process_title = "交叉"
    version = 1

    start = flow.StartHandle().Next(this.split)
    split = flow.Split().Always(this.left).Always(this.right)
    left = Human(role="reviewer", limit="review", title="左", unit="SH-JW").Next(this.asked)
    right = Human(role="reviewer", limit="review", title="右", unit="SH-CZJ").Next(this.joined)
    asked = Countersign(units=this.one).Next(this.opinion)
    opinion = Human(role="reviewer", limit="review", title="意见").Next(this.joined)
    joined = flow.Join().Next(this.end)
    end = flow.End()

    def one(self, activation):
        return ["SH-JW"]


class NoWayFlow(DeskFlow):
    """A switch without a default; ``soundness`` would refuse it."""

    process_title = "无路可走"
    version = 1

    start = flow.StartHandle().Next(this.choice)
    choice = flow.Switch().Case(this.end, lambda activation: False)
    end = flow.End()


class TestParallel:
    def test_an_end_that_terminates_takes_the_siblings_back(self, five):
        person = UserFactory()
        process = engine.start(StopFlow, by=person, artifact=person)
        do(item_of(process, "opinion", "SH-JW"), five["SH-JW"], lambda activation: Outcome("stop"))
        process.refresh_from_db()
        assert process.status == PROCESS.DONE
        other = WorkItem.objects.get(unit="SH-CZJ")
        assert (other.is_open, other.cancelled, other.task.status) == (False, True, STATUS.CANCELED)
        assert not Deadline.objects.filter(closed_at=None).exists()

    def test_a_wrongly_wired_join_breaks_the_step_and_writes_nothing(self, five):
        person = UserFactory()
        process = engine.start(CrossedFlow, by=person, artifact=person)
        do(item_of(process, "right"), five["SH-CZJ"])
        do(item_of(process, "left"), five["SH-JW"])
        opinion = item_of(process, "opinion")
        with pytest.raises(FlowRuntimeError, match="Multiple tokens"):
            do(opinion, five["SH-JW"])
        opinion.refresh_from_db()
        assert (opinion.is_open, opinion.owner) == (True, None)

    def test_a_switch_that_fits_nothing_stops_the_step_and_says_where(self):
        person = UserFactory()
        with pytest.raises(FlowRuntimeError, match="No next task available for choice"):
            engine.start(NoWayFlow, by=person, artifact=person)

    def test_two_joins_waiting_at_once_are_an_error_not_a_choice(self, five):
        person = UserFactory()
        process = engine.start(StopFlow, by=person, artifact=person)
        do(item_of(process, "opinion", "SH-JW"), five["SH-JW"])
        Task.objects.create(process=process, flow_task=StopFlow.joined, status=STATUS.STARTED)
        with pytest.raises(FlowRuntimeError, match="waits twice"):
            do(item_of(process, "opinion", "SH-CZJ"), five["SH-CZJ"])


class TestFlowClass:
    @pytest.mark.parametrize(
        ("body", "message"),
        [
            ({"version": 1}, "process_title"),
            ({"process_title": "甲"}, "version"),
            ({"process_title": "甲", "version": "1"}, "version"),
            ({"process_title": "甲", "version": 0}, "version"),
        ],
    )
    def test_title_and_version_are_demanded(self, body, message):
        with pytest.raises(ImproperlyConfigured, match=message):
            type("Nameless", (DeskFlow,), {"__module__": __name__} | body)

    def test_nodes_are_not_inherited(self):
        with pytest.raises(ImproperlyConfigured, match="cannot be inherited"):
            type("Next", (LadderFlow,), {"__module__": __name__, "process_title": "乙", "version": 2})

    def test_an_abstract_flow_holds_verbs_only(self):
        with pytest.raises(ImproperlyConfigured, match="not nodes"):
            type("Base", (ApprovalFlow,), {"__module__": __name__, "abstract": True, "end": flow.End()})

    def test_a_panel_leads_to_one_human_node(self):
        body = {
            "process_title": "丙",
            "version": 1,
            "start": flow.StartHandle().Next(this.panel),
            "panel": Panel(seats=lambda activation: []).Next(this.end),
            "end": flow.End(),
        }
        with pytest.raises(TypeError, match="must fan out one Human node"):
            type("Crowd", (ApprovalFlow,), {"__module__": __name__} | body)

    def test_seats_are_distinct(self, staff, monkeypatch):
        person = UserFactory()
        monkeypatch.setattr(PanelFlow.panel, "_rule", lambda activation: [{"seat": 1}, {"seat": 1}])
        with pytest.raises(ValueError, match="not distinct"):
            engine.start(PanelFlow, by=person, artifact=person)

    def test_a_unit_named_twice_is_asked_once(self, monkeypatch):
        asked = SignFlow.asked
        monkeypatch.setattr(SignFlow, "units", ["SH-JW", "SH-CZJ", "SH-JW"])
        assert asked.seats_for(None) == [{"unit": "SH-JW"}, {"unit": "SH-CZJ"}]
        with pytest.raises(NotImplementedError):
            FanOut(rule=None).seats_for(None)  # only the two kinds know whom to ask

    def test_a_fixed_unit_and_none(self):
        fixed = Human(role="intake", limit="intake", title="受理", unit="SH-FGW")
        person = UserFactory()
        activation = Task(data={}, process=engine.start(LadderFlow, by=person, artifact=person))
        holder = type("Activation", (), {"task": activation})
        assert fixed.unit_for(holder) == "SH-FGW"
        assert Human(role="a", limit="b", title="c").unit_for(holder) == ""
        activation.data = {"unit": "SH-JW"}
        assert fixed.unit_for(holder) == "SH-JW"

    def test_every_flow_is_found_by_path(self):
        ours = [each for each in all_flows() if each.__module__ == "tests.workflows.flows"]
        names = [each.__name__ for each in ours]
        assert names == ["LadderFlow", "LoopFlow", "PanelFlow", "SignFlow", "WaitFlow"]


def test_calendar_days_in_these_tests_are_what_they_say():
    assert calendar.add_working_days(date(2026, 9, 14), 5) == date(2026, 9, 20)
    assert calendar.end_of_day(date(2026, 9, 20)) + timedelta(microseconds=1) == at("2026-09-21 00:00:00")
