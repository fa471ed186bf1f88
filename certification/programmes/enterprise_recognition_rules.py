"""What recognition asks beyond cultivation's conditions: 先建后认, annual reports, the filed plan, one extension only.

Sources: 发改社会〔2019〕590号; one year, the mark and a single extension are illustrative (示例).
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from certification.domain import certificates, panels, standing
from certification.models import (
    Application,
    Certificate,
    CertificateStatus,
    Decision,
    FollowUpStatus,
    Outcome,
)
from certification.programmes.enterprise import PROGRAMME as CULTIVATION
from certification.programmes.enterprise_conditions import NATIONAL, RULES
from certification.programmes.enterprise_duties import PLAN, REPORT, reports_due
from certification.registry import Facts, Finding, Rule
from workflows import clock
from workflows.dates import months_after
from workflows.errors import Refused

SLUG = "enterprise-recognition"
MONTHS, EXTENSION_YEARS = 12, 1
EXIT_BELOW = Decimal(60)


def cultivation(organisation: Any, on: date | None = None) -> Certificate | None:
    """The cultivation certificate in force on a day (default today)."""
    return standing.valid(CULTIVATION.slug, organisation, on=on).order_by("-valid_from", "-pk").first()


def facts(case: Application) -> Mapping[str, Any]:
    """What the rules of recognition ask of the cultivation that goes before."""
    held = cultivation(case.organisation)
    return {"since": _since(held) if held else None, **duties(case.organisation, CULTIVATION.slug)}


def suggestions(case: Application) -> Mapping[str, Any]:
    """What is known of the dossier: the profile, and the day the cultivation began."""
    held = cultivation(case.organisation)
    known = dict(CULTIVATION.party.suggestions(case))
    return known | ({"admitted_on": _since(held)} if held else {})


def renewal_facts(case: Application) -> Mapping[str, Any]:
    """What the rules of the three-yearly review ask of the term that ends."""
    return duties(case.organisation, SLUG)


def duties(organisation: Any, slug: str) -> Mapping[str, Any]:
    """Reports owed and accepted and plans filed since the standing was granted; ``imported`` when it came with an
    older register and nothing of it is here."""
    first = granted(organisation, slug)
    if first is None:
        return {"imported": True, "owed": 0, "reported": 0, "planned": False}
    accepted = first.follow_ups.filter(status=FollowUpStatus.ACCEPTED)
    today = clock.today()
    owed = [period for period, _title, due in reports_due(first, today) if due <= today]
    return {
        "imported": False,
        "owed": len(owed),
        "reported": accepted.filter(kind=REPORT, period__in=owed).count(),
        "planned": accepted.filter(kind=PLAN).exists(),
    }


def granted(organisation: Any, slug: str) -> Application | None:
    """The case that gave the standing last; none when it came with an older register."""
    cases = Application.objects.filter(organisation=organisation, programme_slug=slug, outcome=Outcome.GRANT)
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
    filed, owed = seen.party["reported"], seen.party["owed"]
    if seen.party["imported"]:
        return Finding(True, "历史导入，以所附年度报告为准")
    return Finding(filed >= owed, f"应报 {owed} 份，已通过 {filed} 份")


def _plan(seen: Facts) -> Finding:
    if seen.party["imported"]:
        return Finding(True, "历史导入，以所附三年规划为准")
    return Finding(seen.party["planned"], "已备案" if seen.party["planned"] else "未备案")


CULTIVATED = Rule(
    "cultivated",
    "建设培育满一年",
    NATIONAL,
    "gate",
    _cultivated,
    remedy="先建后认：纳入建设培育满一年后再申请认定。",
    section="cultivation",
)
REPORTED = Rule(
    "reports",
    "按期报送年度报告",
    NATIONAL,
    "gate",
    _reports,
    remedy="先报送年度报告并通过审核。",
    section="cultivation",
)
PLANNED = Rule(
    "plan_filed",
    "三年规划已公布并备案",
    NATIONAL,
    "gate",
    _plan,
    remedy="先办理三年规划备案。",
    section="plan_result",
)
RECOGNITION_RULES = (CULTIVATED, REPORTED, PLANNED, *RULES)
RENEWAL_RULES = (REPORTED, PLANNED, *RULES)


def not_after_an_exit(case: Application) -> str:
    """认定: not for one that left the cultivation while the case was under way. A period that merely ran out
    meanwhile does no harm."""
    left = Certificate.objects.filter(
        organisation=case.organisation_id,
        programme_slug=CULTIVATION.slug,
        status__in=(CertificateStatus.EXITED, CertificateStatus.REVOKED),
    )
    if case.submitted_at and left.filter(ended_on__gte=timezone.localtime(case.submitted_at).date()).exists():
        return "建设培育资格已在办理期间终止，不能作出“认定”的结论。"
    return ""


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


def leave(slug: str, why: str) -> Callable[[Application, Decision, Any], None]:
    """退出: the holder's certificates of ``slug`` end with the decision. Whether it may be is asked again here,
    because a decision may come without the conference."""

    def effect(case: Application, decision: Decision, by: Any) -> None:
        barrier = only_below_the_mark(case)
        if barrier:
            raise Refused("obstacle", barrier)
        for held in standing.valid(slug, case.organisation):
            certificates.end(held, "exit", by=by, reason=why)

    return effect
