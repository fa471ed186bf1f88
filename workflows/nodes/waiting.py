"""Steps at which nobody acts: the procedure waits for a moment or an effect; ``engine.resume`` ends that."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from viewflow import this
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Node
from viewflow.workflow.nodes import mixins
from viewflow.workflow.status import STATUS

from workflows import calendar, clock, outbox
from workflows.errors import Answer


class WaitingActivation(mixins.NextNodeActivationMixin, Activation):
    """NEW -> SCHEDULED when reached, SCHEDULED -> STARTED -> DONE in one transaction when resumed."""

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.SCHEDULED)
    def activate(self) -> None:
        """Begin to wait."""
        self.prepare()
        self.task.save()

    @Activation.status.transition(source=STATUS.SCHEDULED, target=STATUS.STARTED)
    def start(self) -> None:
        """Leave the wait; only in memory, ``execute`` follows in the same transaction."""
        self.task.started = clock.now()

    @Activation.status.transition(source=STATUS.STARTED, target=STATUS.DONE)
    def complete(self) -> None:
        """Done waiting."""
        super().complete.original()

    @Activation.status.transition(source=STATUS.STARTED)
    def execute(self) -> None:
        """Go on. What fails further down undoes the step: the wait stays, and can be resumed again."""
        self.complete()
        self.activate_next()

    @Activation.status.transition(source=[STATUS.NEW, STATUS.SCHEDULED], target=STATUS.CANCELED)
    def cancel(self) -> None:
        """Stop waiting (the case was withdrawn)."""
        self.task.finished = clock.now()
        self.task.save()

    def prepare(self) -> None:
        """What a node does when it is reached."""
        raise NotImplementedError

    def ready(self) -> Answer:
        """Whether the wait may end now."""
        return Answer(True)


class TimerActivation(WaitingActivation):
    """Stores the due moment in ``task.scheduled`` with the calendar version it was computed by."""

    def prepare(self) -> None:
        """Compute and keep the due moment."""
        due = self.flow_task.due_for(self)
        if timezone.is_naive(due):
            raise ValueError(f"{self.flow_task} needs an aware due moment, got {due!r}")
        self.task.scheduled = due
        self.task.data["calendar"] = calendar.version()

    def recompute(self) -> bool:
        """Compute the due moment anew if the calendar has changed since; True when it moved."""
        if self.task.data.get("calendar") == calendar.version():
            return False
        before = self.task.scheduled
        self.prepare()
        self.task.save(update_fields=["scheduled", "data"])
        return self.task.scheduled != before

    def ready(self) -> Answer:
        """Past due, on a day that is certain: nothing lapses on a provisional day until confirmed. By the
        calendar as it is now: the stored moment may be of an older one that nobody has recomputed yet."""
        outdated = self.task.data.get("calendar") != calendar.version()
        due = timezone.localtime(self.flow_task.due_for(self) if outdated else self.task.scheduled)
        if calendar.is_provisional(due.date()):
            return Answer(
                False,
                _("%(day)s所在年度的放假安排尚未公布，期限暂定，待工作日历确认后才会届满。")
                % {"day": date_format(due, "Y年n月j日")},
                "provisional",
            )
        if clock.now() <= due:
            message = _("期限至%(day)s届满，尚未到期。")
            return Answer(False, message % {"day": date_format(due, "Y年n月j日 H:i")}, "early")
        return Answer(True)


class _Waiting(mixins.NextNodeMixin, Node):
    activation_class = WaitingActivation
    shape = {"width": 50, "height": 50, "svg": ""}  # noqa: RUF012 viewflow's own convention

    def __init__(self, rule: Any, title: Any) -> None:
        super().__init__()
        self._rule = rule
        self.task_title = title

    def _resolve(self, instance: Any) -> None:
        super()._resolve(instance)
        self._rule = this.resolve(instance, self._rule)


class Timer(_Waiting):
    """Wait until a moment (期限届满), e.g. the end of a notice period.

    ``due``: ``this.fn``, activation -> aware datetime, by the working-day calendar and **from stored facts**
    (the day the notice was published), never from the present: it is asked again when the calendar changes.
    ``timers.fire_due`` resumes it; ``kind`` names the wait for people and plans. The task type is not
    viewflow's, so that viewflow's dispatcher with its wall clock leaves our timers alone.
    """

    activation_class = TimerActivation
    task_type = "WORKDAY_TIMER"
    bpmn_element = "intermediateCatchEvent"

    def __init__(self, *, due: Any, kind: str, title: Any = "") -> None:
        super().__init__(due, title)
        self.kind = kind

    def due_for(self, activation: Activation) -> datetime:
        """The moment after which the timer may fire."""
        return self._rule(activation)


class JobActivation(WaitingActivation):
    """Promises the effect in the same transaction that reaches the node."""

    def prepare(self) -> None:
        """Post the effect; a key already spent on another task would leave this one waiting for ever."""
        job = self.flow_task
        key = job.key_for(self)
        message = outbox.post(job.effect, key, {"process": self.process.pk, "task": self.task.pk})
        if message.payload.get("task") != self.task.pk:
            raise ValueError(f"{job}: the key {key!r} belongs to task {message.payload.get('task')}")


class Job(_Waiting):
    """Ask for an effect outside the database and wait until its handler calls ``engine.resume``.

    The handler of ``effect`` finds ``{"process": id, "task": id}`` in its message. ``key``: ``this.fn``,
    activation -> str, unique per task (default: effect and task id).
    """

    activation_class = JobActivation
    task_type = "OUTBOX_JOB"
    bpmn_element = "serviceTask"

    def __init__(self, *, effect: str, key: Any = None, title: Any = "") -> None:
        super().__init__(key, title)
        self.effect = effect

    def key_for(self, activation: Activation) -> str:
        """Key of the outbox message."""
        return self._rule(activation) if self._rule else f"{self.effect}/{activation.task.pk}"
