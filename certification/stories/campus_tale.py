"""A tale of a school: its self-assessment first, then the case, the entrusted body, the duties, the later cases."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from accounts.models import Organisation, User
from certification.domain import evaluations, follow_ups, lifecycle
from certification.models import Application, Certificate, FollowUp, Outcome, Round, Status
from certification.registry import EvidenceKind
from certification.stories import campus_papers, papers
from certification.stories.campus_cast import assess, partner, school
from certification.stories.campuses import CAMPUSES, Campus
from certification.stories.tale import SYSTEM, Tale
from files.models import StoredFile
from files.storage import store_bytes
from workflows import calendar, clock, timers

SLUG, NAMEPLATE = "benchmark-school", "technician-college"
SHORT = 10
"""Stories of at most so many working days end while the window is still open."""


class SchoolTale(Tale):
    """Tells of one school at a time; ``turn`` goes over to another of the same round."""

    programme = SLUG
    campus: Campus

    def enter(self, company: str) -> None:
        """The school, its partner enterprise and its locked self-assessment of the year."""
        self.campus = CAMPUSES[company]
        self.company = self.campus.applicant
        self.organisation, self.clerk = school(self.cast, company)
        self.parked: dict[str, tuple[Organisation, User, Application | None]] = {}
        partner(self.cast, self.cast.since)
        self.assess(self.moment.year)

    def begin(self, programme: str, **about: Any) -> None:
        """As ever; a first case that goes on to the conference applies in a window that closes soon, because
        schools are ranked once everybody has applied."""
        super().begin(programme, **about)
        if programme == SLUG and self._span > SHORT:
            self.round = _window(self.moment.date())

    def assess(self, year: int) -> None:
        """Fill and lock the self-assessment of a year."""
        with self._now():
            assess(self.organisation, self.campus, year, by=self.clerk)

    def turn(self, key: str) -> None:
        """Go over to another school of the round; its case is where it was left."""
        self.parked[self.campus.key] = self.organisation, self.clerk, self.application
        if key in self.parked:
            self.campus, self.company = CAMPUSES[key], CAMPUSES[key].applicant
            self.organisation, self.clerk, self.application = self.parked[key]
            return
        kept, round_ = dict(self.parked), self.round
        self.enter(key)
        self.parked, self.application, self.about, self.round = kept, None, {}, round_

    def typed(self, **changes: Any) -> dict[str, Any]:
        stage = self.round.programme.stage
        if stage in ("exit", "change"):
            return dict(changes)
        if self.round.programme_slug == NAMEPLATE:
            return campus_papers.nameplate(self.campus, self.round.reference_date.year, **changes)
        return campus_papers.application(self.campus, self.round.reference_date.year, **changes)

    def paper(self, kind: EvidenceKind, *, again: bool = False) -> UploadedFile:
        return papers.upload(kind, self.company, self.round.reference_date.year, again=again)

    # what only schools have

    def evaluate(self, share: Decimal) -> None:
        """The entrusted body marks every criterion at ``share`` and hands in its report."""
        with self._now():
            report = self.report()
        self._on(
            "evaluation",
            "",
            evaluations.evaluate,
            marks=_marks(self.case, share),
            finding="材料完整，指标与佐证一致；治理机制健全，企业授课比例有提高空间。",
            report=report,
            report_name="第三方材料评估报告.pdf",
        )

    def report(self) -> StoredFile:
        """The signed report of the entrusted body."""
        kind = EvidenceKind("evaluation_report", "第三方材料评估报告")
        pdf = papers.printed(kind, self.company, self.round.reference_date.year)
        return store_bytes(pdf, "application/pdf", "pdf")

    def to_conference(self, share: Decimal, evaluated: Decimal = Decimal("0.86")) -> None:
        """From the entrusted body's desk to the conference: report, panel, visit."""
        self.evaluate(evaluated)
        self.appoint()
        for expert in range(1, 6):
            self.score(expert, share)

    @property
    def certificate(self) -> Certificate:
        """The newest certificate of the school."""
        return Certificate.objects.filter(organisation=self.organisation, programme_slug=SLUG).latest("pk")

    def go_to(self, day: date) -> None:
        """Wait until the first working day not before ``day``."""
        today = self.moment.date()
        if today < day:
            self.wait(calendar.working_days_between(today, day - timedelta(days=1)) + 1)

    def duty(self, kind: str, typed: Mapping[str, str], result: str = "pass", comment: str = "") -> FollowUp:
        """Hand in the duty of this kind that is due, and have it reviewed."""
        with self._now():
            follow_ups.open_all()
            row = FollowUp.objects.filter(
                application__organisation=self.organisation, kind=kind, status__in=follow_ups.OPEN
            ).first()
            assert row is not None, f"no {kind} is due"
            follow_ups.save(row, {"fields": dict(typed), "tables": {}}, by=self.clerk)
            row = follow_ups.file(row, by=self.clerk)
        self._tell_duty(row, self.clerk, f"提交{row.title}")
        self.wait(3)
        officer = self.cast["officer"]
        with self._now():
            row = follow_ups.review(row, by=officer, result=result, comment=comment)
            self._perform()
        self._tell_duty(row, officer, f"{row.title}：{row.result_label}")
        return row

    def exit(self, ground: str, facts: str, *, statement: str = "") -> None:
        """The office begins the exit: told in advance, the school speaks, then it is decided."""
        certificate, own = self.certificate, self.clerk
        self.begin(f"{SLUG}-exit", about=certificate, holder_name=certificate.holder_name)
        self.clerk = self.cast["officer"]
        day = self.moment.date().isoformat()
        self.draft(sections=None, **campus_papers.grounds(ground, facts, day))
        self.submit()
        self.clerk = own
        if statement:
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
        self.decide(Outcome.EXIT, "事实清楚，陈述申辩意见已经研究，决定终止。")

    def _tell_duty(self, row: FollowUp, who: User, note: str) -> None:
        unit = self.organisation.code if who == self.clerk else self.round.programme.lead_unit
        self._keep(row.kind, who.get_full_name(), unit, "", self.moment, note=note)


def _marks(case: Application, share: Decimal) -> dict[str, str]:
    """Every criterion at ``share`` of its full mark, to the half point."""
    return {c.code: str((c.full * share * 2).quantize(Decimal(1)) / 2) for c in case.policy.criteria}


def _window(day: date) -> Round:
    """A window of applications that is open on ``day`` and closes three days later."""
    found = Round.objects.filter(
        programme_slug=SLUG, opens_on__lte=day, closes_on__gte=day, closes_on__lte=day + timedelta(days=3)
    ).first()
    if found:
        return found
    number = Round.objects.filter(programme_slug=SLUG, year=day.year, title__contains="批（").count() + 1
    return Round.objects.create(
        programme_slug=SLUG,
        year=day.year,
        title=f"{day.year} 年度第 {number} 批（示例）",
        opens_on=day - timedelta(days=21),
        closes_on=day + timedelta(days=3),
        reference_date=date(day.year, 1, 1),
    )
