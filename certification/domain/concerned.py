"""The certificate a renewal or a change concerns (所涉证书): whether it still carries the procedure.

Asked when the procedure begins, when it is submitted and when it is decided, because a certificate may end, expire or
be followed by another meanwhile.
"""

from django.utils.translation import gettext as _

from certification.models import Application, Certificate, CertificateStatus
from certification.registry import Programme
from workflows import clock

RENEWAL, CHANGE, EXIT = "renewal", "change", "exit"
TAKEN_AWAY = (CertificateStatus.EXITED, CertificateStatus.REVOKED, CertificateStatus.VOID)


def barrier(certificate: Certificate, programme: Programme) -> str:
    """Why the procedure cannot rest on the certificate, or nothing. A change re-issues what counts; a renewal may
    have been overtaken by a change of name, but not by another renewal."""
    if programme.stage not in (RENEWAL, CHANGE):
        return ""
    gone = TAKEN_AWAY if programme.stage == RENEWAL else (*TAKEN_AWAY, CertificateStatus.SUPERSEDED)
    if certificate.status in gone:
        return _("证书%(label)s，不能办理该事项。") % {"label": certificate.get_status_display()}
    if programme.stage == RENEWAL and _followed(certificate):
        return _("该证书已有接续的证书，不能重复办理。")
    return ""


def expired(certificate: Certificate, programme: Programme) -> str:
    """Why it is too late to ask: an expired standing is applied for anew."""
    last = certificate.valid_to
    if programme.stage in (RENEWAL, CHANGE) and last is not None and last < clock.today():
        return _("证书已于 %(day)s 到期，不能再办理该事项，请重新申报。") % {"day": last}
    return ""


def missing(case: Application) -> bool:
    """Whether a later procedure lacks what it is about: a certificate, or a base that may not have one yet."""
    return not case.programme.is_first and case.about_id is None and case.base_id is None


def _followed(certificate: Certificate) -> bool:
    """Whether another certificate of the same standing begins after this one's term."""
    if certificate.valid_to is None:
        return False
    rows = Certificate.objects.filter(
        programme_slug=certificate.programme_slug,
        organisation=certificate.organisation_id,
        subject=certificate.subject,
        status__in=[CertificateStatus.RESERVED, CertificateStatus.ISSUED],
        valid_from__gt=certificate.valid_to,
    )
    return rows.exclude(pk=certificate.pk).exists()
