"""Screening, opinions, merging and ruling: each refusal with its reason, each clock where it belongs."""

from collections.abc import Iterator
from typing import Any

import pytest

from certification.domain import corrections, reviews
from certification.domain.corrections import Request
from certification.domain.reviews import DISTRICT, JOINT
from certification.models import (
    CorrectionItem,
    Decision,
    DecisionKind,
    Letter,
    Opinion,
    Outcome,
    ReasonCode,
    Status,
    Verdict,
)
from certification.stories.cast import Cast
from certification.stories.plots import ASK_AUDIT, ASK_INVOICE
from tests.factories.certification import ASK_MENTORS, TODAY, Swift, acting, case_at, stage
from workflows import clock, deadlines
from workflows.errors import Refused
from workflows.models import Deadline, DeadlinePause, WorkItem

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.travel(TODAY):
        yield


@pytest.fixture
def people() -> Cast:
    return stage()


def refusal(tale: Swift, node: str, verb: Any, who: str, *, unit: str = "", **said: Any) -> Refused:
    """What the domain says, having written nothing."""
    before = (tale.case.status, Opinion.objects.count(), Decision.objects.count(), Letter.objects.count())
    with pytest.raises(Refused) as why:
        acting(tale, node, verb, tale.cast[who], unit=unit, **said)
    now = (tale.case.status, Opinion.objects.count(), Decision.objects.count(), Letter.objects.count())
    assert now == before
    assert tale.item(node, unit=unit).closed_at is None
    return why.value


class TestScreening:
    @pytest.mark.parametrize(
        ("said", "code", "message"),
        [
            ({"verdict": "maybe"}, "verdict", "请选择审查结论。"),
            ({"verdict": Verdict.OBJECT, "comment": "  "}, "reason", "不予受理须写明理由。"),
            ({"verdict": Verdict.CORRECT}, "no_items", "请至少列出一项需要补正的内容。"),
            (
                {"verdict": Verdict.CORRECT, "requests": [Request("missing", "补", section="nowhere")]},
                "no_place",
                "请选择需要补正的分节或材料。",
            ),
            (
                {"verdict": Verdict.CORRECT, "requests": [Request("missing", "补", evidence_kind="nothing")]},
                "no_place",
                "请选择需要补正的分节或材料。",
            ),
            (
                {"verdict": Verdict.CORRECT, "requests": [Request("whim", "补", section="plan")]},
                "no_reason",
                "请为每项补正选择原因。",
            ),
            (
                {"verdict": Verdict.CORRECT, "requests": [Request("missing", " ", section="plan")]},
                "no_note",
                "请写明补正要求。",
            ),
        ],
    )
    def test_refusals(self, people: Cast, said: dict[str, Any], code: str, message: str) -> None:
        tale = case_at("intake", people)
        found = refusal(tale, "intake", reviews.screen, "intake", **said)
        assert (found.code, found.message) == (code, message)

    def test_acceptance_records_decision_status_and_letter(self, people: Cast) -> None:
        tale = case_at("intake", people)
        tale.screen()
        decision = tale.case.decisions.get()
        assert (decision.kind, decision.outcome, decision.reason) == (
            DecisionKind.INTAKE,
            Outcome.PROCEED,
            "符合受理条件",
        )
        assert tale.case.status == Status.ACCEPTED
        assert tale.case.accepted_at is not None
        assert tale.case.letters.get().content["issuer"] == "示例市教育委员会（虚构）"

    def test_a_later_notice_needs_its_reason(self, people: Cast) -> None:
        tale = case_at("intake", people)
        tale.screen(Verdict.CORRECT, requests=[ASK_AUDIT])
        tale.answer("已补充。")
        said = {"verdict": Verdict.CORRECT, "requests": [ASK_INVOICE]}
        found = refusal(tale, "intake", reviews.screen, "intake", **said)
        assert (found.code, found.message) == (
            "later_reason",
            "本件已一次性告知过补正内容，再次补正须写明理由。",
        )
        assert CorrectionItem.objects.count() == 1
        tale.screen(Verdict.CORRECT, requests=[ASK_INVOICE], later="新提交的票据不清晰。")
        assert tale.case.corrections.count() == 2


