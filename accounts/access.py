"""Who may stand where: memberships that are live on a day, and the desks that follow.

Nothing here is cached: a guard that asks sees a role revoked a moment ago. Screens may use
``request.user.desks``, which is remembered for one request.
"""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Membership, Organisation, User
from accounts.roles import STAFF_ROLES, Role
from workflows.errors import Answer


def memberships_of(user: User | AnonymousUser, *, on: date | None = None) -> QuerySet[Membership]:
    """Live memberships of a person on a day (default today) with their organisations.
    A person who may not sign in holds none."""
    if not user.is_authenticated or not user.is_active:
        return Membership.objects.none()
    return Membership.objects.live(on).filter(user=user).select_related("organisation")


def desks(user: User | AnonymousUser, *, on: date | None = None) -> frozenset[tuple[str, str]]:
    """The desks ``(role, unit code)`` a person stands at; one query."""
    return frozenset(memberships_of(user, on=on).values_list("role", "organisation__code"))


def organisations_of(
    user: User | AnonymousUser, roles: Iterable[str] | None = None, *, on: date | None = None
) -> QuerySet[Organisation]:
    """Organisations a person acts for, optionally only with one of ``roles``."""
    memberships = memberships_of(user, on=on)
    if roles is not None:
        memberships = memberships.filter(role__in=list(roles))
    return Organisation.objects.filter(pk__in=memberships.values("organisation"))


def has_role(
    user: User | AnonymousUser, role: str, unit: str | None = None, *, on: date | None = None
) -> Answer:
    """Whether a person holds ``role``, in ``unit`` when one is named; refusals say which."""
    memberships = memberships_of(user, on=on).filter(role=role)
    if unit is not None:
        memberships = memberships.filter(organisation__code=unit)
    if memberships.exists():
        return Answer(True)
    label = Role(role).label
    return Answer(False, _("需要“%(role)s”角色，请联系本单位管理员。") % {"role": label}, "role")


def is_staff_member(user: User | AnonymousUser) -> bool:
    """Whether a person works for an office (any staff role in any unit)."""
    return memberships_of(user).filter(role__in=STAFF_ROLES).exists()
