"""What the worker does for a case, outside the database. Handlers fetch, delegate and log; each is idempotent."""

import logging

from certification import rendering
from certification.domain import certificates, revisions
from certification.models import Certificate, CertificateStatus, Letter, Revision
from files import storage
from workflows import engine, outbox
from workflows.models import OutboxMessage

logger = logging.getLogger(__name__)


@outbox.effect("letters.render")
def render_letter(message: OutboxMessage) -> None:
    """Print a letter once and keep it."""
    letter = Letter.objects.select_related("application").get(pk=message.payload["letter"])
    if letter.file_id is None:
        pdf = rendering.letter(letter)
        stored = storage.store_bytes(pdf, mime="application/pdf", extension="pdf")
        Letter.objects.filter(pk=letter.pk, file=None).update(file=stored)


@outbox.effect("revisions.print")
def print_revision(message: OutboxMessage) -> None:
    """Print the application form (申报书) of a revision with its version code on every page."""
    revision = Revision.objects.select_related("application__round").get(pk=message.payload["revision"])
    if revision.form_id is None:
        pdf = rendering.application_form(revision)
        stored = storage.store_bytes(pdf, mime="application/pdf", extension="pdf")
        Revision.objects.filter(pk=revision.pk, form=None).update(form=stored)


@outbox.effect("revisions.scan")
def check_scan(message: OutboxMessage) -> None:
    """Read the version codes off a signed scan."""
    revision = Revision.objects.select_related("scan").get(pk=message.payload["revision"])
    if revision.scan is not None and revision.scan.pk == message.payload["file"]:
        found = rendering.version_codes(revision.scan)
        revisions.judge_scan(revision.pk, revision.scan.pk, found)


@outbox.effect("certificates.issue")
def issue_certificate(message: OutboxMessage) -> None:
    """Issue the certificate reserved for the case of this process and let the flow go on."""
    certificate = Certificate.objects.exclude(status=CertificateStatus.VOID).get(
        application__process_id=message.payload["process"]
    )
    certificate = certificates.issue(certificate.pk)
    engine.resume(int(message.payload["task"]), node="issue")
    logger.info("certificate %s issued", certificate.number)
