"""Who holds what (资格): read from valid certificates, never from a column of a party."""

from datetime import date

from django.db.models import Count

from accounts.models import Organisation
from certification.models import Application, Certificate, FollowUp, FollowUpStatus
from certification.models.certificate import CertificateQuerySet
from workflows import clock


def valid(
    slug: str, organisation: Organisation | None = None, *, subject: str = "", on: date | None = None
) -> CertificateQuerySet:
    """Certificates of programme ``slug`` in force on a day (default today), of one holder or of all."""
    rows = Certificate.objects.in_force(on or clock.today()).filter(programme_slug=slug)
    return rows.filter(organisation=organisation, subject=subject) if organisation is not None else rows


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
