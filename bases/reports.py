"""The yearly report (年度报告): figures come from milestones and spending, words from the school, and every partner
confirms before it is filed."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from bases import access, budget, partners, profile
from bases.models import Partner, PartnerStatus, Project, ReportConfirmation, ReportStatus, YearReport
from workflows import audit, clock, transitions
from workflows.canonical import digest, plain
from workflows.errors import Refused

WORDS = ("students", "teachers", "progress", "problems", "next_steps")


def figures(project: Project, year: int) -> dict[str, Any]:
    """The year as the platform knows it: ``{"milestones": [...], "sources": [...], "planned", "spent"}``; days and
    amounts as text, so that what was frozen reads back the same."""
    rows = project.milestones.filter(year=year)
    sums = budget.by_source(project, year=year)
    whole = budget.total(sums)
    return plain(
        {
            "milestones": [
                {
                    "title": row.title,
                    "kpi": row.kpi,
                    "due_on": row.due_on,
                    "done_on": row.done_on,
                    "result": row.result,
                }
                for row in rows
            ],
            "sources": [
                {"label": s.label, "planned": f"{s.planned:.2f}", "spent": f"{s.spent:.2f}"} for s in sums
            ],
            "planned": f"{whole.planned:.2f}",
            "spent": f"{whole.spent:.2f}",
        }
    )


def due_years(project: Project) -> list[int]:
    """Years that are over, or running, since the construction began; the newest first."""
    last = min(clock.today().year, project.due_on.year)
    return list(range(last, project.starts_on.year - 1, -1))


@transaction.atomic
def open_(project: Project, year: int, *, by: User) -> YearReport:
    """The year's report, begun when there is none. Raises ``forbidden`` and ``year`` for one that is not due."""
    access.demand(access.may_edit(by, project.base))
    profile.lock(project.base)
    if year not in due_years(project):
        raise Refused("year", _("该年度不在建设期内，或尚未开始。"))
    return YearReport.objects.get_or_create(project=project, year=year)[0]


@transaction.atomic
def write(report: YearReport, *, by: User, **words: Any) -> YearReport:
    """Store the words of a draft. Raises ``forbidden`` and ``closed`` once partners were asked."""
    row = _locked(report, by)
    if row.status != ReportStatus.DRAFT:
        raise Refused("closed", _("年度报告已送合作单位确认，需修改请先撤回。"))
    for name in WORDS:
        setattr(row, name, words[name])
    row.save(update_fields=list(WORDS))
    audit.record(row.audit_chain, "report.written", by=by, data={"report": row.pk, "year": row.year})
    return row


@transaction.atomic
def circulate(report: YearReport, *, by: User) -> YearReport:
    """Freeze the figures and ask every partner. Raises ``forbidden``, ``empty`` without a word on progress."""
    row = _locked(report, by)
    if not row.progress.strip():
        raise Refused("empty", _("请先填写建设进展。"))
    frozen = figures(row.project, row.year)
    version = digest(plain({"figures": frozen, **{name: getattr(row, name) for name in WORDS}}))
    data = {"report": row.pk, "version": version}
    return transitions.apply(row, "circulate", by=by, data=data, version=version, figures=frozen)


@transaction.atomic
def answer(
    report: YearReport, partner: Partner, version: str, *, agrees: bool, note: str, by: User
) -> ReportConfirmation:
    """A partner's word on the version it was shown. Raises ``forbidden``, ``stale``, ``reason`` (disagreeing
    without one) and ``done`` when it has answered."""
    access.demand(access.may_act(by, partner.organisation))
    base = profile.lock(partner.base)
    row = YearReport.objects.select_related("project").get(pk=report.pk)
    member = Partner.objects.filter(pk=partner.pk, base=base, status=PartnerStatus.CONFIRMED).exists()
    if row.project.base_id != base.pk or not member:
        raise Refused("not_found", _("贵单位不是本基地的合作单位。"))
    if row.status != ReportStatus.CONFIRMING or row.version != version:
        raise Refused("stale", _("年度报告已修改或撤回，请刷新页面后再确认。"))
    if not agrees and not note.strip():
        raise Refused("reason", _("请写明不同意的理由，学校据此修改。"))
    if row.confirmations.filter(partner=partner, version=version).exists():
        raise Refused("done", _("贵单位已确认过这一版年度报告。"))
    said = ReportConfirmation.objects.create(
        report=row, partner=partner, version=version, agrees=agrees, note=note, by=by
    )
    data = {"report": row.pk, "partner": partner.pk, "agrees": agrees, "version": version}
    audit.record(row.audit_chain, "report.answered", by=by, reason=note, data=data)
    return said


@transaction.atomic
def take_back(report: YearReport, *, by: User, reason: str = "") -> YearReport:
    """Back to the draft, to be changed and asked again. Raises ``forbidden`` and ``not_allowed``."""
    row = _locked(report, by)
    return transitions.apply(row, "take_back", by=by, reason=reason, data={"report": row.pk})


@transaction.atomic
def file(report: YearReport, *, by: User) -> YearReport:
    """Hand it in. Raises ``forbidden``, ``unconfirmed`` naming who is missing or disagrees, ``not_allowed``."""
    row = _locked(report, by)
    missing = [partner.organisation.name for partner in unconfirmed(row)]
    if row.status == ReportStatus.CONFIRMING and missing:
        raise Refused("unconfirmed", _("以下合作单位尚未同意：%(names)s。") % {"names": "、".join(missing)})
    return transitions.apply(row, "file", by=by, data={"report": row.pk, "version": row.version}, person=by)


def unconfirmed(report: YearReport) -> list[Partner]:
    """Partners that have not agreed to the version in hand; who is only asked yet has no word in it."""
    agreed = set(
        report.confirmations.filter(version=report.version, agrees=True).values_list("partner", flat=True)
    )
    members = [p for p in partners.current(report.project.base) if p.status == PartnerStatus.CONFIRMED]
    return [partner for partner in members if partner.pk not in agreed]


def filed(project: Project, year: int) -> bool:
    """Whether the year's report was handed in."""
    return project.reports.filter(year=year, status=ReportStatus.FILED).exists()


def _locked(report: YearReport, by: User) -> YearReport:
    row = YearReport.objects.select_related("project__base__school").get(pk=report.pk)
    access.demand(access.may_edit(by, row.project.base))
    profile.lock(row.project.base)
    return YearReport.objects.select_related("project__base__school").get(pk=report.pk)
