"""What an appointed person's school owes during the term: the yearly appraisal, and for 产业讲师 the filing (备案).

Two appraisals 不合格 put the removal on the school's desk. Source: domain facts §3; periods are illustrative (示例).
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from certification.domain import dossiers, nominations
from certification.models import Application, Certificate, FollowUp
from certification.registry import FollowUpKind
from teachers import nominating, teaching
from teachers.dossier import AppraisalForm, FilingForm
from teachers.ranks import Rank
from workflows import calendar
from workflows.dates import anniversary
from workflows.errors import Refused

FILING = "filing"
FILE_WITHIN = 5
APPRAISE_WITHIN = timedelta(days=30)
GRADES = (("excellent", "优秀"), ("pass", "合格"), ("fail", "不合格"))
Duty = tuple[str, str, date]


def appraisals(case: Any, day: date) -> Sequence[Duty]:
    """One for each year of the term that is over by ``day`` and through which the appointment stood."""
    held = Certificate.objects.filter(application=case).exclude(status="void").first()
    if held is None or held.valid_to is None:
        return []
    found: list[Duty] = []
    for year in range(1, held.valid_to.year - held.valid_from.year + 2):
        end = anniversary(held.valid_from, year)
        ended = held.ended_on
        if end > day or end - timedelta(days=1) > held.valid_to or (ended is not None and ended < end):
            break
        found.append((str(year), f"第 {year} 年度考核", end + APPRAISE_WITHIN))
    return found


def filing(case: Any, day: date) -> Sequence[Duty]:
    """备案 within five working days of the school's own decision."""
    decided = timezone.localtime(case.closed_at).date()
    return [(FILING, "聘任备案", calendar.add_working_days(decided, FILE_WITHIN))]


def known(row: FollowUp) -> dict[str, Any]:
    """What the log of hours says of the year appraised."""
    nomination = row.application.nomination
    assert nomination is not None, "an appraisal is about a person"
    year = row.due_on.year if row.due_on.month > 6 else row.due_on.year - 1
    total = teaching.total(nomination, year)
    return {"year": year, "hours": total["hours"], "students": total["students"]}


def after_appraisal(row: FollowUp, by: Any) -> None:
    """The grade is the school's: the city files it or sends it back. A second 不合格 proposes the removal."""
    said = row.dossier.get("fields", {}).get("grade", "")
    said = said[0] if isinstance(said, list) and said else said
    if said in dict(GRADES) and row.result != said:
        grade = dict(GRADES)[said]
        raise Refused("result", _("学校报送的等次为“%(grade)s”；有疑问的请退回学校。") % {"grade": grade})
    nominations.propose_removal(row, by)


def duties(rank: str) -> tuple[FollowUpKind, ...]:
    """The duties of a rank's appointment."""
    appraisal = FollowUpKind(
        nominations.APPRAISAL,
        "年度考核",
        AppraisalForm,
        appraisals,
        results=GRADES,
        failing=("fail",),
        hint="学校考核并告知本人后报送；两次不合格的，应当解聘（示例）。",
        prefill=known,
        effect=after_appraisal,
    )
    if rank != Rank.LECTURER:
        return (appraisal,)
    files = FollowUpKind(
        FILING,
        "聘任备案",
        FilingForm,
        filing,
        results=(("pass", "予以备案"), ("fail", "不予备案")),
        hint="学校决定聘任后 5 个工作日内报市教委备案（示例）。",
    )
    return (files, appraisal)


def adopt(case: Application, decision: Any, by: Any) -> None:
    """After 变更: the nomination, the library and, for a new name, what is re-issued."""
    told = dossiers.clean(case.programme, case.dossier)["change"]["fields"]
    assert case.nomination is not None
    kind = told["kind"]
    nominating.adopt(case.nomination, {kind: told[f"new_{kind}"]}, by=by, source=str(case.number))
    if kind == "name":
        case.holder_name = told["new_name"]
        case.save(update_fields=["holder_name"])
