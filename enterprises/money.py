"""Amounts in words people read: 元 first, 万元 beside it."""

from decimal import Decimal

from ui import formats


def yuan(amount: Decimal) -> str:
    """``Decimal("8100000")`` -> ``"8,100,000.00 元（810.00 万元）"``. Rounds half up to two decimals."""
    return formats.money(amount)
