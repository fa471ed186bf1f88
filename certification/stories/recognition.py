"""The stories of A2 and of what follows it: recognition after a year of cultivation, extension, exit, review, change of
name, revocation with its ban, and the longest life from the first application to the last letter."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.domain import entrustments
from accounts.models import Entrustment, Organisation
from accounts.roles import Role
from certification import registry
from certification.domain import follow_ups, lifecycle
from certification.domain.reviews import DISTRICT, JOINT
from certification.models import Certificate, FollowUpStatus, Outcome
from certification.programmes.enterprise_duties import PLAN
from certification.stories import recognition_papers
from certification.stories.cast import AGENCY, Cast
from certification.stories.plots import SHARES, Story
from certification.stories.tale import Tale
from workflows import clock, timers
from workflows.dates import months_after

CULTIVATION, RECOGNITION = "enterprise-cultivation", "enterprise-recognition"
MIDDLING = [Decimal(s) for s in ("0.74", "0.70", "0.68", "0.72", "0.66")]
POOR = [Decimal(s) for s in ("0.58", "0.54", "0.50", "0.56", "0.48")]
DUTY = "duty"
"""Node of the lines that tell of a duty filed and reviewed."""


class Life(Tale):
    """A company through the years: further cases about its certificates, and the duties between them."""

    programme = CULTIVATION

    def enter(self, company: str) -> None:
        super().enter(company)
        _entrust(self.cast)

    @property
    def certificate(self) -> Certificate:
        """The certificate it holds, the one begun last."""
        rows = Certificate.objects.in_force(self.moment.date()).filter(organisation=self.organisation)
        return rows.order_by("-valid_from", "-pk")[0]

    def typed(self, **changes: Any) -> dict[str, Any]:
        """What is written in the sections of the present procedure."""
        programme = registry.get(self.round.programme_slug)
        if programme.stage == "change":
            return {
                "change": {
                    "fields": recognition_papers.change(self.organisation.name, **changes),
                    "tables": {},
                }
            }
        if programme.stage == "exit":
            return {
                "grounds": {"fields": recognition_papers.grounds(self.moment.date(), **changes), "tables": {}}
            }
        written = super().typed(**changes)
        if RECOGNITION in programme.slug:
            written |= _recognition(self.round.reference_date.year, self.since)
        return {section.slug: written[section.slug] for section in programme.sections}

    @property
    def since(self) -> date:
        """The first day it stood in the programme."""
        rows = Certificate.objects.filter(organisation=self.organisation).order_by("valid_from")
        return rows[0].valid_from

    # time and duties

    def wait_until(self, day: date) -> None:
        """To the first working morning on or after ``day``; duties that open on the way are filed and passed in
        the first days of their month."""
        looked = 0
        while self.moment.date() < day:
            self.wait(1)
            if self.moment.month != looked:
                self.do_duties()
                looked = self.moment.month

    def do_duties(self) -> None:
        """The company files what is open, and the officer passes it."""
        with self._now():
            follow_ups.open_all()
        for row in follow_ups.of_holder(self.clerk).filter(status=FollowUpStatus.DUE):
            self.file(row.pk)

    def file(self, pk: int) -> None:
        """One duty: filed by the clerk, passed by the officer of the lead."""
        row = follow_ups.of_holder(self.clerk).get(pk=pk)
        typed = {
            "fields": recognition_papers.plan(self.moment.date())
            if row.kind == PLAN
            else recognition_papers.report(row.period),
            "tables": {},
        }
        officer = self.cast.at(Role.OFFICER, row.application.programme.lead_unit)
        with self._now():
            at = self.moment
            follow_ups.save(row, typed, by=self.clerk)
            follow_ups.file(row, by=self.clerk)
        self._keep(DUTY, self.clerk.get_full_name(), self.organisation.code, "", at, note=f"提交{row.title}")
        with self._now():
            at = self.moment
            follow_ups.review(row, by=officer, result="pass", comment="")
        unit = row.application.programme.lead_unit
        self._keep(DUTY, officer.get_full_name(), unit, "", at, note=f"通过{row.title}")

    # later procedures

    def later(self, suffix: str) -> None:
        """Turn to a procedure about the certificate held."""
        held = self.certificate
        self.begin(f"{held.programme_slug}-{suffix}", about=held, holder_name=held.holder_name)

    def open_exit(self, **grounds: Any) -> None:
        """The officer writes down why, and the holder is told."""
        clerk, self.clerk = self.clerk, self.cast.at(Role.OFFICER, "SH-FGW")
        self.later("exit")
        self.draft(**grounds)
        self.submit()
        self.clerk = clerk

    def leave(self, outcome: str, reason: str, *, says: str = "", **grounds: Any) -> None:
        """退出: the officer opens it, the notice is given, the company may speak, somebody else decides."""
        self.open_exit(**grounds)
        clerk = self.clerk
        self.wait(2)
        if says:
            self._act(
                "statement",
                clerk,
                lambda: lifecycle.state(self.case, text=says, speaker=clerk.get_full_name(), by=clerk),
                note=says,
            )
        ends = lifecycle.statement_ends(self.case).date()
        while self.moment.date() <= ends:
            self.wait(1)
        with self._now():
            timers.fire_due()
        self.wait(2)
        self.decide(outcome, reason)


def to_panel(tale: Life) -> None:
    """From the draft to the appointment of the panel."""
    tale.draft()
    tale.submit()
    tale.wait(2)
    tale.screen(comment="材料齐全，符合形式要求。")
    tale.wait(3)
    tale.opine_all(DISTRICT)
    tale.wait(3)
    tale.opine_all(JOINT)
    tale.wait(1)


def to_score(tale: Life, shares: Sequence[Decimal]) -> None:
    """From the draft to the panel's result."""
    to_panel(tale)
    tale.appoint()
    tale.wait(5)
    for expert, share in enumerate(shares, 1):
        tale.score(expert, share)
    tale.wait(3)