class TestOpinions:
    @pytest.mark.parametrize(
        ("said", "code"),
        [
            ({"verdict": ""}, "verdict"),
            ({"verdict": Verdict.OBJECT}, "reason"),
            ({"verdict": Verdict.CORRECT}, "no_items"),
        ],
    )
    def test_refusals(self, people: Cast, said: dict[str, Any], code: str) -> None:
        tale = case_at("joint_opinion", people)
        found = refusal(tale, "joint_opinion", reviews.opine, "czj", unit="SH-CZJ", stage=JOINT, **said)
        assert found.code == code

    def test_another_stage_is_another_node(self, people: Cast) -> None:
        tale = case_at("joint_opinion", people)
        item = tale.item("joint_opinion", unit="SH-CZJ")
        with pytest.raises(Refused) as why:
            reviews.opine(
                item.task_id,
                process_id=item.process_id,
                by=people["czj"],
                stage=DISTRICT,
                verdict=Verdict.AGREE,
            )
        assert (why.value.code, why.value.status) == ("not_found", 404)

    def test_the_district_asks_and_its_lead_merges(self, people: Cast) -> None:
        tale = case_at("district_opinion", people)
        tale.opine("pudong-edu", DISTRICT, Verdict.CORRECT, requests=[ASK_MENTORS])
        tale.opine("pudong", DISTRICT)
        assert tale.item("district_merge").unit == "310115-FGW"
        tale.merge("pudong", DISTRICT)
        tale.answer("已核对。")
        again = WorkItem.objects.filter(process=tale.case.process, node="district_opinion", closed_at=None)
        assert [item.unit for item in again] == ["310115-JYJ"]

    def test_an_objection_in_the_district_goes_to_the_officer(self, people: Cast) -> None:
        tale = case_at("district_opinion", people)
        tale.opine("pudong-edu", DISTRICT, Verdict.OBJECT, "合作协议存疑。")
        tale.settle(DISTRICT, Outcome.PROCEED, "已核实协议真实。")
        assert WorkItem.objects.filter(node="joint_opinion", closed_at=None).count() == 5
        assert tale.case.decisions.get(kind=DecisionKind.SETTLEMENT).stage == DISTRICT

    def test_an_upheld_objection_in_the_district_ends_at_the_decision(self, people: Cast) -> None:
        tale = case_at("district_opinion", people)
        tale.opine("pudong", DISTRICT, Verdict.OBJECT, "注册地不符。")
        tale.settle(DISTRICT, Outcome.DEFER, "迁址后再报。")
        assert tale.item("decision").unit == "SH-FGW"


