"""What a benchmark school owes while it is one (后续管理): annual report, mid-term check, rectification.

Days and months are illustrative (示例). Warning → rectification within six months → revocation.
"""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from certification.domain import follow_ups
from certification.models import ENDED, Certificate, FollowUp
from certification.registry import FollowUpKind
from schools import assessments, duties
from workflows import clock
from workflows.dates import months_after

ANNUAL, MIDTERM, RECTIFICATION = "annual", "midterm", "rectification"
ANNUAL_DUE = (3, 31)
MIDTERM_MONTHS, MIDTERM_DUE_MONTHS = 18, 20
RECTIFICATION_MONTHS = 6


def annual(case: Any, today: date) -> list[tuple[str, str, date]]:
    """A report on every calendar year of the certificate, from the following 1 January, due by 31 March."""
    certificate = _standing(case)
    if certificate is None:
        return []
    years = range(certificate.valid_from.year, today.year)
    return [(str(y), f"{y} 年度报告", date(y + 1, *ANNUAL_DUE)) for y in years]


def midterm(case: Any, today: date) -> list[tuple[str, str, date]]:
    """One check, opened eighteen months after the first day."""
    certificate = _standing(case)
    if certificate is None or today < months_after(certificate.valid_from, MIDTERM_MONTHS):
        return []
    return [("1", "中期检查", months_after(certificate.valid_from, MIDTERM_DUE_MONTHS))]


def assessed(row: FollowUp) -> str:
    """Why the annual report cannot be handed in yet: it rests on the locked self-assessment of its year."""
    locked = assessments.locked(row.application.organisation, int(row.period))
    if locked is not None:
        return ""
    return _("请先在“学校自评”中完成并锁定 %(year)s 年度自评。") % {"year": row.period}


def warn(row: FollowUp, by: User) -> None:
    """A failed mid-term check is a warning with time to put things right."""
    if row.result == "warn":
        require_rectification(row.application, by=by, reason=row.comment)


def require_rectification(case: Any, *, by: User, reason: str) -> FollowUp:
    """警告并限期整改: six months from today, told by letter."""
    today = clock.today()
    return follow_ups.demand(
        case,
        RECTIFICATION,
        period=f"{today:%Y%m%d}",
        due_on=months_after(today, RECTIFICATION_MONTHS),
        by=by,
        reason=reason,
    )


def _standing(case: Any) -> Certificate | None:
    """The certificate the case gave, while it counts."""
    given = case.certificates.exclude(status__in=[*ENDED, "void"]).first()
    return given if given is not None and given.valid_to is not None else None


FOLLOW_UPS = (
    FollowUpKind(
        ANNUAL,
        "年度报告",
        duties.AnnualForm,
        annual,
        hint="指标值取自当年锁定的学校自评。",
        results=(("pass", "通过"), ("fail", "不通过")),
        ready=assessed,
    ),
    FollowUpKind(
        MIDTERM,
        "中期检查",
        duties.MidtermForm,
        midterm,
        results=(("pass", "通过"), ("warn", "警告并限期整改")),
        failing=("warn",),
        effect=warn,
    ),
    FollowUpKind(
        RECTIFICATION,
        "警告并限期整改",
        duties.RectificationForm,
        lambda case, today: [],
        hint="六个月内完成整改并报告；整改不合格的，依程序撤销。",
        results=(("pass", "整改合格"), ("fail", "整改不合格")),
    ),
)
