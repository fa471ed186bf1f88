"""Opinions of units, the lead's merging of corrections, and the officer's ruling on an objection.

A *stage* is a step several units answer in parallel: ``district`` (区初审) and ``joint`` (市级联合复核).
Each verb runs through ``engine.act``: guard, facts, status, next step and record in one transaction.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from certification.domain import corrections, letters
from certification.domain.corrections import Request
from certification.models import (
    Application,
    Decision,
    DecisionKind,
    LetterKind,
    Opinion,
    Outcome,
    Verdict,
)
from certification.units import district_units, unit_name
from workflows import clock, engine, transitions
from workflows.errors import Refused
from workflows.models import WorkItem

INTAKE, DISTRICT, JOINT = "intake", "district", "joint"
COSIGN = "cosign"
"""会签: the other department that decides, once the notice has run (``Programme.special["cosigner"]``)."""


def units(application: Application, stage: str) -> list[str]:
    """Every unit that answers at ``stage``, the lead first: what the programme says, or else district and
    departments."""
    if stage in application.programme.stages:
        return list(application.programme.stages[stage](application))
    if stage == DISTRICT:
        return district_units(application.district, application.zone)
    return list(application.programme.departments)


def passing(application: Application, stage: str) -> int:
    """Which visit of ``stage`` this is: one more than the corrections asked there and answered."""
    return application.corrections.filter(stage=stage).exclude(answered_at=None).count() + 1


def latest(application: Application | int, stage: str) -> dict[str, Opinion]:
    """The newest opinion of each unit at ``stage``."""
    given = Opinion.objects.filter(application=application, node=stage)
    return {o.unit: o for o in given.order_by("passing", "pk")}


def asked_units(application: Application, stage: str) -> list[str]:
    """Units whose opinion is wanted now: all at first, afterwards those that asked for a correction.
    Agreement stands; nobody is asked twice."""
    given = latest(application, stage)
    return [u for u in units(application, stage) if u not in given or given[u].verdict != Verdict.AGREE]


def screen(
    task_id: int,
    *,
    process_id: int,
    by: User,
    verdict: str,
    comment: str = "",
    requests: Sequence[Request] = (),
    later_reason: str = "",
) -> None:
    """受理审查: accept, ask for corrections at once, or decline with a reason."""
    if verdict not in Verdict.values:
        raise Refused("verdict", _("请选择审查结论。"))
    if verdict == Verdict.OBJECT and not comment.strip():
        raise Refused("reason", _("不予受理须写明理由。"))

    def decision(activation: Any) -> engine.Outcome:
        application = activation.process.artifact
        _give(activation, application, INTAKE, verdict, comment, by)
        if verdict == Verdict.CORRECT:
            corrections.stop_clock(activation)
            items = corrections.raise_items(
                application, requests, stage=INTAKE, unit=_item(activation).unit, by=by
            )
            corrections.issue(
                application,
                items,
                stage=INTAKE,
                unit=_item(activation).unit,
                by=by,
                later_reason=later_reason,
            )
            return engine.Outcome(verdict, _("补正 %(count)d 项") % {"count": len(items)})
        accepted = verdict == Verdict.AGREE
        outcome = Outcome.PROCEED if accepted else Outcome.DECLINE
        record(application, DecisionKind.INTAKE, outcome, comment.strip() or _("符合受理条件"), by=by)
        fresh = transitions.apply(
            application, "accept" if accepted else "decline", by=by, reason=comment.strip(), at=clock.now()
        )
        fresh.filing = application.filing  # known already
        kind = LetterKind.ACCEPTANCE if accepted else LetterKind.NON_ACCEPTANCE
        letters.write(fresh, kind, reason=comment.strip())
        return engine.Outcome(verdict, comment.strip())

    engine.act(task_id, by=by, node="intake", process_id=process_id, decision=decision)


def opine(
    task_id: int,
    *,
    process_id: int,
    by: User,
    stage: str,
    verdict: str,
    comment: str = "",
    requests: Sequence[Request] = (),
) -> None:
    """One unit's opinion at ``stage``. An objection needs its reason; a correction its items, and a countersignature
    asks for none."""
    if verdict not in Verdict.values or (stage == COSIGN and verdict == Verdict.CORRECT):
        raise Refused("verdict", _("请选择审核意见。"))
    if verdict == Verdict.OBJECT and not comment.strip():
        raise Refused("reason", _("不同意须写明理由。"))

    def decision(activation: Any) -> engine.Outcome:
        application = activation.process.artifact
        _give(activation, application, stage, verdict, comment, by)
        if verdict == Verdict.CORRECT:
            corrections.stop_clock(activation)
            corrections.raise_items(application, requests, stage=stage, unit=_item(activation).unit, by=by)
        return engine.Outcome(verdict, comment.strip())

    engine.act(task_id, by=by, node=f"{stage}_opinion", process_id=process_id, decision=decision)


def merge(
    task_id: int,
    *,
    process_id: int,
    by: User,
    stage: str,
    dropped: dict[int, str] | None = None,
    later_reason: str = "",
) -> None:
    """The lead unit makes one notice of what the units asked (一次性告知)."""

    def decision(activation: Any) -> engine.Outcome:
        application = activation.process.artifact
        kept = corrections.drop(corrections.pending(application, stage), dropped or {})
        if not kept:
            raise Refused("no_items", _("至少保留一项补正内容。"))
        notice = corrections.issue(
            application, kept, stage=stage, unit=_item(activation).unit, by=by, later_reason=later_reason
        )
        return engine.Outcome(
            "merged",
            _("合并 %(count)d 项，第 %(number)d 次告知")
            % {
                "count": len(kept),
                "number": notice.number,
            },
        )

    engine.act(task_id, by=by, node=f"{stage}_merge", process_id=process_id, decision=decision)


def settle(task_id: int, *, process_id: int, by: User, stage: str, outcome: str, reason: str) -> None:
    """The officer rules on an objection: go on, defer, or refuse. The objection and its reason stay."""
    if outcome not in (Outcome.PROCEED, Outcome.DEFER, Outcome.REFUSE):
        raise Refused("outcome", _("请选择处理结论。"))
    if not reason.strip():
        raise Refused("reason", _("请写明裁定理由。"))

    def decision(activation: Any) -> engine.Outcome:
        application = activation.process.artifact
        record(application, DecisionKind.SETTLEMENT, outcome, reason.strip(), by=by, stage=stage)
        corrections.abandon(activation.process, application, stage, _("有单位不同意，本项补正未发出。"))
        return engine.Outcome(outcome, reason.strip())

    engine.act(task_id, by=by, node=f"{stage}_settle", process_id=process_id, decision=decision)


def objected(application: Application | int, stage: str) -> bool:
    """Whether a unit's latest word at ``stage`` is an objection."""
    return any(o.verdict == Verdict.OBJECT for o in latest(application, stage).values())


