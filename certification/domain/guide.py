"""办事指南: what a programme promises, read off its declaration and nothing else.

The steps' limits come from the round that is open, if any, else from the programme's own policy. Every time
is a promised one (承诺时限): none of these programmes is a statutory licence.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from certification import registry, units
from certification.models import Round
from certification.policy import Policy
from certification.registry import EvidenceKind, Programme, Rule, Section

GATE, CONDITION, NEGATIVE = "gate", "condition", "negative"
NATIONAL = "national_group"
NOTICE_NODE = "notice_period"


@dataclass(frozen=True)
class Material:
    """A supporting document and when it is needed: always, or for the condition it proves."""

    kind: EvidenceKind
    condition: str = ""


@dataclass(frozen=True)
class Stage:
    """A step of the procedure: who, how many working days, and why the clock stands still, if it does."""

    title: str
    unit: str
    days: int
    off_clock: str = ""


@dataclass(frozen=True)
class Guide:
    """One page of the service guide. ``promised`` sums the working days on the clock."""

    programme: Programme
    policy: Policy
    round: Round | None
    implementers: tuple[str, ...]
    gates: tuple[Rule, ...]
    national: tuple[Rule, ...]
    local: tuple[Rule, ...]
    negative: tuple[Rule, ...]
    materials: tuple[Material, ...]
    stages: tuple[Stage, ...]
    promised: int

    @property
    def illustrative(self) -> frozenset[str]:
        """Policy fields whose value is an example (示例) until the competent department confirms it."""
        return frozenset(self.policy.illustrative)

    @property
    def sections(self) -> tuple[Section, ...]:
        return self.programme.sections


FAMILIES = {
    "enterprise": gettext_lazy("产教融合型企业"),
    "teacher": gettext_lazy("产业师资"),
    "school": gettext_lazy("学校"),
    "base": gettext_lazy("协同育人基地"),
}
"""Families of programmes in the order people look for them."""


def families() -> list[tuple[str, list[Programme]]]:
    """The first programmes by family, each in the order of the codes; families without one are left out."""
    found: dict[str, list[Programme]] = {family: [] for family in FAMILIES}
    for programme in registry.first_programmes():
        found[programme.party.family].append(programme)
    return [(str(FAMILIES[family]), programmes) for family, programmes in found.items() if programmes]


def of(programme: Programme, round_: Round | None = None) -> Guide:
    """The guide of ``programme`` as it reads in ``round_``; one query, for the names of the offices."""
    policy = round_.effective_policy if round_ is not None else programme.policy
    rules = {group: [r for r in programme.rules if r.group == group] for group in (GATE, CONDITION, NEGATIVE)}
    stages = tuple(_stage(step, policy) for step in programme.steps)
    return Guide(
        programme=programme,
        policy=policy,
        round=round_,
        implementers=_implementers(programme),
        gates=tuple(rules[GATE]),
        national=tuple(r for r in rules[CONDITION] if r.track == NATIONAL),
        local=tuple(r for r in rules[CONDITION] if r.track != NATIONAL),
        negative=tuple(rules[NEGATIVE]),
        materials=_materials(programme),
        stages=stages,
        promised=sum(stage.days for stage in stages if not stage.off_clock),
    )


def _stage(step: Any, policy: Policy) -> Stage:
    days = policy.notice_days if step.node == NOTICE_NODE else policy.limits[step.limit]
    return Stage(str(step.title), str(step.unit), days, str(step.off_clock))


def _materials(programme: Programme) -> tuple[Material, ...]:
    """What everybody hands in first, then what only a claimed condition asks for."""
    titles = {rule.code: str(rule.title) for rule in programme.rules}
    all_ = [Material(kind, titles.get(kind.condition, "")) for kind in programme.evidence]
    return tuple(sorted(all_, key=lambda m: not m.kind.required))


def _implementers(programme: Programme) -> tuple[str, ...]:
    """Names of the offices in charge: who takes the application in and who decides."""
    codes = list(dict.fromkeys((programme.decision_unit, programme.lead_unit, programme.intake_unit)))
    names = units.unit_names(set(codes))
    return tuple(names[code] for code in codes)
