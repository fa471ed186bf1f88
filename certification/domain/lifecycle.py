"""What may follow a certificate: renewal, change, exit. Each is a case of its own, about the one before."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from certification import registry, rules
from certification.domain import certificates, concerned, intake, letters, rounds
from certification.models import (
    ENDED,
    Application,
    Certificate,
    CertificateStatus,
    Letter,
    LetterKind,
    Statement,
    Status,
)
from certification.registry import Programme
from files.fields import Kept
from workflows import audit, calendar, clock, transitions
from workflows.dates import months_after
from workflows.errors import Answer, Refused

STATEMENT = "statement"
"""Kind of the limit within which the holder may speak (陈述申辩)."""

told: list[Callable[[Application, Letter], object]] = []
"""Called with every prior notice: families whose person has no account write to them."""


def may_begin(certificate: Certificate, programme: Programme, user: User) -> Answer:
    """Whether ``user`` may begin this later procedure about the certificate now."""
    if programme.parent != certificate.programme_slug:
        return Answer(False, _("该事项不适用于本证书。"), "not_found")
    if certificate.status != CertificateStatus.ISSUED:
        label = certificate.get_status_display()
        return Answer(False, _("证书%(label)s，不能办理该事项。") % {"label": label}, "not_allowed")
    if programme.opener == rules.OFFICE:
        return rules.may_open(programme, user)
    barrier = concerned.barrier(certificate, programme) or concerned.expired(certificate, programme)
    if barrier:
        return Answer(False, barrier, "not_allowed")
    months = programme.special.get("months_ahead")
    opens = months_after(certificate.valid_to, -months) if months and certificate.valid_to else None
    if opens is not None and clock.today() < opens:
        return Answer(False, _("%(day)s 起可以办理。") % {"day": opens}, "window")
    return rules.may_state_for(certificate.organisation, user)


def begin(certificate: Certificate, programme: Programme, *, by: User) -> Application:
    """The draft of a later procedure; pressed twice it is one."""
    answer = may_begin(certificate, programme, by)
    if not answer:
        raise Refused(answer.code, answer.reason)
    return intake.start_draft(
        rounds.all_year(programme),
        certificate.organisation,
        by=by,
        about=certificate,
        nomination=certificate.nomination,
        base=certificate.base,
        subject=certificate.subject,
        holder_name=certificate.holder_name,
    )


def procedures(certificate: Certificate) -> list[Programme]:
    """What may follow the certificate: acceptance (验收) does not, it is what gave it."""
    return [p for p in registry.later(certificate.programme_slug) if p.stage != "acceptance"]


def give_prior_notice(application: Application) -> Letter:
    """事先告知: facts, grounds and what is intended, with the time to speak (行政处罚法 44、45 条 as the
    benchmark; none of these certificates is a statutory licence)."""
    fresh = transitions.apply(application, "accept", by=None, at=clock.now(), reason=_("发出事先告知书"))
    grounds = intended(application)
    letter = letters.write(
        fresh,
        LetterKind.PRIOR_NOTICE,
        reason=grounds,
        due_on=statement_due(clock.today(), fresh).isoformat(),
        standing=application.about.number if application.about else "",
    )
    for listener in told:
        listener(fresh, letter)
    return letter


def intended(application: Application) -> str:
    """The facts and grounds the office wrote down."""
    fields = application.dossier.get("grounds", {}).get("fields", {})
    return str(fields.get("facts", ""))


def statement_due(first: date, application: Application) -> date:
    """The last day to speak."""
    return calendar.add_working_days(first, application.policy.limits[STATEMENT])


def statement_ends(application: Application) -> datetime:
    """The end of that day, from the letter that was sent."""
    letter = application.letters.get(kind=LetterKind.PRIOR_NOTICE)
    told = timezone.localtime(letter.written_at).date()
    return calendar.end_of_day(statement_due(told, application))


def state(
    application: Application,
    *,
    text: str,
    speaker: str,
    by: User | None = None,
    attachment: Kept | None = None,
) -> Statement:
    """陈述申辩: once, while the time runs. ``by`` is None when a signed link or a paper brought it; whoever calls
    has made sure who speaks. Who asks for a person's removal does not speak for the person."""
    if application.programme.stage != concerned.EXIT:
        raise Refused("not_found", _("本件没有陈述申辩环节。"))
    if by is not None and application.nomination_id:
        raise Refused("forbidden", _("陈述申辩由被聘任人本人通过邮件中的链接提交。"))
    if by is not None:
        answer = rules.may_state(application, by)
        if not answer:
            raise Refused(answer.code, answer.reason)
    if not text.strip():
        raise Refused("text", _("请填写陈述申辩意见。"))
    with transaction.atomic():
        case = Application.objects.select_for_update().get(pk=application.pk)
        if case.status != Status.ACCEPTED or clock.now() > statement_ends(case):
            raise Refused("closed", _("陈述申辩期已过，或本件已作出决定。"))
        try:
            with transaction.atomic():
                said = Statement.objects.create(
                    application=case,
                    text=text.strip(),
                    speaker=speaker,
                    by=by,
                    file=attachment.stored if attachment else None,
                    file_name=attachment.name if attachment else "",
                    at=clock.now(),
                )
        except IntegrityError as error:
            raise Refused("done", _("陈述申辩意见已经提交过，不能再次提交。")) from error
        audit.record(case.audit_chain, "statement", by=by, reason=text.strip(), data={"speaker": speaker})
    return said


def end_standing(application: Application, how: str, *, by: User, reason: str) -> list[Certificate]:
    """End the certificate a case is about, with all that stand on it (the holder's of the same programme)."""
    about = application.about
    if about is None:
        return []
    rows = Certificate.objects.filter(
        programme_slug=about.programme_slug,
        organisation=about.organisation_id,
        subject=about.subject,
        status=CertificateStatus.ISSUED,
    )
    today = clock.today()
    for row in Certificate.objects.in_force(today).filter(
        programme_slug=about.programme_slug,
        organisation=about.organisation_id,
        subject=about.subject,
        status=CertificateStatus.SUPERSEDED,
    ):
        # replaced already, and counting until the next one's first day: it ends with that one
        audit.record(
            row.audit_chain, "end", by=by, source=str(row.ended_on), target=str(today), reason=reason
        )
        Certificate.objects.filter(pk=row.pk).update(ended_on=today, ended_reason=reason[:500], ended_by=by)
    return [certificates.end(row, how, by=by, reason=reason) for row in rows.order_by("pk")]


def may_speak(application: Application) -> bool:
    """Whether the time to speak runs and nobody has spoken yet."""
    return (
        application.programme.stage == "exit"
        and application.status == Status.ACCEPTED
        and not Statement.objects.filter(application=application).exists()
        and clock.now() <= statement_ends(application)
    )


def history(certificate: Certificate) -> list[Any]:
    """Later cases about the certificate, newest first."""
    cases = certificate.later_cases.exclude(status=Status.DRAFT).select_related("round", "organisation")
    return list(cases.order_by("-pk")[:50])


def is_over(certificate: Certificate) -> bool:
    """Whether the certificate has ended or expired."""
    last = certificate.valid_to
    return certificate.status in ENDED or (last is not None and last < clock.today())
