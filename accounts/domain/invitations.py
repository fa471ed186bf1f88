"""A colleague is asked to join with a signed link that works once, for seven days (邀请同事)."""

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain import memberships
from accounts.models import Invitation, Organisation, User
from accounts.models.invitation import LIFETIME
from workflows import audit, clock
from workflows.errors import Refused

_SALT = "accounts.invitation"
MOST_OPEN = 20


@transaction.atomic
def invite(organisation: Organisation, email: str, role: str, *, by: User) -> Invitation:
    """Ask the holder of ``email`` to join; a second call for one address replaces the first."""
    answer = memberships.may_manage(by, organisation)
    if not answer:
        raise Refused("forbidden", answer.reason)
    open_ones = Invitation.objects.open().filter(organisation=organisation)
    open_ones.filter(email__iexact=email).update(closed_at=clock.now())
    if open_ones.count() >= MOST_OPEN:
        raise Refused(
            "too_many", _("未接受的邀请已达 %(most)s 个，请先撤回不再需要的。") % {"most": MOST_OPEN}
        )
    invitation = Invitation.objects.create(organisation=organisation, email=email, role=role, invited_by=by)
    audit.record(
        organisation.audit_chain,
        "invitation.sent",
        by=by,
        data={"invitation": invitation.pk, "role": str(role)},
    )
    return invitation


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> None:
    """Take an invitation back; its link stops working."""
    answer = memberships.may_manage(by, invitation.organisation)
    if not answer:
        raise Refused("forbidden", answer.reason)
    closed = Invitation.objects.open().filter(pk=invitation.pk).update(closed_at=clock.now())
    if closed:
        audit.record(
            invitation.organisation.audit_chain,
            "invitation.withdrawn",
            by=by,
            data={"invitation": invitation.pk},
        )


def token(invitation: Invitation) -> str:
    """The unguessable part of the link."""
    return signing.dumps(invitation.pk, salt=_SALT)


def find(value: str) -> Invitation:
    """The open invitation a link stands for; refuses what is forged, used, withdrawn or too old."""
    gone = Refused("expired", _("邀请链接无效、已使用或已过期，请联系邀请您的同事重新邀请。"), status=404)
    try:
        number = signing.loads(value, salt=_SALT, max_age=LIFETIME)
    except signing.BadSignature as error:
        raise gone from error
    invitation = (
        Invitation.objects.open().filter(pk=number).select_related("organisation", "invited_by").first()
    )
    if invitation is None:
        raise gone
    return invitation


@transaction.atomic
def accept(value: str, *, by: User) -> Organisation:
    """Join with the invited role. The inviter must still be an administrator."""
    pk = find(value).pk
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=pk)
    if not invitation.is_open:
        raise Refused("expired", _("邀请链接已使用，请联系邀请您的同事重新邀请。"))
    organisation = invitation.organisation
    if not memberships.may_manage(invitation.invited_by, organisation):
        raise Refused("expired", _("邀请您的同事已不是该单位管理员，请联系单位现任管理员重新邀请。"))
    invitation.accepted_by = by
    invitation.closed_at = clock.now()
    invitation.save(update_fields=["accepted_by", "closed_at"])
    memberships.grant(organisation, by, invitation.role, by=by, source=f"invitation/{invitation.pk}")
    return organisation
