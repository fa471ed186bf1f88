"""What a person may see. Every screen starts from here; who is not in it gets a 404."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts import access
from accounts.models import Post, User
from accounts.roles import Role
from certification import registry
from certification.models import Application, PanelSeat, Round, Status
from certification.rules import APPLICANT_ROLES, OFFICE
from workflows.models import WorkItem

OFFICE_ROLES = frozenset({Role.INTAKE, Role.OFFICER, Role.SECRETARY, Role.DECIDER})


def of_applicant(user: User) -> QuerySet[Application]:
    """Cases of the organisations ``user`` fills in for, drafts included, and those their office opened
    itself. What an office opens about a holder the holder sees once it is submitted."""
    posts = access.posts(user)
    codes = {post.unit for post in posts if post.role in APPLICANT_ROLES}
    opened = [p.slug for p in registry.all_programmes() if p.opener == OFFICE]
    own = Q(organisation__code__in=codes) & ~Q(programme_slug__in=opened, status=Status.DRAFT)
    scope = access.scope(posts)
    led = [
        p.slug for p in registry.all_programmes() if p.opener == OFFICE and scope.allows(p.lead_unit, p.slug)
    ]
    if led:
        own |= Q(programme_slug__in=led)
    return Application.objects.filter(own).select_related("round", "organisation")


def visible(user: User) -> QuerySet[Application]:
    """Cases ``user`` may open: their own organisation's; submitted ones of programmes their office runs;
    those that lay or lie on their unit's desk; those they sit on the panel of."""
    posts = access.posts(user)
    desks = {(post.role, post.unit) for post in posts}
    allowed = Q(organisation__code__in={u for r, u in desks if r in APPLICANT_ROLES})
    slugs = office_programmes(user, posts)
    if slugs:
        allowed |= Q(programme_slug__in=slugs) & ~Q(status=Status.DRAFT)
    asked = [desk for desk in desks if desk[0] in (Role.REVIEWER, Role.DECIDER)]
    if asked:
        stood = Q()
        for role, unit in asked:
            stood |= Q(role=role, unit=unit)
        lay = WorkItem.objects.filter(stood, process=OuterRef("process"))
        allowed |= Q(Exists(lay))
    if any(r == Role.EXPERT for r, _unit in desks):
        allowed |= Q(Exists(PanelSeat.objects.filter(application=OuterRef("pk"), expert=user)))
    return Application.objects.filter(allowed).select_related("round", "organisation")


def of_office(user: User) -> QuerySet[Application]:
    """Submitted cases of the programmes whose office ``user`` works in."""
    rows = Application.objects.filter(programme_slug__in=office_programmes(user))
    return rows.exclude(status=Status.DRAFT).select_related("round", "organisation")


def office_rounds(user: User) -> QuerySet[Round]:
    """Rounds of those programmes, the newest first."""
    return Round.objects.filter(programme_slug__in=office_programmes(user))


def office_programmes(user: User, posts: Iterable[Post] | None = None) -> list[str]:
    """Slugs of the programmes whose office ``user`` works in, or that their agency was entrusted with."""
    held = list(access.posts(user) if posts is None else posts)
    units = {post.unit for post in held if post.role in OFFICE_ROLES and not post.programme}
    scope = access.scope(held)
    return [
        p.slug
        for p in registry.all_programmes()
        if units & {p.intake_unit, p.lead_unit, p.deliberation_unit, p.decision_unit}
        or scope.allows(p.lead_unit, p.slug)
    ]
