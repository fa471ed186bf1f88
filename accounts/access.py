"""Who may stand where: memberships that are live on a day, and the desks that follow.

Nothing here is cached: a guard that asks sees a role revoked a moment ago. Screens may use
``request.user.desks``, which is remembered for one request.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Membership, Organisation, Post, User
from accounts.models.entrustment import posts_of
from accounts.roles import STAFF_ROLES, Role
from workflows.errors import Answer


def memberships_of(user: User | AnonymousUser, *, on: date | None = None) -> QuerySet[Membership]:
    """Live memberships of a person on a day (default today) with their organisations.
    A person who may not sign in holds none."""
    if not user.is_authenticated or not user.is_active:
        return Membership.objects.none()
    return Membership.objects.live(on).filter(user=user).select_related("organisation")


def posts(user: User | AnonymousUser, *, on: date | None = None) -> list[Post]:
    """The posts a person holds, those lent to their agency included; one query."""
    if not user.is_authenticated or not user.is_active:
        return []
    return posts_of(user.pk, on)


def desks(user: User | AnonymousUser, *, on: date | None = None) -> frozenset[tuple[str, str]]:
    """The desks ``(role, unit code)`` a person stands at; one query. An officer's desk may be lent to the person's
    agency for some programmes only: who acts on a case asks ``entrusted`` as well."""
    return frozenset((post.role, post.unit) for post in posts(user, on=on))


def entrusted(
    user: User | AnonymousUser, unit: str, programme_slug: str, *, on: date | None = None
) -> Answer:
    """Whether a person may do the officer's work of ``unit`` in a programme: as the unit's own officer, or as an
    officer of the agency it has entrusted with that programme."""
    return scope(posts(user, on=on)).allows(unit, programme_slug)


@dataclass(frozen=True)
class Scope:
    """For which programmes a person is an officer, by unit. ``own`` units: every one; ``lent``: those named."""

    own: frozenset[str]
    lent: Mapping[str, frozenset[str]]

    def allows(self, unit: str, programme_slug: str) -> Answer:
        if unit in self.own or programme_slug in self.lent.get(unit, ()):
            return Answer(True)
        if unit in self.lent:
            return Answer(False, _("该事项没有委托贵机构办理。"), "entrustment")
        return Answer(
            False, _("需要“%(role)s”角色，请联系本单位管理员。") % {"role": Role.OFFICER.label}, "role"
        )


def scope(held: Iterable[Post]) -> Scope:
    """The officer's posts among ``held``, e.g. ``posts(user)`` or the request's ``user.posts``."""
    own: set[str] = set()
    lent: dict[str, set[str]] = {}
    for post in held:
        if post.role == Role.OFFICER and post.programme:
            lent.setdefault(post.unit, set()).add(post.programme)
        elif post.role == Role.OFFICER:
            own.add(post.unit)
    return Scope(frozenset(own), {unit: frozenset(slugs) for unit, slugs in lent.items() if unit not in own})


def is_office_officer(user: User | AnonymousUser) -> Answer:
    """Whether a person is an officer of an office itself. What is entrusted to an agency are cases, nothing else:
    not who acts for an organisation, not the calendar, not the machine."""
    if any(post.own and post.role == Role.OFFICER for post in posts(user)):
        return Answer(True)
    return Answer(False, _("需要“%(role)s”角色，请联系本单位管理员。") % {"role": Role.OFFICER.label}, "role")


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
