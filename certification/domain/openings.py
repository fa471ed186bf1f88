"""What a person may apply for now, for which of their organisations, and what stands in the way."""

from dataclasses import dataclass

from accounts.access import organisations_of
from accounts.models import Organisation, OrganisationKind, User
from certification.domain import rounds
from certification.models import OPEN_STATUSES, Application, Round, Status
from certification.rules import APPLICANT_ROLES
from enterprises.models import Ban
from workflows import clock

MOST = 20  # rounds, and organisations of one person, that one page shows
APPLYING = (OrganisationKind.ENTERPRISE, OrganisationKind.SCHOOL)


@dataclass(frozen=True)
class Opening:
    """One open round for one organisation. ``standing`` is the open case that bars another; a draft left over
    from an earlier round does not: it moves to this one. ``ban`` warns of what submission will refuse;
    ``ready`` says whether the organisation's own page is filled in."""

    round: Round
    organisation: Organisation
    ready: bool
    standing: Application | None = None
    ban: Ban | None = None

    @property
    def left_over(self) -> bool:
        """Whether ``standing`` is a draft of another round."""
        case = self.standing
        return case is not None and case.status == Status.DRAFT and case.round_id != self.round.pk


def applicants(user: User) -> list[Organisation]:
    """The organisations a person fills in for, with their profiles."""
    rows = organisations_of(user, APPLICANT_ROLES).select_related("enterprise", "school")
    return list(rows.order_by("name", "pk")[:MOST])


def openings(organisations: list[Organisation]) -> list[Opening]:
    """Every open round for every organisation it is for; three queries. A round of a programme for persons or
    bases has no case of the organisation itself that could bar another."""
    able = [o for o in organisations if o.kind in APPLYING]
    if not able:
        return []
    today = clock.today()
    cases = {
        (case.organisation_id, case.programme_slug): case
        for case in Application.objects.filter(
            organisation__in=able, status__in=OPEN_STATUSES, subject=""
        ).select_related("round")
    }
    bans = {
        ban.uscc: ban
        for ban in Ban.objects.filter(
            uscc__in=[o.code for o in able], starts_on__lte=today, ends_on__gte=today
        ).order_by("ends_on")
    }
    return [
        Opening(
            round_,
            organisation,
            ready=round_.programme.party.has_profile(organisation),
            standing=cases.get((organisation.pk, round_.programme_slug)),
            ban=bans.get(organisation.code),
        )
        for round_ in rounds.current(today)[:MOST]
        for organisation in able
        if round_.programme.party.kind == organisation.kind
    ]
