"""``{% load when %}``: how windows and notices stand today, in words."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certification.models import Notice, Round
from ui.templatetags.ui import status_tag
from workflows import calendar, clock

register = template.Library()
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
def notice_state(notice: Notice) -> SafeString:
    """``{% notice_state notice %}``: 公示中 with the working days left, or 已结束."""
    today = clock.today()
    if today > notice.ends_on:
        return status_tag(_("已结束"), "neutral")
    if today == notice.ends_on:
        return status_tag(_("公示中，今日截止"), "warn")
    left = calendar.working_days_between(today, notice.ends_on)
    return status_tag(_("公示中，剩 %(n)d 个工作日") % {"n": left}, "info")
