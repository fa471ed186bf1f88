"""A2: what it asks at its boundaries, every way it may end, and what follows its certificate."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from certification import registry
from certification.domain import certificates, decisions, eligibility, intake, invariants, lifecycle, standing
from certification.models import (
    Application,
    Certificate,
    CertificateStatus,
    FollowUp,
    LetterKind,
    Outcome,
    Status,
)
from certification.programmes import enterprise_recognition_rules as rules
from certification.programmes.enterprise_duties import PLAN, REPORT, plan_due
from certification.programmes.enterprise_recognition import POLICY, PROGRAMME
from certification.registry import Facts, Finding
from certification.stories import recognition
from certification.stories.recognition import CULTIVATION, MIDDLING, POOR, RECOGNITION, STORIES
from enterprises import bans
from enterprises.models import Ban
from tests.certification.lives import SwiftLife, begin, live
from tests.factories.certification import TODAY
from workflows import audit, clock
from workflows.dates import months_after
from workflows.errors import Refused

RULES = {rule.code: rule for rule in PROGRAMME.rules}
PARTY = {"since": date(2025, 6, 30), "imported": False, "owed": 1, "reported": 1, "planned": True}


def finding(code: str, today: date = date(2026, 9, 14), **party: Any) -> Finding:
    return RULES[code].check(Facts(dossier={}, policy=POLICY, today=today, party=PARTY | party))


class TestWhatItAsks:
    @pytest.mark.parametrize(
        ("since", "found"),
        [
            (date(2025, 9, 14), Finding(True, "自 2025-09-14 起培育")),
            (date(2025, 9, 15), Finding(False, "自 2025-09-15 起培育")),
            (None, Finding(False, "没有有效的建设培育证书")),
        ],
    )
    def test_a_year_of_cultivation(self, since: date | None, found: Finding) -> None:
        assert finding("cultivated", since=since) == found

    def test_from_leap_day_a_year_is_over_on_the_last_of_february(self) -> None:
        assert finding("cultivated", date(2025, 2, 28), since=date(2024, 2, 29)).passed
        assert not finding("cultivated", date(2025, 2, 27), since=date(2024, 2, 29)).passed

    @pytest.mark.parametrize(
        ("party", "found"),
        [
            ({}, Finding(True, "应报 1 份，已通过 1 份")),
            ({"owed": 2}, Finding(False, "应报 2 份，已通过 1 份")),
            ({"imported": True, "reported": 0}, Finding(True, "历史导入，以所附年度报告为准")),
        ],
    )
    def test_the_annual_reports(self, party: dict[str, Any], found: Finding) -> None:
        assert finding("reports", **party) == found

    @pytest.mark.parametrize(
        ("party", "found"),
        [
            ({}, Finding(True, "已备案")),
            ({"planned": False}, Finding(False, "未备案")),
            ({"planned": False, "imported": True}, Finding(True, "历史导入，以所附三年规划为准")),
        ],
    )
    def test_the_filed_plan(self, party: dict[str, Any], found: Finding) -> None:
        assert finding("plan_filed", **party) == found

    def test_the_conditions_of_cultivation_stay(self) -> None:
        assert {"minimum", "no_ban", "internship", "taxpayer"} <= set(RULES)
        assert POLICY.min_conditions == 2


class TestMarks:
    def test_eighty_and_sixty(self) -> None:
        assert (POLICY.floor(Outcome.GRANT), POLICY.floor(Outcome.EXTEND)) == (Decimal(80), Decimal(60))

    @pytest.mark.parametrize(
        ("mean", "said"),
        [
            (Decimal("59.99"), ""),
            (Decimal("60.00"), "专家评审得分不低于 60 分，不能作出“退出”的结论。"),
            (None, "未经专家评审，不能作出“退出”的结论。"),
        ],
    )
    def test_exit_is_for_those_below(self, monkeypatch: Any, mean: Decimal | None, said: str) -> None:
        found = SimpleNamespace(mean=mean) if mean is not None else None
        monkeypatch.setattr(rules.panels, "result", lambda case: found)
        assert rules.only_below_the_mark(Application()) == said


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2025, 6, 30), 12, date(2026, 6, 30)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2025, 12, 31), -2, date(2025, 10, 31)),
        (date(2025, 8, 31), 1, date(2025, 9, 30)),
    ],
)
def test_months_later(day: date, months: int, later: date) -> None:
    assert months_after(day, months) == later


def test_an_extension_begins_no_plan_of_its_own() -> None:
    case = Application(outcome=Outcome.EXTEND, closed_at=TODAY)
    assert plan_due(case, TODAY.date()) == []
    case.outcome = Outcome.GRANT
    assert plan_due(case, TODAY.date()) == [("plan", "三年规划备案", date(2027, 2, 24))]


@pytest.mark.parametrize(
    ("year", "said"), [("2025", ""), ("2024", "本期应报送 2025 年度的报告，填写的年度是 2024。")]
)
def test_a_report_is_of_the_year_it_is_owed_for(year: str, said: str) -> None:
    row = FollowUp(period="2025", dossier={"fields": {"year": year}})
    assert PROGRAMME.follow_up(REPORT).ready(row) == said
    assert PROGRAMME.follow_up(REPORT).ready(FollowUp(period="20251125", dossier=row.dossier)) == ""


@pytest.fixture
def today(db: None) -> Iterator[None]:
    with clock.travel(TODAY):
        yield


def papers(tale: SwiftLife) -> list[tuple[str, str]]:
    """Standing and state of every certificate of the company, in the order they were made."""
    rows = Certificate.objects.filter(organisation=tale.organisation).order_by("pk")
    return [(row.programme_slug.removeprefix("enterprise-"), str(row.status)) for row in rows]


def sound(tale: SwiftLife) -> None:
    assert [str(problem) for problem in invariants.broken()] == []
    assert audit.verify(tale.case.audit_chain) == []
    assert tale.moment <= TODAY


@pytest.mark.usefixtures("today")
class TestStories:
    def test_recognised_for_three_years(self) -> None:
        tale = live(STORIES["recognition"])
        sound(tale)
        assert papers(tale) == [("cultivation", "superseded"), ("recognition", "issued")]
        row = tale.certificate
        assert (row.valid_from, row.valid_to) == (date(2026, 11, 12), date(2029, 11, 11))
        assert row.number.startswith("SHCJ-A2-2026-00001-")
        assert row.content["document_no"] == "沪产教融企〔2026〕第00001号（示例）"
        assert "有效期三年（2026年11月12日至2029年11月11日）" in str(row.content["body"])
        assert tale.case.conclusion == "予以认定"
        duties = FollowUp.objects.filter(application=tale.case).values_list("kind", "due_on")
        assert list(duties) == [(PLAN, date(2027, 2, 12))]
        first = Application.objects.get(organisation=tale.organisation, programme_slug=CULTIVATION)
        rows = first.follow_ups.order_by("due_on").values_list("kind", "period", "due_on", "status")
        assert list(rows) == [
            (PLAN, "plan", date(2026, 1, 10), "accepted"),
            (REPORT, "2025", date(2026, 1, 31), "accepted"),
        ]
        review = registry.get("enterprise-recognition-renewal")
        answer = lifecycle.may_begin(tale.certificate, review, tale.clerk)
        assert (answer.code, answer.reason) == ("window", "2029-08-11 起可以办理。")

    def test_extended_once(self) -> None:
        tale = live(STORIES["recognition-extended"])
        sound(tale)
        assert papers(tale) == [("cultivation", "superseded"), ("cultivation", "issued")]
        row = tale.certificate
        assert (row.valid_from, row.valid_to) == (date(2026, 11, 12), date(2027, 11, 11))
        assert row.content["title"] == "产教融合型企业延长培育证书"
        assert (tale.case.outcome, tale.case.conclusion) == (Outcome.EXTEND, "延长培育")
        assert not FollowUp.objects.filter(application=tale.case).exists()
        assert rules.facts(tale.case)["since"] == date(2025, 10, 10), "the first year counts"
        known = intake.suggestions(tale.case, "cultivation")
        assert known == {"admitted_on": date(2025, 10, 10)}
        assert rules.only_once(tale.case) == "培育期已延长过一次，不能再作出“延长培育”的结论。"

    def test_failed_and_out(self) -> None:
        tale = live(STORIES["recognition-failed"])
        sound(tale)
        assert papers(tale) == [("cultivation", "exited")]
        assert (tale.case.status, tale.case.conclusion) == (Status.REFUSED, "退出培育")
        letter = tale.case.letters.get(kind=LetterKind.REFUSAL)
        assert letter.content["title"] == "退出建设培育决定书"
        assert "书面申请复核" in letter.content["remedy"]
        assert not Ban.objects.exists(), "failing is no fraud"
        assert not standing.valid(CULTIVATION, tale.organisation).exists()

    def test_renamed_for_the_rest_of_the_term(self) -> None:
        tale = live(STORIES["recognition-renamed"])
        sound(tale)
        assert papers(tale)[-2:] == [("recognition", "superseded"), ("recognition", "issued")]
        old, new = Certificate.objects.filter(organisation=tale.organisation).order_by("pk")[1:]
        assert (new.valid_from, new.valid_to) == (old.valid_from, old.valid_to)
        assert (old.holder_name, new.holder_name) == (
            "上海信枢示例继电器有限公司（虚构）",
            "上海信枢新示例继电器有限公司（虚构）",
        )
        tale.organisation.refresh_from_db()
        assert tale.organisation.name == new.holder_name
        entry = audit.history(tale.organisation.audit_chain).last()
        assert (entry.action, entry.source) == ("organisation.amended", tale.case.number)

    def test_revoked_after_notice_and_statement(self) -> None:
        tale = live(STORIES["recognition-revoked"])
        sound(tale)
        assert papers(tale)[-1] == ("recognition", "revoked")
        assert tale.case.statement.text == "名册由经办人误用旧表，请从轻处理。"
        kinds = list(tale.case.letters.order_by("pk").values_list("kind", flat=True))
        assert kinds == [LetterKind.PRIOR_NOTICE, LetterKind.GRANT]
        ended = Certificate.objects.get(organisation=tale.organisation, status=CertificateStatus.REVOKED)
        ban = Ban.objects.get(uscc=tale.organisation.code)
        assert ban.starts_on == ended.ended_on
        assert ban.ends_on == date(
            ban.starts_on.year + 5, ban.starts_on.month, ban.starts_on.day
        ) - timedelta(days=1)
        assert "弄虚作假" in ban.reason
        assert bans.live_ban(tale.organisation.code, TODAY.date(), PROGRAMME.party.family) == ban
        with clock.travel(tale.moment):
            draft = intake.start_draft(
                tale.cast.round(CULTIVATION, TODAY.date()), tale.organisation, by=tale.clerk
            )
            report = eligibility.evaluate(draft)
        [told] = [row for row in report["results"] if row["code"] == "no_ban"]
        assert (told["passed"], told["value"]) == (False, f"禁止申报至 {ban.ends_on:%Y-%m-%d}")

    def test_the_longest_life(self) -> None:
        tale = live(STORIES["recognition-life"])
        sound(tale)
        assert papers(tale) == [
            ("cultivation", "superseded"),
            ("recognition", "exited"),
            ("recognition", "exited"),
        ]
        slugs = [case.programme_slug.removeprefix("enterprise-") for case in [*tale.past, tale.case]]
        assert slugs == ["cultivation", "recognition", "recognition-renewal", "recognition-exit"]
        assert not Ban.objects.exists(), "who leaves of their own accord may come back"
        reports = FollowUp.objects.filter(application__organisation=tale.organisation, kind=REPORT)
        periods = sorted(reports.values_list("period", flat=True))
        assert len(periods) == len(set(periods)), "one report a year, whoever granted the standing"


@pytest.mark.usefixtures("today")
class TestWayToTheDecision:
    def test_not_without_cultivation(self) -> None:
        tale = begin()
        tale.begin(RECOGNITION)
        with clock.travel(tale.moment):
            case = intake.start_draft(tale.round, tale.organisation, by=tale.clerk)
            report = eligibility.evaluate(case)
        found = {row["code"]: (row["passed"], row["value"]) for row in report["results"]}
        assert found["cultivated"] == (False, "没有有效的建设培育证书")
        assert report["passed"] is False

    def test_what_the_conference_may_conclude(self) -> None:
        """Between the marks: neither recognition nor exit; extension is offered."""
        tale = begin()
        recognition.cultivated(tale)
        to_deliberation(tale, MIDDLING)
        answers = {e.outcome: decisions.concludable(tale.case, e) for e in PROGRAMME.endings}
        assert {outcome: bool(answer) for outcome, answer in answers.items()} == {
            Outcome.GRANT: False,
            Outcome.EXTEND: True,
            Outcome.DEFER: True,
            Outcome.REFUSE: True,
            Outcome.EXIT: False,
        }
        assert answers[Outcome.GRANT].reason == "专家评审得分未达到 80 分，不能作出“认定”的结论。"

    def test_below_both_marks(self) -> None:
        tale = begin()
        recognition.cultivated(tale)
        to_deliberation(tale, POOR)
        answers = {e.outcome: bool(decisions.concludable(tale.case, e)) for e in PROGRAMME.endings}
        assert (answers[Outcome.EXTEND], answers[Outcome.EXIT]) == (False, True)

    def test_a_second_extension_is_not_offered(self) -> None:
        """Extended, then rated between the marks again: only once."""
        tale = begin(span=700)
        recognition.extended(tale)
        tale.wait(100)
        tale.begin(RECOGNITION)
        to_deliberation(tale, MIDDLING)
        with clock.travel(tale.moment):
            answer = decisions.concludable(tale.case, PROGRAMME.ending(Outcome.EXTEND))
        assert answer.reason == "培育期已延长过一次，不能再作出“延长培育”的结论。"

    def test_a_decision_without_the_panel_puts_nobody_out(self) -> None:
        tale = begin()
        recognition.cultivated(tale)
        effect = PROGRAMME.ending(Outcome.EXIT).effect
        assert effect is not None
        tale.draft()
        with pytest.raises(Refused) as refused:
            effect(tale.case, None, tale.cast["decider"])
        assert refused.value.message == "未经专家评审，不能作出“退出”的结论。"
        assert papers(tale) == [("cultivation", "issued")]

    def test_who_leaves_meanwhile_is_not_recognised(self) -> None:
        tale = begin()
        recognition.cultivated(tale)
        to_deliberation(tale, recognition.SHARES)
        assert rules.not_after_an_exit(tale.case) == ""
        with clock.travel(tale.moment):
            held = rules.cultivation(tale.organisation)
            certificates.end(held, "exit", by=tale.cast["decider"], reason="自愿退出")
            answer = decisions.concludable(tale.case, PROGRAMME.ending(Outcome.GRANT))
        assert answer.reason == "建设培育资格已在办理期间终止，不能作出“认定”的结论。"

    def test_who_lost_the_cultivation_is_not_extended(self) -> None:
        tale = begin()
        tale.begin(RECOGNITION)
        case = Application(organisation=tale.organisation)
        assert rules.only_once(case) == "建设培育证书已失效，不能延长培育。"


def to_deliberation(tale: SwiftLife, shares: list[Decimal]) -> None:
    tale.draft()
    tale.submit()
    tale.wait(2)
    tale.screen()
    tale.opine_all("district")
    tale.opine_all("joint")
    tale.appoint()
    for expert, share in enumerate(shares, 1):
        tale.score(expert, share)
