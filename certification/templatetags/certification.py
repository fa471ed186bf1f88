"""``{% load certification %}``: how windows, notices and cases stand, as tags in words and colour."""

import re
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from certification.models import (
    Application,
    Decision,
    DecisionKind,
    Opinion,
    Outcome,
    Revision,
    Round,
    ScanState,
    Status,
    Verdict,
)
from enterprises.codes import DISTRICTS, ZONES
from ui.templatetags.ui import status_tag
from workflows import clock

register = template.Library()
STATUS_TONES = {
    Status.DRAFT: "neutral",
    Status.SUBMITTED: "info",
    Status.ACCEPTED: "info",
    Status.PUBLICISED: "violet",
    Status.GRANTED: "ok",
    Status.REFUSED: "bad",
    Status.NOT_ACCEPTED: "bad",
    Status.DEFERRED: "warn",
    Status.WITHDRAWN: "neutral",
}
VERDICT_TONES = {Verdict.AGREE: "ok", Verdict.CORRECT: "warn", Verdict.OBJECT: "bad"}
SCAN_TONES = {
    ScanState.NONE: "neutral",
    ScanState.PENDING: "info",
    ScanState.MATCHED: "ok",
    ScanState.MISMATCH: "bad",
    ScanState.UNREADABLE: "warn",
}
SOON = 7  # days: from here on the closing of a window is shown as a warning


@register.simple_tag
def window_left(round_: Round) -> SafeString:
    """``{% window_left round %}``: days until the window closes. Calendar days: the last one counts whole,
    a weekend or not."""
    today = clock.today()
    if today < round_.opens_on:
        return status_tag(_("未开始"), "neutral")
    days = (round_.closes_on - today).days
    if days < 0:
        return status_tag(_("已截止"), "neutral")
    if days == 0:
        return status_tag(_("今日 24 时截止"), "warn")
    text = ngettext("还有 %(n)d 天截止", "还有 %(n)d 天截止", days) % {"n": days}
    return status_tag(text, "warn" if days <= SOON else "ok")


@register.simple_tag
def notice_state(left: int | None) -> SafeString:
    """``{% notice_state left %}``: 公示中 with the working days left, or 已结束 (``None``); see
    ``publicity.days_left``."""
    if left is None:
        return status_tag(_("已结束"), "neutral")
    if left == 0:
        return status_tag(_("公示中，今日截止"), "warn")
    return status_tag(_("公示中，剩 %(n)d 个工作日") % {"n": left}, "info")


@register.simple_tag
def case_status(case: Application) -> SafeString:
    """``{% case_status case %}``: the legal status (办件状态)."""
    status = Status(case.status)
    taken_away = status == Status.GRANTED and case.ending is not None and case.ending.adverse
    return status_tag(case.conclusion, "bad" if taken_away else STATUS_TONES[status])


@register.simple_tag
def verdict_tag(opinion: Opinion) -> SafeString:
    """``{% verdict_tag opinion %}``; intake's in its own words."""
    verdict = Verdict(opinion.verdict)
    label = _INTAKE_WORDS[verdict] if opinion.node == "intake" else verdict.label
    return status_tag(label, VERDICT_TONES[verdict])


@register.simple_tag
def scan_tag(revision: Revision) -> SafeString:
    """``{% scan_tag revision %}``: what the worker read off the signed scan."""
    state = ScanState(revision.scan_state)
    return status_tag(state.label, SCAN_TONES[state])


@register.simple_tag
def place_name(case: Application) -> str:
    """``{% place_name case %}``: district of registration, and the zone when it lies in one."""
    return "，".join(name for name in (DISTRICTS.get(case.district), ZONES.get(case.zone)) if name) or "—"


_IN_WAN = re.compile(r"（[\d,.]+ 万元）")
_INTAKE_WORDS = {
    Verdict.AGREE: gettext_lazy("予以受理"),
    Verdict.CORRECT: gettext_lazy("要求补正"),
    Verdict.OBJECT: gettext_lazy("不予受理"),
}


@register.filter
def amounts(value: Any) -> SafeString:
    """``{{ value|amounts }}``: the text with every （… 万元） kept on one line."""
    return mark_safe(_IN_WAN.sub(r'<span class="nowrap">\g<0></span>', conditional_escape(value)))


@register.filter
def labelled(row: list[str], columns: list[str]) -> list[tuple[str, str]]:
    """``{% for column, value in row|labelled:table.columns %}``: on a phone each cell carries its column."""
    return list(zip(columns, row, strict=False))


@register.filter
def without_unit(label: str) -> str:
    """``{{ label|without_unit }}``: a column's name where the amount beside it says 元 itself."""
    return label.removesuffix("（元）")


@register.filter
def concluded(decision: Decision) -> Any:
    """``{{ decision|concluded }}``: its outcome in words; intake does not "go on", it accepts."""
    if decision.kind == DecisionKind.INTAKE and decision.outcome == Outcome.PROCEED:
        return _INTAKE_WORDS[Verdict.AGREE]
    return decision.label


_ROUND_FIELDS = {
    "title": gettext_lazy("批次名称"),
    "year": gettext_lazy("年度"),
    "opens_on": gettext_lazy("申报开始日"),
    "closes_on": gettext_lazy("申报截止日"),
    "reference_date": gettext_lazy("基准日"),
    "overrides": gettext_lazy("政策参数"),
}


@register.simple_tag
def round_change(name: str, pair: list[Any]) -> str:
    """``{% round_change "closes_on" pair %}``: one line of a round's record, what was and what is."""
    label = _ROUND_FIELDS.get(name, name)
    if name == "overrides":
        return _("%(label)s已调整") % {"label": label}
    return _("%(label)s：%(before)s 改为 %(after)s") % {"label": label, "before": pair[0], "after": pair[1]}
