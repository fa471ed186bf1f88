"""The budget by source with what was spent, and entering and cancelling payments."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import rescue
from bases import budget
from bases.forms import CancelForm, SpendForm
from bases.models import Spending
from bases.views.scope import base_of, frame, last_seen, own_base, project_of, viewer
from files.responses import serve
from workflows.errors import Refused

PAGE = 25
_FIELDS = {"future": "spent_on", "early": "spent_on", "over": "amount", "amount": "amount"}


@login_required
@require_safe
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """By source, by line, and the payments, the latest entry first (预算与支出)."""
    base = base_of(request, pk)
    project = project_of(base)
    context = frame(request, base, "bases:budget")
    rows = Spending.objects.filter(line__project=project).select_related("line", "by").order_by("-pk")
    after = last_seen(request.GET.get("after", ""))
    found = list((rows.filter(pk__lt=after) if after else rows)[: PAGE + 1])
    sums = budget.by_source(project)
    context |= {
        "sums": [s for s in sums if s.planned or s.spent],
        "whole": budget.total(sums),
        "years": budget.by_year(project),
        "lines": budget.with_spent(project),
        "page": {"items": found[:PAGE], "next": found[PAGE - 1].pk if len(found) > PAGE else ""},
    }
    return render(request, "bases/budget.html", context)


@login_required
def spend(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a payment (登记支出)."""
    base = own_base(request, pk)
    project = project_of(base)
    if not project.is_running:
        raise Http404
    lines = {line: heading.left for line, heading in budget.with_spent(project)}
    data = request.POST if request.method == "POST" else rescue.pop(request)
    form = SpendForm(data, request.FILES if request.method == "POST" else None, lines=lines)
    if request.method == "POST" and form.is_valid():
        try:
            budget.spend(by=viewer(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error(_FIELDS.get(refused.code), refused.message)
        else:
            messages.success(request, _("支出已登记。"))
            return redirect("bases:budget", pk=base.pk)
    return render(request, "bases/spend.html", {"base": base, "form": form})


@login_required
def cancel(request: HttpRequest, pk: int, spending_pk: int) -> HttpResponse:
    """Cancel a wrong entry, with the reason (作废)."""
    base = own_base(request, pk)
    rows = Spending.objects.filter(line__project=project_of(base), cancelled_at=None)
    row = get_object_or_404(rows.select_related("line__project__base__school"), pk=spending_pk)
    data = request.POST if request.method == "POST" else rescue.pop(request)
    form = CancelForm(data)
    if request.method == "POST" and form.is_valid():
        try:
            budget.cancel(row, by=viewer(request), reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("该笔支出已作废。"))
            return redirect("bases:budget", pk=base.pk)
    return render(request, "bases/cancel.html", {"base": base, "row": row, "form": form})


@login_required
@require_safe
def voucher(request: HttpRequest, pk: int, spending_pk: int) -> HttpResponseBase:
    """The voucher of a payment."""
    rows = Spending.objects.filter(line__project=project_of(base_of(request, pk)))
    row = get_object_or_404(rows.select_related("voucher"), pk=spending_pk)
    return serve(request, row.voucher, row.voucher_name)
