"""The working-day calendar: a year at a glance, one day changed with what it moves, a year confirmed."""

from calendar import SUNDAY, Calendar
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import rescue
from certification import units
from certification.domain.overview import limit_titles
from certification.forms.office_calendar import ConfirmYearForm, DayForm
from certification.models import Application
from certification.views.office.scope import for_operators, viewer
from workflows import audit, calendar, clock, deadlines
from workflows.models import CalendarOverride, Deadline

FIRST_YEAR, LAST_YEAR = 2020, 2100
MOST_MOVED, MOST_CHANGES = 100, 20


@dataclass(frozen=True)
class Day:
    """One day of the grid. ``look`` is its class: off, holiday (a weekday off) or makeup (a weekend worked)."""

    day: date
    look: str
    set: bool
    today: bool


@for_operators
@require_safe
def year(request: HttpRequest) -> HttpResponse:
    """Twelve months, the words officers have given on single days, and the record of changes."""
    asked = request.GET.get("year", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else clock.today().year
    number = min(max(number, FIRST_YEAR), LAST_YEAR)
    table, first, last = calendar.table(), date(number, 1, 1), date(number, 12, 31)
    overrides = CalendarOverride.objects.filter(day__range=(first, last)).select_related("by")
    context = {
        "year": number,
        "years": [number - 1, number, number + 1],
        "months": [(month, _weeks(table, number, month)) for month in range(1, 13)],
        "working": table.working_days_between(date(number - 1, 12, 31), last),
        "provisional": table.is_provisional(first),
        "overrides": list(overrides),
        "changes": list(audit.history(calendar.CHAIN).order_by("-seq")[:MOST_CHANGES]),
        "affected": Deadline.objects.filter(closed_at=None, provisional=True).count(),
    }
    return render(request, "certification/office/calendar.html", context)


@for_operators
def day(request: HttpRequest, day: str) -> HttpResponse:
    """Change one day: first what it would move, then the change itself."""
    date_ = _parsed(day)
    table = calendar.table()
    standing = CalendarOverride.objects.filter(day=date_).select_related("by").first()
    data = request.POST if request.method == "POST" else rescue.pop(request)
    form = DayForm(data, overridden=standing is not None)
    moved: list[dict[str, object]] | None = None
    if request.method == "POST" and form.is_valid():
        if request.POST.get("action") == "save":
            _save(request, date_, form)
            messages.success(request, _("工作日历已修改，进行中的时限会随之重算。"))
            return redirect(f"{reverse('office:calendar')}?year={date_.year}")
        moved = _moved(table.with_override(date_, form.working))
    context = {
        "day": date_,
        "form": form,
        "standing": standing,
        "working": table.is_working(date_),
        "published": table.is_published_working(date_),
        "provisional": table.is_provisional(date_),
        "moved": moved,
        "shown": (moved or [])[:MOST_MOVED],
    }
    return render(request, "certification/office/calendar_day.html", context)


@for_operators
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Confirm that a year's arrangement is published and entered: its days are provisional no more."""
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise Http404
    table = calendar.table()
    if not table.is_provisional(date(number, 1, 1)):
        messages.info(request, _("%(year)s 年的工作日安排已经确定，无需再确认。") % {"year": number})
        return redirect(f"{reverse('office:calendar')}?year={number}")
    form = ConfirmYearForm(request.POST if request.method == "POST" else rescue.pop(request))
    if request.method == "POST" and form.is_valid():
        try:
            calendar.confirm_year(number, by=viewer(request), reason=form.cleaned_data["reason"])
        except ValidationError as error:  # another officer was quicker
            messages.info(request, " ".join(error.messages))
        else:
            messages.success(request, _("%(year)s 年的工作日安排已确认。") % {"year": number})
        return redirect(f"{reverse('office:calendar')}?year={number}")
    last = date(number, 12, 31)
    context = {
        "year": number,
        "form": form,
        "working": table.working_days_between(date(number - 1, 12, 31), last),
        "overrides": list(CalendarOverride.objects.filter(day__range=(date(number, 1, 1), last))),
    }
    return render(request, "certification/office/calendar_confirm.html", context)


def _save(request: HttpRequest, day: date, form: DayForm) -> None:
    reason, user = form.cleaned_data["reason"], viewer(request)
    if form.working is None:
        calendar.lift_override(day, reason, by=user)
    else:
        calendar.set_override(day, form.working, reason, by=user)


def _moved(table: calendar.Table) -> list[dict[str, object]]:
    """Open deadlines the change would move, each with its case and office: three queries."""
    rows = deadlines.would_move(table)
    processes = {row.process_id for row, _before, _after in rows[:MOST_MOVED]}
    cases = {c.process_id: c for c in Application.objects.filter(process__in=processes)}
    names = units.unit_names({row.unit for row, _before, _after in rows if row.unit})
    return [
        {
            "case": cases.get(row.process_id),
            "step": _step(cases.get(row.process_id), row.kind),
            "unit": names.get(row.unit, ""),
            "before": before,
            "after": after,
        }
        for row, before, after in rows
    ]


def _step(case: Application | None, kind: str) -> str:
    return limit_titles(case.programme).get(kind, kind) if case else kind


def _weeks(table: calendar.Table, year: int, month: int) -> list[list[Day | None]]:
    """Weeks from Monday; ``None`` for days of the months beside."""
    today = clock.today()
    return [
        [_day(table, day, today) if day.month == month else None for day in week]
        for week in Calendar().monthdatescalendar(year, month)
    ]


def _day(table: calendar.Table, day: date, today: date) -> Day:
    weekend, working = day.weekday() >= SUNDAY - 1, table.is_working(day)
    look = ("makeup" if working else "off") if weekend else ("" if working else "holiday")
    return Day(day, look, day in table.overrides, day == today)


def _parsed(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR or text != day.isoformat():
        raise Http404
    return day
