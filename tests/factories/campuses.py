"""Schools' cases for tests: the stories' verbs, with papers unread and effects in the outbox."""

from decimal import Decimal
from typing import Any

from certification.models import Certificate, CertificateStatus
from certification.registry import EvidenceKind
from certification.stories.campus_tale import SLUG, SchoolTale
from certification.stories.cast import Cast
from certification.stories.plots import Story
from files.storage import store_bytes
from tests.factories.certification import attach_unread, stage
from tests.factories.files import pdf_bytes
from workflows import clock, engine, transitions


class SwiftSchool(SchoolTale):
    """Nothing is printed: a certificate is issued with a paper that says nothing."""

    def _attach(self, kind: EvidenceKind, *, again: bool = False) -> None:
        attach_unread(self.case, kind.slug, by=self.clerk, again=again)

    def report(self) -> Any:
        return store_bytes(pdf_bytes(title=f"report {self.case.pk}"), "application/pdf", "pdf")

    def _perform(self) -> None:
        for row in Certificate.objects.filter(status=CertificateStatus.RESERVED):
            issue_unprinted(row)


def issue_unprinted(row: Certificate) -> None:
    """What the worker does, without the printing."""
    from certification.domain import certificates

    pdf = store_bytes(pdf_bytes(title=row.number), "application/pdf", "pdf")
    fresh = transitions.apply(row, "issue", by=None, file=pdf, sha256=pdf.sha256, at=clock.now())
    certificates._take_place(fresh)
    task = row.application.process.task_set.filter(flow_task__endswith=".issue").latest("pk")
    engine.resume(task.pk, node="issue")


def tell(story: Story, cast: Cast | None = None) -> SwiftSchool:
    """A story told swiftly, to its end."""
    tale = SwiftSchool(
        story.name, cast or stage(), company=story.company, span=story.span, programme=story.programme
    )
    story.plot(tale)
    return tale


def begin(campus: str = "yingyong", cast: Cast | None = None, *, span: int = 60) -> SwiftSchool:
    """A tale before its first act."""
    return SwiftSchool("test", cast or stage(), company=campus, span=span, programme=SLUG)


def at_evaluation(campus: str = "yingyong", cast: Cast | None = None) -> SwiftSchool:
    """A case at the entrusted body's desk."""
    tale = begin(campus, cast)
    tale.draft()
    tale.submit()
    tale.wait(5)
    tale.screen()
    return tale


def at_conference(campus: str = "yingyong", cast: Cast | None = None, share: str = "0.9") -> SwiftSchool:
    """A case scored at ``share`` of every criterion, at the secretary's desk."""
    tale = at_evaluation(campus, cast)
    tale.to_conference(Decimal(share))
    return tale


def two_at_conference(
    cast: Cast, first: str = "0.9", second: str = "0.9", *, second_evaluated: str = "0.86"
) -> SwiftSchool:
    """Two schools of one group (``keji``, ``dianji``) of one round, each scored at its share; ``turn`` between."""
    tale = begin("keji", cast)
    tale.draft()
    tale.submit()
    tale.turn("dianji")
    tale.draft()
    tale.submit()
    tale.wait(5)
    for key, share, evaluated in (("keji", first, "0.86"), ("dianji", second, second_evaluated)):
        tale.turn(key)
        tale.screen()
        tale.to_conference(Decimal(share), Decimal(evaluated))
    return tale
