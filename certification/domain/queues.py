"""The desk's lists (待办、已办): whose items, narrowed how, and what a row needs so that it reads without queries."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts import access
from accounts.models import Organisation, User
from accounts.roles import Role
from certification import registry
from certification.models import CorrectionNotice
from certification.rules import APPLICANT_ROLES, tied_runs
from enterprises.codes import ZONES
from workflows import inbox
from workflows.models import WorkItem
from workflows.nodes import Human

DESK_ROLES = frozenset(Role) - APPLICANT_ROLES - {Role.ADMIN}
ALL, MINE, POOL, DONE = "all", "mine", "pool", "done"
CAP = 100


@dataclass(frozen=True)
class Narrow:
    """What a list is narrowed to; empty means everything. ``place`` is a district code or a zone."""

    keyword: str = ""
    node: str = ""
    place: str = ""

    def __bool__(self) -> bool:
        return bool(self.keyword or self.node or self.place)


def desks(user: User) -> frozenset[tuple[str, str]]:
    """The person's desks at which cases are reviewed, as of this request."""
    return frozenset(desk for desk in user.desks if desk[0] in DESK_ROLES)


def listed(user: User, name: str, narrow: Narrow | None = None) -> QuerySet[WorkItem]:
    """The list ``name`` (ALL, MINE, POOL or DONE) of the person, ready for ``inbox.page``."""
    wanted = narrow or Narrow()
    items = _list(user, name).prefetch_related(None).select_related("process__application")
    if wanted.node:
        items = items.filter(node=wanted.node)
    if wanted.place in ZONES:
        items = items.filter(process__application__zone=wanted.place)
    elif wanted.place:
        items = items.filter(process__application__district=wanted.place)
    if wanted.keyword:
        items = items.filter(
            Q(process__application__holder_name__icontains=wanted.keyword)
            | Q(process__application__number__icontains=wanted.keyword)
        )
    returned = CorrectionNotice.objects.filter(
        application__process=OuterRef("process"), answered_at__lte=OuterRef("opened_at")
    )
    offices = Organisation.objects.filter(code=OuterRef("unit")).values("name")[:1]
    return items.annotate(returned=Exists(returned), unit_name=Subquery(offices))


def counts(user: User) -> dict[str, int]:
    """How long each list is, at most ``CAP``; one query, remembered on the person for the request."""
    known: dict[str, int] | None = getattr(user, "_queue_counts", None)
    if known is None:
        known = inbox.counts({name: _list(user, name) for name in (MINE, POOL, DONE)}, cap=CAP)
        known[ALL] = min(known[MINE] + known[POOL], CAP)
        user._queue_counts = known  # type: ignore[attr-defined]  # lives as long as the request's user
    return known


def following(user: User, item: WorkItem) -> WorkItem | None:
    """下一件: the open item after ``item`` in the person's list, or the first one when it was the last."""
    waiting = _list(user, ALL).prefetch_related(None).exclude(pk=item.pk)
    later = Q(due_at__gt=item.due_at) | Q(due_at=item.due_at, id__gt=item.pk)
    return waiting.filter(later).first() or waiting.first()


def steps(user: User) -> list[tuple[str, str]]:
    """Nodes and titles of the steps the person's desks take part in, over all programmes."""
    roles = {role for role, _unit in desks(user)}
    found: dict[str, str] = {}
    for programme in registry.all_programmes():
        for node in programme.flow.instance.nodes():
            if isinstance(node, Human) and node.role in roles:
                found.setdefault(node.name, str(node.task_title))
    return list(found.items())


def _list(user: User, name: str) -> QuerySet[WorkItem]:
    if name == DONE:
        items = inbox.done(user)
    elif name == MINE:
        items = inbox.held(user)
    elif name == POOL:
        items = inbox.claimable(desks(user))
    else:
        items = inbox.waiting(user, desks(user))
    items = items.filter(role__in=sorted(DESK_ROLES))
    for unit, slugs in access.scope(user.posts).lent.items():
        foreign = ~Q(process__application__programme_slug__in=sorted(slugs))
        items = items.exclude(foreign, role=Role.OFFICER, unit=unit, owner=None)
    # what nobody may take is offered to nobody; what one holds or has done stays in sight
    return items if name in (DONE, MINE) else items.exclude(tied_runs(user), owner=None)
