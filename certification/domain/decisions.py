"""Deliberation and the decision itself; the decision alone moves the status, in the words of the programme."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from certification.domain import certificates, concerned, follow_ups, letters, panels, publicity, reviews
from certification.domain.reviews import record
from certification.models import Application, Decision, DecisionKind, LetterKind, Notice, Status
from certification.registry import Ending
from enterprises.bans import live_ban
from workflows import clock, engine, transitions
from workflows.errors import Answer, Refused

_LETTERS = {
    "grant": LetterKind.GRANT,
    "refuse": LetterKind.REFUSAL,
    "defer": LetterKind.DEFERRAL,
}


def deliberate(task_id: int, *, process_id: int, by: User, outcome: str, reason: str, meeting: str) -> None:
    """审议: record the conclusion with its meeting and reason. A case below the mark an outcome needs cannot be
    concluded with it."""
    if not reason.strip():
        raise Refused("reason", _("请写明审议结论的理由。"))
    if not meeting.strip():
        raise Refused("meeting", _("请填写会议名称或纪要编号。"))

    def decision(activation: Any) -> engine.Outcome:
        application = activation.process.artifact
        ending = _ending(application, outcome, _("请选择审议结论。"))
        answer = concludable(application, ending)
        if not answer:
            raise Refused(answer.code, answer.reason)
        result = panels.result(application)
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
    """决定: a granting outcome only after its public notice has run; every outcome carries its reason and its
    letter, and does what its programme says follows from it."""
    if not reason.strip():
        raise Refused("reason", _("请写明决定理由。"))

    def decision(activation: Any) -> engine.Outcome:
        application = activation.process.artifact
        ending = _ending(application, outcome, _("请选择决定。"))
        if ending.move == "grant":
            answer = grantable(application, ending)
            if not answer:
                raise Refused(answer.code, answer.reason)
        result = panels.result(application)
        score = result.mean if result else None
        taken = record(application, DecisionKind.FINAL, outcome, reason.strip(), by=by, score=score)
        fresh = transitions.apply(
            application, ending.move, by=by, reason=reason.strip(), at=clock.now(), outcome=outcome
        )
        fresh.filing = application.filing  # known already
        letters.write(fresh, _LETTERS[ending.move], reason=reason.strip(), decision=taken)
        if ending.effect is not None:
            ending.effect(fresh, taken, by)
        spec = ending.paper(fresh)
        if spec is not None:
            valid = ending.valid(fresh) if ending.valid else None
            certificates.reserve(fresh, spec, by=by, decision=taken, valid=valid)
        if ending.move == "grant":
            follow_ups.open_due(fresh)
        return engine.Outcome(outcome, reason.strip())

    engine.act(task_id, by=by, node="decision", process_id=process_id, decision=decision)


def _ending(application: Application, outcome: str, demand: str) -> Ending:
    ending = application.programme.endings_by_outcome.get(outcome)
    if ending is None:
        raise Refused("outcome", demand)
    return ending


def concludable(application: Application, ending: Ending) -> Answer:
    """Whether the experts' result, and what the programme says beside, allow this conclusion; without experts
    there is no mark to reach."""
    if ending.obstacle is not None and (barrier := ending.obstacle(application)):
        return Answer(False, barrier, "obstacle")
    policy = application.policy
    floor = policy.floor(ending.outcome)
    if ending.move != "grant" or not policy.criteria or not floor:
        return Answer(True)
    result = panels.result(application)
    if result is not None and result.mean >= floor:
        return Answer(True)
    message = _("专家评审得分未达到 %(mark)s 分，不能作出“%(title)s”的结论。")
    return Answer(False, message % {"mark": floor, "title": ending.title}, "score")


def conclusion(application: Application | int, kind: DecisionKind, stage: str = "") -> str:
    """The outcome decided, or an empty string."""
    return (
        Decision.objects.filter(application=application, kind=kind, stage=stage)
        .values_list("outcome", flat=True)
        .first()
        or ""
    )


def grantable(application: Application, ending: Ending) -> Answer:
    """Whether a granting outcome may be decided now: what was deliberated and publicised, its notice over, no
    ban since."""
    words = {"title": ending.title}
    if ending.notice:
        notice = Notice.objects.filter(entries__application=application).first()
        if application.status != Status.PUBLICISED or notice is None:
            return Answer(False, _("本件未经公示，不能作出“%(title)s”的决定。") % words, "notice")
        if publicity.last_day(notice) >= clock.today():
            return Answer(False, _("公示期尚未届满，不能作出“%(title)s”的决定。") % words, "notice")
        if barrier := reviews.not_cosigned(application):
            return Answer(False, barrier, "obstacle")
    concluded = conclusion(application, DecisionKind.DELIBERATION)
    if concluded and concluded != ending.outcome:
        message = _("审议和公示的不是“%(title)s”，不能作出该决定。")
        return Answer(False, message % words, "notice")
    if application.about and (barrier := concerned.barrier(application.about, application.programme)):
        return Answer(False, barrier, "about")
    if ending.obstacle is not None and (barrier := ending.obstacle(application)):
        return Answer(False, barrier, "obstacle")
    ban = live_ban(application.organisation_code, clock.today(), application.programme.party.family)
    if ban is not None and not ending.adverse:
        message = _("该单位在禁止申报期内（至 %(day)s），不能作出“%(title)s”的决定。")
        return Answer(False, message % {**words, "day": ban.ends_on}, "ban")
    return Answer(True)


def obstacles(application: Application) -> dict[str, str]:
    """Which granting outcomes the decider may not choose now, each with the reason."""
    found = {}
    for ending in application.programme.endings:
        answer = grantable(application, ending) if ending.move == "grant" else Answer(True)
        if not answer:
            found[ending.outcome] = answer.reason
    return found


def proposed(application: Application) -> str:
    """What the procedure leads the decider to: the conference's conclusion, else the officer's ruling on an
    objection; empty when neither ends the case."""
    endings = application.decisions.filter(
        kind__in=[DecisionKind.DELIBERATION, DecisionKind.SETTLEMENT],
        outcome__in=list(application.programme.endings_by_outcome),
    )
    return endings.order_by("-pk").values_list("outcome", flat=True).first() or ""
