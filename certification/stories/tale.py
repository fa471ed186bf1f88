"""A story on stage: moves the clock by working days, acts through the domain and keeps a line of every act."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from accounts.models import Organisation, User
from certification import units
from certification.domain import corrections, decisions, evidence, intake, panels, publicity, reviews
from certification.domain.corrections import Request
from certification.models import Application, CertificateStatus, Outcome, Status, Verdict
from certification.registry import EvidenceKind
from certification.stories import papers
from certification.stories.cast import Cast
from certification.stories.companies import COMPANIES
from certification.stories.days import Line, last_day, morning, opening
from workflows import calendar, clock, deadlines, outbox, timers
from workflows.models import WorkItem

SYSTEM = "系统"


class Tale:
    """Tell one story. ``span`` is how many working days it takes, so that it can end today.

    A family's tale says who applies (``enter``), what they write (``typed``) and attach (``paper``); this one
    is the enterprises'. ``company`` names the applicant among those of the family."""

    programme = "enterprise-cultivation"
    left_to_the_worker: ClassVar[Collection[str]] = ()
    """Effects nobody in the story waits for: a demonstration leaves its printing to the worker."""

    def __init__(
        self,
        name: str,
        cast: Cast,
        *,
        company: str,
        span: int,
        tell: Callable[[Line], None] | None = None,
        programme: str = "",
    ) -> None:
        self.name, self.cast, self._tell = name, cast, tell or (lambda line: None)
        self._span, self._waited, self._step = span, 0, 0
        self.moment = opening(last_day(clock.now()), span)
        self.lines: list[Line] = []
        self.organisation: Organisation
        self.clerk: User
        cast.settle(range(self.moment.year, clock.today().year + 1))
        with self._now():
            self.enter(company)
        self.begin(programme or self.programme)

    def begin(self, programme: str, **about: Any) -> None:
        """Turn to a case of ``programme`` that has not begun yet; ``about`` as ``intake.start_draft`` takes it.
        What came before stays in ``past``."""
        if getattr(self, "application", None) is not None:
            self.past = [*getattr(self, "past", []), self.case]
        self.application: Application | None = None
        self.about = about
        self.round = self.cast.round(programme, self.moment.date())

    # the family

    def enter(self, company: str) -> None:
        """Who applies."""
        self.company = COMPANIES[company]
        self.organisation, self.clerk = self.cast.company(company)

    def typed(self, **changes: Any) -> dict[str, Any]:
        """What is written in every section."""
        return papers.dossier(
            company=self.company,
            district=self.company.district,
            zone=self.company.zone,
            year=self.round.reference_date.year,
            **changes,
        )

    def paper(self, kind: EvidenceKind, *, again: bool = False) -> UploadedFile:
        """A supporting document."""
        return papers.upload(kind, self.company, self.round.reference_date.year, again=again)

    # the clock

    def wait(self, days: int) -> None:
        """Go to the morning of the ``days``-th working day after the present one."""
        self._waited += days
        if self._waited > self._span:
            raise ValueError(f"story {self.name} takes longer than its {self._span} working days")
        self.moment = morning(calendar.add_working_days(self.moment.date(), days))

    @contextmanager
    def _now(self) -> Iterator[None]:
        with clock.travel(self.moment):
            yield
        self.moment += timedelta(minutes=7)

    # the applicant

    def draft(self, *, sections: Sequence[str] | None = None, **changes: Any) -> Application:
        """Start a draft and fill in every section and paper, or only some ``sections`` of it."""
        with self._now():
            self.application = intake.start_draft(self.round, self.organisation, by=self.clerk, **self.about)
            typed = self.typed(**changes)
            for slug in typed if sections is None else sections:
                case = self.case
                version = case.dossier.get(slug, {}).get("version", 0)
                intake.save_section(case, slug, typed[slug], by=self.clerk, version=version)
            if sections is None:
                for shelf in evidence.shelves(self.case):
                    if shelf.is_missing:
                        self._attach(shelf.kind)
        return self.case

    def submit(self) -> Application:
        """Submit the draft."""
        self._act("submit", self.clerk, lambda: intake.submit(self.case, by=self.clerk))
        return self.case

    def reopen(self) -> None:
        """撤回修改."""
        self._act(
            "reopen",
            self.clerk,
            lambda: intake.reopen(self.case, by=self.clerk, reason="发现实习人数填写有误"),
        )

    def withdraw(self, reason: str) -> None:
        """撤回申报."""
        self._act(
            "withdraw",
            self.clerk,
            lambda: intake.withdraw(self.case, by=self.clerk, reason=reason),
            note=reason,
        )

    def answer(self, text: str) -> None:
        """Upload what was asked and answer every item of the open notice."""
        notice = corrections.open_notice(self.case)
        assert notice is not None, "no correction is open"
        with self._now():
            for slug in sorted(corrections.flagged(self.case).evidence):
                self._attach(self.case.programme.evidence_kind(slug), again=True)
        item = self.item("amend")
        answers = {i.pk: text for i in notice.items.filter(dropped_reason="")}
        self._act(
            "amend",
            self.clerk,
            lambda: intake.resubmit(item.task_id, process_id=item.process_id, by=self.clerk, answers=answers),
            item,
            text,
        )

    # the offices

    def screen(
        self,
        verdict: str = Verdict.AGREE,
        comment: str = "",
        requests: Sequence[Request] = (),
        later: str = "",
    ) -> None:
        """受理审查."""
        self._on(
            "intake",
            "",
            reviews.screen,
            verdict=verdict,
            comment=comment,
            requests=requests,
            later_reason=later,
        )

    def opine(
        self,
        who: str,
        stage: str,
        verdict: str = Verdict.AGREE,
        comment: str = "",
        requests: Sequence[Request] = (),
    ) -> None:
        """One unit's opinion."""
        self._on(
            f"{stage}_opinion",
            who,
            reviews.opine,
            stage=stage,
            verdict=verdict,
            comment=comment,
            requests=requests,
            unit=self._unit_of(who),
        )

    def opine_all(self, stage: str) -> None:
        """Every unit that is still asked at ``stage`` agrees."""
        waiting = WorkItem.objects.filter(process=self.case.process, node=f"{stage}_opinion", closed_at=None)
        for unit in list(waiting.order_by("pk").values_list("unit", flat=True)):
            self._on(f"{stage}_opinion", "", reviews.opine, stage=stage, verdict=Verdict.AGREE, unit=unit)

    def merge(self, who: str, stage: str, later: str = "") -> None:
        """The lead merges what was asked."""
        self._on(f"{stage}_merge", who, reviews.merge, stage=stage, later_reason=later)

    def settle(self, stage: str, outcome: str, reason: str) -> None:
        """The officer rules on an objection."""
        self._on(f"{stage}_settle", "", reviews.settle, stage=stage, outcome=outcome, reason=reason)

    def appoint(self, numbers: Sequence[int] = (1, 2, 3, 4, 5)) -> None:
        """Experts of the pool, by number, take their seats."""
        experts = [self.cast[f"expert{n}"] for n in numbers]
        self._on("panel", "", panels.appoint, experts=experts)

    def score(self, expert: int, share: Decimal) -> None:
        """One expert marks every criterion at ``share`` of its full mark, to the half point."""
        marks = {
            c.code: str((c.full * share * 2).quantize(Decimal(1)) / 2) for c in self.case.policy.criteria
        }
        who = f"expert{expert}"
        item = self.item("score", owner=self.cast[who])
        self._act(
            "score",
            self.cast[who],
            lambda: panels.score(
                item.task_id,
                process_id=item.process_id,
                by=self.cast[who],
                marks=marks,
                comment="材料真实完整，成效与申报一致。",
            ),
            item,
        )

    def deliberate(
        self, outcome: str = Outcome.GRANT, reason: str = "符合条件，专家评审合格，同意。"
    ) -> None:
        """联席会议审议."""
        self._on(
            "deliberation",
            "",
            decisions.deliberate,
            outcome=outcome,
            reason=reason,
            meeting="联席会议办公室专题会（示例）",
        )

    def publish(self) -> None:
        """公示."""
        self._on(
            "publicity",
            "",
            publicity.publish,
            title=publicity.proposed_title(self.case),
        )

    def pass_notice(self) -> None:
        """Wait until the notice has run, to the morning after its last day, and let the timer fire."""
        ends = self.case.notice_entry.notice.ends_on
        while self.moment.date() <= ends:
            self.wait(1)
        with self._now():
            at = clock.now()
            timers.fire_due()
        self._keep("notice_period", SYSTEM, self.case.programme.lead_unit, Status.PUBLICISED, at)

    def decide(self, outcome: str = Outcome.GRANT, reason: str = "公示无异议，符合条件，同意。") -> None:
        """决定; the worker's part follows at once."""
        self._on("decision", "", decisions.decide, outcome=outcome, reason=reason)
        for certificate in self.case.certificates.filter(status=CertificateStatus.ISSUED):
            at = timezone.localtime(certificate.issued_at)
            self._keep("issue", SYSTEM, self.case.programme.decision_unit, "", at, note=certificate.number)

    # the machinery

    @property
    def case(self) -> Application:
        """The application as it is now."""
        assert self.application is not None, "the story has no draft yet"
        return self._fresh(self.application)

    def item(self, node: str, *, unit: str = "", owner: User | None = None) -> WorkItem:
        """The open work item at ``node`` (of ``unit`` or ``owner`` when several are open)."""
        items = WorkItem.objects.filter(process=self.case.process, node=node, closed_at=None)
        if unit:
            items = items.filter(unit=unit)
        if owner is not None:
            items = items.filter(owner=owner)
        return items.select_related("deadline").get()

    def _on(self, node: str, who: str, verb: Callable[..., Any], *, unit: str = "", **arguments: Any) -> None:
        item = self.item(node, unit=unit)
        person = self.cast[who] if who else self.cast.at(item.role, item.unit)
        verdict = arguments.get("verdict")
        said = [
            str(Verdict(verdict).label) if verdict else "",
            str(arguments.get("comment") or arguments.get("reason") or ""),
            *(request.note for request in arguments.get("requests", ())),
        ]
        note = "：".join(filter(None, [said[0], " ".join(filter(None, said[1:]))]))
        self._act(
            node,
            person,
            lambda: verb(item.task_id, process_id=item.process_id, by=person, **arguments),
            item,
            note,
        )

    def _act(
        self, node: str, person: User, act: Callable[[], Any], item: WorkItem | None = None, note: str = ""
    ) -> None:
        source = self.case.status
        with self._now():
            left = deadlines.remaining(item.deadline) if item else None
            at = clock.now()
            act()
            self._perform()
        unit = (item.unit if item else "") or self.organisation.code
        self._keep(node, person.get_full_name(), unit, source, at, left, note)

    def _attach(self, kind: EvidenceKind, *, again: bool = False) -> None:
        evidence.attach(self.case, kind, self.paper(kind, again=again), by=self.clerk)

    def _perform(self) -> None:
        """The worker's part of an act."""
        outbox.drain(raise_errors=True, without=self.left_to_the_worker)

    def _keep(
        self,
        node: str,
        actor: str,
        unit: str,
        source: str,
        at: datetime,
        left: int | None = None,
        note: str = "",
    ) -> None:
        """Keep and tell the line of an act that has just been done."""
        self._step += 1
        target = self.case.status
        department, when = units.unit_name(unit), at.isoformat(timespec="minutes")
        line = Line(
            self.name, self._step, node, actor, department, source or target, target, when, left, note
        )
        self.lines.append(line)
        self._tell(line)

    def _unit_of(self, who: str) -> str:
        return self.cast[who].memberships.get().organisation.code

    @staticmethod
    def _fresh(application: Application) -> Application:
        return Application.objects.select_related("round", "organisation", "process").get(pk=application.pk)
