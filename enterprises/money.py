"""Amounts in words people read: 元 first, 万元 beside it."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def yuan(amount: Decimal) -> str:
    """``Decimal("8100000")`` -> ``"8,100,000.00 元（810.00 万元）"``. Rounds half up to two decimals."""
    exact = amount.quantize(CENT, ROUND_HALF_UP)
    wan = (amount / 10_000).quantize(CENT, ROUND_HALF_UP)
    return f"{exact:,} 元（{wan:,} 万元）"
