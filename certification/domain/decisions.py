"""Deliberation of the joint conference and the decision itself; the decision alone moves the status."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from certification.domain import certificates, letters, panels, publicity
from certification.domain.reviews import record
from certification.models import Application, Decision, DecisionKind, LetterKind, Notice, Outcome, Status
from enterprises.bans import live_ban
from workflows import clock, engine, transitions
from workflows.errors import Answer, Refused

_LETTERS = {
    Outcome.GRANT: LetterKind.GRANT,
    Outcome.REFUSE: LetterKind.REFUSAL,
    Outcome.DEFER: LetterKind.DEFERRAL,
}
_MOVES = {Outcome.GRANT: "grant", Outcome.REFUSE: "refuse", Outcome.DEFER: "defer"}


def deliberate(task_id: int, *, process_id: int, by: User, outcome: str, reason: str, meeting: str) -> None:
    """联席会议审议: record the conference's conclusion with its meeting and reason. A case below the pass
    mark cannot be concluded as 纳入."""
    if outcome not in _MOVES:
        raise Refused("outcome", _("请选择审议结论。"))
    if not reason.strip():
        raise Refused("reason", _("请写明审议结论的理由。"))
    if not meeting.strip():
        raise Refused("meeting", _("请填写会议名称或纪要编号。"))

    def decision(activation: Any) -> engine.Outcome:
        application = activation.process.artifact
        result = panels.result(application)
        if outcome == Outcome.GRANT and (result is None or not result.passed):
            raise Refused(
                "score",
                _("专家评审得分未达到 %(mark)s 分，不能作出纳入的结论。")
                % {"mark": application.policy.pass_mark},
            )
        record(
            application,
            DecisionKind.DELIBERATION,
            outcome,
            reason.strip(),
            by=by,
            meeting=meeting.strip(),
            score=result.mean if result else None,
        )
        return engine.Outcome(outcome, reason.strip())

    engine.act(task_id, by=by, node="deliberation", process_id=process_id, decision=decision)


def decide(task_id: int, *, process_id: int, by: User, outcome: str, reason: str) -> None:
    """决定: 纳入 only after its public notice has run; every outcome carries its reason and its letter."""
    if outcome not in _MOVES:
        raise Refused("outcome", _("请选择决定。"))
    if not reason.strip():
        raise Refused("reason", _("请写明决定理由。"))

    def decision(activation: Any) -> engine.Outcome:
        application = activation.process.artifact
        if outcome == Outcome.GRANT:
            answer = grantable(application)
            if not answer:
                raise Refused(answer.code, answer.reason)
        result = panels.result(application)
        score = result.mean if result else None
        taken = record(application, DecisionKind.FINAL, outcome, reason.strip(), by=by, score=score)
        fresh = transitions.apply(
            application, _MOVES[Outcome(outcome)], by=by, reason=reason.strip(), at=clock.now()
        )
        fresh.filing = application.filing  # known already
        letters.write(fresh, _LETTERS[Outcome(outcome)], reason=reason.strip(), decision=taken)
        if outcome == Outcome.GRANT:
            certificates.reserve(fresh, by=by)
        return engine.Outcome(outcome, reason.strip())

    engine.act(task_id, by=by, node="decision", process_id=process_id, decision=decision)


def conclusion(application: Application | int, kind: DecisionKind, stage: str = "") -> str:
    """The outcome decided, or an empty string."""
    return (
        Decision.objects.filter(application=application, kind=kind, stage=stage)
        .values_list("outcome", flat=True)
        .first()
        or ""
    )


def grantable(application: Application) -> Answer:
    """Whether 纳入 may be decided now: only after the case's public notice has run."""
    notice = Notice.objects.filter(entries__application=application).first()
    if application.status != Status.PUBLICISED or notice is None:
        return Answer(False, _("本件未经公示，不能作出纳入的决定。"), "notice")
    if publicity.last_day(notice) >= clock.today():
        return Answer(False, _("公示期尚未届满，不能作出纳入的决定。"), "notice")
    ban = live_ban(application.organisation_code, clock.today())
    if ban is not None:
        message = _("该单位在禁止申报期内（至 %(day)s），不能作出纳入的决定。")
        return Answer(False, message % {"day": ban.ends_on}, "ban")
    return Answer(True)


def proposed(application: Application) -> str:
    """What the procedure leads the decider to: the conference's conclusion, else the officer's ruling on an
    objection; empty when neither ends the case."""
    endings = application.decisions.filter(
        kind__in=[DecisionKind.DELIBERATION, DecisionKind.SETTLEMENT], outcome__in=list(_MOVES)
    )
    return endings.order_by("-pk").values_list("outcome", flat=True).first() or ""
