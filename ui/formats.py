"""How amounts, limits and counts read in Chinese. Pure functions; the template tags use them."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

CENT = Decimal("0.01")
WAN = Decimal(10_000)
SOON = 2  # working days: from here on the remaining time is shown as a warning


@dataclass(frozen=True)
class Remaining:
    """Remaining time in words, with its tone (``ok``, ``soon``, ``today``, ``late``, ``off``) and icon."""

    text: str
    tone: str
    icon: str


def remaining(days: int | None) -> Remaining:
    """``days`` are working days left: negative when late, ``None`` when off the clock (不计时限)."""
    if days is None:
        return Remaining(_("不计时限"), "off", "pause")
    if days < 0:
        text = ngettext("已超期 %(n)d 个工作日", "已超期 %(n)d 个工作日", -days) % {"n": -days}
        return Remaining(text, "late", "alert")
    if days == 0:
        return Remaining(_("今日到期"), "today", "alert")
    text = ngettext("剩 %(n)d 个工作日", "剩 %(n)d 个工作日", days) % {"n": days}
    return Remaining(text, "soon", "clock") if days <= SOON else Remaining(text, "ok", "clock")


def workdays(number: int) -> str:
    """``10`` -> 10 个工作日."""
    return ngettext("%(n)d 个工作日", "%(n)d 个工作日", number) % {"n": number}


def amount(value: Decimal | int | str | None) -> Decimal | None:
    """``value`` in yuan to the cent, or ``None`` when it is empty or no number."""
    try:
        yuan = Decimal(str(value).replace(",", ""))
        return yuan.quantize(CENT, ROUND_HALF_UP) if yuan.is_finite() else None
    except InvalidOperation:
        return None


def money(value: Decimal | int | str | None) -> str:
    """Yuan and ten thousand yuan: ``1234567`` -> 1,234,567.00 元（123.46 万元）; ``—`` when empty."""
    yuan = amount(value)
    if yuan is None:
        return "—"
    return _("%(yuan)s 元（%(wan)s 万元）") % {"yuan": f"{yuan:,}", "wan": f"{wan(yuan):,}"}


def wan(yuan: Decimal) -> Decimal:
    """Yuan as 万元 to two places, rounded half up."""
    return (yuan / WAN).quantize(CENT, ROUND_HALF_UP)