def whole(
    tale: Life, shares: Sequence[Decimal] = SHARES, outcome: str = Outcome.GRANT, why: str = ""
) -> None:
    """One case of the enterprise flow, from the draft to its decision, with the panel's ``shares``."""
    reason = why or "符合条件，专家评审合格，同意。"
    to_score(tale, shares)
    tale.deliberate(outcome, reason)
    if tale.case.programme.ending(outcome).move == "grant":
        tale.wait(1)
        tale.publish()
        tale.pass_notice()
    else:
        tale.wait(1)
    tale.decide(outcome, reason)


def cultivated(tale: Life) -> None:
    """A year of cultivation with its duties done; then the case of recognition begins."""
    whole(tale)
    tale.wait_until(months_after(tale.certificate.valid_from, 12))
    tale.begin(RECOGNITION)


def recognised(tale: Life) -> None:
    """先建后认: admitted, a year on recognised for three years; the cultivation certificate is replaced."""
    cultivated(tale)
    whole(tale)


def extended(tale: Life) -> None:
    """Between 60 and 80: cultivation goes on for a year at most, once."""
    cultivated(tale)
    whole(tale, MIDDLING, Outcome.EXTEND, "专家评审得分未达到认定要求，延长培育一年。")


def failed(tale: Life) -> None:
    """Below 60: out of the programme."""
    cultivated(tale)
    whole(tale, POOR, Outcome.EXIT, "专家评审不合格，退出建设培育。")


def renamed(tale: Life) -> None:
    """Recognised, then renamed: the certificate is re-issued in the new name, its term stays."""
    recognised(tale)
    tale.wait(10)
    tale.later("change")
    tale.draft()
    tale.submit()
    tale.wait(2)
    tale.screen(comment="变更登记证明与申请一致。")
    tale.wait(2)
    tale.decide(reason="变更事项属实，同意换发证书。")


def revoked(tale: Life) -> None:
    """Recognised, then found to have cheated: told, heard, revoked, barred for five years."""
    recognised(tale)
    tale.wait(15)
    tale.leave(
        Outcome.EXIT,
        "申报材料中的实习名册与学校记录不符，弄虚作假属实，陈述理由不能成立。",
        says="名册由经办人误用旧表，请从轻处理。",
    )


def reviewed(tale: Life) -> None:
    """Recognised, three years of reports, the review passed before the term ends."""
    recognised(tale)
    last = tale.certificate.valid_to
    assert last is not None
    tale.wait_until(months_after(last, -2))
    tale.later("renewal")
    whole(tale)


def longest(tale: Life) -> None:
    """A1 → A2 → 复核 → 退出, the whole life."""
    reviewed(tale)
    last = tale.certificate.valid_to
    assert last is not None
    tale.wait_until(months_after(last, 1))
    tale.leave(
        Outcome.EXIT,
        "企业已停止校企合作并书面申请退出，同意。",
        ground="voluntary",
        facts="企业业务调整，停止接收实习学生，书面申请退出产教融合型企业范围。",
    )


