"""市级产教融合师资库: who is in it follows from certificates in force, what is shown from the person's own choice."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from certification.domain import nominations
from certification.models import Certificate
from teachers.models import LibraryProfile, TeachingLog
from teachers.ranks import Level, Rank
from teachers.teaching import TAUGHT
from workflows import clock


@dataclass(frozen=True)
class Appointment:
    """One letter of appointment in force."""

    rank: str
    school: str
    valid_from: date
    valid_to: date | None
    number: str


@dataclass(frozen=True)
class Member:
    """A person of the library as anybody may see them; what they did not open is empty."""

    name: str
    employer: str
    position: str
    level: str
    field: str
    talent_plan: str
    introduction: str
    hours: Decimal | None
    appointments: list[Appointment]


@dataclass(frozen=True)
class Narrow:
    """What is searched for; empty means everything. ``tagged``: only people with a talent plan."""

    keyword: str = ""
    rank: str = ""
    field: str = ""
    employer: str = ""
    talent_plan: str = ""

    def __bool__(self) -> bool:
        return bool(self.keyword or self.rank or self.field or self.employer or self.talent_plan)


def searched(wanted: Narrow) -> QuerySet[LibraryProfile]:
    """Profiles open to the public of people with a certificate in force, narrowed over what is public only."""
    held = Certificate.objects.in_force(clock.today()).filter(
        programme_slug__in=_slugs(wanted.rank),
        nomination__document_kind=OuterRef("document_kind"),
        nomination__document_number=OuterRef("document_number"),
    )
    if wanted.keyword:
        named = Q(holder_name__icontains=wanted.keyword) | Q(organisation__name__icontains=wanted.keyword)
        held = held.filter(named)
    rows = LibraryProfile.objects.filter(Exists(held), is_listed=True)
    for column, value in (
        ("shown_field", wanted.field),
        ("shown_employer", wanted.employer),
        ("shown_talent_plan", wanted.talent_plan),
    ):
        if value:
            rows = rows.filter(**{f"{column}__icontains": value})
    return rows


def members(profiles: list[LibraryProfile]) -> list[Member]:
    """The people of one page; two queries."""
    wanted = Q(pk__in=[])
    for profile in profiles:
        wanted |= Q(
            nomination__document_kind=profile.document_kind,
            nomination__document_number=profile.document_number,
        )
    rows = Certificate.objects.in_force(clock.today()).filter(wanted, programme_slug__in=_slugs(""))
    held: dict[tuple[str, str], list[Certificate]] = {}
    for row in rows.select_related("nomination", "organisation").order_by("programme_slug", "pk"):
        assert row.nomination is not None
        key = (row.nomination.document_kind, row.nomination.document_number)
        held.setdefault(key, []).append(row)
    taught = _hours([row.nomination_id or 0 for found in held.values() for row in found])
    return [
        _member(profile, held.get((profile.document_kind, profile.document_number), []), taught)
        for profile in profiles
    ]


def _member(profile: LibraryProfile, held: list[Certificate], taught: dict[int, Decimal]) -> Member:
    hours = sum((taught.get(row.nomination_id or 0, Decimal(0)) for row in held), Decimal(0))
    return Member(
        name=held[-1].holder_name if held else "",
        employer=profile.shown_employer,
        position=profile.shown_position,
        level=str(dict(Level.choices).get(profile.shown_level, "")),
        field=profile.shown_field,
        talent_plan=profile.shown_talent_plan,
        introduction=profile.shown_introduction,
        hours=hours if profile.shows_teaching else None,
        appointments=[
            Appointment(
                str(Rank(row.programme.special["rank"]).label),
                row.organisation.name,
                row.valid_from,
                row.valid_to,
                row.number,
            )
            for row in held
        ],
    )


def _hours(pks: list[int]) -> dict[int, Decimal]:
    rows = TeachingLog.objects.filter(nomination__in=pks, kind__in=TAUGHT, cancelled_at=None)
    return dict(rows.order_by().values_list("nomination").annotate(hours=Sum("hours")))


def _slugs(rank: str) -> list[str]:
    return [p.slug for p in nominations.programmes() if not rank or p.special["rank"] == rank]