class TestMerging:
    @pytest.fixture
    def tale(self, people: Cast) -> Swift:
        """Two departments asked; the lead has to merge."""
        tale = case_at("joint_opinion", people)
        for who in ("fgw", "jw", "gzw"):
            tale.opine(who, JOINT)
        tale.opine("czj", JOINT, Verdict.CORRECT, requests=[ASK_INVOICE])
        tale.opine("swj", JOINT, Verdict.CORRECT, requests=[ASK_AUDIT])
        return tale

    def test_what_is_dropped_keeps_its_reason_and_is_not_asked(self, tale: Swift) -> None:
        invoice, audit = CorrectionItem.objects.order_by("pk")
        acting(
            tale,
            "joint_merge",
            reviews.merge,
            tale.cast["fgw"],
            stage=JOINT,
            dropped={invoice.pk: "票据已在另一附件中。"},
        )
        notice = corrections.open_notice(tale.case)
        assert notice is not None
        assert [item.pk for item in notice.items.all()] == [audit.pk]
        assert CorrectionItem.objects.get(pk=invoice.pk).dropped_reason == "票据已在另一附件中。"
        assert corrections.flagged(tale.case).evidence == {"audit_report"}
        letter = Letter.objects.get(kind="correction")
        assert [item["place"] for item in letter.content["items"]] == ["近三年审计报告"]

    def test_refusals(self, tale: Swift) -> None:
        invoice, audit = CorrectionItem.objects.order_by("pk")
        found = refusal(tale, "joint_merge", reviews.merge, "fgw", stage=JOINT, dropped={invoice.pk: " "})
        assert (found.code, found.message) == ("drop_reason", "不采纳的补正事项须写明理由。")
        every = {invoice.pk: "不需要", audit.pk: "不需要"}
        found = refusal(tale, "joint_merge", reviews.merge, "fgw", stage=JOINT, dropped=every)
        assert (found.code, found.message) == ("no_items", "至少保留一项补正内容。")
        assert not CorrectionItem.objects.exclude(dropped_reason="").exists(), "nothing was half-written"

    def test_who_asked_is_off_the_clock_and_the_others_are_done(self, tale: Swift) -> None:
        clocks = Deadline.objects.filter(process=tale.case.process, kind="joint")
        assert set(clocks.filter(closed_at=None).values_list("unit", flat=True)) == {"SH-CZJ", "SH-SWJ"}
        assert DeadlinePause.objects.filter(until_at=None).count() == 2

    def test_a_withdrawal_meanwhile_leaves_nothing_paused(self, tale: Swift) -> None:
        tale.merge("fgw", JOINT)
        tale.withdraw("企业重组")
        assert not DeadlinePause.objects.filter(until_at=None).exists()
        assert not Deadline.objects.filter(closed_at=None).exists()

    def test_only_those_who_asked_are_asked_again(self, tale: Swift) -> None:
        tale.merge("fgw", JOINT)
        tale.answer("已补充。")
        assert reviews.asked_units(tale.case, JOINT) == ["SH-CZJ", "SH-SWJ"]
        open_ = WorkItem.objects.filter(node="joint_opinion", closed_at=None)
        assert {item.unit for item in open_} == {"SH-CZJ", "SH-SWJ"}
        assert reviews.passing(tale.case, JOINT) == 2
        assert not DeadlinePause.objects.filter(until_at=None).exists()


class TestSettling:
    @pytest.fixture
    def tale(self, people: Cast) -> Swift:
        """One department asked for a correction, then another objected."""
        tale = case_at("joint_opinion", people)
        tale.opine("czj", JOINT, Verdict.CORRECT, requests=[ASK_INVOICE])
        tale.wait(2)
        tale.opine("swj", JOINT, Verdict.OBJECT, "涉税事项未结。")
        return tale

    @pytest.mark.parametrize(
        ("said", "code"),
        [
            ({"outcome": Outcome.GRANT, "reason": "可以"}, "outcome"),
            ({"outcome": Outcome.PROCEED, "reason": " "}, "reason"),
        ],
    )
    def test_refusals(self, tale: Swift, said: dict[str, Any], code: str) -> None:
        assert refusal(tale, "joint_settle", reviews.settle, "officer", stage=JOINT, **said).code == code

    @pytest.mark.parametrize("outcome", [Outcome.PROCEED, Outcome.REFUSE])
    def test_corrections_asked_meanwhile_are_asked_no_more_and_no_clock_stays_paused(
        self, tale: Swift, outcome: Outcome
    ) -> None:
        tale.settle(JOINT, outcome, "已核实。")
        item = CorrectionItem.objects.get()
        assert (item.notice, item.dropped_reason) == (None, "有单位不同意，本项补正未发出。")
        assert corrections.pending(tale.case, JOINT) == []
        clock_of_asker = Deadline.objects.get(kind="joint", unit="SH-CZJ")
        assert clock_of_asker.closed_at is not None
        assert not DeadlinePause.objects.filter(until_at=None).exists()
        assert deadlines.elapsed(clock_of_asker) == 0

    def test_the_case_goes_where_the_officer_says(self, tale: Swift) -> None:
        tale.settle(JOINT, Outcome.PROCEED, "已核实。")
        assert tale.item("panel").role == "officer"


def test_reasons_of_a_correction_are_words() -> None:
    assert ReasonCode.MISMATCH.label == "填报与材料不一致"
