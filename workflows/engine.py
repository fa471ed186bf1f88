"""The only doors to a run: start, act, claim, release, reassign, resume, cancel.

Each is one transaction under the process lock: read again, guard, write facts, move the flow, append to
the audit chain of the case. Screens, jobs, timers and stories all come through here.

Everybody takes the process before the case: a verb that changes both a status and a run opens
``hold(process.pk)`` first, or does its part in ``decision``.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, Model, OuterRef
from django.utils.translation import gettext as _
from viewflow import this
from viewflow.workflow.activation import Activation
from viewflow.workflow.models import Process, Task
from viewflow.workflow.nodes import StartHandle
from viewflow.workflow.status import PROCESS, STATUS

from workflows import audit, clock, deadlines, guard
from workflows.errors import Refused
from workflows.flow import ApprovalFlow
from workflows.locks import busy_is_refused, hold
from workflows.models import Deadline, DeadlinePause, WorkItem
from workflows.nodes import WaitingActivation, take_back

__all__ = ["Outcome", "act", "cancel", "claim", "hold", "reassign", "release", "resume", "start"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was decided (办理结果): a code for programs, at most 40 characters, and a reason for the record."""

    code: str
    reason: str = ""


def start(flow_class: type[ApprovalFlow], *, by: AbstractBaseUser | None, artifact: Model) -> Process:
    """Begin the run of a case; the caller holds the case's row lock. One open run per case.

    The process is pinned to the flow's version in ``process.data["version"]``.
    """
    (node,) = (each for each in flow_class.instance.nodes() if isinstance(each, StartHandle))
    content_type = ContentType.objects.get_for_model(artifact, for_concrete_model=True)
    with busy_is_refused(), transaction.atomic():
        running = Process.objects.filter(
            artifact_content_type=content_type, artifact_object_id=artifact.pk, status=PROCESS.NEW
        )
        if running.exists():
            raise Refused("running", _("该办件已有正在办理的流程，不能重复发起。请到“我的办件”查看进度。"))
        activation = node.activation_class.create(node, None, None)
        process = activation.process
        process.artifact = artifact
        process.data = {"version": flow_class.version}
        process.save()
        data = {"process": process.pk, "flow": str(flow_class), "version": flow_class.version}
        audit.record(_chain(process), "start", by=by, data=data)
        open_ = this.resolve(flow_class.instance, node._func)
        if open_ is not None:
            open_(activation)
        activation.execute()
    return process


def act(
    task_id: int,
    *,
    by: AbstractBaseUser,
    node: str,
    process_id: int,
    decision: Callable[[Activation], Outcome],
) -> Outcome:
    """Finish a human task: guard, ``decision(activation)``, move on, audit; all of it or nothing.

    ``node`` and ``process_id`` are what the caller believes (the URL, the story); the guard compares.
    ``decision`` writes the facts and may apply transitions. An unclaimed task is claimed on the way.
    Raises ``Refused``, see ``guard.check``.
    """
    with hold(process_id) as process:
        item = _read(task_id, process)
        guard.check(item, item and item.task, by=by, node=node, process_id=process_id)
        assert item is not None  # the guard has refused otherwise
        task = item.task
        activation = task.flow_task.activation_class(task)
        task.owner, task.status = by, STATUS.ASSIGNED
        activation.start(None)
        outcome = decision(activation)
        if not isinstance(outcome, Outcome) or not outcome.code:
            raise TypeError(f"decision at {node} must return an Outcome with a code, got {outcome!r}")
        item.owner_id = item.closed_by_id = by.pk
        item.closed_at, item.outcome = clock.now(), outcome.code
        item.save(update_fields=["owner", "closed_at", "closed_by", "outcome"])
        _record(item, f"act:{node}", by=by, reason=outcome.reason, outcome=outcome.code)
        _go_on(activation, process)
    return outcome


def claim(task_id: int, *, by: AbstractBaseUser) -> WorkItem:
    """Take a task from the desk's pool (领取). Taking one's own again changes nothing."""
    with _locked(task_id) as item:
        guard.check(item, item.task, by=by, node=item.node, process_id=item.process_id)
        if item.owner_id is None:
            _hand(item, by)
            _record(item, "claim", by=by)
    return item


def release(task_id: int, *, by: AbstractBaseUser) -> WorkItem:
    """Give a task back to the desk's pool (退回待办); a task meant for a person stays theirs."""
    with _locked(task_id) as item:
        guard.check_holder(item, by=by)
        if item.named:
            raise Refused("named", _("该任务指定由您办理，不能退回待办。如不能办理，请联系主办人员改派。"))
        _hand(item, None)
        _record(item, "release", by=by)
    return item


