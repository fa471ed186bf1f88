"""Who sees what: every view fetches through here, so that a stranger gets a 404 and learns nothing."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from accounts.access import is_office_officer, organisations_of
from accounts.models import Organisation, OrganisationClaim, User


def viewer(request: HttpRequest) -> User:
    """The signed-in person; views here stand behind ``login_required``."""
    assert isinstance(request.user, User)
    return request.user


def organisations(user: User) -> QuerySet[Organisation]:
    """Organisations a person belongs to."""
    return organisations_of(user)


def own_claims(user: User) -> QuerySet[OrganisationClaim]:
    return OrganisationClaim.objects.filter(applicant=user)


def reviewable_claims(user: User) -> QuerySet[OrganisationClaim]:
    """Everybody else's claims for an officer; for anybody else there is no such page."""
    if not is_office_officer(user):
        raise Http404
    return OrganisationClaim.objects.exclude(applicant=user).select_related(
        "applicant", "licence", "letter", "decided_by"
    )


def visible_claims(user: User) -> QuerySet[OrganisationClaim]:
    """One's own and, for an officer, everybody's."""
    return OrganisationClaim.objects.all() if is_office_officer(user) else own_claims(user)
