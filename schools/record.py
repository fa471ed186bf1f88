"""The audit chain of a self-assessment in words (办理记录)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from schools.indicators import by_slug
from schools.models import Assessment
from workflows import audit

MOST = 50


@dataclass(frozen=True)
class Entry:
    """Who did what when, and why."""

    at: datetime
    who: str
    text: str
    reason: str


def entries(assessment: Assessment) -> list[Entry]:
    """The newest ``MOST`` entries, newest first; one query."""
    known = by_slug(assessment.scheme)
    found = []
    for row in audit.history(assessment.audit_chain).order_by("-seq")[:MOST]:
        spec = known.get(row.data.get("indicator", ""))
        words = {"title": spec.title if spec else "", "office": row.data.get("office", "")}
        found.append(Entry(row.at, row.actor_name, _words(row.action) % words, row.reason))
    return found


def _words(action: str) -> str:
    return {
        "assessment.opened": _("启动自评"),
        "assessment.assigned": _("调整分工：%(title)s（%(office)s）"),
        "assessment.filled": _("填报：%(title)s"),
        "transition:lock": _("锁定自评"),
        "transition:reopen": _("解锁更正"),
    }.get(action, action)
