"""The eligibility report as an applicant reads it: rule, source, my value, pass or fail, what to do."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from certification.models import Application, Status

_GROUPS = ("condition", "gate", "negative")


def panel(
    application: Application, report: Mapping[str, Any], dossier: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """``{counts, met, need, national, groups: [{title, hint, rows}]}``. ``dossier`` is that of a frozen revision;
    without it the report is live and each rule links to where it is answered."""
    live = dossier is None and application.status == Status.DRAFT
    typed = application.dossier if dossier is None else dossier
    section, field = application.programme.claims
    claimed = set(typed.get(section, {}).get("fields", {}).get(field, []))
    need = application.policy.min_conditions
    titles = {
        "condition": (_("申报条件"), _("至少符合 %(n)d 项；勾选并有材料证明的才计入。") % {"n": need}),
        "gate": (_("基本要求"), _("须全部符合。")),
        "negative": (_("不得申报的情形"), _("有其中一项的，不能申报。")),
    }
    groups = []
    for group in _GROUPS:
        rows = [
            _row(application, result, typed, claimed, live)
            for result in report["results"]
            if result["group"] == group
        ]
        if rows:
            groups.append({"title": titles[group][0], "hint": titles[group][1], "rows": rows})
    return {
        "counts": any(result["group"] == "condition" for result in report["results"]),
        "met": report["shanghai"],
        "need": need,
        "national": report["national"],
        "passed": report["passed"],
        "groups": groups,
    }


def _row(
    application: Application,
    result: Mapping[str, Any],
    typed: Mapping[str, Any],
    claimed: set[str],
    live: bool,
) -> dict[str, Any]:
    section = result.get("section", "")
    label, tone = _verdict(result, bool(not section or typed.get(section)), claimed)
    done = result["passed"] or not live
    claims = application.programme.claims[0]
    place = claims if result["group"] == "condition" and result.get("ready") else section
    return {
        "title": result["title"],
        "source": result["source"],
        "value": result.get("own") or result["value"],
        "national": result["track"] == "national_group",
        "label": label,
        "tone": tone,
        "todo": "" if done else _todo(result, claimed),
        "url": "" if done or not place else reverse("cases:section", args=[application.pk, place]),
    }


def _verdict(result: Mapping[str, Any], answered: bool, claimed: set[str]) -> tuple[str, str]:
    if result["passed"]:
        return _("符合"), "ok"
    if result["group"] == "condition" and result["code"] not in claimed:
        return (_("可以申报"), "info") if result.get("ready") else (_("未申报"), "neutral")
    if not answered:
        return _("待填写"), "neutral"
    return (_("未达到"), "warn") if result["group"] == "condition" else (_("不符合"), "bad")


def _todo(result: Mapping[str, Any], claimed: set[str]) -> str:
    if result["group"] == "condition" and result.get("ready"):
        return _("填报内容已达到本项条件，可在“申报的条件”中勾选。")
    return str(result["remedy"])
