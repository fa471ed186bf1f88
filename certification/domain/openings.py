"""What a person may apply for now, for which of their enterprises, and what stands in the way."""

from dataclasses import dataclass

from accounts.access import organisations_of
from accounts.models import Organisation, OrganisationKind, User
from certification.domain import rounds
from certification.models import OPEN_STATUSES, Application, Round, Status
from certification.rules import APPLICANT_ROLES
from enterprises.models import Ban, Enterprise
from workflows import clock

MOST = 20  # rounds, and enterprises of one person, that one page shows


@dataclass(frozen=True)
class Opening:
    """One open round for one enterprise. ``standing`` is the open case that bars another; a draft left over
    from an earlier round does not: it moves to this one. ``ban`` warns of what submission will refuse."""

    round: Round
    organisation: Organisation
    enterprise: Enterprise | None
    standing: Application | None = None
    ban: Ban | None = None

    @property
    def left_over(self) -> bool:
        """Whether ``standing`` is a draft of another round."""
        case = self.standing
        return case is not None and case.status == Status.DRAFT and case.round_id != self.round.pk


def applicants(user: User) -> list[Organisation]:
    """The organisations a person fills in for, with their profiles."""
    rows = organisations_of(user, APPLICANT_ROLES).select_related("enterprise")
    return list(rows.order_by("name", "pk")[:MOST])


def openings(organisations: list[Organisation]) -> list[Opening]:
    """Every open round for every enterprise among ``organisations``; three queries."""
    companies = [o for o in organisations if o.kind == OrganisationKind.ENTERPRISE]
    if not companies:
        return []
    today = clock.today()
    profiles = {o.pk: getattr(o, "enterprise", None) for o in companies}
    cases = {
        (case.enterprise_id, case.programme_slug): case
        for case in Application.objects.filter(
            enterprise__in=[p for p in profiles.values() if p], status__in=OPEN_STATUSES
        )
    }
    bans = {
        ban.uscc: ban
        for ban in Ban.objects.filter(
            uscc__in=[o.code for o in companies], starts_on__lte=today, ends_on__gte=today
        ).order_by("ends_on")
    }
    return [
        Opening(
            round_,
            company,
            profile := profiles[company.pk],
            standing=cases.get((profile.pk, round_.programme_slug)) if profile else None,
            ban=bans.get(company.code),
        )
        for round_ in rounds.current(today)[:MOST]
        for company in companies
    ]
