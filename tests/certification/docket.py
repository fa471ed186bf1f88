"""Cases on their way for the tests of screens: told through the domain, without printing anything."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from certification.domain import intake
from certification.domain.corrections import Request
from certification.domain.reviews import DISTRICT, JOINT
from certification.models import Application, Evidence, ReasonCode, Status, Verdict
from certification.stories import papers
from certification.stories.cast import Cast
from certification.stories.days import Line
from certification.stories.enterprise import ASK_AUDIT, ASK_INVOICE, DEPARTMENTS
from certification.stories.tale import Tale
from files.models import PageImage, StoredFile
from files.storage import store_bytes
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.files import image_bytes, pdf_bytes
from workflows import clock, engine, timers
from workflows.models import WorkItem

SPAN = 60
MARKS = ("0.9", "0.85", "0.8", "0.9", "0.8")
SHARE = Decimal("0.9")
ASK_SECTION = Request(ReasonCode.MISMATCH, "带教导师人数与名册不一致，请核对。", section="internship")


class QuickTale(Tale):
    """A tale whose effects stay in the outbox and whose papers are stored unread: seconds become tenths."""

    def draft(self, **changes: Any) -> Application:
        with self._now():
            application = intake.start_draft(self.round, self.organisation, by=self.clerk)
            typed = papers.dossier(
                district=self.company.district,
                zone=self.company.zone,
                year=self.round.reference_date.year,
                **changes,
            )
            application.dossier = {slug: {**part, "version": 1} for slug, part in typed.items()}
            application.save(update_fields=["dossier"])
            Evidence.objects.bulk_create(self._paper(application, slug) for slug in papers.ATTACHED)
        self.application = self._fresh(application)
        return self.application

    def answer(self, text: str) -> None:
        with self._now():
            item, notice = self.item("amend"), self.case.corrections.latest("number")
            Evidence.objects.bulk_create([self._paper(self.case, "audit_report")])
            answers = {i.pk: text for i in notice.items.filter(dropped_reason="")}
            intake.resubmit(item.task_id, process_id=item.process_id, by=self.clerk, answers=answers)

    def pass_notice(self) -> None:
        ends = self.case.notice_entry.notice.ends_on
        while self.moment.date() <= ends:
            self.wait(1)
        with self._now():
            timers.fire_due()

    def _paper(self, application: Application, slug: str) -> Evidence:
        stored = store_bytes(pdf_bytes(title=f"{slug} {application.pk}"), "application/pdf", "pdf")
        title = application.programme.evidence_kind(slug).title
        return Evidence(
            application=application,
            kind=slug,
            file=stored,
            name=f"{title}.pdf",
            uploaded_by=self.clerk,
            uploaded_at=clock.now(),
        )

    def _act(
        self,
        node: str,
        person: Any,
        act: Callable[[], Any],
        item: WorkItem | None = None,
        note: str = "",
    ) -> None:
        with self._now():
            act()
        self.lines.append(Line(self.name, 0, node, str(person), "", "", "", "", None, note))


def at(node: str, cast: Cast, company: str = "robot") -> QuickTale:
    """A case of ``company`` that waits at ``node``."""
    tale = QuickTale(f"at-{node}", cast, company=company, span=SPAN)
    tale.draft()
    tale.submit()
    for step, walk in _WAY:
        if step == node:
            return tale
        walk(tale, node)
    return tale


def _through_district(tale: QuickTale, node: str) -> None:
    offices = {"310112": ("minhang", "minhang-edu")}.get(tale.company.district, ("pudong", "pudong-edu"))
    for who in ("lingang",) if tale.company.zone else offices:
        tale.opine(who, DISTRICT)


def _through_joint(tale: QuickTale, node: str) -> None:
    if node == "joint_merge":
        for who in ("fgw", "jw", "gzw"):
            tale.opine(who, JOINT)
        tale.opine("czj", JOINT, Verdict.CORRECT, requests=[ASK_INVOICE])
        tale.opine("swj", JOINT, Verdict.CORRECT, requests=[ASK_AUDIT])
    elif node == "joint_settle":
        tale.opine("swj", JOINT, Verdict.OBJECT, "存在未处理完毕的涉税事项，不同意纳入。")
    else:
        for who in DEPARTMENTS:
            tale.opine(who, JOINT)


def _through_scores(tale: QuickTale, node: str) -> None:
    for expert, share in enumerate(MARKS, 1):
        tale.score(expert, Decimal(share))


def _through_notice(tale: QuickTale, node: str) -> None:
    tale.publish()
    tale.pass_notice()


_WAY: list[tuple[str, Callable[[QuickTale, str], None]]] = [
    ("intake", lambda tale, node: tale.screen(comment="材料齐全。")),
    ("district_opinion", _through_district),
    ("joint_opinion", _through_joint),
    ("joint_merge", lambda tale, node: None),
    ("joint_settle", lambda tale, node: None),
    ("panel", lambda tale, node: tale.appoint()),
    ("score", _through_scores),
    ("deliberation", lambda tale, node: tale.deliberate()),
    ("publicity", _through_notice),
    ("decision", lambda tale, node: tale.decide()),
]


def draw_pages(stored: StoredFile) -> None:
    """One page picture of a stored file, as the worker would have made it."""
    picture = store_bytes(image_bytes("JPEG"), "image/jpeg", "jpg")
    PageImage.objects.create(file=stored, number=1, width=1400, height=1980, image=picture)


def crowd(cast: Cast, count: int) -> list[Application]:
    """``count`` submitted cases of as many companies, in the order of their due days; they share a dossier."""
    round_, made = cast.round("enterprise-cultivation", clock.today()), []
    for n in range(count):
        with clock.travel(clock.now() + timedelta(minutes=n)):
            enterprise = EnterpriseFactory.create()
            application = Application.objects.create(
                number=f"CJ2026-9{Application.objects.count():04d}",
                programme_slug=round_.programme_slug,
                round=round_,
                organisation=enterprise.organisation,
                holder_name=enterprise.name,
                district=enterprise.registered_district,
                status=Status.SUBMITTED,
                policy_snapshot=round_.effective_policy.to_json(),
                created_by=cast["officer"],
                created_at=clock.now(),
                submitted_at=clock.now(),
            )
            application.process = engine.start(application.programme.flow, by=None, artifact=application)
            application.save(update_fields=["process"])
            made.append(application)
    return made
