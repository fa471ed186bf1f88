"""Cases for tests, told through the domain: the verbs, clocks and people of the stories, without printing."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User
from certification.domain.corrections import Request
from certification.domain.reviews import DISTRICT, JOINT
from certification.models import Application, Evidence, ReasonCode
from certification.registry import EvidenceKind
from certification.stories.cast import Cast
from certification.stories.plots import DEPARTMENTS, SHARES, Story
from certification.stories.tale import Tale
from files.storage import store_bytes
from tests.factories.files import pdf_bytes
from workflows import clock
from workflows.models import WorkItem

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = datetime(2026, 11, 24, 15, 0, tzinfo=SHANGHAI)
"""A Tuesday; no holiday within two months before it but the first week of October."""
ASK_AUDIT = Request(ReasonCode.MISSING, "请补充审计报告。", evidence_kind="audit_report")
ASK_MENTORS = Request(ReasonCode.MISMATCH, "带教导师人数与名册不一致。", section="internship")


class Swift(Tale):
    """A tale whose papers are stored unread and whose effects stay in the outbox: seconds become tenths."""

    def _attach(self, kind: EvidenceKind, *, again: bool = False) -> None:
        attach_unread(self.case, kind.slug, by=self.clerk, again=again)

    def _perform(self) -> None:
        pass


def attach_unread(application: Application, kind: str, *, by: User, again: bool = False) -> Evidence:
    """A paper of ``kind`` that nobody has looked at."""
    title = f"{kind} {application.pk} {again}"
    return Evidence.objects.create(
        application=application,
        kind=kind,
        file=store_bytes(pdf_bytes(title=title), "application/pdf", "pdf"),
        name=f"{kind}.pdf",
        uploaded_by=by,
        uploaded_at=clock.now(),
    )


def stage() -> Cast:
    """Everybody on stage."""
    cast = Cast()
    cast.set_stage()
    return cast


def tell(story: Story, cast: Cast | None = None) -> Swift:
    """A story told swiftly, to its end."""
    tale = Swift(story.name, cast or stage(), company=story.company, span=story.span)
    story.plot(tale)
    return tale


def begin(cast: Cast | None = None, company: str = "robot", *, span: int = 60) -> Swift:
    """A tale before its first act."""
    return Swift("test", cast or stage(), company=company, span=span)


def case_at(node: str, cast: Cast | None = None, company: str = "robot") -> Swift:
    """A case that waits at ``node``, or a ``draft`` with everything filled in."""
    tale = begin(cast, company)
    tale.draft()
    for step, walk in _WAY.items():
        if step == node:
            return tale
        walk(tale)
    raise KeyError(node)


def item_of(tale: Tale, node: str, unit: str = "", owner: User | None = None) -> WorkItem:
    """The open item at ``node``."""
    return tale.item(node, unit=unit, owner=owner)


def acting(tale: Tale, node: str, verb: Callable[..., Any], by: User, *, unit: str = "", **said: Any) -> Any:
    """Do ``verb`` at the open item of ``node`` at the tale's moment."""
    item = tale.item(node, unit=unit, owner=by if node == "score" else None)
    with clock.travel(tale.moment):
        return verb(item.task_id, process_id=item.process_id, by=by, **said)


def marks(application: Application, share: str = "0.9") -> dict[str, str]:
    """A sheet with ``share`` of every full mark, to the half point."""
    return {
        c.code: str((c.full * Decimal(share) * 2).quantize(Decimal(1)) / 2)
        for c in application.policy.criteria
    }


def _district(tale: Tale) -> None:
    offices = ("minhang", "minhang-edu") if tale.company.district == "310112" else ("pudong", "pudong-edu")
    for who in ("lingang",) if tale.company.zone else offices:
        tale.opine(who, DISTRICT)


def _joint(tale: Tale) -> None:
    for who in DEPARTMENTS:
        tale.opine(who, JOINT)


def _scores(tale: Tale) -> None:
    for expert, share in enumerate(SHARES, 1):
        tale.score(expert, share)


def _notice(tale: Tale) -> None:
    tale.publish()
    tale.pass_notice()


_WAY: dict[str, Callable[[Tale], Any]] = {
    "draft": lambda tale: tale.submit(),
    "intake": lambda tale: tale.screen(),
    "district_opinion": _district,
    "joint_opinion": _joint,
    "panel": lambda tale: tale.appoint(),
    "score": _scores,
    "deliberation": lambda tale: tale.deliberate(),
    "publicity": _notice,
    "decision": lambda tale: tale.decide(),
    "issue": lambda tale: None,
}
