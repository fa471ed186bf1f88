"""Deliberation, notice and decision: what may be concluded when, and what follows once."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError

from certification.domain import certificates, decisions, letters, publicity
from certification.models import (
    Certificate,
    CertificateStatus,
    Decision,
    DecisionKind,
    LetterKind,
    Notice,
    NoticeEntry,
    NumberSeries,
    Outcome,
    Status,
)
from certification.stories.cast import Cast
from enterprises.bans import impose
from tests.factories.certification import SHANGHAI, TODAY, Swift, acting, begin, case_at, stage
from workflows import audit, clock, timers
from workflows.errors import Refused
from workflows.models import OutboxMessage

pytestmark = pytest.mark.django_db
REASON = "公示无异议，决定纳入。"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.travel(TODAY):
        yield


@pytest.fixture
def people() -> Cast:
    return stage()


def refusal(tale: Swift, node: str, verb: Any, who: str, **said: Any) -> Refused:
    before = (tale.case.status, Decision.objects.count(), Certificate.objects.count())
    with pytest.raises(Refused) as why:
        acting(tale, node, verb, tale.cast[who], **said)
    assert (tale.case.status, Decision.objects.count(), Certificate.objects.count()) == before
    return why.value


class TestDeliberation:
    @pytest.mark.parametrize(
        ("said", "code", "message"),
        [
            ({"outcome": Outcome.PROCEED}, "outcome", "请选择审议结论。"),
            ({"reason": " "}, "reason", "请写明审议结论的理由。"),
            ({"meeting": " "}, "meeting", "请填写会议名称或纪要编号。"),
        ],
    )
    def test_refusals(self, people: Cast, said: dict[str, Any], code: str, message: str) -> None:
        tale = case_at("deliberation", people)
        whole = {"outcome": Outcome.GRANT, "reason": "同意", "meeting": "第 1 次会议", **said}
        found = refusal(tale, "deliberation", decisions.deliberate, "secretary", **whole)
        assert (found.code, found.message) == (code, message)

    def test_below_the_pass_mark_there_is_no_admission(self, people: Cast) -> None:
        tale = case_at("score", people)
        for expert in range(1, 6):
            tale.score(expert, Decimal("0.5"))
        found = refusal(
            tale,
            "deliberation",
            decisions.deliberate,
            "secretary",
            outcome=Outcome.GRANT,
            reason="同意",
            meeting="第 1 次会议",
        )
        assert (found.code, found.message) == ("score", "专家评审得分未达到 60 分，不能作出“纳入”的结论。")
        tale.deliberate(Outcome.REFUSE, "得分未达标准。")
        decision = Decision.objects.get(kind=DecisionKind.DELIBERATION)
        assert decision.score == Decimal("50.00")
        assert decisions.proposed(tale.case) == Outcome.REFUSE

    def test_the_conclusion_is_what_the_decider_is_led_to(self, people: Cast) -> None:
        assert decisions.proposed(case_at("deliberation", people).case) == ""
        assert decisions.proposed(case_at("publicity", people, "aero").case) == Outcome.GRANT


class TestNotice:
    def test_a_title_is_demanded(self, people: Cast) -> None:
        tale = case_at("publicity", people)
        found = refusal(tale, "publicity", publicity.publish, "officer", title=" ")
        assert (found.code, found.message) == ("title", "请填写公示标题。")

    def test_two_cases_of_one_day_and_title_share_a_notice(self, people: Cast) -> None:
        for company in ("robot", "aero"):
            case_at("publicity", people, company).publish()
        notice = Notice.objects.get()
        assert notice.number == "公示〔2026〕第00001号"
        assert [entry.conclusion for entry in notice.entries.all()] == [
            "拟纳入产教融合型企业建设培育范围"
        ] * 2

    def test_another_title_makes_another(self, people: Cast) -> None:
        case_at("publicity", people).publish()
        other = case_at("publicity", people, "aero")
        acting(other, "publicity", publicity.publish, people["officer"], title="另行公示")
        assert [n.number for n in Notice.objects.order_by("pk")] == [
            "公示〔2026〕第00001号",
            "公示〔2026〕第00002号",
        ]

    def test_published_by_a_colleague_at_the_same_moment(
        self, people: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case_at("publicity", people).publish()
        late = case_at("publicity", people, "aero")
        unseen = Notice.objects.none()
        with monkeypatch.context() as race:
            race.setattr(Notice.objects, "filter", lambda **same: unseen)
            title = Notice.objects.get().title
            found = refusal(late, "publicity", publicity.publish, "officer", title=title)
        assert (found.code, found.status) == ("busy", 409)
        assert NumberSeries.objects.get(name="notice-2026").last == 1, "the number was given back"
        late.publish()
        assert Notice.objects.get().entries.count() == 2

    def test_a_notice_over_the_national_day_is_calendar_true(self, people: Cast) -> None:
        with clock.travel(datetime(2026, 10, 30, 15, tzinfo=SHANGHAI)):
            tale = begin(people, span=40)
            tale.moment = datetime(2026, 9, 24, 9, 30, tzinfo=SHANGHAI)
            with clock.travel(tale.moment):
                found = publicity.draft(tale.draft())
        # 25 to 27 September and 1 to 7 October are off, 20 September and 10 October were made up for
        assert (str(found.starts_on), str(found.ends_on)) == ("2026-09-24", "2026-10-09")
        assert found.provisional is False

    def test_the_usual_title_names_round_and_programme(self, people: Cast) -> None:
        title = publicity.proposed_title(case_at("draft", people).case)
        assert title == "关于2026 年度示例批次产教融合型企业建设培育名单的公示"


class TestDecision:
    @pytest.mark.parametrize(
        ("said", "code"), [({"outcome": "maybe", "reason": REASON}, "outcome"), ({"reason": " "}, "reason")]
    )
    def test_refusals(self, people: Cast, said: dict[str, Any], code: str) -> None:
        tale = case_at("decision", people)
        whole = {"outcome": Outcome.GRANT, "reason": REASON, **said}
        assert refusal(tale, "decision", decisions.decide, "decider", **whole).code == code

    def test_no_admission_without_a_notice(self, people: Cast) -> None:
        tale = case_at("deliberation", people)
        tale.deliberate(Outcome.DEFER, "材料不足。")
        found = refusal(tale, "decision", decisions.decide, "decider", outcome=Outcome.GRANT, reason=REASON)
        assert (found.code, found.message) == ("notice", "本件未经公示，不能作出“纳入”的决定。")

    def test_no_admission_before_the_notice_has_run(self, people: Cast) -> None:
        tale = case_at("decision", people)
        last = tale.case.notice_entry.notice.ends_on
        with clock.travel(datetime(last.year, last.month, last.day, 23, 59, 59, tzinfo=SHANGHAI)):
            answer = decisions.grantable(tale.case, tale.case.programme.ending(Outcome.GRANT))
        assert (answer.allowed, answer.reason) == (False, "公示期尚未届满，不能作出“纳入”的决定。")

    def test_no_admission_of_a_company_banned_since(self, people: Cast) -> None:
        tale = case_at("decision", people)
        impose(
            tale.organisation.code,
            starts_on=date(2026, 1, 1),
            reason="弄虚作假",
            source="示例",
            by=people["officer"],
        )
        found = refusal(tale, "decision", decisions.decide, "decider", outcome=Outcome.GRANT, reason=REASON)
        assert (found.code, found.message) == (
            "ban",
            "该单位在禁止申报期内（至 2030-12-31），不能作出“纳入”的决定。",
        )

    def test_a_published_case_may_still_be_refused(self, people: Cast) -> None:
        tale = case_at("decision", people)
        tale.decide(Outcome.REFUSE, "公示期间收到有效异议。")
        assert tale.case.status == Status.REFUSED
        assert not Certificate.objects.exists()
        letter = tale.case.letters.get(kind=LetterKind.REFUSAL)
        assert letter.content["remedy"].startswith("如有异议")
        assert letter.content["score"] == "87.33"

    def test_admission_reserves_number_and_content_in_its_transaction(self, people: Cast) -> None:
        tale = case_at("decision", people)
        tale.decide()
        certificate = Certificate.objects.get()
        assert (certificate.number, certificate.status) == (
            "SHCJ-A1-2026-00001-A",
            CertificateStatus.RESERVED,
        )
        assert certificate.content["holder"] == tale.organisation.name
        assert certificate.content_sha256 == certificates.fingerprint(certificate.content)
        assert OutboxMessage.objects.filter(effect="certificates.issue").count() == 1
        assert len(certificate.code.replace("-", "")) * 5 >= 80, "random bits"

    def test_numbers_leave_no_gap_when_a_decision_fails(
        self, people: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tale = case_at("decision", people)

        def fails(*_args: Any, **_more: Any) -> None:
            raise RuntimeError("the power went")

        with monkeypatch.context() as broken:
            broken.setattr(audit, "record", fails)
            with pytest.raises(RuntimeError):
                acting(
                    tale,
                    "decision",
                    decisions.decide,
                    people["decider"],
                    outcome=Outcome.GRANT,
                    reason=REASON,
                )
        assert not Certificate.objects.exists()
        tale.decide()
        second = case_at("decision", people, "aero")
        second.decide()
        assert list(Certificate.objects.order_by("pk").values_list("serial", flat=True)) == [1, 2]

    def test_the_database_refuses_a_second_certificate(self, people: Cast) -> None:
        tale = case_at("issue", people)
        with pytest.raises(IntegrityError):
            certificates.reserve(tale.case, tale.case.programme.certificate, by=people["decider"])

    def test_nothing_fires_before_the_last_day_has_ended(self, people: Cast) -> None:
        tale = case_at("publicity", people)
        tale.publish()
        last = tale.case.notice_entry.notice.ends_on
        midnight = datetime(last.year, last.month, last.day, 23, 59, 59, tzinfo=SHANGHAI)
        assert timers.fire_due(midnight) == 0
        assert timers.fire_due(datetime(last.year, last.month, last.day + 1, 0, 0, 0, tzinfo=SHANGHAI)) == 1


class TestTerms:
    @pytest.mark.parametrize(
        ("first", "years", "last"),
        [
            (date(2026, 11, 24), 3, date(2029, 11, 23)),
            (date(2028, 2, 29), 1, date(2029, 2, 28)),
            (date(2026, 11, 24), None, None),
        ],
    )
    def test_the_last_day_is_the_eve_of_the_anniversary(
        self, first: date, years: int | None, last: date | None
    ) -> None:
        assert certificates.last_day(first, years) == last


class TestLetters:
    def test_what_it_says_is_fixed_when_it_is_written(self, people: Cast) -> None:
        tale = case_at("district_opinion", people)
        letter = tale.case.letters.get()
        assert letter.number == "沪产教融受〔2026〕第00001号"
        assert letter.content["limits"][0] == {
            "step": "区初审",
            "unit": "区发展改革委牵头，区教育局会同；临港由管委会办理",
            "days": 10,
            "off_clock": "",
        }
        assert [line["days"] for line in letter.content["limits"]] == [10, 10, 15, 10, 5, 5]
        assert letter.content["submitted_on"] == str(tale.case.submitted_at.astimezone(SHANGHAI).date())

    def test_kinds_count_for_themselves(self, people: Cast) -> None:
        tale = case_at("intake", people)
        with clock.travel(tale.moment):
            numbers = [
                letters.write(tale.case, kind).number
                for kind in (LetterKind.GRANT, LetterKind.GRANT, LetterKind.REFUSAL)
            ]
        assert numbers == [
            "沪产教融定〔2026〕第00001号",
            "沪产教融定〔2026〕第00002号",
            "沪产教融不予〔2026〕第00001号",
        ]


def test_a_number_is_taken_inside_a_transaction_only(transactional_db: None) -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        NumberSeries.take("anything")


def test_one_entry_a_case(people: Cast) -> None:
    tale = case_at("decision", people)
    with pytest.raises(IntegrityError):
        NoticeEntry.objects.create(
            notice=Notice.objects.get(), application=tale.case, holder_name="重复", conclusion="重复"
        )