def _entrust(cast: Cast) -> None:
    """The agency of the demonstration does the officer's work of recognition."""
    agency, principal = (Organisation.objects.get(code=code) for code in (AGENCY, "SH-FGW"))
    if not Entrustment.objects.filter(agency=agency).exists():
        today = clock.today()
        entrustments.grant(
            principal,
            agency,
            [RECOGNITION],
            starts_on=date(today.year - 1, 1, 1),
            ends_on=date(today.year + 5, 12, 31),
            document="产教融合型企业认定事务委托书（示例）",
            by=cast["decider"],
        )


def _recognition(year: int, since: date) -> dict[str, Any]:
    """What recognition and review ask beyond the dossier of cultivation."""
    return {
        "cultivation": {
            "fields": {
                "admitted_on": since.isoformat(),
                "summary": "建成实训基地一期，制度和机构运行正常，年度报告按期报送。",
                "results": "上一年度接收实习生五十七人，留用二十一人，学徒十二人。",
                "problems": "带教导师偏少，已制定增补计划。",
            },
            "tables": {
                "reports": [
                    {
                        "year": str(year - 1),
                        "filed_on": f"{year}-01-12",
                        "interns": "57",
                        "investment": "3400000.00",
                        "result": "accepted",
                    }
                ]
            },
        },
        "plan_result": {
            "fields": {
                "published_on": since.isoformat(),
                "published_url": "https://www.example.com/plan",
                "filed_on": since.isoformat(),
                "progress": "第一年目标全部完成，第二年目标完成过半。",
            },
            "tables": {
                "goals": [
                    {"goal": "年接收实习生", "target": "60 人", "actual": "57 人", "reached": "partly"}
                ],
            },
        },
    }


def drafting(tale: Life) -> None:
    """A year on, two sections of the recognition are filled in."""
    cultivated(tale)
    tale.draft(sections=("cultivation", "plan_result"))


def deliberating(tale: Life) -> None:
    """Before the conference, a score between the marks."""
    cultivated(tale)
    to_score(tale, MIDDLING)


def appointing(tale: Life) -> None:
    """The panel is to be appointed: by the officer, or by the agency entrusted with it."""
    cultivated(tale)
    to_panel(tale)


def changing(tale: Life) -> None:
    """A move within the city waits for intake."""
    whole(tale)
    tale.wait(8)
    tale.later("change")
    moved = {"before": "上海市示例路 1 号（虚构）", "after": "上海市示例路 88 号（虚构）"}
    tale.draft(kind="address", new_district="310112", **moved)
    tale.submit()


def telling(tale: Life) -> None:
    """An exit has been told; the time to speak runs."""
    whole(tale)
    tale.wait(12)
    tale.open_exit()


SPAN = 24 + 256 + 24


def _story(name: str, title: str, company: str, span: int, plot: Callable[[Life], None]) -> Story:
    return Story(name, title, company, span, plot, tale=Life)


STORIES = {
    s.name: s
    for s in [
        _story("recognition", "培育满一年后认定为产教融合型企业", "servo", SPAN, recognised),
        _story("recognition-extended", "认定评审未达标，延长培育", "mould", SPAN, extended),
        _story("recognition-failed", "认定评审不合格，退出培育", "cable", SPAN, failed),
        _story("recognition-renamed", "认定后更名，换发证书", "relay", SPAN + 14, renamed),
        _story(
            "recognition-revoked", "弄虚作假，告知、申辩后撤销，五年内禁止申报", "alloy", SPAN + 27, revoked
        ),
        _story("recognition-reviewed", "三年有效期满前复核合格", "turbine", SPAN + 730, reviewed),
        _story("recognition-life", "培育、认定、复核到退出的全过程", "radar", SPAN + 800, longest),
    ]
}
"""Every story by name."""
WAITING = {
    s.name: s
    for s in [
        _story("recognition-drafting", "认定申报填写中", "bearing", 24 + 256, drafting),
        _story(
            "recognition-appointing", "认定待组建专家组，受托机构可办", "sintering", SPAN - 12, appointing
        ),
        _story("recognition-deliberating", "认定待审议，评审得分未达标", "coating", SPAN - 6, deliberating),
        _story("cultivation-changing", "培育企业迁址变更待受理", "printing", 34, changing),
        _story("cultivation-exit", "退出事先告知，陈述申辩期内", "dyeing", 38, telling),
    ]
}
"""Scenes that stay on somebody's desk."""
