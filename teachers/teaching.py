"""Hours taught and mentored (教学与指导学时): the school's log, and what it adds up to."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypedDict

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import User
from teachers import access
from teachers.models import Nomination, TeachingKind, TeachingLog
from workflows import audit, clock
from workflows.errors import Refused

TAUGHT = (TeachingKind.COURSE, TeachingKind.LECTURE, TeachingKind.PRACTICE)


class Total(TypedDict):
    """Of one year: teaching hours, lectures given, students supervised, projects."""

    hours: Decimal
    lectures: int
    students: int
    projects: int


@transaction.atomic
def record(nomination: Nomination, facts: Mapping[str, Any], *, by: User) -> TeachingLog:
    """Log one piece of work. ``facts``: ``year``, ``kind``, ``title``, ``hours``, ``students``, ``note``."""
    access.demand(by, nomination.school)
    if facts["year"] > clock.today().year:
        raise Refused("year", _("不能登记以后年度的学时。"))
    row = TeachingLog.objects.create(nomination=nomination, recorded_by=by, **facts)
    data = {"log": row.pk, "year": row.year, "kind": str(row.kind), "hours": row.hours}
    audit.record(nomination.audit_chain, "teaching.recorded", by=by, data=data)
    return row


@transaction.atomic
def cancel(log: TeachingLog, *, reason: str, by: User) -> None:
    """Count an entry no longer; it stays readable with its reason in the record."""
    access.demand(by, log.nomination.school)
    if not reason.strip():
        raise Refused("reason", _("请写明原因。"))
    if TeachingLog.objects.filter(pk=log.pk, cancelled_at__isnull=True).update(cancelled_at=clock.now()):
        audit.record(
            log.nomination.audit_chain, "teaching.cancelled", by=by, reason=reason, data={"log": log.pk}
        )


def total(nomination: Nomination, year: int) -> Total:
    """What the log of a year adds up to; two queries."""
    rows = TeachingLog.objects.filter(nomination=nomination, year=year, cancelled_at__isnull=True)
    taught = rows.filter(kind__in=TAUGHT).aggregate(hours=Sum("hours"))["hours"] or Decimal(0)
    counts: dict[str, int] = {}
    students = 0
    for kind, heads in rows.values_list("kind", "students"):
        counts[kind] = counts.get(kind, 0) + 1
        students += heads if kind == TeachingKind.SUPERVISION else 0
    return {
        "hours": taught,
        "lectures": counts.get(TeachingKind.LECTURE, 0),
        "students": students,
        "projects": counts.get(TeachingKind.PROJECT, 0),
    }
