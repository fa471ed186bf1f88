"""Following a case: where it stands, its timeline, its papers and what has been done so far."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from certification.domain import eligibility, evidence, intake, lifecycle, revisions, timeline
from certification.models import ENDED, Application, CertificateStatus, Revision, Status
from certification.views.cases import conditions, printed, sheets, tasks
from certification.views.cases.history import history
from certification.views.cases.scope import case_of, submitted_case, viewer
from certification.views.cases.standing import days_until, standing
from files.models import StoredFile
from files.responses import serve
from workflows.errors import Refused

_BULKY = ("dossier", "sheet", "eligibility")


@login_required
@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft's task list, or the page of a case on its way."""
    application = case_of(request, pk)
    if application.status == Status.DRAFT:
        return _draft(request, application)
    return _followed(request, application)


@login_required
@require_safe
def revision(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A frozen submission as it stood: the dossier in words, the eligibility report, the evidence."""
    application = case_of(request, pk)
    row = get_object_or_404(application.revisions.select_related("submitted_by"), number=number)
    context = {
        "case": application,
        "revision": row,
        "sheet": sheets.frozen(row.sheet),
        "report": conditions.panel(application, row.eligibility, row.dossier),
        "evidence": row.evidence.select_related("file", "application__round"),
    }
    return render(request, "certification/cases/revision.html", context)


@login_required
@require_safe
def form(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """申报书 of a revision."""
    application, row = _revision(request, pk, number)
    return _serve(request, row.form, f"申报书-{application.number}-第{number}版.pdf")


@login_required
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The card of the printed form and its scan alone: htmx asks for it until the worker is done."""
    application = submitted_case(request, pk)
    return render(request, "certification/cases/_paper.html", printed.card(application))


@login_required
@require_POST
def upload_scan(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take the signed and stamped scan of the newest revision."""
    application, row = _revision(request, pk, number)
    upload = request.FILES.get("scan")
    try:
        if upload is None:
            raise ValidationError(_("请先选择签字盖章后的扫描件。"))
        revisions.attach_scan(row, upload, by=viewer(request))
    except ValidationError as error:
        return _followed(request, application, scan_error=" ".join(error.messages))
    except Refused as refused:
        fresh = case_of(request, pk)
        if fresh.status == Status.DRAFT:
            messages.error(request, refused.message)
            return redirect("cases:case", pk=pk)
        return _followed(request, fresh, scan_error=refused.message, status=refused.status)
    messages.success(request, _("扫描件已上传，正在核对版本码，稍后显示结果。"))
    return redirect("cases:case", pk=pk)


@login_required
@require_safe
def scan(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """The scan that was uploaded."""
    application, row = _revision(request, pk, number)
    extension = row.scan.extension if row.scan else ""
    return _serve(request, row.scan, f"签章扫描件-{application.number}-第{number}版.{extension}")


@login_required
@require_safe
def letter(request: HttpRequest, pk: int, letter_pk: int) -> HttpResponseBase:
    """A letter as PDF."""
    application = case_of(request, pk)
    row = get_object_or_404(application.letters.select_related("file"), pk=letter_pk)
    return _serve(request, row.file, f"{row.title}-{row.number}.pdf")


@login_required
@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The certificate as it was issued."""
    application = case_of(request, pk)
    row = get_object_or_404(
        application.certificates.select_related("file"), status__in=[CertificateStatus.ISSUED, *ENDED]
    )
    return _serve(request, row.file, f"{row.number}.pdf")


def _draft(request: HttpRequest, application: Application) -> HttpResponse:
    parts, shelves = tasks.open_parts(application), evidence.shelves(application)
    rows = tasks.task_list(application, parts, shelves)
    finished, total = sum(row["state"] == "done" for row in rows[:-1]), len(rows) - 1
    context = {
        "case": application,
        "tasks": rows,
        "finished": finished,
        "total": total,
        "next": next(row for row in rows if row["state"] != "done"),
        "progress_words": _("已完成 %(n)d 项，共 %(total)d 项") % {"n": finished, "total": total},
        "report": conditions.panel(application, eligibility.evaluate(application)),
        "days": days_until(application.round.closes_on),
        "previous": application.revisions.order_by("-number").defer(*_BULKY).first(),
    }
    return render(request, "certification/cases/draft.html", context)


def _followed(
    request: HttpRequest, application: Application, *, scan_error: str = "", status: int = 200
) -> HttpResponse:
    entries = timeline.entries(application)
    context = {
        **printed.card(application),
        "case": application,
        "standing": standing(application),
        "timeline": [_timeline_row(entry) for entry in entries],
        "letters": list(application.letters.select_related("file")),
        "revisions": list(
            application.revisions.defer(*_BULKY).select_related("submitted_by").order_by("-number")
        ),
        "certificate": application.certificates.exclude(status=CertificateStatus.VOID).first(),
        "history": history(application),
        "may_reopen": intake.may_reopen(application),
        "may_withdraw": intake.may_withdraw(application),
        "scan_error": scan_error,
        "may_speak": not application.nomination_id and lifecycle.may_speak(application),
        "statement": getattr(application, "statement", None),
    }
    return render(request, "certification/cases/case.html", context, status=status)


def _timeline_row(entry: timeline.Entry) -> dict[str, object]:
    """An entry as the component wants it."""
    at = ""
    if entry.started_on and entry.ended_on and entry.ended_on != entry.started_on:
        at = f"{entry.started_on} — {entry.ended_on}"
    elif entry.started_on:
        at = str(entry.started_on) if entry.ended_on else _("%(day)s 起") % {"day": entry.started_on}
    return {
        "step": entry.title,
        "unit": entry.unit,
        "state": entry.state,
        "planned": entry.planned,
        "actual": entry.actual,
        "at": at,
        "note": entry.note,
    }


def _revision(request: HttpRequest, pk: int, number: int) -> tuple[Application, Revision]:
    application = case_of(request, pk)
    rows = application.revisions.select_related("form", "scan")
    return application, get_object_or_404(rows, number=number)


def _serve(request: HttpRequest, stored: StoredFile | None, name: str) -> HttpResponseBase:
    if stored is None:
        raise Http404
    return serve(request, stored, name)
