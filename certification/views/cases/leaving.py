"""撤回修改 and 撤回申报: each asks once more, and says what will happen."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import rescue
from certification.domain import intake
from certification.forms.cases import ReopenForm, WithdrawForm
from certification.models import Application, Status
from certification.views.cases.scope import case_of, submitted_case, viewer
from workflows.errors import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """撤回修改: back to the draft. Pressed twice, it leads to the draft."""
    application = case_of(request, pk)
    if application.status == Status.DRAFT:
        return redirect("cases:case", pk=pk)
    answer = intake.may_reopen(application)
    if request.method != "POST" and not answer:
        messages.error(request, answer.reason)
        return redirect("cases:case", pk=pk)
    return _leave(
        request, application, "reopen", ReopenForm, intake.reopen, _("已撤回修改。修改后请重新核对并提交。")
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """撤回申报: the case ends. Pressed twice, it leads to the case."""
    application = submitted_case(request, pk)
    if application.status == Status.WITHDRAWN or (
        request.method != "POST" and not intake.may_withdraw(application)
    ):
        return redirect("cases:case", pk=pk)
    return _leave(
        request,
        application,
        "withdraw",
        WithdrawForm,
        intake.withdraw,
        _("申报已撤回，撤回确认书将显示在本页。"),
    )


def _leave(
    request: HttpRequest,
    application: Application,
    name: str,
    form_class: type[forms.Form],
    verb: Callable[..., Any],
    message: str,
) -> HttpResponse:
    status = 200
    form = form_class(request.POST if request.method == "POST" else rescue.pop(request))
    if request.method == "POST" and form.is_valid():
        try:
            verb(application, by=viewer(request), reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error("reason" if refused.code == "reason" else None, refused.message)
            status = refused.status
        else:
            messages.success(request, message)
            return redirect("cases:case", pk=application.pk)
    context = {"case": application, "form": form}
    return render(request, f"certification/cases/{name}.html", context, status=status)
