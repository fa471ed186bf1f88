"""Yearly milestones: reached with proof, or moved by a granted change."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from bases import access, profile
from bases.models import Milestone, Project
from files.fields import Kept
from workflows import audit, clock
from workflows.errors import Refused


@transaction.atomic
def reach(milestone: Milestone, *, done_on: date, result: str, evidence: Kept, by: User) -> Milestone:
    """Write down that a milestone was reached. Raises ``forbidden``, ``closed`` unless the construction is under
    way, ``done`` when it was reached already, ``early`` and ``future`` for an impossible day."""
    base = milestone.project.base
    access.demand(access.may_edit(by, base))
    profile.lock(base)
    row = Milestone.objects.select_related("project__base").get(pk=milestone.pk)
    demand_running(row.project)
    if row.done_on:
        raise Refused("done", _("该里程碑已登记完成，请刷新页面。"))
    if done_on > clock.today():
        raise Refused("future", _("完成日期不能晚于今天。"))
    if done_on < row.project.starts_on:
        raise Refused("early", _("完成日期不能早于立项日期。"))
    row.done_on, row.result = done_on, result
    row.evidence, row.evidence_name = evidence.stored, evidence.name
    row.save(update_fields=["done_on", "result", "evidence", "evidence_name"])
    data = {"milestone": row.pk, "done_on": done_on, "sha256": evidence.stored.sha256}
    audit.record(base.audit_chain, "milestone.reached", by=by, data=data)
    return row


@transaction.atomic
def move(
    milestone: Milestone, *, due_on: date, by: User | None, reason: str, title: str = "", kpi: str = ""
) -> Milestone:
    """Another day, and another wording where one is given, by a granted change. Raises ``done`` for one already
    reached and ``term`` for a day outside the construction."""
    base = milestone.project.base
    profile.lock(base)
    row = Milestone.objects.select_related("project").get(pk=milestone.pk)
    if row.done_on:
        raise Refused("done", _("该里程碑已完成，不能调整。"))
    if not row.project.starts_on <= due_on <= row.project.due_on:
        raise Refused("term", _("里程碑日期应在建设期内。"))
    before = {"due_on": row.due_on, "title": row.title, "kpi": row.kpi}
    row.due_on, row.year = due_on, due_on.year
    row.title, row.kpi = title or row.title, kpi or row.kpi
    row.save(update_fields=["due_on", "year", "title", "kpi"])
    after = {"due_on": due_on, "title": row.title, "kpi": row.kpi}
    data = {"milestone": row.pk, "before": before, "after": after}
    audit.record(base.audit_chain, "milestone.moved", by=by, reason=reason, data=data)
    return row


def late(project: Project, on: date) -> list[Milestone]:
    """Milestones that should have been reached by a day and were not, the oldest first."""
    return list(project.milestones.filter(done_on=None, due_on__lt=on))


def demand_running(project: Project) -> None:
    """Raise ``closed`` unless the construction is under way."""
    if not project.is_running:
        raise Refused(
            "closed",
            _("建设项目当前为“%(status)s”，不能登记。") % {"status": project.get_status_display()},
        )
