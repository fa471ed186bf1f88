"""Who belongs to an organisation, and every way that changes (任职变更)."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import has_role, organisations_of
from accounts.models import Membership, Organisation, User
from accounts.roles import Role
from workflows import audit, clock
from workflows.errors import Answer, Refused


def may_manage(user: User, organisation: Organisation) -> Answer:
    """Whether a person may invite and remove colleagues of an organisation."""
    answer = has_role(user, Role.ORG_ADMIN, organisation.code)
    return answer or Answer(False, _("只有本单位管理员可以管理同事。"), "role")


def grant(
    organisation: Organisation, user: User, role: str, *, by: User, reason: str = "", source: str = ""
) -> Membership:
    """Give a role from today; holding it already changes nothing. The caller has established the right:
    an approved claim, an accepted invitation, a handover, or the administrator's screen."""
    with transaction.atomic():
        lock(organisation)
        live = Membership.objects.live().filter(organisation=organisation, user=user, role=role).first()
        if live:
            return live
        membership = Membership.objects.create(organisation=organisation, user=user, role=role)
        audit.record(
            organisation.audit_chain,
            "membership.granted",
            by=by,
            source=source,
            reason=reason,
            data={"user": user.pk, "role": str(role)},
        )
        return membership


@transaction.atomic
def remove(organisation: Organisation, user: User, *, by: User, reason: str) -> None:
    """End every role of a colleague, at once. The last administrator stays until the role is handed over."""
    lock(organisation)
    if by != user:
        _demand(may_manage(by, organisation))
    held = list(Membership.objects.live().filter(organisation=organisation, user=user))
    if not held:
        raise Refused("not_found", _("此人不是本单位成员，请刷新页面。"))
    if _is_last_admin(organisation, user):
        raise Refused("last_admin", _("您是本单位唯一的管理员，请先把管理员移交给同事，再退出单位。"))
    for membership in held:
        end(membership, by=by, reason=reason)


def leave(organisation: Organisation, *, by: User) -> None:
    """A person gives up every role of their own."""
    remove(organisation, by, by=by, reason=_("本人退出"))


@transaction.atomic
def hand_over(organisation: Organisation, to: User, *, by: User, reason: str = "") -> None:
    """Pass the administrator's role to a colleague (移交管理员); the giver keeps every other role."""
    lock(organisation)
    _demand(may_manage(by, organisation))
    if to == by or not organisations_of(to).filter(pk=organisation.pk).exists():
        raise Refused("not_member", _("只能移交给本单位的在职同事，请先邀请对方加入。"))
    grant(organisation, to, Role.ORG_ADMIN, by=by, reason=reason, source="handover")
    for membership in Membership.objects.live().filter(
        organisation=organisation, user=by, role=Role.ORG_ADMIN
    ):
        end(membership, by=by, reason=reason or _("移交管理员"))


def end(membership: Membership, *, by: User, reason: str) -> None:
    """End one role at once: yesterday was its last whole day. Part of a verb that has checked the right."""
    membership.ends_on = clock.today() - timedelta(days=1)
    membership.save(update_fields=["ends_on"])
    audit.record(
        membership.organisation.audit_chain,
        "membership.ended",
        by=by,
        reason=reason,
        data={"user": membership.user_id, "role": str(membership.role)},
    )


def lock(organisation: Organisation) -> None:
    """One change of an organisation's people at a time; two administrators cannot remove each other."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)


def _is_last_admin(organisation: Organisation, user: User) -> bool:
    admins = set(
        Membership.objects.live()
        .filter(organisation=organisation, role=Role.ORG_ADMIN, user__is_active=True)
        .values_list("user", flat=True)
    )
    return admins == {user.pk}


def _demand(answer: Answer) -> None:
    if not answer:
        raise Refused("forbidden", answer.reason)
