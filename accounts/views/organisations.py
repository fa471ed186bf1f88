from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import memberships_of
from accounts.domain import memberships as membership_verbs
from accounts.forms.organisations import InviteForm
from accounts.models import Invitation, Membership, Organisation, OrganisationClaim
from accounts.views.scope import organisations, own_claims, viewer

MOST_SHOWN = 200


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """My organisations and the claims I have filed (我的单位)."""
    roles: dict[Organisation, list[Membership]] = {}
    for membership in memberships_of(viewer(request)).order_by("organisation__name", "pk")[:MOST_SHOWN]:
        roles.setdefault(membership.organisation, []).append(membership)
    claims: list[OrganisationClaim] = list(own_claims(viewer(request))[:20])
    return render(request, "accounts/organisations.html", {"organisations": roles.items(), "claims": claims})


@login_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """An organisation and its people; its administrators also see invitations (单位与同事)."""
    organisation = get_object_or_404(organisations(viewer(request)), pk=pk)
    return render(request, "accounts/organisation.html", organisation_context(request, organisation))


def organisation_context(
    request: HttpRequest, organisation: Organisation, form: InviteForm | None = None
) -> dict[str, object]:
    """What the organisation page shows, with the invitation form as it stands."""
    manages = bool(membership_verbs.may_manage(viewer(request), organisation))
    people: dict[int, list[Membership]] = {}
    live = Membership.objects.live().filter(organisation=organisation).select_related("user")
    for membership in live.order_by("user__name", "user_id", "role")[:MOST_SHOWN]:
        people.setdefault(membership.user_id, []).append(membership)
    invitations = Invitation.objects.open().filter(organisation=organisation) if manages else []
    return {
        "organisation": organisation,
        "people": [(held[0].user, held) for held in people.values()],
        "manages": manages,
        "invitations": invitations,
        "form": form or InviteForm(),
    }