def not_cosigned(application: Application) -> str:
    """Why the department that decides as well keeps a granting decision from being taken, or nothing."""
    unit = application.programme.special.get("cosigner")
    if not unit:
        return ""
    said = latest(application, COSIGN).get(unit)
    if said is None:
        return _("%(unit)s尚未会签。") % {"unit": unit_name(unit)}
    if said.verdict != Verdict.AGREE:
        return _("%(unit)s会签不同意：%(reason)s") % {"unit": unit_name(unit), "reason": said.comment}
    return ""


def record(
    application: Application,
    kind: DecisionKind,
    outcome: str,
    reason: str,
    *,
    by: User,
    stage: str = "",
    **extra: Any,
) -> Decision:
    """Write a decision with who, when and why."""
    return Decision.objects.create(
        application=application,
        revision_id=application.filing.revision_id,
        kind=kind,
        stage=stage,
        outcome=outcome,
        reason=reason,
        by=by,
        at=clock.now(),
        **extra,
    )


def _give(
    activation: Any, application: Application, stage: str, verdict: str, comment: str, by: User
) -> Opinion:
    return Opinion.objects.create(
        application=application,
        revision_id=application.filing.revision_id,
        node=stage,
        unit=_item(activation).unit,
        passing=passing(application, stage),
        verdict=verdict,
        comment=comment.strip(),
        by=by,
        at=clock.now(),
    )


def _item(activation: Any) -> WorkItem:
    return activation.task.item
