"""What follows a nomination: asking for consent, notices, papers, the log of hours, the library profile."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import rescue
from files.responses import serve
from teachers import consents, library, nominating, notices
from teachers import teaching as hours
from teachers.forms import NoticeForm, PaperForm, ProfileForm, ReasonForm, TeachingForm
from teachers.models import ConsentKind, TeachingLog
from teachers.views import scope
from teachers.views.nominations import one_form
from workflows import clock
from workflows.errors import Refused


@login_required
@require_POST
def ask(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Send the link to the nominee or the employer."""
    nomination = scope.nomination(request, pk)
    _known(kind)
    scope.tried(
        request,
        lambda: consents.ask(nomination, kind, by=scope.viewer(request)),
        _("征求同意的链接已发出，15 天内有效。"),
    )
    return _back(request, pk)


@login_required
@require_POST
def remind(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """催办."""
    nomination = scope.nomination(request, pk)
    consent = consents.latest(nomination, _known(kind))
    if consent is None:
        raise Http404
    scope.tried(request, lambda: consents.remind(consent, by=scope.viewer(request)), _("已再次发送链接。"))
    return _back(request, pk)


@login_required
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a notice of the employer or the school with its proof."""
    nomination = scope.nomination(request, pk)
    data = request.POST if request.method == "POST" else rescue.pop(request)
    form = NoticeForm(data, request.FILES or None, initial={"kind": request.GET.get("kind", "")})
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        kind, proof = facts.pop("kind"), facts.pop("proof")
        try:
            notices.record(nomination, kind, facts, proof, by=scope.viewer(request))
        except Refused as refused:
            place = {"too_short": "ends_on", "running": "ends_on", "note": "note"}.get(refused.code)
            form.add_error(place, refused.message)
        else:
            messages.success(request, _("公示记录已保存。"))
            return redirect("teachers:nomination", pk=pk)
    return one_form(request, nomination, form, _("登记公示"), _("保存"))


@login_required
@require_safe
def notice_file(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    row = get_object_or_404(scope.nomination(request, pk).notices.select_related("proof"), kind=kind)
    return serve(request, row.proof, row.proof_name)


@login_required
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Upload one paper."""
    nomination = scope.nomination(request, pk)
    data = request.POST if request.method == "POST" else rescue.pop(request)
    form = PaperForm(data, request.FILES or None, initial={"slot": request.GET.get("slot", "")})
    if request.method == "POST" and form.is_valid():
        slot, kept = form.cleaned_data["slot"], form.cleaned_data["paper"]
        try:
            nominating.attach(nomination, slot, kept, by=scope.viewer(request))
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("材料已上传。"))
            return redirect("teachers:nomination", pk=pk)
    return one_form(request, nomination, form, _("上传材料"), _("上传"))


@login_required
@require_safe
def paper_file(request: HttpRequest, pk: int, slot: str) -> HttpResponseBase:
    row = get_object_or_404(scope.nomination(request, pk).files.select_related("stored"), slot=slot)
    return serve(request, row.stored, row.name)


@login_required
def teaching(request: HttpRequest, pk: int) -> HttpResponse:
    """Log hours taught or mentored."""
    nomination = scope.nomination(request, pk)
    data = request.POST if request.method == "POST" else rescue.pop(request)
    form = TeachingForm(data, initial={"year": clock.today().year})
    if request.method == "POST" and form.is_valid():
        try:
            hours.record(nomination, form.cleaned_data, by=scope.viewer(request))
        except Refused as refused:
            form.add_error("year" if refused.code == "year" else None, refused.message)
        else:
            messages.success(request, _("已登记。"))
            return redirect("teachers:nomination", pk=pk)
    return one_form(request, nomination, form, _("登记教学与指导学时"), _("保存"))


@login_required
def cancel(request: HttpRequest, pk: int, log_pk: int) -> HttpResponse:
    """Count a wrong entry no longer."""
    nomination = scope.nomination(request, pk)
    rows = TeachingLog.objects.select_related("nomination__school")
    log = get_object_or_404(rows, pk=log_pk, nomination=nomination, cancelled_at=None)
    form = ReasonForm(request.POST if request.method == "POST" else rescue.pop(request))
    if request.method == "POST" and form.is_valid():
        hours.cancel(log, reason=form.cleaned_data["reason"], by=scope.viewer(request))
        messages.success(request, _("已作废。"))
        return redirect("teachers:nomination", pk=pk)
    return one_form(
        request, nomination, form, _("作废：%(title)s") % {"title": log.title}, _("作废"), danger=True
    )


@login_required
def profile(request: HttpRequest, pk: int) -> HttpResponse:
    """What the faculty library says of the person; what of it is public the person decides."""
    nomination = scope.nomination(request, pk)
    kept = library.profile_of(nomination)
    data = request.POST if request.method == "POST" else rescue.pop(request)
    form = ProfileForm(data, initial={"talent_plan": kept.talent_plan, "introduction": kept.introduction})
    if request.method == "POST" and form.is_valid():
        try:
            library.describe(nomination, **form.cleaned_data, by=scope.viewer(request))
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("师资库信息已保存；是否公开由本人决定。"))
            return redirect("teachers:nomination", pk=pk)
    return one_form(request, nomination, form, _("师资库信息"), _("保存"))


def _known(kind: str) -> str:
    if kind not in ConsentKind.values:
        raise Http404
    return kind


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    """To the page the button was on."""
    to = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(to, allowed_hosts=None) and to.startswith("/"):
        return redirect(to)
    return redirect("teachers:nomination", pk=pk)
