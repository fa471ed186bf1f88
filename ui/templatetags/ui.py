"""Template tags of the design system: ``{% load ui %}``. Live examples of each at ``/ui-kit/``."""

from decimal import Decimal
from typing import Any

from django import template
from django.forms.utils import flatatt
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from ui import formats
from ui.errors import collect
from ui.icons import ICONS

register = template.Library()

TONES = frozenset({"neutral", "info", "ok", "warn", "bad", "violet"})
CALLOUTS = {"info": "info", "ok": "check-circle", "warn": "alert", "bad": "alert"}
TASK_STATES = {
    "todo": ("neutral", _("未开始")),
    "doing": ("info", _("填写中")),
    "error": ("bad", _("有错误")),
    "done": ("ok", _("已完成")),
    "correct": ("warn", _("待补正")),
}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """``{% icon "clock" %}``: decoration beside text. Give ``label`` only when it stands alone."""
    described = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" {} focusable="false"><path d="{}"/></svg>',
        described,
        ICONS[name],
    )


@register.simple_tag
def status_tag(text: Any, kind: str = "neutral") -> SafeString:
    """``{% status_tag "待补正" "warn" %}``: kind is neutral, info, ok, warn, bad or violet."""
    if kind not in TONES:
        raise template.TemplateSyntaxError(f"status_tag: unknown kind {kind!r}; one of {sorted(TONES)}")
    return format_html('<span class="tag tag-{}">{}</span>', kind, text)


@register.simple_tag
def task_state(state: str) -> SafeString:
    """``{% task_state "doing" %}``: a section's state; todo, doing, error, done or correct."""
    kind, text = TASK_STATES[state]
    return status_tag(text, kind)


@register.simple_tag
def remaining(days: int | None) -> SafeString:
    """``{% remaining item.days_left %}``: working days left; negative late, 0 today, None off the clock."""
    words = formats.remaining(days)
    return format_html(
        '<span class="remaining remaining-{}">{}{}</span>', words.tone, icon(words.icon), words.text
    )


@register.simple_tag
def money(value: Decimal | int | str | None) -> SafeString:
    """``{% money 1234567 %}`` -> 1,234,567.00 元（123.46 万元）; ``—`` when empty."""
    return format_html('<span class="num">{}</span>', formats.money(value))


@register.simple_tag
def workdays(number: int) -> str:
    """``{% workdays 10 %}`` -> 10 个工作日."""
    return formats.workdays(number)


@register.simple_tag(takes_context=True)
def query_replace(context: Context, **changes: Any) -> str:
    """``<a href="{% query_replace state="late" %}">``: this page's query with the changes; a value of
    None or "" removes the key. Always drops ``after``: another filter begins at the first page."""
    query = context["request"].GET.copy()
    query.pop("after", None)
    for key, value in changes.items():
        if value in (None, ""):
            query.pop(key, None)
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag
def button(
    text: Any, kind: str = "", icon_name: str = "", *, type: str = "submit", **attrs: Any
) -> SafeString:
    """``{% button "提交" "primary" "send" name="action" value="submit" data_confirm="…" %}``.

    ``kind``: primary, danger, quiet or empty (outlined); add ``small`` or ``trail`` (icon after the text).
    ``_`` in attribute names is ``-``.
    """
    return format_html(
        '<button type="{}" class="{}"{}>{}<span>{}</span></button>',
        type, _button_class(kind), _attributes(attrs), icon(icon_name) if icon_name else "", text,
    )  # fmt: skip


@register.simple_tag
def link_button(text: Any, url: str, kind: str = "", icon_name: str = "", **attrs: Any) -> SafeString:
    """``{% link_button "下载" url "quiet" "download" %}``: a link that looks like a button."""
    return format_html(
        '<a href="{}" class="{}"{}>{}<span>{}</span></a>',
        url, _button_class(kind), _attributes(attrs), icon(icon_name) if icon_name else "", text,
    )  # fmt: skip


@register.simple_block_tag
def card(content: str, title: Any = "", *, note: Any = "", actions: Any = "", level: int = 2) -> SafeString:
    """``{% card "基本信息" note="…" actions=safe_html %}…{% endcard %}``: a titled surface."""
    head = ""
    if title:
        head = format_html(
            '<div class="card-head"><div><h{0} class="card-title">{1}</h{0}>{2}</div>{3}</div>',
            level,
            title,
            format_html('<p class="card-note">{}</p>', note) if note else "",
            format_html('<div class="actions">{}</div>', actions) if actions else "",
        )
    return format_html('<section class="card">{}<div class="card-body">{}</div></section>', head, content)


@register.simple_block_tag
def callout(content: str, kind: str = "info", title: Any = "") -> SafeString:
    """``{% callout "warn" "时限已暂停" %}…{% endcallout %}``: kind is info, ok, warn or bad."""
    return format_html(
        '<div class="callout callout-{}">{}<div>{}{}</div></div>',
        kind,
        icon(CALLOUTS[kind]),
        format_html('<p class="callout-title">{}</p>', title) if title else "",
        content,
    )


@register.simple_block_tag
def fieldset(content: str, legend: Any, *, hint: Any = "") -> SafeString:
    """``{% fieldset "联系人" %}…{% endfieldset %}``: fields that belong together."""
    return format_html(
        '<fieldset class="group"><legend>{}</legend>{}{}</fieldset>',
        legend,
        format_html('<p class="hint">{}</p>', hint) if hint else "",
        content,
    )


@register.simple_tag
def progress(value: int | Decimal, total: int | Decimal = 100, label: Any = "") -> SafeString:
    """``{% progress 3 8 "已上传 3/8 份" %}``: a native bar with its words."""
    return format_html(
        '<label class="progress"><span>{}</span><progress max="{}" value="{}"></progress></label>',
        label, total, value,
    )  # fmt: skip


@register.simple_tag
def stat(label: Any, value: Any, note: Any = "") -> SafeString:
    """``{% stat "本月受理" 112 "较上月 +24" %}``: one tile; wrap several in ``<dl class="stats">``."""
    return format_html(
        '<div class="stat"><dt>{}</dt><dd><strong>{}</strong>{}</dd></div>',
        label,
        value,
        format_html("<span>{}</span>", note) if note else "",
    )


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """``{% error_summary form formset %}``: every error of the forms, linked to its field, focused."""
    return {"errors": collect(*forms)}


def _button_class(kind: str) -> str:
    return " ".join(["btn", *(f"btn-{part}" for part in kind.split())])


def _attributes(attrs: dict[str, Any]) -> SafeString:
    named = {
        key.rstrip("_").replace("_", "-"): value for key, value in attrs.items() if value not in (None, "")
    }
    return flatatt(named)
