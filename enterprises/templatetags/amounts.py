"""Amounts in tables whose head says the unit: ``{% load amounts %}``."""

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def amount(value: Decimal) -> str:
    """``Decimal("1860000")`` -> ``1,860,000.00``."""
    return f"{value:,.2f}"
