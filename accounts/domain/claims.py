"""Claiming an organisation (单位认领): asked with licence and letter, decided by an officer."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.access import is_office_officer
from accounts.domain import memberships
from accounts.models import ClaimKind, Membership, Organisation, OrganisationClaim, User
from accounts.roles import Role
from files import pages
from files.fields import Kept
from workflows import audit, clock, transitions
from workflows.errors import Answer, Refused

GRANTED = (Role.ORG_ADMIN, Role.CLERK)


@dataclass(frozen=True)
class Asked:
    """What an applicant states. ``reason`` is needed for a takeover only."""

    uscc: str
    name: str
    organisation_kind: str
    licence: Kept
    letter: Kept
    reason: str = ""


def live_members(uscc: str) -> list[Membership]:
    """Roles people hold in the organisation with a code; when there are any, a claim is a takeover."""
    return list(
        Membership.objects.live()
        .filter(organisation__code=uscc, role__in=GRANTED)
        .select_related("user", "organisation")
        .order_by("pk")
    )


def kind_for(uscc: str) -> ClaimKind:
    return ClaimKind.TAKEOVER if live_members(uscc) else ClaimKind.CLAIM


def may_submit(user: User, uscc: str) -> Answer:
    """Nobody claims what they belong to already, or twice at once."""
    if any(member.user_id == user.pk for member in live_members(uscc)):
        return Answer(False, _("您已是该单位成员，无需再次认领。"), "member")
    if OrganisationClaim.objects.filter(applicant=user, uscc=uscc, status="pending").exists():
        return Answer(False, _("您已提交过该单位的认领申请，正在审核，请勿重复提交。"), "pending")
    return Answer(True)


@transaction.atomic
def submit(asked: Asked, *, by: User) -> OrganisationClaim:
    """File a claim; whether it is a takeover follows from who is there now."""
    answer = may_submit(by, asked.uscc)
    if not answer:
        raise Refused(answer.code, answer.reason)
    kind = kind_for(asked.uscc)
    if kind == ClaimKind.TAKEOVER and not asked.reason:
        raise Refused("reason", _("该单位已有申报员，请说明接管理由。"))
    try:
        with transaction.atomic():
            claim = OrganisationClaim.objects.create(
                kind=kind,
                applicant=by,
                uscc=asked.uscc,
                name=asked.name,
                organisation_kind=asked.organisation_kind,
                reason=asked.reason,
                licence=asked.licence.stored,
                licence_name=asked.licence.name,
                letter=asked.letter.stored,
                letter_name=asked.letter.name,
            )
    except IntegrityError as error:  # the same form sent twice at the same moment
        raise Refused("pending", _("您已提交过该单位的认领申请，正在审核，请勿重复提交。")) from error
    audit.record(claim.audit_chain, "claim.submitted", by=by, target=claim.status, data={"kind": str(kind)})
    pages.request(claim.licence)
    pages.request(claim.letter)
    return claim


def may_decide(user: User, claim: OrganisationClaim) -> Answer:
    """An officer of any department, never the applicant."""
    if claim.applicant_id == user.pk:
        return Answer(False, _("不能审核本人提交的认领申请。"), "own")
    return is_office_officer(user)


@transaction.atomic
def approve(
    claim: OrganisationClaim, *, by: User, ending: Collection[int] = (), reason: str = ""
) -> OrganisationClaim:
    """Let the applicant act for the organisation, which is made when it is new.
    ``ending`` are the memberships (primary keys) of those who have left, for a takeover."""
    _demand(may_decide(by, claim))
    claim = transitions.apply(claim, "approve", by=by, reason=reason)
    organisation, _made = Organisation.objects.get_or_create(
        code=claim.uscc, defaults={"name": claim.name, "kind": claim.organisation_kind}
    )
    # Two officers may approve two claims of one code at the same moment: the second waits, then looks.
    memberships.lock(organisation)
    present = live_members(claim.uscc)
    if not organisation.is_active:
        raise Refused("inactive", _("该单位已停用，请先由系统管理员启用。"))
    if claim.kind == ClaimKind.CLAIM and present:
        raise Refused("taken", _("该单位刚由他人认领。请退回本申请，请申请人按接管流程重新提交。"))
    if not set(ending) <= {member.pk for member in present}:
        raise Refused("stale", _("所选成员已有变化，请刷新页面后重新选择。"))
    source = f"claim/{claim.pk}"
    for member in present:
        if member.pk in set(ending):
            memberships.end(member, by=by, reason=_("接管：%(reason)s") % {"reason": claim.reason})
    for role in GRANTED:
        memberships.grant(organisation, claim.applicant, role, by=by, reason=reason, source=source)
    return _settle(claim, by=by, reason=reason, organisation=organisation)


@transaction.atomic
def reject(claim: OrganisationClaim, *, by: User, reason: str) -> OrganisationClaim:
    """Send a claim back with a reason the applicant reads."""
    _demand(may_decide(by, claim))
    if not reason.strip():
        raise Refused("reason", _("请写明不通过的原因，申请人将看到。"))
    return _settle(transitions.apply(claim, "reject", by=by, reason=reason), by=by, reason=reason)


def _settle(
    claim: OrganisationClaim, *, by: User, reason: str, organisation: Organisation | None = None
) -> OrganisationClaim:
    claim.decided_by, claim.decided_at, claim.decision_reason = by, clock.now(), reason
    claim.organisation = organisation
    claim.save(update_fields=["decided_by", "decided_at", "decision_reason", "organisation"])
    return claim


def _demand(answer: Answer) -> None:
    if not answer:
        raise Refused("forbidden", answer.reason)
