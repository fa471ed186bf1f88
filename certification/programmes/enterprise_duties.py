"""What an enterprise in the programme owes after the decision: the three-year plan and the annual report.

Sources: 发改社会〔2019〕590号; the plan within three months and the report by 31 January follow other provinces'
measures and are illustrative (示例).
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from certification.domain import standing
from certification.models import Application, Outcome
from certification.registry import FollowUpKind
from enterprises import following
from workflows.dates import months_after

PLAN, REPORT = "plan", "annual-report"
PLAN_MONTHS = 3
Duty = tuple[str, str, date]


def decided_on(case: Any) -> date:
    """The day the standing began with the decision."""
    return timezone.localtime(case.closed_at).date()


def plan_due(case: Any, day: date) -> Sequence[Duty]:
    """The plan of the term that begins with the decision; an extension begins none."""
    if case.outcome != Outcome.GRANT:
        return []
    return [("plan", "三年规划备案", months_after(decided_on(case), PLAN_MONTHS))]


def reports_due(case: Any, day: date) -> Sequence[Duty]:
    """A report for each calendar year at whose end the standing of this case's programme was held; it opens with
    the new year. Whoever left or rose to another standing during the year owes none here, and who came back later
    owes it to the later case."""
    if case.outcome != Outcome.GRANT or decided_on(case).year >= day.year:
        return []
    slug, begun = case.programme_slug, decided_on(case)
    later = Application.objects.filter(
        organisation=case.organisation_id,
        programme_slug=slug,
        outcome=Outcome.GRANT,
        closed_at__gt=case.closed_at,
    )
    again = later.order_by("closed_at").first()
    until = min(day.year, decided_on(again).year) if again else day.year
    return [
        (str(year), f"{year} 年度报告", date(year + 1, 1, 31))
        for year in range(begun.year, until)
        if standing.valid(slug, case.organisation, subject=case.subject, on=date(year, 12, 31)).exists()
    ]


def year_of(row: Any) -> str:
    """The year a report is owed for; none of one the office asked for outside the schedule."""
    return str(row.period) if len(row.period) == 4 else ""


def the_year_it_is_for(row: Any) -> str:
    """Why a report cannot be handed in: it is of another year than the one it is owed for."""
    typed = str(row.dossier.get("fields", {}).get("year", "")).strip()
    return (
        ""
        if typed == year_of(row) or not year_of(row)
        else f"本期应报送 {row.period} 年度的报告，填写的年度是 {typed}。"
    )


DUTIES = (
    FollowUpKind(
        PLAN,
        "三年规划备案",
        following.PlanFilingForm,
        plan_due,
        results=(("pass", "予以备案"), ("fail", "不予备案")),
        prefill=lambda row: {"first_year": decided_on(row.application).year},
        hint="三年规划应向社会公布，并在纳入后三个月内备案（示例）。",
    ),
    FollowUpKind(
        REPORT,
        "年度报告",
        following.AnnualReportForm,
        reports_due,
        results=(("pass", "通过"), ("fail", "不通过")),
        prefill=lambda row: {"year": year_of(row)},
        ready=the_year_it_is_for,
        hint="每年 1 月 31 日前报送上一年度报告（示例）。",
    ),
)
