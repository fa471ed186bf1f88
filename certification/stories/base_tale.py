"""A tale of a base: its partner confirms, the case is decided, years of construction pass, it is accepted or leaves."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from accounts.models import User
from accounts.roles import Role
from bases import budget, milestones, partners, reports
from bases.models import Base, Milestone, Partner, Project, Recovery
from certification.domain import follow_ups, lifecycle, repayments
from certification.models import Certificate, FollowUp, Outcome, Status
from certification.registry import EvidenceKind
from certification.stories import base_papers, papers
from certification.stories.base_sites import SITES, Site, place
from certification.stories.tale import SYSTEM, Tale
from files import storage
from files.fields import Kept
from workflows import calendar, clock, timers

GOOD = (Decimal("0.93"), Decimal("0.86"), Decimal("0.84"), Decimal("0.88"), Decimal("0.81"))


class BaseTale(Tale):
    """Tells of one base. ``friend`` is the partner's clerk."""

    programme = "base-d2"
    site: Site
    base: Base
    partner: Partner
    friend: User

    def enter(self, company: str) -> None:
        self.site = SITES[company]
        self.company = self.site.applicant
        self.base, self.organisation, self.clerk, self.partner, self.friend = place(self.cast, company)

    def begin(self, programme: str, **about: Any) -> None:
        """As ever, about this base."""
        subject = {"base": self.base, "subject": f"base/{self.base.pk}", "holder_name": self.base.name}
        super().begin(programme, **subject, **about)

    def typed(self, **changes: Any) -> dict[str, Any]:
        stage = self.round.programme.stage
        if stage == "acceptance":
            return {**base_papers.acceptance(), **changes}
        if stage == "renewal":
            return {**base_papers.renewal(), **changes}
        if stage in ("change", "exit"):
            return dict(changes)
        return base_papers.application(self.base, self.partner, self.moment.date(), **changes)

    def paper(self, kind: EvidenceKind, *, again: bool = False) -> UploadedFile:
        return papers.upload(kind, self.company, self.round.reference_date.year, again=again)

    # the partner

    def ask(self) -> None:
        """The school asks every partner to stand by the dossier as it is."""
        with self._now():
            partners.ask(self.base, by=self.clerk)
        self._line("partners_asked", self.clerk, self.organisation.code, "邀请合作单位确认联合申报")

    def confirm(self) -> None:
        """The partner confirms the version it was asked about."""
        with self._now():
            asked = Partner.objects.get(pk=self.partner.pk)
            partners.confirm(asked, asked.version, by=self.friend, note="同意联合申报")
        code = self.partner.organisation.code
        self._line("partner_confirmed", self.friend, code, "同意联合申报")

    def apply(self) -> None:
        """From the draft to the intake desk: written, confirmed by the partner, submitted."""
        self.draft()
        self.ask()
        self.wait(2)
        self.confirm()
        self.wait(1)
        self.submit()

    def review(self) -> None:
        """From intake to the officer's desk: every department agrees."""
        self.wait(3)
        self.screen(comment="材料齐全，合作单位均已确认，符合形式要求。")
        self.wait(5)
        self.opine_all("joint")

    def judge(self, shares: tuple[Decimal, ...] = GOOD) -> None:
        """Experts are appointed and mark what they saw."""
        self.wait(1)
        self.appoint()
        self.wait(6)
        for expert, share in enumerate(shares, 1):
            self.score(expert, share)

    def conclude(self, outcome: str = Outcome.GRANT, reason: str = "专家评审合格，同意。") -> None:
        """From the conference to the decision, with the public notice where something is granted."""
        self.wait(3)
        self.deliberate(outcome, reason)
        ending = self.case.programme.ending(outcome)
        if ending.move == "grant":
            self.wait(1)
            self.publish()
            self.pass_notice()
        else:
            self.wait(2)
        self.decide(outcome, reason)

    # the construction

    @property
    def project(self) -> Project:
        return Project.objects.select_related("base__school").get(base=self.base)

    @property
    def certificate(self) -> Certificate:
        """The newest certificate of the base."""
        return Certificate.objects.filter(base=self.base).latest("pk")

    def go_to(self, day: date) -> None:
        """Wait until the first working day not before ``day``."""
        if self.moment.date() < day:
            eve = day - timedelta(days=1)
            self.wait(max(calendar.working_days_between(self.moment.date(), eve), 0) + 1)

    def build(self, until: date) -> None:
        """Live through the construction: milestones reached and paid for, yearly reports, the mid-term check."""
        while (event := self._next(until)) is not None:
            day, act = event
            self.go_to(day)
            act()
        self.go_to(until)

    def _next(self, until: date) -> tuple[date, Callable[[], object]] | None:
        """What comes next before ``until``: its day and what is done."""
        project = self.project
        found: list[tuple[date, Callable[[], object]]] = []
        goal = project.milestones.filter(done_on=None).first()
        if goal is not None:
            found.append((goal.due_on - timedelta(days=12), partial(self.reach, goal)))
        for year in range(project.starts_on.year, until.year):
            if not reports.filed(project, year):
                found.append((date(year + 1, 1, 12), partial(self.report, year)))
                break
        checks = FollowUp.objects.filter(application__base=self.base, kind="midterm")
        if not checks.exclude(status__in=follow_ups.OPEN).exists():
            day = project.starts_on + timedelta(days=555)
            found.append((day, partial(self.duty, "midterm", "pass", "进度与计划相符。")))
        due = [event for event in found if event[0] <= until]
        return min(due, key=lambda event: event[0]) if due else None

    def remind(self) -> None:
        """The morning's work of the platform: duties whose time has come are opened."""
        with self._now():
            follow_ups.open_all()

    def reach(self, goal: Milestone) -> None:
        """A milestone is reached and paid for, and its report accepted."""
        day = self.moment.date()
        with self._now():
            milestones.reach(
                goal,
                done_on=day,
                result="按期完成，指标达到。",
                evidence=self._kept("里程碑佐证"),
                by=self.clerk,
            )
            for line, heading in budget.with_spent(self.project):
                if line.year <= day.year and heading.left:
                    half = (heading.left / 2).quantize(Decimal("0.01"))
                    budget.spend(
                        line, amount=half, spent_on=day, voucher=self._kept("支出凭证"), by=self.clerk
                    )
        self._line("milestone_reached", self.clerk, self.organisation.code, goal.title)
        self.duty("milestone", "pass", "佐证材料与指标一致。")

    def report(self, year: int) -> None:
        """The yearly report: written, confirmed by the partner, filed, handed in and reviewed."""
        project = self.project
        with self._now():
            row = reports.open_(project, year, by=self.clerk)
            words = {
                "students": 320,
                "teachers": 28,
                "progress": "完成年度任务。",
                "problems": "",
                "next_steps": "按计划推进。",
            }
            row = reports.write(row, by=self.clerk, **words)
            row = reports.circulate(row, by=self.clerk)
            for partner in reports.unconfirmed(row):
                reports.answer(row, partner, row.version, agrees=True, note="", by=self._clerk_of(partner))
            reports.file(row, by=self.clerk)
        self._line("year_report", self.clerk, self.organisation.code, f"{year} 年度报告经合作单位确认")
        self.duty("yearly", "pass", "")

    def duty(self, kind: str, result: str, comment: str = "") -> FollowUp:
        """Hand in the duty of this kind that is due, and have it reviewed by the lead office."""
        with self._now():
            follow_ups.open_all()
            row = FollowUp.objects.filter(
                application__base=self.base, kind=kind, status__in=follow_ups.OPEN
            ).first()
            assert row is not None, f"no {kind} is due"
            follow_ups.save(row, {"fields": base_papers.REPORTS[kind], "tables": {}}, by=self.clerk)
            row = follow_ups.file(row, by=self.clerk)
        self._line(kind, self.clerk, self.organisation.code, f"提交{row.title}")
        self.wait(3)
        officer = self.officer
        with self._now():
            row = follow_ups.review(row, by=officer, result=result, comment=comment)
            self._perform()
        self._line(kind, officer, row.application.programme.lead_unit, f"{row.title}：{row.result_label}")
        return row

    # later cases

    def accept(
        self, shares: tuple[Decimal, ...] = GOOD, outcome: str = Outcome.GRANT, reason: str = ""
    ) -> None:
        """验收: from the draft to the decision, with every yearly report that is due."""
        for year in range(self.project.starts_on.year, self.moment.year):
            if not reports.filed(self.project, year):
                self.report(year)
        self.begin(f"{self._slug}-acceptance")
        self._through(shares, outcome, reason or "建设任务完成，验收合格。")

    def renew(self, shares: tuple[Decimal, ...] = GOOD) -> None:
        """复评."""
        self.begin(f"{self._slug}-renewal", about=self.certificate)
        self._through(shares, Outcome.GRANT, "运行良好，复评合格。")

    def change(self, typed: Mapping[str, Any], reason: str) -> None:
        """变更: applied for and granted."""
        held = Certificate.objects.filter(base=self.base, status="issued").order_by("-pk").first()
        self.begin(f"{self._slug}-change", about=held)
        self.draft(sections=None, **typed)
        self.submit()
        self.wait(2)
        self.screen(comment="材料齐全。")
        self.wait(3)
        self.decide(Outcome.GRANT, reason)

    def leave(self, typed: Mapping[str, Any], *, statement: str, reason: str) -> None:
        """退出: the office begins it and tells the school, who speaks; then it is decided."""
        held = Certificate.objects.filter(base=self.base, status="issued").order_by("-pk").first()
        self.begin(f"{self._slug}-exit", about=held)
        own, self.clerk = self.clerk, self.officer
        self.draft(sections=None, **typed)
        self.submit()
        self.clerk = own
        self.wait(2)
        self._act(
            "statement",
            own,
            lambda: lifecycle.state(self.case, text=statement, speaker=str(own), by=own),
            note=statement,
        )
        self.wait(self.case.policy.limits["statement"] + 1)
        with self._now():
            at = clock.now()
            timers.fire_due()
        self._keep("statement_period", SYSTEM, self.case.programme.lead_unit, Status.ACCEPTED, at)
        self.decide(Outcome.EXIT, reason)

    def repay(self, amount: str) -> None:
        """Money comes back."""
        self.wait(15)
        day = self.moment.date()
        with self._now():
            row = Recovery.objects.get(project__base=self.base)
            repayments.record(row, amount=Decimal(amount), paid_on=day, by=self.officer, note="国库回单")
        self._line("repayment", self.officer, self.case.programme.lead_unit, f"追回 {amount} 元")

    @property
    def officer(self) -> User:
        """The lead office's officer."""
        return self.cast.at(Role.OFFICER, self.round.programme.lead_unit)

    @property
    def _slug(self) -> str:
        return f"base-{self.base.kind}"

    def _through(self, shares: tuple[Decimal, ...], outcome: str, reason: str) -> None:
        self.draft()
        self.submit()
        self.wait(3)
        self.screen(comment="材料齐全，符合受理条件。")
        self.judge(shares)
        self.conclude(outcome, reason)

    def _clerk_of(self, partner: Partner) -> User:
        return User.objects.filter(
            memberships__organisation=partner.organisation_id, memberships__role=Role.CLERK
        ).earliest("pk")

    def _kept(self, title: str) -> Kept:
        """A paper of the base's own pages."""
        upload = self.paper(EvidenceKind("voucher", title))
        return Kept(storage.store(upload), f"{title}.pdf")

    def _line(self, node: str, who: User, unit: str, note: str) -> None:
        self._keep(node, who.get_full_name(), unit, "", self.moment, note=note)
