"""Who sees a base and who acts on it: people of the lead school, of its partners, and of the supervising offices."""

from django.db.models import Q, QuerySet

from accounts.access import has_role, memberships_of, organisations_of
from accounts.models import Organisation, OrganisationKind, User
from accounts.roles import STAFF_ROLES, Role
from bases.models import Base, Partner, PartnerStatus
from workflows.errors import Answer, Refused

ACTING = (Role.CLERK, Role.ORG_ADMIN)


def visible(user: User) -> QuerySet[Base]:
    """Bases of the person's schools; those whose partners they belong to, from the moment they are asked; for
    people of a city department or zone committee, every base that has been approved."""
    own = organisations_of(user).values("pk")
    asked = Partner.objects.exclude(status=PartnerStatus.NAMED).filter(organisation__in=own).values("base")
    seen = Q(school__in=own) | Q(pk__in=asked)
    if _supervises(user):
        seen |= Q(project__isnull=False)
    return Base.objects.filter(seen)


def may_act(user: User, organisation: Organisation) -> Answer:
    """Clerks and administrators of one organisation."""
    return has_role(user, Role.CLERK, organisation.code) or has_role(user, Role.ORG_ADMIN, organisation.code)


def may_edit(user: User, base: Base) -> Answer:
    """Whether a person writes for the lead school."""
    return may_act(user, base.school)


def demand(answer: Answer) -> None:
    """Raise ``Refused("forbidden")`` with the answer's reason unless it is yes."""
    if not answer:
        raise Refused("forbidden", answer.reason)


def schools_of(user: User) -> QuerySet[Organisation]:
    """Schools a person may found a base for."""
    return organisations_of(user, ACTING).filter(kind=OrganisationKind.SCHOOL)


def partner_of(user: User, base: Base) -> Partner | None:
    """The partnership a person may answer for in a base, if any."""
    own = organisations_of(user, ACTING).values("pk")
    rows = base.partners.exclude(status__in=[PartnerStatus.NAMED, PartnerStatus.LEFT])
    return rows.filter(organisation__in=own).select_related("organisation").first()


def _supervises(user: User) -> bool:
    offices = (OrganisationKind.DEPARTMENT, OrganisationKind.ZONE)
    return memberships_of(user).filter(role__in=STAFF_ROLES, organisation__kind__in=offices).exists()
