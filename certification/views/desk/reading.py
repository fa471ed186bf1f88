"""Everything the review page shows beside the form, read in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch

from accounts.roles import Role
from certification import units
from certification.domain import evaluations, panels, timeline
from certification.models import (
    Application,
    CorrectionItem,
    CorrectionNotice,
    Decision,
    DecisionKind,
    Evaluation,
    Evidence,
    Revision,
    ScanState,
    ScoreSheet,
)
from certification.registry import EvidenceKind
from certification.views.desk.scope import Place
from files.models import PageImage

MOST_PAGES = 20
"""Page pictures of one file on the review page; the rest is in the download."""

_WEIGHING = frozenset({Role.OFFICER, Role.SECRETARY, Role.DECIDER})
"""Who decides on what others said reads that first; who judges the material reads the material first, unless
it has come back corrected."""


@dataclass(frozen=True)
class Exhibit:
    """A supporting document with its page pictures. ``fresh``: it came with this revision's corrections."""

    evidence: Evidence
    pages: list[PageImage]
    more: int
    fresh: bool


@dataclass
class Reading:
    """A case as a reviewer reads it; an expert's copy (``blind``) leaves out what others said."""

    application: Application
    revision: Revision
    revisions: list[Revision]
    record_first: bool
    exhibits: list[tuple[EvidenceKind, list[Exhibit]]]
    scan_pages: list[PageImage]
    findings: dict[str, list[dict[str, Any]]]
    steps: list[dict[str, Any]]
    opinions: list[dict[str, Any]] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    notices: list[dict[str, Any]] = field(default_factory=list)
    sheets: list[tuple[ScoreSheet, str]] = field(default_factory=list)
    result: panels.Result | None = None
    background: Sequence[Any] = ()
    evaluation: Evaluation | None = None
    evaluator: str = ""

    @property
    def scan_is_foreign(self) -> bool:
        """Whether the scan carries the version code of something else."""
        return self.revision.scan_state == ScanState.MISMATCH

    @property
    def files(self) -> int:
        return sum(len(exhibits) for _kind, exhibits in self.exhibits)


def read(place: Place, wanted: str = "") -> Reading:
    """The case at ``place``, in the revision numbered ``wanted`` or the newest."""
    application = place.application
    revisions = list(application.revisions.select_related("form", "scan", "submitted_by").order_by("-number"))
    revision = next((r for r in revisions if str(r.number) == wanted), revisions[0])
    reading = Reading(
        application,
        revision,
        revisions,
        place.item.role in _WEIGHING or (len(revisions) > 1 and not place.blind),
        _exhibits(application, revision, revisions),
        list(revision.scan.pages.all()[:MOST_PAGES]) if revision.scan else [],
        _findings(revision),
        [_step(entry) for entry in timeline.entries(application)],
    )
    _add_evaluation(reading)
    if not place.blind:
        _add_what_others_said(reading)
    return reading


def _add_evaluation(reading: Reading) -> None:
    """The holder's own figures as the revision keeps them and the entrusted body's report, where the programme
    has them: material, not opinion, so experts read them too."""
    special = reading.application.programme.special
    if "background" in special:
        reading.background = special["background"](reading.revision)
    if "evaluator" in special:
        reading.evaluation = evaluations.of(reading.application)
        if reading.evaluation:
            reading.evaluation.application = reading.application
            reading.evaluator = units.unit_name(reading.evaluation.unit)


def _add_what_others_said(reading: Reading) -> None:
    application = reading.application
    opinions = list(application.opinions.select_related("by", "revision").order_by("pk"))
    notices = list(
        application.corrections.select_related("issued_by").prefetch_related(
            Prefetch("items", CorrectionItem.objects.order_by("pk"))
        )
    )
    names = units.unit_names(
        {o.unit for o in opinions}
        | {n.unit for n in notices}
        | {i.unit for n in notices for i in n.items.all()}
    )
    stages = {step.node.removesuffix("_opinion"): step.title for step in application.programme.steps}
    reading.opinions = [
        {"opinion": o, "unit": names[o.unit], "stage": stages.get(o.node, o.node)} for o in opinions
    ]
    reading.notices = [
        {"notice": n, "unit": names[n.unit], "items": _items(application, n, names)} for n in notices
    ]
    # the decision on acceptance says no more than intake's opinion above it
    decisions = application.decisions.exclude(kind=DecisionKind.INTAKE)
    reading.decisions = list(decisions.select_related("by"))
    reading.sheets = panels.sheets(application)
    reading.result = panels.result(application)


def _items(application: Application, notice: CorrectionNotice, names: dict[str, str]) -> list[dict[str, Any]]:
    rows = []
    for item in notice.items.all():
        item.application = application  # its place is named by the programme, not by a query
        rows.append({"item": item, "unit": names[item.unit]})
    return rows


def _exhibits(
    application: Application, revision: Revision, revisions: Iterable[Revision]
) -> list[tuple[EvidenceKind, list[Exhibit]]]:
    before = next((r.submitted_at for r in revisions if r.number == revision.number - 1), None)
    rows = revision.evidence.select_related("file").prefetch_related("file__pages").order_by("pk")
    by_kind: dict[str, list[Exhibit]] = {}
    for row in rows:
        pages = list(row.file.pages.all())
        fresh = before is not None and row.uploaded_at > before
        shown = Exhibit(row, pages[:MOST_PAGES], max(0, len(pages) - MOST_PAGES), fresh)
        by_kind.setdefault(row.kind, []).append(shown)
    kinds = application.programme.evidence
    return [(kind, by_kind[kind.slug]) for kind in kinds if kind.slug in by_kind]


def _findings(revision: Revision) -> dict[str, list[dict[str, Any]]]:
    """The frozen eligibility report by group: gates and negatives must pass, conditions count."""
    groups: dict[str, list[dict[str, Any]]] = {"must": [], "condition": []}
    for result in revision.eligibility.get("results", []):
        groups["condition" if result["group"] == "condition" else "must"].append(result)
    return groups


def _step(entry: timeline.Entry) -> dict[str, Any]:
    """An entry as the timeline component takes it; a step off the clock has no planned days to keep to."""
    days = [day for day in (entry.started_on, entry.ended_on) if day]
    return {
        "step": entry.title,
        "unit": entry.unit,
        "state": entry.state,
        "planned": entry.planned,
        "actual": entry.actual,
        "at": " 至 ".join(f"{day:%Y-%m-%d}" for day in dict.fromkeys(days)),
        "note": entry.note,
    }
