"""Letters (文书): content fixed in the transaction that causes them, rendered later by the worker."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import OrganisationKind
from certification.domain.concerned import EXIT
from certification.models import (
    Application,
    CorrectionNotice,
    Decision,
    Letter,
    LetterKind,
    NumberSeries,
)
from certification.units import unit_name
from documents import chinese
from workflows import clock, outbox

_WORD = {
    LetterKind.ACCEPTANCE: "受",
    LetterKind.NON_ACCEPTANCE: "不受",
    LetterKind.CORRECTION: "补",
    LetterKind.GRANT: "定",
    LetterKind.REFUSAL: "不予",
    LetterKind.DEFERRAL: "缓",
    LetterKind.WITHDRAWAL: "撤",
    LetterKind.PRIOR_NOTICE: "告",
    LetterKind.NOTIFICATION: "通",
}
_ADVERSE = (LetterKind.REFUSAL, LetterKind.DEFERRAL, LetterKind.NON_ACCEPTANCE)


def write(
    application: Application,
    kind: LetterKind,
    *,
    reason: str = "",
    notice: CorrectionNotice | None = None,
    decision: Decision | None = None,
    adverse: bool = False,
    **extra: Any,
) -> Letter:
    """Number a letter, fix what it says and promise its PDF. ``extra`` goes into its content (``title``, and what
    the kind's template asks); an ``adverse`` letter names the remedy."""
    now = clock.now()
    serial = NumberSeries.take(f"letter-{kind}-{now.year}")
    number = f"沪产教融{_WORD[kind]}〔{now.year}〕第{serial:05d}号"
    letter = Letter.objects.create(
        application=application,
        kind=kind,
        number=number,
        written_at=now,
        content=_content(
            application, kind, number, reason=reason, notice=notice, decision=decision, adverse=adverse
        )
        | extra,
    )
    outbox.post("letters.render", f"letter/{letter.pk}", {"letter": letter.pk})
    return letter


def _content(
    application: Application,
    kind: LetterKind,
    number: str,
    *,
    reason: str,
    notice: CorrectionNotice | None,
    decision: Decision | None,
    adverse: bool,
) -> dict[str, Any]:
    """Everything the page says (the context of ``letters/<kind>.html``), JSON-ready: a letter is never
    rendered from rows that may have changed since."""
    programme = application.programme
    from_lead = kind in (LetterKind.PRIOR_NOTICE, LetterKind.NOTIFICATION)
    at_intake = kind in (LetterKind.ACCEPTANCE, LetterKind.NON_ACCEPTANCE, LetterKind.WITHDRAWAL)
    decider = programme.decider(application.organisation_code)
    office = programme.intake_unit if at_intake else decider
    issuer = notice.unit if notice else programme.lead_unit if from_lead else office
    content: dict[str, Any] = {
        "number": number,
        **_addressee(application),
        "uscc": application.organisation_code,
        "case_number": application.number,
        "programme": str(programme.title),
        "round": application.filing.round_title,
        "submitted_on": _day(application.submitted_at),
        "issued_on": clock.today().isoformat(),
        "issuer": unit_name(issuer),
        "reason": reason,
        "basis": [{"title": b.title, "number": b.number, "article": b.article} for b in programme.basis],
        "contact": programme.contact,
        "score": str(decision.score) if decision and decision.score is not None else "",
    }
    if notice is not None:
        content |= {
            "due_on": notice.due_on.isoformat(),
            "sequence": notice.number,
            "items": [
                {"place": item.place, "reason": str(item.get_reason_code_display()), "note": item.note}
                for item in notice.items.filter(dropped_reason="")
            ],
        }
    if programme.stage == EXIT:  # the holder applied for nothing: it was told and heard
        content["told"] = True
        content["about"] = application.about.number if application.about is not None else ""
    ending = application.ending if decision is not None else None
    if ending is not None:
        words = {
            "programme": programme.title,
            "holder": application.holder_name,
            "you": content["you"],
        }
        day = chinese.long_date(clock.today())
        content |= {"title": str(ending.letter), "decided": ending.text.format(**words, date=day)}
        content["paper"] = ending.paper(application) is not None
        content["plain"] = not programme.policy.criteria
    if kind == LetterKind.ACCEPTANCE:
        content["limits"] = _limits(application)
    puts_off = kind == LetterKind.DEFERRAL
    if adverse or puts_off or (ending.adverse if ending is not None else kind in _ADVERSE):
        content["remedy"] = _("如有异议，可自收到本文书之日起十个工作日内，向本机关书面申请复核。")
    return content


def _addressee(application: Application) -> dict[str, str]:
    """To whom, and how they are spoken to. A removal is told to the person; all else goes to who applied."""
    if application.nomination_id and application.programme.stage == EXIT:
        return {"to": application.holder_name, "you": "您"}
    party = application.programme.party
    you = "你校" if party.kind == OrganisationKind.SCHOOL else "你单位"
    return {"to": party.addressed(application), "you": you}


def _limits(application: Application) -> list[dict[str, Any]]:
    """The promised limit of every step to come (承诺时限), the notice in its own days."""
    policy = application.policy
    return [
        {
            "step": str(step.title),
            "unit": step.unit,
            "days": policy.notice_days if step.node == "notice_period" else policy.limits[step.limit],
            "off_clock": str(step.off_clock),
        }
        for step in application.programme.steps
        if step.node != "intake"
    ]


def _day(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).date().isoformat() if moment else None
