"""Estimate of the surcharge offset (教育费附加和地方教育附加抵免预估): pure arithmetic, nothing stored.

Source: 财税〔2019〕46号. 30 % of what an enterprise in the programme actually invested in vocational education in a
year is set off against the education surcharge (教育费附加, 3 %) and the local one (地方教育附加, 2 %) due that year;
what is left over is carried forward; on divestment what has been set off is paid back; member units of a group
count for themselves. The tax bureau decides; this only helps an enterprise to plan.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

OFFSET_RATE = Decimal("0.30")
EDUCATION_RATE = Decimal("0.03")
LOCAL_RATE = Decimal("0.02")
FIRST_YEAR = 2019
"""The notice applies from 1 January 2019."""

_ZERO, _CENT = Decimal("0.00"), Decimal("0.01")


@dataclass(frozen=True)
class Entry:
    """One unit's year in 元. ``unit`` is empty for the enterprise itself; ``tax`` is the VAT and consumption tax the
    surcharges are levied on; ``withdrawn`` is investment taken back or transferred during the year."""

    year: int
    invested: Decimal
    tax: Decimal
    withdrawn: Decimal = _ZERO
    unit: str = ""


@dataclass(frozen=True)
class Line:
    """What comes of an ``Entry``. ``offset`` is 30 % of the investment, ``due`` both surcharges, ``brought`` came
    from earlier years, ``used`` is set off now, ``carried`` goes on to the next year, ``lapsed`` is an offset not
    yet used that falls away with the withdrawn investment, ``repaid`` one that was used and is paid back."""

    entry: Entry
    offset: Decimal
    education: Decimal
    local: Decimal
    brought: Decimal
    used: Decimal
    lapsed: Decimal
    repaid: Decimal
    carried: Decimal

    @property
    def due(self) -> Decimal:
        """Both surcharges of the year."""
        return self.education + self.local

    @property
    def payable(self) -> Decimal:
        """What is left to pay: surcharges not set off, and what is paid back."""
        return self.due - self.used + self.repaid


@dataclass(frozen=True)
class Ledger:
    """The years of one unit in order."""

    unit: str
    lines: tuple[Line, ...]

    @property
    def used(self) -> Decimal:
        return sum((line.used for line in self.lines), _ZERO)

    @property
    def repaid(self) -> Decimal:
        return sum((line.repaid for line in self.lines), _ZERO)

    @property
    def carried(self) -> Decimal:
        """What is carried beyond the last year."""
        return self.lines[-1].carried


def estimate(entries: Iterable[Entry]) -> list[Ledger]:
    """One ledger a unit, the enterprise itself first, then members by name. A surplus stays with the unit that
    invested: the notice lets a member unit set off its own surcharges. A unit and year twice: ``ValueError``."""
    ordered = sorted(entries, key=lambda entry: (entry.unit != "", entry.unit, entry.year))
    ledgers = []
    for unit, rows in groupby(ordered, key=lambda entry: entry.unit):
        years = list(rows)
        if len({entry.year for entry in years}) < len(years):
            raise ValueError(f"a year twice for {unit or 'the enterprise'}")
        ledgers.append(Ledger(unit, tuple(_lines(years))))
    return ledgers


def _lines(entries: Iterable[Entry]) -> Iterator[Line]:
    carried = standing = _ZERO  # standing: set off so far and not paid back
    for entry in entries:
        brought = carried
        offset = _cents(entry.invested * OFFSET_RATE)
        education, local = _cents(entry.tax * EDUCATION_RATE), _cents(entry.tax * LOCAL_RATE)
        # What leaves takes its own 30 % along: first what was never used, then what was, never more than that.
        leaving = _cents(entry.withdrawn * OFFSET_RATE)
        lapsed = min(leaving, brought + offset)
        repaid = min(leaving - lapsed, standing)
        available = brought + offset - lapsed
        used = min(available, education + local)
        standing += used - repaid
        carried = available - used
        yield Line(entry, offset, education, local, brought, used, lapsed, repaid, carried)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)
