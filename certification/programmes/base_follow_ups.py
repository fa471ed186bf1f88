"""Duties of a base after its approval (后续管理): milestones, mid-term check, yearly reports; after acceptance a
yearly report of operation. Terms are illustrative (示例)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from bases import later, reports
from bases.models import Milestone, Project, ProjectStatus, YearReport
from certification.registry import FollowUpKind
from workflows.dates import months_after

MILESTONE, MIDTERM, YEARLY, OPERATION, RECTIFY = "milestone", "midterm", "yearly", "operation", "rectify"
AHEAD_DAYS = 30
MIDTERM_MONTHS, MIDTERM_TERM = 18, 2
REPORT_DUE = (2, 28)

Periods = list[tuple[str, str, date]]


def _project(case: Any) -> Project | None:
    return Project.objects.filter(base=case.base_id).first()


def _lives(project: Project | None) -> bool:
    return project is not None and project.status in {
        ProjectStatus.UNDER_CONSTRUCTION,
        ProjectStatus.RECTIFYING,
    }


def milestones(case: Any, today: date) -> Periods:
    """Every milestone, from a month before its day."""
    project = _project(case)
    if project is None or not _lives(project):
        return []
    near = date.fromordinal(today.toordinal() + AHEAD_DAYS)
    rows = project.milestones.filter(due_on__lte=near)
    return [(str(row.pk), _("里程碑报告：%(title)s") % {"title": row.title}, row.due_on) for row in rows]


def midterm(case: Any, today: date) -> Periods:
    """Once, from the eighteenth month, within two."""
    project = _project(case)
    if project is None or not _lives(project):
        return []
    opens = months_after(project.starts_on, MIDTERM_MONTHS)
    return [("1", _("中期检查"), months_after(opens, MIDTERM_TERM))] if opens <= today else []


def yearly(case: Any, today: date) -> Periods:
    """One for each calendar year of the construction that is over."""
    project = _project(case)
    if project is None or not _lives(project):
        return []
    return _years(project.starts_on.year, today, _("%(year)d 年度建设报告"))


def operation(case: Any, today: date) -> Periods:
    """One for each calendar year since acceptance that is over. All hang on the acceptance: a re-evaluation, which
    shares its duties, does not ask for the same years again."""
    project = _project(case)
    if (
        case.programme.stage != "acceptance"
        or project is None
        or project.status != ProjectStatus.ACCEPTED
        or project.ended_on is None
    ):
        return []
    return _years(project.ended_on.year, today, _("%(year)d 年度运行报告"))


def operated(project: Project, today: date) -> int:
    """How many reports of operation should have been handed in by now."""
    if project.ended_on is None:
        return 0
    return sum(due_on < today for _period, _title, due_on in _years(project.ended_on.year, today, "%(year)d"))


def _years(first: int, today: date, title: str) -> Periods:
    return [
        (str(year), title % {"year": year}, date(year + 1, *REPORT_DUE)) for year in range(first, today.year)
    ]


def milestone_reached(row: Any) -> str:
    """What is missing before a milestone's report can be handed in."""
    found = Milestone.objects.filter(pk=int(row.period)).first()
    return "" if found and found.done_on else _("请先在基地页面登记里程碑完成情况并上传佐证材料。")


def milestone_said(row: Any) -> Mapping[str, Any]:
    """What the base's page knows of it."""
    return {
        "result": Milestone.objects.filter(pk=int(row.period)).values_list("result", flat=True).first() or ""
    }


def report_confirmed(row: Any) -> str:
    """The year's report has to be confirmed by every partner and filed on the base's page first."""
    project = _project(row.application)
    if project is not None and reports.filed(project, int(row.period)):
        return ""
    return _("请先在基地页面完成年度报告，经全部合作单位确认后提交。")


def report_said(row: Any) -> Mapping[str, Any]:
    """The filed report's own words."""
    found = YearReport.objects.filter(project__base=row.application.base_id, year=int(row.period)).first()
    return {name: getattr(found, name) for name in ("students", "teachers", "progress")} if found else {}


RESULTS = (("pass", "通过"), ("fail", "不通过"))
MIDTERM_RESULTS = (
    ("good", "优秀"),
    ("pass", "合格"),
    ("fail", "不合格"),
)
RECTIFICATION = FollowUpKind(
    RECTIFY, "限期整改", later.RectificationReport, lambda case, today: [], results=RESULTS,
    hint="逐项说明整改情况。",
)  # fmt: skip
BUILDING = (
    FollowUpKind(
        MILESTONE, "里程碑报告", later.MilestoneReport, milestones, results=RESULTS,
        hint="完成情况和佐证材料先在基地页面登记。", prefill=milestone_said, ready=milestone_reached,
    ),
    FollowUpKind(MIDTERM, "中期检查", later.MidtermReport, midterm, results=MIDTERM_RESULTS),
    FollowUpKind(
        YEARLY, "年度建设报告", later.YearlyReport, yearly, results=RESULTS,
        hint="先在基地页面完成年度报告并经合作单位确认。", prefill=report_said, ready=report_confirmed,
    ),
    RECTIFICATION,
)  # fmt: skip
OPERATING = (
    FollowUpKind(OPERATION, "年度运行报告", later.OperationReport, operation, results=RESULTS),
    RECTIFICATION,
)
"""Kinds of duty while a base is built, and once it is accepted."""
