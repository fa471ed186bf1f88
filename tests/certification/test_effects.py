"""What the worker does, done twice, killed half-way, or fed with something that is not what was decided."""

import io
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pikepdf import Pdf
from PIL import Image
from viewflow.workflow.models import Process
from viewflow.workflow.status import PROCESS

from certification import effects, rendering
from certification.domain import certificates, invariants, revisions
from certification.models import Certificate, CertificateStatus, Letter, Revision, ScanState
from certification.stories.cast import Cast
from documents import inspect
from files.models import StoredFile
from tests.factories.certification import TODAY, Swift, case_at, stage
from workflows import audit, clock, outbox, transitions
from workflows.errors import Refused
from workflows.models import OutboxMessage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.travel(TODAY):
        yield


@pytest.fixture
def people() -> Cast:
    return stage()


def message(effect: str) -> OutboxMessage:
    return OutboxMessage.objects.filter(effect=effect).latest("pk")


class TestIssuing:
    @pytest.fixture
    def granted(self, people: Cast) -> Swift:
        """Decided; the worker has not been there yet."""
        return case_at("issue", people)

    def test_once_however_often_the_effect_runs(self, granted: Swift) -> None:
        for _ in range(3):
            effects.issue_certificate(message("certificates.issue"))
        certificate = Certificate.objects.get()
        assert certificate.status == CertificateStatus.ISSUED
        assert certificate.file is not None
        assert certificate.pdf_sha256 == certificate.file.sha256
        assert [e.action for e in audit.history(certificate.audit_chain)] == ["reserve", "transition:issue"]
        assert Process.objects.get(pk=granted.case.process_id).status == PROCESS.DONE
        assert list(invariants.broken()) == []

    def test_killed_between_rendering_and_publishing(
        self, granted: Swift, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def killed(*_args: object, **_more: object) -> None:
            raise SystemExit("SIGKILL")

        with monkeypatch.context() as kill:
            kill.setattr(transitions, "apply", killed)
            with pytest.raises(SystemExit):
                certificates.issue(Certificate.objects.get().pk)
        half = Certificate.objects.get()
        assert (half.status, half.file) == (CertificateStatus.RESERVED, None)
        drawn = set(StoredFile.objects.values_list("sha256", flat=True))
        assert outbox.perform(message("certificates.issue").pk, raise_errors=True)
        whole = Certificate.objects.get()
        assert whole.status == CertificateStatus.ISSUED
        assert whole.pdf_sha256 in drawn, "rendered again, it is the same paper, byte for byte"
        assert whole.number == half.number

    def test_killed_after_publishing_the_flow_still_goes_on(self, granted: Swift) -> None:
        certificates.issue(Certificate.objects.get().pk)
        assert Process.objects.get(pk=granted.case.process_id).status == PROCESS.NEW
        assert outbox.perform(message("certificates.issue").pk, raise_errors=True)
        assert Process.objects.get(pk=granted.case.process_id).status == PROCESS.DONE

    def test_somebody_was_quicker(self, granted: Swift, monkeypatch: pytest.MonkeyPatch) -> None:
        pk, lint = Certificate.objects.get().pk, rendering.lint

        def meanwhile(row: Certificate, pdf: bytes) -> None:
            lint(row, pdf)
            with monkeypatch.context() as usual:
                usual.setattr(rendering, "lint", lint)
                certificates.issue(pk)

        with monkeypatch.context() as race:
            race.setattr(rendering, "lint", meanwhile)
            assert certificates.issue(pk).status == CertificateStatus.ISSUED
        assert audit.history(f"certificate/{pk}").count() == 2

    def test_content_that_is_not_what_was_reserved_is_not_printed(self, granted: Swift) -> None:
        row = Certificate.objects.get()
        row.content["holder"] = "另一家公司（虚构）"
        Certificate.objects.filter(pk=row.pk).update(content=row.content)
        with pytest.raises(ValueError, match="is not what was reserved"):
            certificates.issue(row.pk)
        assert Certificate.objects.get().status == CertificateStatus.RESERVED

    def test_a_paper_that_does_not_say_it_does_not_leave_the_house(self, granted: Swift) -> None:
        row = Certificate.objects.get()
        pdf = rendering.certificate(row)
        rendering.lint(row, pdf)
        row.content["number"] = "SHCJ-A1-2026-00002-8"
        with pytest.raises(rendering.NotAsIntended, match="number is not on the page"):
            rendering.lint(row, pdf)

    def test_a_void_number_stays_taken(self, granted: Swift) -> None:
        row = Certificate.objects.get()
        transitions.apply(row, "void", by=None, reason="制证失败（虚构）")
        with pytest.raises(Certificate.DoesNotExist):
            effects.issue_certificate(message("certificates.issue"))
        assert certificates.issue(row.pk).status == CertificateStatus.VOID
        fresh = certificates.reserve(
            granted.case, granted.case.programme.certificate, by=granted.cast["decider"]
        )
        assert fresh.serial == 2
        with pytest.raises(Refused):
            transitions.apply(row, "issue", by=None, file=None, sha256="", at=clock.now())


class TestLetters:
    def test_printed_once(self, people: Cast) -> None:
        case_at("district_opinion", people)
        note = message("letters.render")
        effects.render_letter(note)
        first = Letter.objects.get().file
        assert first is not None
        effects.render_letter(note)
        assert Letter.objects.get().file == first
        text = "".join(inspect.text(first.read()).split())
        assert "沪产教融受〔2026〕第00001号" in text

    def test_markup_in_a_name_is_only_text(self, people: Cast) -> None:
        case_at("district_opinion", people)
        letter = Letter.objects.get()
        letter.content["to"] = '<img src="file:///etc/passwd"><b>示例</b>'
        pdf = rendering.letter(letter)
        assert '<imgsrc="file:///etc/passwd"><b>示例</b>' in "".join(inspect.text(pdf).split())
        assert inspect.links(pdf) == []


class TestApplicationForm:
    def test_printed_once_with_its_code_on_every_page(self, people: Cast) -> None:
        case_at("intake", people)
        note = message("revisions.print")
        effects.print_revision(note)
        revision = Revision.objects.get()
        assert revision.form is not None
        pages = inspect.page_texts(revision.form.read())
        assert len(pages) > 2
        assert all(revision.version_code in page for page in pages)
        form = revision.form
        effects.print_revision(note)
        assert Revision.objects.get().form == form


def scan_of(revision: Revision, *, name: str = "扫描件.pdf", dpi: int = 130) -> SimpleUploadedFile:
    """The printed form, put on a scanner: its pages as grey pictures in a new PDF."""
    assert revision.form is not None
    pictures = [page.convert("L") for page in inspect.images(revision.form.read(), dpi)]
    target = io.BytesIO()
    pictures[0].save(target, "PDF", save_all=True, append_images=pictures[1:], resolution=dpi)
    return SimpleUploadedFile(name, target.getvalue())


def blank_scan() -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new("L", (800, 1100), 255).save(target, "PDF")
    return SimpleUploadedFile("空白.pdf", target.getvalue())


class TestScan:
    @pytest.fixture
    def tale(self, people: Cast) -> Swift:
        tale = case_at("intake", people)
        effects.print_revision(message("revisions.print"))
        return tale

    def judged(self, tale: Swift, upload: SimpleUploadedFile) -> tuple[str, str]:
        revision = Revision.objects.filter(application=tale.case).latest("number")
        revisions.attach_scan(revision, upload, by=tale.clerk)
        effects.check_scan(message("revisions.scan"))
        fresh = Revision.objects.get(pk=revision.pk)
        return fresh.scan_state, fresh.scan_found

    def test_the_signed_paper_of_this_version_matches(self, tale: Swift) -> None:
        revision = Revision.objects.get()
        assert self.judged(tale, scan_of(revision)) == (ScanState.MATCHED, revision.version_code)

    def test_another_cases_paper_is_flagged_with_its_code(self, tale: Swift, people: Cast) -> None:
        other = case_at("intake", people, "aero")
        effects.print_revision(message("revisions.print"))
        strange = Revision.objects.get(application=other.case)
        assert self.judged(tale, scan_of(strange)) == (ScanState.MISMATCH, strange.version_code)

    def test_a_blank_page_is_unreadable(self, tale: Swift) -> None:
        assert self.judged(tale, blank_scan()) == (ScanState.UNREADABLE, "")

    def test_one_page_of_another_version_among_ours_is_flagged(self, tale: Swift, people: Cast) -> None:
        case_at("intake", people, "aero")
        effects.print_revision(message("revisions.print"))
        own, strange = Revision.objects.order_by("pk")
        target = io.BytesIO()
        with Pdf.open(scan_of(own).file) as mixed, Pdf.open(scan_of(strange).file) as other:
            mixed.pages.append(other.pages[1])
            mixed.save(target)
        found = self.judged(tale, SimpleUploadedFile("混装.pdf", target.getvalue()))
        assert found == (ScanState.MISMATCH, strange.version_code)

    def test_a_paper_replaced_and_uploaded_again_is_judged_again(self, tale: Swift) -> None:
        revision = Revision.objects.get()
        right = scan_of(revision).read()
        assert self.judged(tale, SimpleUploadedFile("一.pdf", right))[0] == ScanState.MATCHED
        assert self.judged(tale, blank_scan())[0] == ScanState.UNREADABLE
        assert self.judged(tale, SimpleUploadedFile("二.pdf", right))[0] == ScanState.MATCHED

    def test_the_same_paper_twice_changes_nothing(self, tale: Swift) -> None:
        revision = Revision.objects.get()
        right = scan_of(revision).read()
        self.judged(tale, SimpleUploadedFile("一.pdf", right))
        again = revisions.attach_scan(revision, SimpleUploadedFile("一.pdf", right), by=tale.clerk)
        assert again.scan_state == ScanState.MATCHED
        assert OutboxMessage.objects.filter(effect="revisions.scan").count() == 1

    def test_an_older_scan_is_not_judged_any_more(self, tale: Swift) -> None:
        revision = Revision.objects.get()
        revisions.attach_scan(revision, scan_of(revision), by=tale.clerk)
        first = message("revisions.scan")
        revisions.attach_scan(Revision.objects.get(), blank_scan(), by=tale.clerk)
        effects.check_scan(first)
        fresh = Revision.objects.get()
        assert fresh.scan_state == ScanState.PENDING
        revisions.judge_scan(fresh.pk, first.payload["file"], ["XXXXXXXXXX"])
        assert Revision.objects.get().scan_state == ScanState.PENDING
