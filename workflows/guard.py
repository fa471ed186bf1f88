"""Who may do what at a work item, asked under the process lock at the moment of execution.

The order tells a person what is wrong without telling a stranger anything: a task that does not exist,
belongs to another case or stands at another node is "not found"; names of colleagues appear only in
answers to those who may act at that desk themselves.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from viewflow.workflow.models import Task

from workflows.errors import Answer, Refused
from workflows.models import WorkItem
from workflows.nodes import Human

Person = AbstractBaseUser | AnonymousUser


def check(item: WorkItem | None, task: Task | None, *, by: Person, node: str, process_id: int) -> None:
    """Let ``by`` act on ``item`` at ``node`` of process ``process_id``, or raise ``Refused``.

    Codes: ``not_found`` (404); ``done``, ``cancelled``, ``taken``, ``stale`` (409); ``forbidden`` and
    whatever the flow's ``may_act`` answers (403). Item and task must have been read under the lock.
    """
    if item is None or task is None or item.process_id != process_id or task.process_id != process_id:
        raise not_found()
    if item.node != node or getattr(task.flow_task, "name", None) != node:
        raise not_found()
    if not isinstance(task.flow_task, Human):
        raise Refused("stale", _("该环节已随流程调整，不能再办理。请联系系统管理员。"))
    if not (by.is_authenticated and by.is_active):
        raise Refused("forbidden", _("您的账号未登录或已停用，请重新登录。"))
    answer = task.flow_task.flow_class.instance.may_act(item, by)
    if item.closed_at is not None:
        if by.pk in (item.owner_id, item.closed_by_id):
            answer = Answer(True)  # what they did themselves they may be told whatever their role is now
        raise _closed(item) if answer else _refusal(answer)
    if item.owner_id not in (None, by.pk):
        raise _taken(item) if answer else _refusal(answer)
    if not answer:
        raise _refusal(answer)


def check_open(item: WorkItem) -> None:
    """Refuse when the task is closed."""
    if item.closed_at is not None:
        raise _closed(item)


def check_holder(item: WorkItem, *, by: Person) -> None:
    """Refuse anybody but the person who holds the open task."""
    if item.owner_id is None or item.owner_id != by.pk:
        raise not_found()
    check_open(item)


def check_heir(item: WorkItem, *, to: AbstractBaseUser) -> None:
    """Refuse to hand the task to somebody who may not act on it."""
    if not to.is_active:
        message = _("%(who)s的账号已停用，不能接办。请改派给其他人员。")
        raise Refused("forbidden", message % {"who": to})
    answer = item.task.flow_task.flow_class.instance.may_act(item, to)
    if not answer:
        raise _refusal(answer)


def not_found() -> Refused:
    """What a stranger hears, whatever is there."""
    return Refused("not_found", _("没有找到这项任务。请从待办列表重新进入。"))


def _refusal(answer: Answer) -> Refused:
    if answer.code == "not_found":
        return not_found()
    reason = answer.reason or _("您没有办理该任务的权限。如有疑问请联系本单位管理员。")
    return Refused(answer.code or "forbidden", reason, status=403)


def _taken(item: WorkItem) -> Refused:
    return Refused("taken", _("该任务已由 %(who)s 领取。请返回待办列表办理其他任务。") % {"who": item.owner})


def _closed(item: WorkItem) -> Refused:
    when = _moment(item.closed_at)
    if item.cancelled:
        message = _("该任务已于 %(when)s 取消，无需办理。请返回待办列表。")
        return Refused("cancelled", message % {"when": when})
    message = _("该任务已由 %(who)s 于 %(when)s 办结。请返回待办列表。")
    return Refused("done", message % {"who": item.closed_by, "when": when})


def _moment(at: datetime | None) -> Any:
    return date_format(timezone.localtime(at), "Y年n月j日 H:i")
