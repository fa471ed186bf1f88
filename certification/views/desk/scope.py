"""What a person at a desk may open; everything else is a 404 that says nothing."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import User
from accounts.roles import Role
from certification import rules
from certification.domain import queries
from certification.models import Application
from workflows import guard
from workflows.errors import Refused
from workflows.models import WorkItem


@dataclass(frozen=True)
class Place:
    """One task as one person may see it: still to do (``open``), or done by themselves."""

    application: Application
    item: WorkItem
    user: User
    open: bool

    @property
    def blind(self) -> bool:
        """Experts judge the material alone: no opinions of departments, no marks of other experts."""
        return self.item.role == Role.EXPERT


def viewer(request: HttpRequest) -> User:
    """The signed-in person; views here stand behind ``login_required``."""
    assert request.user.is_authenticated
    return request.user


def find(user: User, *, process_id: int, node: str, task_id: int) -> Place:
    """The task at this address, after the same guard that an act meets, without a lock and without writing.

    Raises 404 for whoever may not see the case, and ``Refused`` for whoever may not act on the task. What a
    person holds or has done they are told about even when their role is gone.
    """
    items = WorkItem.objects.select_related("task", "process", "deadline", "owner", "closed_by")
    # ``task__pk``: unlike ``task_id`` it takes a number larger than any row's
    item = items.filter(task__pk=task_id, process__pk=process_id, node=node).first()
    if item is None or item.role in rules.APPLICANT_ROLES:
        raise Http404
    application = queries.visible(user).filter(process_id=process_id).first()
    if application is None:
        if item.owner_id == user.pk:
            guard.check(item, item.task, by=user, node=node, process_id=process_id)
        raise Http404
    item.process.artifact = application
    item.task.process = item.process
    try:
        guard.check(item, item.task, by=user, node=node, process_id=process_id)
    except Refused as refused:
        if refused.code != "done" or item.closed_by_id != user.pk:
            raise
        _demand_distance(application, user)
        return Place(application, item, user, open=False)
    return Place(application, item, user, open=True)


def case(user: User, process_id: int) -> Application:
    """The case of a process whose files ``user`` may see."""
    application = get_object_or_404(queries.visible(user), process__pk=process_id)
    _demand_distance(application, user)
    return application


def _demand_distance(application: Application, user: User) -> None:
    """Whoever has a tie to the applicant sees nothing of the case any more."""
    tie = rules.conflict(application, user)
    if not tie:
        raise Refused(tie.code, tie.reason, status=403)
