"""Who may do what about nominations; every screen of a school starts at ``nominations_of``."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.access import has_role, organisations_of
from accounts.models import Organisation, OrganisationKind, User
from accounts.roles import Role
from teachers.models import Nomination, Post
from workflows.errors import Answer, Refused

SCHOOL_ROLES = (Role.CLERK, Role.ORG_ADMIN)


def may_nominate(user: User, school: Organisation) -> Answer:
    """Clerks and administrators of the school itself."""
    if school.kind != OrganisationKind.SCHOOL:
        return Answer(False, _("只有学校可以推荐产业师资。"), "kind")
    clerk = has_role(user, Role.CLERK, school.code)
    return clerk or has_role(user, Role.ORG_ADMIN, school.code)


def demand(user: User, school: Organisation) -> None:
    """``may_nominate`` or ``Refused("forbidden")``."""
    answer = may_nominate(user, school)
    if not answer:
        raise Refused("forbidden", answer.reason)


def schools_of(user: User) -> QuerySet[Organisation]:
    """Schools a person nominates for."""
    return organisations_of(user, SCHOOL_ROLES).filter(kind=OrganisationKind.SCHOOL)


def posts_of(user: User) -> QuerySet[Post]:
    return Post.objects.filter(school__in=schools_of(user)).select_related("school")


def nominations_of(user: User) -> QuerySet[Nomination]:
    """Nominations of the schools a person nominates for; nobody else's."""
    return Nomination.objects.filter(school__in=schools_of(user)).select_related("post", "school")
