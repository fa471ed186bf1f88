"""A story on stage: moves the clock by working days, acts through the domain and keeps a line of every act."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import User
from certification import units
from certification.domain import corrections, decisions, evidence, intake, panels, publicity, reviews
from certification.domain.corrections import Request
from certification.models import Application, Outcome, Verdict
from certification.stories import papers
from certification.stories.cast import COMPANIES, Cast
from workflows import calendar, clock, deadlines, outbox, timers
from workflows.models import WorkItem

MORNING = time(9, 30)


@dataclass(frozen=True)
class Line:
    """One act of a story, ready for ``--json``."""

    story: str
    step: int
    node: str
    actor: str
    department: str
    source: str
    target: str
    at: str
    working_days_left: int | None
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "story": self.story,
            "step": self.step,
            "node": self.node,
            "actor": self.actor,
            "department": self.department,
            "from": self.source,
            "to": self.target,
            "at": self.at,
            "working_days_left": self.working_days_left,
            "note": self.note,
        }


class Tale:
    """Tell one story. ``span`` is how many working days it takes, so that it can end today."""

    def __init__(
        self, name: str, cast: Cast, *, company: str, span: int, tell: Callable[[Line], None] | None = None
    ) -> None:
        self.name, self.cast, self._tell = name, cast, tell or (lambda line: None)
        self._span, self._waited, self._step = span, 0, 0
        self.moment = self._opening(clock.today(), span)
        self.lines: list[Line] = []
        with self._now():
            self.enterprise, self.clerk = cast.company(company)
            self.round = cast.round(clock.today() if span == 0 else self.moment.date())
        self.company = COMPANIES[company]
        self.application: Application | None = None

    # the clock

    def wait(self, days: int) -> None:
        """Go to the morning of the ``days``-th working day after the present one."""
        self._waited += days
        if self._waited > self._span:
            raise ValueError(f"story {self.name} takes longer than its {self._span} working days")
        self.moment = _morning(calendar.add_working_days(self.moment.date(), days))

    @contextmanager
    def _now(self) -> Iterator[None]:
        with clock.travel(self.moment):
            yield
        self.moment += timedelta(minutes=7)

    # the applicant

    def draft(self, **changes: Any) -> Application:
        """Start a draft and fill in every section and paper."""
        with self._now():
            application = intake.start_draft(self.round, self.enterprise, by=self.clerk)
            typed = papers.dossier(
                district=self.company.district,
                zone=self.company.zone,
                year=self.round.reference_date.year,
                **changes,
            )
            for slug, values in typed.items():
                application = self._fresh(application)
                version = application.dossier.get(slug, {}).get("version", 0)
                intake.save_section(application, slug, values, by=self.clerk, version=version)
            present = set(application.evidence.filter(removed_at=None).values_list("kind", flat=True))
            for slug in papers.ATTACHED:
                if slug not in present:
                    kind = application.programme.evidence_kind(slug)
                    evidence.attach(
                        application, kind, papers.paper(str(kind.title), self.company.name), by=self.clerk
                    )
        self.application = self._fresh(application)
        return self.application

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
                kind = self.case.programme.evidence_kind(slug)
                evidence.attach(
                    self.case, kind, papers.paper(f"{kind.title}（补正）", self.company.name), by=self.clerk
                )
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
            "intake",
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

    def merge(self, who: str, stage: str, later: str = "") -> None:
        """The lead merges what was asked."""
        self._on(f"{stage}_merge", who, reviews.merge, stage=stage, later_reason=later)

    def settle(self, stage: str, outcome: str, reason: str) -> None:
        """The officer rules on an objection."""
        self._on(f"{stage}_settle", "officer", reviews.settle, stage=stage, outcome=outcome, reason=reason)

    def appoint(self) -> None:
        """Five experts of the pool take their seats."""
        seats = self.case.policy.seats
        experts = [self.cast[f"expert{n}"] for n in range(1, seats + 1)]
        self._on("panel", "officer", panels.appoint, experts=experts)

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
            "secretary",
            decisions.deliberate,
            outcome=outcome,
            reason=reason,
            meeting="联席会议办公室专题会（示例）",
        )

    def publish(self) -> None:
        """公示."""
        self._on(
            "publicity",
            "officer",
            publicity.publish,
            title=f"关于{self.round.title}产教融合型企业建设培育名单的公示",
        )

    def pass_notice(self) -> None:
        """Wait until the notice has run, to the morning after its last day, and let the timer fire."""
        ends = self.case.notice_entry.notice.ends_on
        while self.moment.date() <= ends:
            self.wait(1)
        with self._now():
            timers.fire_due()

    def decide(self, outcome: str = Outcome.GRANT, reason: str = "公示无异议，决定纳入。") -> None:
        """决定; the worker's part follows at once."""
        self._on("decision", "decider", decisions.decide, outcome=outcome, reason=reason)

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
        person = self.cast[who]
        note = str(arguments.get("comment") or arguments.get("reason") or "")
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
            outbox.drain(raise_errors=True)
        self._step += 1
        unit = (item.unit if item else "") or self.enterprise.uscc
        line = Line(
            self.name,
            self._step,
            node,
            person.get_full_name(),
            units.unit_name(unit),
            source,
            self.case.status,
            at.isoformat(timespec="minutes"),
            left,
            note,
        )
        self.lines.append(line)
        self._tell(line)

    def _unit_of(self, who: str) -> str:
        return self.cast[who].memberships.get().organisation.code

    @staticmethod
    def _fresh(application: Application) -> Application:
        return Application.objects.select_related("round", "enterprise__organisation", "process").get(
            pk=application.pk
        )

    @staticmethod
    def _opening(today: date, span: int) -> datetime:
        """The morning of the day from which ``span`` working days lead to the last working day up to today."""
        day = today
        while not calendar.is_working(day):
            day -= timedelta(days=1)
        while span:
            day -= timedelta(days=1)
            span -= calendar.is_working(day)
        # with nothing left to wait, the first day itself must be a working day
        while not calendar.is_working(day):
            day -= timedelta(days=1)
        return _morning(day)


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, MORNING))
