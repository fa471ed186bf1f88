"""The construction of a base from its approval to its end (建设期). Called when a case about it was decided, so
the right to do it is established there; each verb leaves its record on the base's chain."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from bases import profile
from bases.models import Base, BudgetLine, Extension, Milestone, Project, ProjectStatus, Suspension
from workflows import audit, clock, transitions
from workflows.errors import Refused

STANDING = (
    ProjectStatus.UNDER_CONSTRUCTION,
    ProjectStatus.SUSPENDED,
    ProjectStatus.RECTIFYING,
    ProjectStatus.ACCEPTED,
)
"""A construction in these states holds its site and its funds."""


@dataclass(frozen=True)
class Goal:
    """A milestone of the approved plan."""

    title: str
    kpi: str
    due_on: date


@dataclass(frozen=True)
class Money:
    """A line of the approved budget; ``source`` is a ``bases.models.Source``, ``planned`` is in 元."""

    source: str
    year: int
    item: str
    planned: Decimal


@transaction.atomic
def start(
    base: Base,
    *,
    number: str,
    starts_on: date,
    due_on: date,
    goals: Iterable[Goal],
    budget: Iterable[Money],
    by: User | None,
) -> Project:
    """Open the construction of an approved base. Raises ``twice`` when it has one already."""
    base = profile.lock(base)
    if Project.objects.filter(base=base).exists():
        raise Refused("twice", _("该基地已经立项。"))
    project = Project.objects.create(base=base, number=number, starts_on=starts_on, due_on=due_on)
    Milestone.objects.bulk_create(
        Milestone(project=project, year=goal.due_on.year, title=goal.title, kpi=goal.kpi, due_on=goal.due_on)
        for goal in goals
    )
    BudgetLine.objects.bulk_create(
        BudgetLine(project=project, source=line.source, year=line.year, item=line.item, planned=line.planned)
        for line in budget
    )
    data = {"project": project.pk, "number": number, "starts_on": starts_on, "due_on": due_on}
    audit.record(base.audit_chain, "project.started", by=by, data=data)
    return project


@transaction.atomic
def extend(project: Project, *, until: date, reason: str, by: User | None, most: int = 1) -> Project:
    """A later end. Raises ``too_often`` after ``most`` extensions, ``earlier`` unless ``until`` is later, and
    ``not_allowed`` unless the construction is under way."""
    project = _locked(project)
    if project.extensions >= most:
        raise Refused("too_often", _("建设期最多延长 %(n)d 次。") % {"n": most})
    if until <= project.due_on:
        raise Refused("earlier", _("延期后的日期应晚于原建设期满日。"))
    Extension.objects.create(
        project=project, due_before=project.due_on, due_after=until, reason=reason, by=by
    )
    data = {"before": project.due_on, "after": until}
    return transitions.apply(project, "extend", by=by, reason=reason, data=data, due_on=until)


@transaction.atomic
def suspend(project: Project, *, reason: str, by: User | None) -> Project:
    """The construction stands still from today; its term does not run. Raises ``not_allowed``."""
    project = transitions.apply(_locked(project), "suspend", by=by, reason=reason)
    Suspension.objects.create(project=project, starts_on=clock.today(), reason=reason, by=by)
    return project


@transaction.atomic
def resume(project: Project, *, by: User | None, reason: str = "") -> Project:
    """Work goes on; the days it stood still are added to the term. Raises ``not_allowed``."""
    project = _locked(project)
    pause = project.suspensions.filter(ends_on=None).first()
    today = clock.today()
    lost = today - pause.starts_on if pause else timedelta()
    project = transitions.apply(
        project, "resume", by=by, reason=reason, data={"days": lost.days}, due_on=project.due_on + lost
    )
    project.suspensions.filter(ends_on=None).update(ends_on=today)
    return project


@transaction.atomic
def accept(project: Project, *, by: User | None, reason: str = "") -> Project:
    """Acceptance passed."""
    return transitions.apply(_locked(project), "accept", by=by, reason=reason)


@transaction.atomic
def rectify(project: Project, *, until: date, by: User | None, reason: str) -> Project:
    """Acceptance failed for the first time; ``until`` is the last day of rectification."""
    return transitions.apply(
        _locked(project), "rectify", by=by, reason=reason, data={"until": until}, until=until
    )


@transaction.atomic
def fail(project: Project, *, by: User | None, reason: str) -> Project:
    """Acceptance failed after rectification."""
    return transitions.apply(_locked(project), "fail", by=by, reason=reason)


@transaction.atomic
def withdraw(project: Project, *, by: User | None, reason: str) -> Project:
    """The base leaves; an open suspension ends with it."""
    project = transitions.apply(_locked(project), "withdraw", by=by, reason=reason)
    project.suspensions.filter(ends_on=None).update(ends_on=clock.today())
    return project


def unsettled(school_id: int) -> bool:
    """Whether a school has a base whose acceptance failed and which has not left (负面清单)."""
    return Project.objects.filter(base__school=school_id, status=ProjectStatus.FAILED).exists()


def _locked(project: Project) -> Project:
    profile.lock(project.base)
    return Project.objects.select_related("base__school").get(pk=project.pk)
