"""Amounts in tables whose head says the unit: ``{% load amounts %}``."""

from decimal import Decimal

from django import template

from ui import formats

register = template.Library()


@register.filter
def amount(value: Decimal) -> str:
    """``Decimal("1860000")`` -> ``1,860,000.00``."""
    return f"{value:,.2f}"


@register.filter
def wan(value: Decimal) -> str:
    """``Decimal("1860000")`` -> ``186.00`` 万元."""
    return f"{formats.wan(value):,}"
