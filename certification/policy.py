"""What a round promises, as one frozen value: programme constants merged with the round's overrides.

A case keeps the policy it was submitted under (``Application.policy``) and reads only that.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Criterion:
    """One line of the experts' score sheet (评分指标): ``full`` is its highest mark."""

    code: str
    title: str
    full: Decimal
    hint: str = ""


@dataclass(frozen=True)
class Policy:
    """Numbers of one round. Days are working days; marks are ``Decimal`` out of 100.

    ``marks`` is the lowest score of an outcome other than the plain grant, whose is ``pass_mark``; ``stars``
    are the scores from which one, two … stars are given.

    Every value is illustrative (示例) until the competent department confirms it; see
    ``docs/programmes.md`` for the source of each.
    """

    reference_date: date
    limits: Mapping[str, int]
    criteria: tuple[Criterion, ...] = ()
    min_conditions: int = 2
    seats: int = 5
    pass_mark: Decimal = Decimal("60")
    spread_limit: Decimal = Decimal("15")
    notice_days: int = 5
    quota: int | None = None
    marks: Mapping[str, Decimal] = field(default_factory=dict)
    stars: tuple[Decimal, ...] = ()
    illustrative: tuple[str, ...] = field(default=())

    @property
    def window(self) -> tuple[int, int, int]:
        """近三年: the three full calendar years before the reference date (基准日)."""
        year = self.reference_date.year
        return year - 3, year - 2, year - 1

    def floor(self, outcome: str) -> Decimal:
        """The lowest score with which ``outcome`` may be concluded."""
        usual = self.pass_mark if outcome == "grant" else Decimal(0)
        return self.marks.get(outcome, usual)

    def stars_for(self, score: Decimal) -> int:
        """How many stars a score earns."""
        return sum(score >= threshold for threshold in self.stars)

    def merged(self, overrides: Mapping[str, Any]) -> "Policy":
        """This policy with the round's overrides. Unknown names raise ``KeyError``: a typo must not pass;
        impossible values ``ValueError``."""
        unknown = set(overrides) - set(self.__dataclass_fields__)
        if unknown:
            raise KeyError(f"unknown policy fields: {', '.join(sorted(unknown))}")
        changes = dict(overrides)
        if "limits" in changes:
            changes["limits"] = {**self.limits, **changes["limits"]}
        for name in ("pass_mark", "spread_limit"):
            if name in changes:
                changes[name] = Decimal(str(changes[name]))
        if "marks" in changes:
            changes["marks"] = {k: Decimal(str(v)) for k, v in changes["marks"].items()}
        if "stars" in changes:
            changes["stars"] = tuple(Decimal(str(v)) for v in changes["stars"])
        if "criteria" in changes:
            changes["criteria"] = tuple(
                Criterion(**{**c, "full": Decimal(str(c["full"]))}) for c in changes["criteria"]
            )
        return replace(self, **changes).sound()

    def sound(self) -> "Policy":
        """This policy, if a procedure can run under it; ``ValueError`` names what is impossible."""
        full = sum((criterion.full for criterion in self.criteria), Decimal(0))
        if self.criteria and full != 100:
            raise ValueError(f"criteria add up to {full}, not to 100")
        if self.criteria and self.seats < 3:
            raise ValueError("a panel has at least three seats: the highest and lowest total are dropped")
        if min(*self.limits.values(), self.notice_days, self.min_conditions) < 1:
            raise ValueError("limits, notice days and minimum are at least 1")
        if not 0 <= self.pass_mark <= 100:
            raise ValueError("the pass mark lies between 0 and 100")
        return self

    def to_json(self) -> dict[str, Any]:
        """A JSON value that ``from_json`` reads back to an equal policy."""
        data = asdict(self)
        data["reference_date"] = self.reference_date.isoformat()
        data["limits"] = dict(self.limits)
        data["criteria"] = [{**asdict(c), "full": str(c.full)} for c in self.criteria]
        data["pass_mark"], data["spread_limit"] = str(self.pass_mark), str(self.spread_limit)
        data["marks"] = {k: str(v) for k, v in self.marks.items()}
        data["stars"] = [str(v) for v in self.stars]
        data["illustrative"] = list(self.illustrative)
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Policy":
        """Inverse of ``to_json``; raises ``KeyError`` on a snapshot that lacks a field it needs."""
        values = dict(data)
        values["reference_date"] = date.fromisoformat(values["reference_date"])
        values["criteria"] = tuple(Criterion(**{**c, "full": Decimal(c["full"])}) for c in values["criteria"])
        values["marks"] = {k: Decimal(v) for k, v in values.get("marks", {}).items()}
        values["stars"] = tuple(Decimal(v) for v in values.get("stars", ()))
        values["pass_mark"], values["spread_limit"] = (
            Decimal(values["pass_mark"]),
            Decimal(values["spread_limit"]),
        )
        values["illustrative"] = tuple(values.get("illustrative", ()))
        return cls(**values)
