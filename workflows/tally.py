"""Arithmetic of countersigns and panels: pure, exact, in Decimal.

Results are rounded once, at the end, to 0.01 and halves upwards (ROUND_HALF_UP, 四舍五入), as scores are
published; intermediate values keep 28 digits. Floats are refused: 0.1 is not a tenth there.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def all_settled(asked: Iterable[Hashable], answered: Iterable[Hashable]) -> bool:
    """Whether every one that was asked has answered. Nobody asked is nobody settled: ``ValueError``."""
    expected = set(asked)
    if not expected:
        raise ValueError("nobody was asked")
    return expected <= set(answered)


def any_objection(opinions: Iterable[str], *, objecting: Collection[str]) -> bool:
    """Whether one opinion among those given so far is an objection (一票否决)."""
    return any(opinion in objecting for opinion in opinions)


def weighted_total(scores: Mapping[str, Decimal], weights: Mapping[str, Decimal]) -> Decimal:
    """Sum of score times weight over the sum of weights, by criterion, to 0.01.

    Both name the same criteria; weights are positive. On a score of 0..100 the total is 0..100 too.
    """
    if not weights or scores.keys() != weights.keys():
        raise ValueError(f"criteria differ: {sorted(scores)} and {sorted(weights)}")
    if any(_exact(weight) <= 0 for weight in weights.values()):
        raise ValueError("weights must be positive")
    total = sum((_exact(scores[name]) * weight for name, weight in weights.items()), Decimal(0))
    return _rounded(total / sum(weights.values(), Decimal(0)))


def trimmed_mean(totals: Collection[Decimal]) -> Decimal:
    """Mean without one highest and one lowest (去掉最高分和最低分), to 0.01; at least three totals."""
    ranked = sorted(_exact(total) for total in totals)
    if len(ranked) < 3:
        raise ValueError(f"a trimmed mean needs at least three totals, got {len(ranked)}")
    kept = ranked[1:-1]
    return _rounded(sum(kept, Decimal(0)) / len(kept))


def spread(totals: Collection[Decimal]) -> Decimal:
    """Highest minus lowest (分差), exact; at least one total."""
    if not totals:
        raise ValueError("no totals")
    return max(map(_exact, totals)) - min(map(_exact, totals))


def _exact(value: Decimal) -> Decimal:
    if not isinstance(value, Decimal) or not value.is_finite():
        raise TypeError(f"scores are finite Decimals, got {value!r}")
    return value


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(CENT, rounding=ROUND_HALF_UP)
