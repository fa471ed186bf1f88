"""The yearly report: written by the school over figures from the record, answered by partners, filed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import rescue
from bases import reports
from bases.forms import AnswerForm, ReportForm
from bases.models import PartnerStatus, ReportStatus, YearReport
from bases.views.scope import base_of, frame, own_base, project_of, viewer
from workflows.errors import Refused


@login_required
@require_safe
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """The years of the construction with their reports (年度报告)."""
    base = base_of(request, pk)
    project = project_of(base)
    context = frame(request, base, "bases:reports")
    known = {report.year: report for report in project.reports.all()}
    context["rows"] = [(year, known.get(year)) for year in reports.due_years(project)]
    return render(request, "bases/reports.html", context)


@login_required
def report(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """One year: the school writes, sends it round, files; a partner answers; others read."""
    base = base_of(request, pk)
    project = project_of(base)
    context = frame(request, base, "bases:reports")
    row = YearReport.objects.filter(project=project, year=year).first()
    if row is None:
        if not context["writes"] or year not in reports.due_years(project):
            raise Http404
        row = reports.open_(project, year, by=viewer(request))
    row.project = project
    writes = context["writes"] and row.status == ReportStatus.DRAFT
    mine = context["mine"]
    answers = (
        mine is not None
        and mine.status == PartnerStatus.CONFIRMED
        and row.status == ReportStatus.CONFIRMING
        and not row.confirmations.filter(partner=mine, version=row.version).exists()
    )
    data = request.POST if request.method == "POST" else rescue.pop(request)
    form: Any = None
    if writes:
        form = ReportForm(data, initial=ReportForm.of(row))
    elif answers:
        form = AnswerForm(data, initial={"version": row.version})
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid() and _take(request, form, row, mine if answers else None):
            return redirect("bases:report", pk=base.pk, year=year)
    context |= {
        "report": row,
        "form": form,
        "drafting": writes,
        "answering": answers,
        "figures": row.figures if row.version else reports.figures(project, year),
        "said": list(
            row.confirmations.filter(version=row.version).select_related("partner__organisation", "by")
        )
        if row.version
        else [],
        "missing": reports.unconfirmed(row) if row.status == ReportStatus.CONFIRMING else [],
    }
    return render(request, "bases/report.html", context)


def _take(request: HttpRequest, form: Any, row: YearReport, partner: Any) -> bool:
    """Store what the form says; False with the reason beside the field when it is refused."""
    said = form.cleaned_data
    try:
        if partner is None:
            row = reports.write(row, by=viewer(request), **said)
            if request.POST.get("then") == "circulate":
                reports.circulate(row, by=viewer(request))
                messages.success(request, _("已送各合作单位确认。"))
            else:
                messages.success(request, _("年度报告已保存。"))
        else:
            agrees = said["answer"] == "agree"
            reports.answer(
                row, partner, said["version"], agrees=agrees, note=said["note"], by=viewer(request)
            )
            messages.success(request, _("答复已提交。"))
    except Refused as refused:
        form.add_error(None, refused.message)
        return False
    return True


@login_required
@require_POST
def file(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Hand the report in (提交年度报告)."""
    return _act(request, pk, year, reports.file, _("年度报告已提交。"))


@login_required
@require_POST
def take_back(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Back to the draft (撤回修改)."""
    return _act(request, pk, year, reports.take_back, _("已撤回，可以继续修改。"))


def _act(
    request: HttpRequest, pk: int, year: int, verb: Callable[..., YearReport], said: str
) -> HttpResponse:
    base = own_base(request, pk)
    row = get_object_or_404(YearReport, project=project_of(base), year=year)
    try:
        verb(row, by=viewer(request))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, said)
    return redirect("bases:report", pk=base.pk, year=year)
