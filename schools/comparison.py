"""Comparison within a group (同组比较): where a school stands among its like. Pure functions, exact decimals.

In every indicator more is better. Schools with equal values share a rank, and the next rank is skipped (1, 2, 2, 4).
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import TypeVar

K = TypeVar("K", bound=Hashable)

FEWEST = 3  # with fewer schools, a median or a rank would give away somebody's own number
_ONE_PLACE = Decimal("0.1")


@dataclass(frozen=True)
class Place:
    """Where a value stands: ``rank`` of ``of`` (1 is best), ``percentile`` = the share of the *other* schools that
    it beats, ties counting half (0–100, one decimal), and the group's ``median`` and ``best``."""

    rank: int
    of: int
    percentile: Decimal
    median: Decimal
    best: Decimal


def places(values: Mapping[K, Decimal]) -> dict[K, Place]:
    """The place of every key. Empty for an empty group; a school alone in its group has percentile 100."""
    if not values:
        return {}
    numbers = list(values.values())
    middle, best = Decimal(median(numbers)), max(numbers)
    return {
        key: Place(1 + sum(n > own for n in numbers), len(numbers), _percentile(own, numbers), middle, best)
        for key, own in values.items()
    }


def compare(table: Mapping[K, Mapping[str, Decimal | None]]) -> dict[str, dict[K, Place]]:
    """Places by indicator; ``table`` holds each school's values by indicator. A school without a value (None or
    absent) is left out of that indicator, and an indicator fewer than ``FEWEST`` schools have is left out."""
    columns: dict[str, dict[K, Decimal]] = {}
    for key, row in table.items():
        for slug, value in row.items():
            if value is not None:
                columns.setdefault(slug, {})[key] = value
    return {slug: places(column) for slug, column in columns.items() if len(column) >= FEWEST}


def _percentile(own: Decimal, numbers: list[Decimal]) -> Decimal:
    others = len(numbers) - 1
    if not others:
        return Decimal("100.0")
    beaten = sum(n < own for n in numbers) + Decimal(sum(n == own for n in numbers) - 1) / 2
    return (beaten / others * 100).quantize(_ONE_PLACE, ROUND_HALF_UP)
