"""Bases whose rectification led nowhere (整改期满或整改后验收不合格): what the office still has to end."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import User
from bases.models import Project, ProjectStatus
from certification import registry
from certification.domain import queries
from certification.domain.concerned import EXIT
from certification.models import OPEN_STATUSES, Application, Status
from workflows import clock


def to_end(user: User) -> QuerySet[Project]:
    """Constructions of the programmes ``user``'s office runs that failed after rectification, or whose rectification
    ran out without an application for acceptance under way; the longest overdue first. Each is listed until its exit
    is decided: nobody but the office can open that."""
    kinds = [
        p.slug.removeprefix("base-").removesuffix("-exit")
        for p in map(registry.get, queries.office_programmes(user))
        if p.party.family == "base" and p.stage == EXIT
    ]
    judged = Application.objects.filter(
        base=OuterRef("base"),
        programme_slug__endswith="-acceptance",
        status__in=set(OPEN_STATUSES) - {Status.DRAFT},
    )
    over = Q(status=ProjectStatus.RECTIFYING, rectify_by__lt=clock.today()) & ~Exists(judged)
    rows = Project.objects.filter(Q(status=ProjectStatus.FAILED) | over, base__kind__in=kinds)
    return rows.select_related("base__school").order_by(F("rectify_by").asc(nulls_last=True), "pk")
