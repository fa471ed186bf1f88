"""The office's register: holders of its programmes, one life each, duties to review, what it may ask or end."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certification import registry
from certification.domain import follow_ups, queries, rectifications, standing
from certification.forms.standing import DemandForm
from certification.models import FollowUpStatus
from certification.views.office.scope import for_office, viewer
from certification.views.paging import by_pk
from certification.views.standing import pages
from files.responses import serve
from workflows import clock
from workflows.errors import Refused

PAGE = 25
MOST_DUTIES = 100


@for_office
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Certificates of the office's programmes, newest first, narrowed."""
    user = viewer(request)
    asked = {
        "keyword": request.GET.get("q", "").strip().replace("\x00", "")[:60],
        "slug": request.GET.get("programme", "")[:80].replace("\x00", ""),
        "state": request.GET.get("state", "")[:20],
    }
    rows = standing.searched(standing.of_office(user), **asked)
    page = by_pk(rows, after=request.GET.get("after", ""), size=PAGE)
    context = {
        "page": page,
        "rows": pages.listed(page.items),
        "filters": _filters(asked, queries.office_programmes(user)),
        "narrow": any(asked.values()),
    }
    return render(request, "certification/standing/register.html", context)


@for_office
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One holder's certificate; the officer may ask for a duty outside the schedule."""
    user = viewer(request)
    row = get_object_or_404(standing.of_office(user), pk=pk)
    case = standing.granting_case(row)
    kinds = [(k.kind, k.title) for k in case.programme.follow_ups] if case else []
    form = DemandForm(request.POST or None, kinds=kinds) if kinds else None
    status = 200
    if request.method == "POST" and form is not None and case is not None and form.is_valid():
        try:
            follow_ups.demand(
                case,
                form.cleaned_data["kind"],
                period=f"{clock.today():%Y%m%d}",
                due_on=form.due,
                by=user,
                reason=form.cleaned_data["reason"],
            )
        except Refused as refused:
            form.add_error(refused.code if refused.code in form.fields else None, refused.message)
            status = refused.status
        else:
            messages.success(request, _("已要求并发出通知书。"))
            return redirect("office:holder", pk=pk)
    context = {**pages.life(row, user), "office": True, "form": form}
    return render(request, "certification/standing/life.html", context, status=status)


@for_office
@require_safe
def scan(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The paper of a holder taken over from an older register (历史导入), as it was scanned."""
    rows = standing.of_office(viewer(request)).filter(imported=True).select_related("file")
    row = get_object_or_404(rows, pk=pk)
    if row.file is None:
        raise Http404
    return serve(request, row.file, row.content["scan"]["name"])


@for_office
@require_safe
def duties(request: HttpRequest) -> HttpResponse:
    """Duties handed in and not reviewed yet, then those that are late, then bases whose rectification failed."""
    user = viewer(request)
    waiting = follow_ups.of_office(user)
    filed = waiting.filter(status=FollowUpStatus.FILED)[:MOST_DUTIES]
    late = waiting.filter(status__in=follow_ups.OPEN, due_on__lt=clock.today())[:MOST_DUTIES]
    context = {
        "filed": pages.rows(list(filed)),
        "late": pages.rows(list(late)),
        "failed": rectifications.to_end(user)[:MOST_DUTIES],
    }
    return render(request, "certification/standing/duties.html", context)


def _filters(asked: dict[str, str], slugs: list[str]) -> list[dict[str, Any]]:
    programmes = [(slug, registry.get(slug).title) for slug in slugs if registry.get(slug).is_first]
    states = [("valid", _("有效")), ("expiring", _("三个月内到期")), ("over", _("已失效"))]
    any_ = [("", _("全部"))]
    return [
        {"name": "q", "label": _("关键词"), "value": asked["keyword"], "wide": True},
        {"name": "programme", "label": _("事项"), "value": asked["slug"], "choices": any_ + programmes},
        {"name": "state", "label": _("状态"), "value": asked["state"], "choices": any_ + states},
    ]
