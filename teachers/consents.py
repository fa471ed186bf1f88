"""Consent of the nominee and of the employer (知情同意): asked by a link, answered without an account.

The link is a signed reference to the row and its nonce. Whether it still counts is the row's word: a newer
question, a refusal or the passing of time make it worthless, and the page says what to do then.
"""

from collections.abc import Callable, Collection
from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import mail
from accounts.models import User
from teachers import access, showing
from teachers.library import keep_choice
from teachers.models import Consent, ConsentKind, ConsentState, Nomination
from teachers.models.consent import LIVE
from workflows import audit, clock, transitions
from workflows.errors import Refused

REMIND_AFTER = timedelta(hours=24)
MOST_REMINDERS = 5

listeners: list[Callable[[Consent], object]] = []
"""Told, inside the transaction, of every consent refused or withdrawn: a running case has to stop."""


def _signer() -> signing.Signer:
    """Without a time in it: the row says how long the link counts, and after an agreement it still opens."""
    return signing.Signer(salt="teachers.consent")


def token(consent: Consent) -> str:
    """The unguessable part of the link."""
    return _signer().sign_object([consent.pk, consent.nonce])


def link(consent: Consent) -> str:
    return mail.link(reverse("teachers:consent", args=[token(consent)]))


def find(value: str) -> Consent:
    """The consent a link stands for, whatever its state; refuses what is forged or unknown."""
    try:
        pk, nonce = _signer().unsign_object(value)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise _gone() from error
    rows = Consent.objects.select_related("nomination__post", "nomination__school")
    consent = rows.filter(pk=pk, nonce=nonce).first()
    if consent is None:
        raise _gone()
    return consent


def _gone() -> Refused:
    return Refused(
        "link",
        _("链接不完整或已失效。请从最近一封邮件中完整打开链接；仍无法打开的，请联系推荐学校重新发送。"),
        status=404,
    )


def latest(nomination: Nomination, kind: str) -> Consent | None:
    """The question asked last; earlier ones are history."""
    return nomination.consents.filter(kind=kind).order_by("-pk").first()


def is_current(consent: Consent) -> bool:
    """Whether what was agreed to is still what the nomination says."""
    return consent.sha256 == showing.sha256(showing.shown(consent.nomination, consent.kind))


@transaction.atomic
def ask(nomination: Nomination, kind: str, *, by: User) -> Consent:
    """Send the question. An open or outdated one is replaced; an answer that still holds is left alone."""
    access.demand(by, nomination.school)
    nomination = _locked(nomination)
    _demand_open(nomination)
    for old in nomination.consents.filter(kind=kind, status__in=LIVE):
        old.nomination = nomination
        if old.status == ConsentState.AGREED and is_current(old):
            raise Refused("agreed", _("对方已同意，且内容没有变化，无需再次征求。"))
        transitions.apply(old, "expire", by=by, reason=_("重新征求同意"))
    content = showing.shown(nomination, kind)
    consent = Consent.objects.create(
        nomination=nomination,
        kind=kind,
        email=nomination.email if kind == ConsentKind.NOMINEE else nomination.employer_email,
        snapshot=content,
        sha256=showing.sha256(content),
        asked_by=by,
    )
    data = {"consent": consent.pk, "kind": str(kind), "sha256": consent.sha256}
    audit.record(consent.audit_chain, "consent.asked", by=by, data=data)
    _write_to(consent, again=False)
    return consent


@transaction.atomic
def remind(consent: Consent, *, by: User) -> Consent:
    """Write once more (催办), at most once a day and five times."""
    access.demand(by, consent.nomination.school)
    consent = Consent.objects.select_for_update().select_related("nomination__school").get(pk=consent.pk)
    if consent.status != ConsentState.ASKED or consent.is_late:
        raise Refused("done", _("对方已答复或链接已过期，无需催办；需要时请重新征求。"))
    if consent.reminded_at and clock.now() < consent.reminded_at + REMIND_AFTER:
        raise Refused("too_soon", _("24 小时内已催办过一次，请稍后再试或电话联系。"))
    if consent.reminders >= MOST_REMINDERS:
        raise Refused("too_many", _("已催办 %(n)s 次，请改为电话联系。") % {"n": MOST_REMINDERS})
    consent.reminders, consent.reminded_at = consent.reminders + 1, clock.now()
    consent.save(update_fields=["reminders", "reminded_at"])
    audit.record(consent.audit_chain, "consent.reminded", by=by, data={"consent": consent.pk})
    _write_to(consent, again=True)
    return consent


@transaction.atomic
def agree(value: str, *, signer: str, public: Collection[str] = ()) -> Consent:
    """The answer yes. ``public`` are keys of ``showing.FACTS`` the nominee opens to everybody."""
    consent = _answerable(value)
    if not is_current(consent):
        raise Refused("changed", _("推荐信息刚有更改，本页内容已不是最新。请联系推荐学校重新发送链接。"))
    chosen = _checked(consent, public)
    consent = transitions.apply(consent, "agree", by=None, data=_told(consent), signer=signer, public=chosen)
    if consent.kind == ConsentKind.NOMINEE:
        keep_choice(consent.nomination, chosen)
    return consent


