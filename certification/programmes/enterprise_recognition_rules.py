"""What recognition asks beyond cultivation's conditions: 先建后认, annual reports, the filed plan, one extension only.

Sources: 发改社会〔2019〕590号; one year, the mark and a single extension are illustrative (示例).
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from certification.domain import certificates, panels, standing
from certification.models import Application, Certificate, CertificateStatus, Decision, Outcome
from certification.programmes.enterprise import PROGRAMME as CULTIVATION
from certification.programmes.enterprise_conditions import NATIONAL, RULES
from certification.programmes.enterprise_duties import PLAN, REPORT, months_after, reports_due
from certification.registry import Facts, Finding, Rule
from workflows import clock
from workflows.errors import Refused

SLUG = "enterprise-recognition"
MONTHS, EXTENSION_YEARS = 12, 1
EXIT_BELOW = Decimal(60)


def cultivation(organisation: Any, on: date | None = None) -> Certificate | None:
    """The cultivation certificate in force on a day (default today)."""
    return standing.valid(CULTIVATION.slug, organisation, on=on).order_by("-valid_from", "-pk").first()


def facts(case: Application) -> Mapping[str, Any]:
    """What the rules below ask: since when the enterprise has been cultivated without a break, whether it came
    with an older register, and the reports it owes by now."""
    held = cultivation(case.organisation)
    if held is None:
        return {"since": None, "imported": False, "owed": 0}
    first = granted(held)
    return {
        "since": _since(held),
        "imported": first is None,
        "owed": len([d for d in reports_due(first, clock.today()) if d[2] <= clock.today()]) if first else 0,
    }


def granted(held: Certificate) -> Application | None:
    """The case that admitted the holder of a cultivation certificate; none when it came with an older register."""
    cases = Application.objects.filter(
        organisation=held.organisation_id, programme_slug=CULTIVATION.slug, outcome=Outcome.GRANT
    )
    return cases.order_by("-closed_at").first()


def _since(held: Certificate) -> date:
    """The first day of the certificate and of those that led to it without a break (更名、延长)."""
    since = held.valid_from
    earlier = Certificate.objects.filter(
        organisation=held.organisation_id,
        programme_slug=held.programme_slug,
        status=CertificateStatus.SUPERSEDED,
    )
    for first, ended in earlier.order_by("-valid_from", "-pk").values_list("valid_from", "ended_on"):
        if ended is not None and ended >= since:
            since = min(since, first)
    return since


def _cultivated(seen: Facts) -> Finding:
    since = seen.party["since"]
    if since is None:
        return Finding(False, "没有有效的建设培育证书")
    return Finding(months_after(since, MONTHS) <= seen.today, f"自 {since:%Y-%m-%d} 起培育")


def _reports(seen: Facts) -> Finding:
    filed, owed = seen.filed.get(REPORT, 0), seen.party["owed"]
    if seen.party["imported"]:
        return Finding(True, "历史导入，以所附年度报告为准")
    return Finding(filed >= owed, f"应报 {owed} 份，已通过 {filed} 份")


def _plan(seen: Facts) -> Finding:
    if seen.party["imported"]:
        return Finding(True, "历史导入，以所附三年规划为准")
    filed = bool(seen.filed.get(PLAN))
    return Finding(filed, "已备案" if filed else "未备案")


RECOGNITION_RULES = (
    Rule(
        "cultivated",
        "建设培育满一年",
        NATIONAL,
        "gate",
        _cultivated,
        remedy="先建后认：纳入建设培育满一年后再申请认定。",
        section="cultivation",
    ),
    Rule(
        "reports",
        "按期报送年度报告",
        NATIONAL,
        "gate",
        _reports,
        remedy="先在“后续事项”中报送年度报告并通过审核。",
        section="cultivation",
    ),
    Rule(
        "plan_filed",
        "三年规划已公布并备案",
        NATIONAL,
        "gate",
        _plan,
        remedy="先在“后续事项”中办理三年规划备案。",
        section="plan_result",
    ),
    *RULES,
)


def only_once(case: Application) -> str:
    """延长培育: at most one year, once."""
    extended = Application.objects.filter(
        organisation=case.organisation_id, programme_slug=SLUG, outcome=Outcome.EXTEND
    )
    held = cultivation(case.organisation)
    if held is not None and extended.filter(closed_at__date__gte=_since(held)).exists():
        return "培育期已延长过一次，不能再作出“延长培育”的结论。"
    return "" if held is not None else "建设培育证书已失效，不能延长培育。"


def only_below_the_mark(case: Application) -> str:
    """退出: for an evaluation that failed, which the panel's result says."""
    result = panels.result(case)
    if result is None:
        return "未经专家评审，不能作出“退出”的结论。"
    if result.mean >= EXIT_BELOW:
        return f"专家评审得分不低于 {EXIT_BELOW} 分，不能作出“退出”的结论。"
    return ""


def extended_term(case: Application) -> tuple[date, date | None]:
    """The cultivation goes on, for one more year at most."""
    return clock.today(), certificates.last_day(clock.today(), EXTENSION_YEARS)


def leave_cultivation(case: Application, decision: Decision, by: Any) -> None:
    """退出: the cultivation certificates in force end with the decision. Asked again here, because a decision may
    come without the conference."""
    why = only_below_the_mark(case)
    if why:
        raise Refused("obstacle", why)
    for held in standing.valid(CULTIVATION.slug, case.organisation):
        certificates.end(held, "exit", by=by, reason="认定评审不合格，退出建设培育范围")
