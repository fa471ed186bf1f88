"""A case as the office sees it: where it stands, everything said and decided, the whole record."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from certification import rules, units
from certification.domain import overview, panels, publicity, queries, record, timeline
from certification.models import Application, CorrectionItem, CorrectionNotice
from certification.views.office.scope import for_office, viewer
from files.responses import serve
from workflows.errors import Refused


@for_office
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one case on one page, but its record."""
    application = _case(request, pk)
    opinions = list(application.opinions.select_related("by", "revision"))
    notices = list(application.corrections.select_related("issued_by", "revision"))
    items = list(application.correction_items.order_by("pk"))
    names = units.unit_names({o.unit for o in opinions} | {n.unit for n in notices} | {i.unit for i in items})
    stages = {step.node.removesuffix("_opinion"): step.title for step in application.programme.steps}
    entry = getattr(application, "notice_entry", None)
    result = panels.result(application)
    context = {
        "here": "case",
        "case": application,
        "holdings": overview.holdings([application])[application.pk],
        "steps": [_step(entry) for entry in timeline.entries(application)],
        "revisions": list(
            application.revisions.select_related("submitted_by", "form", "scan").order_by("-number")
        ),
        "opinions": [(o, stages.get(o.node, o.node), names[o.unit]) for o in opinions],
        "notices": [(n, names[n.unit], _items_of(application, n, items, names)) for n in notices],
        # not before every seat has scored: an expert may work in the office too
        "sheets": panels.sheets(application) if result else [],
        "result": result,
        "decisions": list(application.decisions.select_related("by")),
        "letters": list(application.letters.select_related("file")),
        "certificates": list(application.certificates.select_related("file")),
        "entry": entry,
        "notice_left": publicity.days_left([entry.notice])[entry.notice_id] if entry else None,
    }
    return render(request, "certification/office/case.html", context)


@for_office
@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """The audit record of the case, and whether it is what was written."""
    application = _case(request, pk)
    context = {
        "here": "record",
        "case": application,
        "lines": record.lines(application),
        "verification": record.verify(application),
        "most": record.MOST,
    }
    return render(request, "certification/office/record.html", context)


@for_office
@require_safe
def letter(request: HttpRequest, pk: int, letter: int) -> HttpResponseBase:
    """A letter as it was sent."""
    row = get_object_or_404(_case(request, pk).letters.select_related("file"), pk=letter)
    if row.file is None:
        raise Http404
    return serve(request, row.file, f"{row.title}-{row.number}.pdf")


@for_office
@require_safe
def certificate(request: HttpRequest, pk: int, certificate: int) -> HttpResponseBase:
    """The certificate's PDF."""
    row = get_object_or_404(_case(request, pk).certificates.select_related("file"), pk=certificate)
    if row.file is None:
        raise Http404
    return serve(request, row.file, f"{row.number}.pdf")


def _case(request: HttpRequest, pk: int) -> Application:
    """The case, for its programme's office alone; whoever has a tie to the applicant stands outside (回避)."""
    user = viewer(request)
    application = get_object_or_404(
        queries.of_office(user).select_related("notice_entry__notice", "process"), pk=pk
    )
    tie = rules.conflict(application, user)
    if not tie:
        raise Refused(tie.code, tie.reason, status=403)
    return application


def _items_of(
    application: Application, notice: CorrectionNotice, items: list[CorrectionItem], names: dict[str, str]
) -> list[tuple[CorrectionItem, str]]:
    found = [item for item in items if item.notice_id == notice.pk]
    for item in found:
        item.application = application  # its place is named by the programme, not by a query
    return [(item, names[item.unit]) for item in found]


def _step(entry: timeline.Entry) -> dict[str, object]:
    """An entry as ``components/timeline.html`` takes it."""
    at = f"{entry.started_on:%m-%d}" if entry.started_on else ""
    if entry.ended_on and entry.ended_on != entry.started_on:
        at += f" — {entry.ended_on:%m-%d}"
    return {
        "step": entry.title,
        "unit": entry.unit,
        "state": entry.state,
        "planned": entry.planned,
        "actual": entry.actual,
        "at": at,
        "note": entry.note,
    }