@transaction.atomic
def refuse(value: str, *, signer: str, reason: str) -> Consent:
    """The answer no, with the reason the school reads."""
    consent = _answerable(value)
    consent = transitions.apply(
        consent, "refuse", by=None, reason=reason, data=_told(consent), signer=signer, note=reason
    )
    return _tell(consent)


@transaction.atomic
def ask_correction(value: str, *, signer: str, reason: str) -> Consent:
    """Something shown is wrong: the school corrects and asks again."""
    consent = _answerable(value)
    consent = transitions.apply(
        consent, "ask_correction", by=None, reason=reason, data=_told(consent), signer=signer, note=reason
    )
    return _write_back(consent, _("要求更正信息"))


@transaction.atomic
def withdraw(value: str, *, reason: str) -> Consent:
    """An answer yes taken back later; nothing stays public, and a running case learns of it."""
    consent = find(value)
    consent = transitions.apply(consent, "withdraw", by=None, reason=reason, data=_told(consent), note=reason)
    if consent.kind == ConsentKind.NOMINEE and not _agrees_elsewhere(consent):
        keep_choice(consent.nomination, [])
    return _tell(consent)


@transaction.atomic
def choose(value: str, *, public: Collection[str]) -> Consent:
    """The nominee changes what is public, any time while the consent holds."""
    consent = Consent.objects.select_for_update().get(pk=find(value).pk)
    if consent.status != ConsentState.AGREED or consent.kind != ConsentKind.NOMINEE:
        raise Refused("not_allowed", _("当前不能更改公开范围，请联系推荐学校。"))
    consent.public = _checked(consent, public)
    consent.save(update_fields=["public"])
    keep_choice(consent.nomination, consent.public)
    data = {"consent": consent.pk, "public": consent.public}
    audit.record(consent.audit_chain, "consent.public_changed", by=None, data=data)
    return consent


def _agrees_elsewhere(consent: Consent) -> bool:
    """Whether the person's consent to another nomination still stands, and with it what they opened."""
    person = {
        "nomination__document_kind": consent.nomination.document_kind,
        "nomination__document_number": consent.nomination.document_number,
    }
    agreed = Consent.objects.filter(kind=consent.kind, status=ConsentState.AGREED, **person)
    return agreed.exclude(pk=consent.pk).exists()


def _answerable(value: str) -> Consent:
    consent = find(value)
    if consent.is_late:
        raise Refused("late", _("链接已过答复期限。请联系推荐学校重新发送。"))
    _demand_open(consent.nomination)
    return consent


def _demand_open(nomination: Nomination) -> None:
    if nomination.closed_at:
        raise Refused("closed", _("该推荐已撤下，无需再征求同意。"))


def _checked(consent: Consent, public: Collection[str]) -> list[str]:
    """The chosen keys in their order; an employer chooses nothing for a person."""
    if set(public) - set(showing.FACTS) or (public and consent.kind != ConsentKind.NOMINEE):
        raise Refused("public", _("请在列出的信息中选择要公开的内容。"))
    return [key for key in showing.FACTS if key in set(public)]


def _told(consent: Consent) -> dict[str, object]:
    return {"consent": consent.pk, "kind": str(consent.kind), "sha256": consent.sha256}


def _locked(nomination: Nomination) -> Nomination:
    rows = Nomination.objects.select_for_update(of=("self",)).select_related("post", "school")
    return rows.get(pk=nomination.pk)


def _tell(consent: Consent) -> Consent:
    words = _("不同意推荐") if consent.status == ConsentState.REFUSED else _("撤回同意")
    _write_back(consent, words)
    for listener in listeners:
        listener(consent)
    return consent


def _write_back(consent: Consent, words: str) -> Consent:
    """Tell whoever asked what the answer was."""
    body = _(
        "您好：\n\n%(name)s（%(side)s）%(words)s。\n说明：%(note)s\n\n请登录平台，在推荐进度中办理。"
    ) % {
        "name": consent.nomination.name,
        "side": consent.get_kind_display(),
        "words": words,
        "note": consent.note,
    }
    if consent.asked_by.email:
        mail.post(
            consent.asked_by.email,
            _("【融证】%(name)s：%(words)s") % {"name": consent.nomination.name, "words": words},
            body,
        )
    return consent


def _write_to(consent: Consent, *, again: bool) -> None:
    nomination = consent.nomination
    who = nomination.name if consent.kind == ConsentKind.NOMINEE else nomination.employer_name
    body = _(
        "%(who)s：\n\n您好！%(school)s 推荐 %(name)s 担任%(rank)s，需要%(side)s。"
        "请在 %(day)s 前打开以下链接，核对信息后选择同意、不同意或要求更正（无需注册，手机可用）：\n\n%(link)s\n\n"
        "链接仅供收件人使用，请勿转发。如您不了解此事，请直接选择“不同意”或联系推荐学校。"
    ) % {
        "who": who,
        "school": nomination.school,
        "name": nomination.name,
        "rank": nomination.get_rank_display(),
        "side": consent.get_kind_display(),
        "day": consent.expires_at.astimezone(clock.now().tzinfo).strftime("%Y-%m-%d %H:%M"),
        "link": link(consent),
    }
    subject = _("【融证】请确认：%(school)s 推荐 %(name)s 担任%(rank)s") % {
        "school": nomination.school,
        "name": nomination.name,
        "rank": nomination.get_rank_display(),
    }
    mail.post(consent.email, (_("催办") if again else "") + subject, body)