def reassign(task_id: int, *, to: AbstractBaseUser | None, by: AbstractBaseUser, reason: str) -> WorkItem:
    """Move an open task to another person, or back to the pool (改派): handover, takeover, a late conflict.

    Whether ``by`` may do so is the calling verb's question; whether ``to`` may act is asked here.
    """
    with _locked(task_id) as item:
        guard.check_open(item)
        if to is not None:
            guard.check_heir(item, to=to)
        before = item.owner_id
        _hand(item, to)
        _record(item, "reassign", by=by, reason=reason, before=before, after=to and to.pk)
    return item


def resume(
    task_id: int,
    *,
    node: str,
    by: AbstractBaseUser | None = None,
    decision: Callable[[Activation], Outcome | None] | None = None,
) -> bool:
    """End the wait of a job or timer and move on; ``by`` is None for the system.

    True when this call moved the case, False when the task was already resumed or cancelled: handlers may
    call it as often as they like. ``decision`` writes the handler's facts under the lock, only if it moves.
    Raises ``Refused``: ``not_found`` for another node's task, ``early`` or ``provisional`` for a timer.
    """
    process_id = Task.objects.filter(pk=task_id).values_list("process_id", flat=True).first()
    with hold(process_id or 0) as process:
        task = Task.objects.get(pk=task_id)
        task.process = process
        activation = task.flow_task.activation_class(task)
        if task.flow_task.name != node or not isinstance(activation, WaitingActivation):
            raise guard.not_found()
        if task.status != STATUS.SCHEDULED:
            return False
        answer = activation.ready()
        if not answer:
            raise Refused(answer.code, answer.reason)
        activation.start()
        outcome = (decision and decision(activation)) or Outcome("")
        _forget_artifact(process)
        data = {"task": task.pk, "outcome": outcome.code}
        audit.record(_chain(process), f"resume:{node}", by=by, reason=outcome.reason, data=data)
        _go_on(activation, process)
    return True


def cancel(process: Process, *, by: AbstractBaseUser | None, reason: str) -> None:
    """End an open run before its end (终止流程): open tasks, items and deadlines close, with the reason."""
    with hold(process.pk) as run:
        if run.status != PROCESS.NEW:
            raise Refused("ended", _("该办理流程已经结束，不能再终止。"))
        open_ = run.task_set.exclude(status__in=[STATUS.DONE, STATUS.CANCELED, STATUS.REVIVED])
        take_back(open_, run)
        # tasks of nodes that a later release dropped know nothing of their items
        WorkItem.objects.filter(process=run, closed_at=None).update(closed_at=clock.now(), cancelled=True)
        run.status, run.finished = PROCESS.CANCELED, clock.now()
        run.save(update_fields=["status", "finished"])
        deadlines.close_all(run)
        audit.record(_chain(run), "cancel", by=by, reason=reason, data={"process": run.pk})
        process.status, process.finished = run.status, run.finished


@contextmanager
def _locked(task_id: int) -> Iterator[WorkItem]:
    process_id = WorkItem.objects.filter(task_id=task_id).values_list("process_id", flat=True).first()
    with hold(process_id or 0) as process:
        item = _read(task_id, process)
        assert item is not None  # items are never deleted
        yield item


def _read(task_id: int, process: Process) -> WorkItem | None:
    """Item and task as they are under the lock; both share the locked process row when it is theirs."""
    items = WorkItem.objects.select_related("task", "deadline", "owner", "closed_by")
    item = items.filter(task_id=task_id).first()
    if item is not None and item.process_id == process.pk:
        item.process = item.task.process = process
    return item


def _hand(item: WorkItem, to: AbstractBaseUser | None) -> None:
    task = item.task
    task.owner, task.status = to, STATUS.ASSIGNED if to else STATUS.NEW
    task.save(update_fields=["owner", "status"])
    item.owner_id, item.named = (to.pk if to else None), item.named and to is not None
    item.save(update_fields=["owner", "named"])


def _go_on(activation: Activation, process: Process) -> None:
    """Complete the task, activate what follows, and stop the clocks on which nobody works any more."""
    activation.execute()
    if process.status == PROCESS.DONE:
        deadlines.close_all(process)
        return
    items = WorkItem.objects.filter(deadline=OuterRef("pk"))
    paused = DeadlinePause.objects.filter(deadline=OuterRef("pk"), until_at=None)
    idle = Exists(items) & ~Exists(items.filter(closed_at=None)) & ~Exists(paused)
    Deadline.objects.filter(idle, process=process, closed_at=None).update(closed_at=clock.now())


def _record(item: WorkItem, action: str, *, by: AbstractBaseUser, reason: str = "", **data: Any) -> None:
    _forget_artifact(item.process)
    place = {"task": item.task_id, "unit": item.unit, "seat": item.seat}
    audit.record(_chain(item.process), action, by=by, reason=reason, data=place | data)


def _forget_artifact(process: Process) -> None:
    """Drop the cached case: a decision may have changed its row, and gateways must not read the old one."""
    field = Process._meta.get_field("artifact")
    if field.is_cached(process):
        field.delete_cached_value(process)


def _chain(process: Process) -> str:
    return process.flow_class.instance.chain(process)
