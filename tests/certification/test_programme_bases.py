"""D1–D8: what each kind asks and who leads, and its stories told whole."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bases import partners, recovery
from bases.models import BudgetLine
from certification import registry
from certification.domain import invariants, standing
from certification.models import Certificate, FollowUp, Outcome, Status
from certification.registry import EvidenceKind
from certification.stories.base_tale import BaseTale
from certification.stories.bases import STORIES, WAITING
from certification.stories.cast import Cast
from files.fields import Kept
from tests.factories.bases import paper
from tests.factories.certification import TODAY, attach_unread, stage
from workflows import audit, clock
from workflows.models import WorkItem

pytestmark = pytest.mark.django_db

BUILT = ["d1", "d2", "d3", "d5", "d7", "d8"]


class SwiftBase(BaseTale):
    """Papers are stored unread; effects stay in the outbox until a case is closed."""

    def _attach(self, kind: EvidenceKind, *, again: bool = False) -> None:
        attach_unread(self.case, kind.slug, by=self.clerk, again=again)

    def _kept(self, title: str) -> Kept:
        return paper(f"{title}.pdf")

    def _perform(self) -> None:
        if self.case.closed_at:
            super()._perform()


def told(name: str, cast: Cast | None = None) -> SwiftBase:
    story = {**STORIES, **WAITING}[name]
    tale = SwiftBase(name, cast or stage(), company=story.company, span=story.span, programme=story.programme)
    story.plot(tale)
    return tale


def letter(tale: BaseTale) -> str:
    """Title of the last letter of the case."""
    return str(tale.case.letters.latest("pk").content["title"])


def departments(tale: BaseTale, node: str) -> list[str]:
    return [line.department[:9] for line in tale.lines if line.node == node]


def _approved(tale: BaseTale) -> None:
    project = tale.project
    assert (tale.case.status, letter(tale), tale.case.conclusion) == (
        Status.GRANTED,
        "立项通知书",
        "予以立项",
    )
    assert not Certificate.objects.exists()  # a letter, no certificate, no plaque
    assert (project.status, project.due_on) == (
        "under_construction",
        project.starts_on.replace(year=project.starts_on.year + 3) - timedelta(days=1),
    )
    assert project.number == f"沪产教基立D2〔{project.starts_on.year}〕第00001号"
    assert project.milestones.count() == 3
    assert sum(line.planned for line in project.budget.all()) == Decimal("34800000.00")
    assert [line.node for line in tale.lines][:3] == ["partners_asked", "partner_confirmed", "submit"]
    said = audit.history(tale.base.audit_chain).filter(action="transition:confirm").get()
    assert said.actor == tale.friend
    assert set(tale.case.interested.all()) == {tale.organisation, tale.partner.organisation}


def _refused(tale: BaseTale) -> None:
    assert (tale.case.status, letter(tale)) == (Status.REFUSED, "不予立项决定书")
    assert not hasattr(tale.base, "project")
    assert "remedy" in tale.case.letters.latest("pk").content
    assert departments(tale, "joint_opinion")[-1] == "闵行区示例教育局（"  # where it stands joins in


def _recommended(tale: BaseTale) -> None:
    assert (tale.case.status, tale.case.outcome, letter(tale)) == (
        Status.GRANTED,
        Outcome.RECOMMEND,
        "市级推荐函",
    )
    assert not Certificate.objects.exists()
    assert not hasattr(tale.base, "project")


def _four_stars(tale: BaseTale) -> None:
    certificate = tale.certificate
    assert tale.project.status == "accepted"
    assert "★★★★" in str(certificate.content["body"])
    assert "★★★★★" not in str(certificate.content["body"])
    assert certificate.programme_slug == f"base-{tale.base.kind}"
    assert certificate.number.startswith(f"SHCJ-{tale.base.kind.upper()}-{certificate.valid_from.year}-")
    assert standing.valid(certificate.programme_slug, tale.organisation, subject=certificate.subject).exists()


def _labour_leads(tale: BaseTale) -> None:
    _four_stars(tale)
    assert tale.certificate.number.startswith("SHCJ-D8-")
    assert departments(tale, "intake") == ["示例市人力资源和社"] * 2
    assert departments(tale, "joint_opinion") == ["示例市人力资源和社", "示例市教育委员会（"]
    assert departments(tale, "deliberation") == ["示例市教育委员会（"] * 2
    assert departments(tale, "decision") == ["示例市人力资源和社"] * 2


def _rectified(tale: BaseTale) -> None:
    first, last = tale.past[1], tale.case
    assert (first.status, first.outcome, last.outcome) == (Status.DEFERRED, "extend", "grant")
    assert first.letters.latest("pk").content["title"] == "限期整改通知书"
    assert tale.project.status == "accepted"
    body = str(tale.certificate.content["body"])
    assert ("★★" in body, "★★★" in body) == (True, False)


def _failed(tale: BaseTale) -> None:
    assert [case.outcome for case in tale.past] == ["grant", "extend", "refuse"]
    assert (tale.case.outcome, tale.project.status) == (Outcome.EXIT, "withdrawn")
    assert tale.project.recovery.amount == Decimal("600000.00")
    assert not Certificate.objects.exists()


def _changed(tale: BaseTale) -> None:
    tale.base.refresh_from_db()
    project = tale.project
    assert [p.organisation.name for p in partners.current(tale.base)] == [
        "上海明眸示例视觉科技有限公司（虚构）"
    ]
    assert partners.current(tale.base)[0].status == "confirmed"
    assert tale.base.leader == "章示例（虚构）"
    assert project.extensions == 1
    assert BudgetLine.objects.get(project=project, item="导师与耗材").planned == Decimal("9000000.00")
    moved = audit.history(tale.base.audit_chain).get(action="milestone.moved")
    assert moved.data["before"]["due_on"] < moved.data["after"]["due_on"]
    assert {case.programme_slug for case in tale.past[1:]} == {"base-d1-change"}


def _suspended(tale: BaseTale) -> None:
    project = tale.project
    pause = project.suspensions.get()
    assert project.status == "under_construction"
    lost = pause.ends_on - pause.starts_on
    assert (
        project.due_on
        == project.starts_on.replace(year=project.starts_on.year + 3) - timedelta(days=1) + lost
    )


def _left(tale: BaseTale) -> None:
    row = tale.project.recovery
    assert (tale.project.status, row.amount, row.repayments.count()) == (
        "withdrawn",
        Decimal("1200000.00"),
        2,
    )
    assert recovery.outstanding(row) == Decimal("0.00")
    assert tale.case.statement.by == tale.clerk
    assert tale.case.letters.filter(kind="prior_notice").count() == 1


def _lived(tale: BaseTale) -> None:
    first, second = Certificate.objects.order_by("pk")
    assert first.valid_to is not None
    assert second.valid_from == first.valid_to + timedelta(
        days=1
    )  # no day without standing, none counted twice
    assert (first.status, second.status) == ("issued", "issued")
    kinds = FollowUp.objects.order_by("pk").values_list("kind", "status")
    done = [kind for kind, status in kinds if status == "accepted"]
    assert {kind: done.count(kind) for kind in set(done)} == {
        "milestone": 3,
        "midterm": 1,
        "yearly": 3,
        "operation": 2,
    }


def _at_the_departments(tale: BaseTale) -> None:
    assert tale.case.status == Status.ACCEPTED
    waiting = WorkItem.objects.filter(process=tale.case.process, node="joint_opinion", closed_at=None)
    assert sorted(waiting.values_list("unit", flat=True)) == ["SH-GZW", "SH-JW", "SH-JXW", "SH-RSJ"]


def _builds(tale: BaseTale) -> None:
    assert tale.project.status == "under_construction"
    (duty,) = tale.case.follow_ups.all()
    assert (duty.status, duty.title) == ("due", "里程碑报告：建成工艺实训平台")
    assert (duty.due_on - tale.moment.date()).days in range(10, 21)


def _waits(tale: BaseTale) -> None:
    assert tale.case.status == Status.DRAFT


EXPECTED: dict[str, Callable[[BaseTale], None]] = {
    "base-approved": _approved,
    "base-refused": _refused,
    "base-recommended": _recommended,
    "base-future": _recommended,
    "base-jobs": _four_stars,
    "base-teaching": _four_stars,
    "base-college": _four_stars,
    "base-skills": _labour_leads,
    "base-rectified": _rectified,
    "base-failed": _failed,
    "base-changed": _changed,
    "base-suspended": _suspended,
    "base-left": _left,
    "base-life": _lived,
    "base-drafting": _waits,
    "base-joint": _at_the_departments,
    "base-building": _builds,
    "base-confirming": _waits,
}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.travel(TODAY):
        yield


def test_every_story_has_its_end_described() -> None:
    assert list(EXPECTED) == [*STORIES, *WAITING]


@pytest.mark.parametrize("name", [*STORIES, *WAITING])
def test_every_story_ends_as_it_says(name: str) -> None:
    tale = told(name)
    assert tale.moment.date() <= date(2026, 11, 24)
    assert [str(problem) for problem in invariants.broken()] == []
    assert audit.verify(tale.case.audit_chain) == []
    assert audit.verify(tale.base.audit_chain) == []
    EXPECTED[name](tale)


def test_who_leads_and_who_joins() -> None:
    found = {
        p.code: (p.lead_unit, p.departments, p.tasks)
        for p in registry.first_programmes()
        if p.party.family == "base"
    }
    four = ("SH-JW", "SH-JXW", "SH-RSJ", "SH-GZW")
    assert found == {
        "D1": ("SH-JW", four, (26,)),
        "D2": ("SH-JW", four, (26,)),
        "D3": ("SH-JW", four, (24, 26)),
        "D4": ("SH-JW", four, (23, 26)),
        "D5": ("SH-JW", four, (26,)),
        "D6": ("SH-JW", four, (26,)),
        "D7": ("SH-JW", four, (26,)),
        "D8": ("SH-RSJ", ("SH-RSJ", "SH-JW"), (27,)),
    }


@pytest.mark.parametrize("code", [f"D{n}" for n in range(1, 9)])
def test_the_conference_s_office_deliberates_as_the_guide_says(code: str) -> None:
    """Plan task 2: it is at 市教委, whoever leads; acceptance and re-evaluation are deliberated there as well."""
    first = registry.get(f"base-{code.lower()}")
    judged = [first, *(p for p in registry.later(first.slug) if p.stage in ("acceptance", "renewal"))]
    assert {p.deliberation_unit for p in judged} == {"SH-JW"}
    assert {s.unit for p in judged for s in p.steps if s.node == "deliberation"} == {"联席会议办公室"}


@pytest.mark.parametrize("kind", BUILT)
def test_what_follows_an_approval(kind: str) -> None:
    later = {p.stage: p for p in registry.later(f"base-{kind}")}
    assert sorted(later) == ["acceptance", "change", "exit", "renewal"]
    assert registry.get(f"base-{kind}").certificate is None
    spec = later["acceptance"].certificate
    assert spec is not None
    assert (spec.series, spec.years, spec.plaque) == (kind.upper(), 3, True)
    assert later["exit"].opener == "office"


@pytest.mark.parametrize("kind", ["d4", "d6"])
def test_a_recommendation_is_all_there_is(kind: str) -> None:
    programme = registry.get(f"base-{kind}")
    assert registry.later(programme.slug) == []
    assert [e.outcome for e in programme.endings] == ["recommend", "refuse"]
    assert (programme.certificate, programme.follow_ups) == (None, ())


@pytest.mark.parametrize(
    ("score", "stars"),
    [("59.99", 0), ("60", 1), ("69.99", 1), ("70", 2), ("78", 3), ("84.99", 3), ("85", 4), ("92", 5)],
)
def test_stars(score: str, stars: int) -> None:
    assert registry.get("base-d2-acceptance").policy.stars_for(Decimal(score)) == stars
