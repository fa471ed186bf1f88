"""Who holds what (资格): read from valid certificates, never from a column of a party."""

from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from accounts import access
from accounts.models import Organisation, User
from certification import registry, rules
from certification.domain import queries
from certification.models import (
    ENDED,
    Application,
    Certificate,
    CertificateStatus,
    FollowUp,
    FollowUpStatus,
    Status,
)
from certification.models.certificate import CertificateQuerySet
from workflows import clock

EXPIRING = 92
"""Days before its last one from which a certificate counts as expiring."""


def valid(
    slug: str, organisation: Organisation | None = None, *, subject: str = "", on: date | None = None
) -> CertificateQuerySet:
    """Certificates of programme ``slug`` in force on a day (default today), of one holder or of all."""
    rows = Certificate.objects.in_force(on or clock.today()).filter(programme_slug=slug)
    return rows.filter(organisation=organisation, subject=subject) if organisation is not None else rows


def of_holder(user: User) -> CertificateQuerySet:
    """Certificates of the organisations ``user`` fills in for, whatever became of them."""
    codes = {unit for role, unit in access.desks(user) if role in rules.APPLICANT_ROLES}
    rows = Certificate.objects.filter(organisation__code__in=codes).exclude(status=CertificateStatus.VOID)
    return rows.select_related("organisation", "application")


def of_office(user: User) -> CertificateQuerySet:
    """The register of the programmes ``user``'s office runs."""
    rows = Certificate.objects.filter(programme_slug__in=queries.office_programmes(user))
    return rows.exclude(status=CertificateStatus.VOID).select_related("organisation", "application")


def searched(
    rows: CertificateQuerySet, *, keyword: str = "", slug: str = "", state: str = ""
) -> CertificateQuerySet:
    """``rows`` narrowed by name or number, programme, and how they stand: ``valid``, ``expiring`` (within three
    months), ``over``."""
    today = clock.today()
    if keyword:
        rows = rows.filter(Q(holder_name__icontains=keyword) | Q(number__icontains=keyword))
    if slug:
        rows = rows.filter(programme_slug=slug)
    if state == "valid":
        rows = rows.in_force(today)
    if state == "expiring":
        rows = rows.in_force(today).filter(valid_to__lte=today + timedelta(days=EXPIRING))
    if state == "over":
        rows = rows.filter(Q(status__in=ENDED) | Q(valid_to__lt=today))
    return rows


def duties_of(certificate: Certificate) -> QuerySet[FollowUp]:
    """Duties of the holder's standing, whichever of its cases they hang on: a re-issued certificate does not
    lose them."""
    slugs = [certificate.programme_slug, *(p.slug for p in registry.later(certificate.programme_slug))]
    return FollowUp.objects.filter(
        application__organisation=certificate.organisation_id,
        application__subject=certificate.subject,
        application__programme_slug__in=slugs,
    ).order_by("due_on", "pk")


def granting_case(certificate: Certificate) -> Application | None:
    """The case whose programme declares the duties of this standing: the newest that granted it; none where it
    was taken over from an older register."""
    slugs = [
        p.slug for p in (certificate.programme, *registry.later(certificate.programme_slug)) if p.follow_ups
    ]
    cases = Application.objects.filter(
        organisation=certificate.organisation_id,
        subject=certificate.subject,
        programme_slug__in=slugs,
        status=Status.GRANTED,
    )
    return cases.order_by("closed_at", "pk").last()


def since(application: Application) -> dict[str, date]:
    """For each programme whose certificate the applicant holds: the first day of the one in force."""
    rows = Certificate.objects.in_force(clock.today()).filter(
        organisation=application.organisation_id, subject=application.subject
    )
    return dict(rows.order_by("-valid_from", "-pk").values_list("programme_slug", "valid_from"))


def filed(application: Application) -> dict[str, int]:
    """How many duties of each kind the applicant has had accepted, whatever case they belong to."""
    rows = FollowUp.objects.filter(
        application__organisation=application.organisation_id,
        application__subject=application.subject,
        status=FollowUpStatus.ACCEPTED,
    )
    return dict(rows.order_by().values_list("kind").annotate(n=Count("pk")))
