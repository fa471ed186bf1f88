"""公示: names and the intended conclusion, explicit days, nothing personal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from certification.domain import publicity
from certification.models import Notice
from certification.units import unit_name
from certification.views.paging import by_pk
from workflows import clock

PAGE_SIZE = 20
MOST_NAMES = 500


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Running notices, or past ones; newest first."""
    past = request.GET.get("state") == "past"
    today = clock.today()
    rows = Notice.objects.filter(ends_on__lt=today) if past else Notice.objects.filter(ends_on__gte=today)
    page = by_pk(rows, after=request.GET.get("after", ""), size=PAGE_SIZE)
    left = publicity.days_left(page.items)
    context = {"page": page, "past": past, "notices": [(notice, left[notice.pk]) for notice in page.items]}
    return render(request, "certification/public/notices.html", context)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice: who, what is intended, from when to when, and how to object."""
    notice = get_object_or_404(Notice.objects.select_related("round"), pk=pk)
    entries = list(notice.entries.order_by("pk")[: MOST_NAMES + 1])
    context = {
        "notice": notice,
        "entries": entries[:MOST_NAMES],
        "more": len(entries) > MOST_NAMES,
        "programme": notice.round.programme,
        "left": publicity.days_left([notice])[notice.pk],
        "unit": unit_name(notice.round.programme.lead_unit),
    }
    return render(request, "certification/public/notice.html", context)
