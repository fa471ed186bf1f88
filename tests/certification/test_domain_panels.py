"""The panel: five different experts without a tie, exact marks, highest and lowest left out."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from accounts.roles import Role
from certification.domain import panels
from certification.models import PanelSeat, Round, ScoreSheet
from certification.stories.cast import Cast
from tests.factories.accounts import MembershipFactory
from tests.factories.certification import TODAY, Swift, acting, case_at, marks, stage
from workflows import clock
from workflows.errors import Refused
from workflows.models import WorkItem

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.travel(TODAY):
        yield


@pytest.fixture
def people() -> Cast:
    return stage()


def experts(people: Cast, *numbers: int) -> list[Any]:
    return [people[f"expert{n}"] for n in numbers]


class TestAppointing:
    @pytest.fixture
    def tale(self, people: Cast) -> Swift:
        return case_at("panel", people)

    def refusal(self, tale: Swift, chosen: list[Any]) -> Refused:
        with pytest.raises(Refused) as why:
            acting(tale, "panel", panels.appoint, tale.cast["officer"], experts=chosen)
        assert not PanelSeat.objects.exists()
        return why.value

    def test_five_and_no_one_twice(self, tale: Swift, people: Cast) -> None:
        found = self.refusal(tale, experts(people, 1, 2, 3, 4))
        assert (found.code, found.message) == ("seats", "请选择 5 位不同的专家，现选择 4 位。")
        assert self.refusal(tale, experts(people, 1, 2, 3, 4, 4)).message.endswith("现选择 4 位。")

    def test_nobody_outside_the_pool(self, tale: Swift, people: Cast) -> None:
        found = self.refusal(tale, [*experts(people, 1, 2, 3, 4), people["jw"]])
        assert (found.code, found.message) == ("role", "钱复核（虚构）不在评审专家库中。")

    def test_nobody_tied_to_the_applicant(self, tale: Swift, people: Cast) -> None:
        MembershipFactory(
            user=people["expert5"],
            organisation=tale.organisation,
            role=Role.CLERK,
            ends_on="2024-01-01",
        )
        found = self.refusal(tale, experts(people, 1, 2, 3, 4, 5))
        assert (found.code, found.message) == ("conflict", "尤评审（虚构）与申报单位有关联，须回避。")

    def test_nobody_who_has_reviewed_the_case(self, tale: Swift, people: Cast) -> None:
        MembershipFactory(
            user=people["jw"], organisation=people["expert1"].memberships.get().organisation, role=Role.EXPERT
        )
        found = self.refusal(tale, [*experts(people, 1, 2, 3, 4), people["jw"]])
        assert (found.code, found.message) == ("second_signature", "钱复核（虚构）已代表部门审核过本件。")

    def test_not_oneself(self, tale: Swift, people: Cast) -> None:
        pool = people["expert1"].memberships.get().organisation
        MembershipFactory(user=people["officer"], organisation=pool, role=Role.EXPERT)
        found = self.refusal(tale, [*experts(people, 1, 2, 3, 4), people["officer"]])
        assert (found.code, found.message) == ("conflict", "不能指派自己担任评审专家。")

    def test_each_seat_is_a_task_of_its_own_expert(self, tale: Swift, people: Cast) -> None:
        tale.appoint((3, 1, 2, 5, 4))
        seats = WorkItem.objects.filter(node="score").order_by("seat").values_list("seat", "owner__username")
        assert list(seats) == [(1, "expert3"), (2, "expert1"), (3, "expert2"), (4, "expert5"), (5, "expert4")]

    def test_candidates_say_why_one_may_not(self, tale: Swift, people: Cast) -> None:
        MembershipFactory(user=people["expert1"], organisation=tale.organisation, role=Role.CLERK)
        found = {expert.username: reason for expert, reason in panels.candidates(tale.case)}
        assert found.pop("expert1") == "韩评审（虚构）与申报单位有关联，须回避。"
        assert set(found.values()) == {""}

    def test_the_lot_falls_on_those_who_may_sit(self, tale: Swift, people: Cast) -> None:
        MembershipFactory(user=people["expert1"], organisation=tale.organisation, role=Role.CLERK)
        drawn = panels.draw(
            tale.case, chosen=[people["expert2"].pk, people["expert1"].pk], by=people["officer"]
        )
        assert drawn[0] == people["expert2"].pk
        assert len(set(drawn)) == 5
        assert people["expert1"].pk not in drawn
        assert people["expert3"].pk not in panels.draw(tale.case, by=people["expert3"]), "never oneself"

    def test_load_counts_open_sheets(self, tale: Swift, people: Cast) -> None:
        tale.appoint()
        tale.score(1, Decimal("0.9"))
        assert panels.load(experts(people, 1, 2, 6)) == {people["expert2"].pk: 1}


class TestScoring:
    @pytest.fixture
    def tale(self, people: Cast) -> Swift:
        return case_at("score", people)

    @pytest.mark.parametrize(
        ("mark", "message"),
        [
            ("15.5", "“组织机制”的得分应在 0 至 15 分之间，以 0.5 分为一档。"),
            ("-0.5", "“组织机制”的得分应在 0 至 15 分之间，以 0.5 分为一档。"),
            ("12.3", "“组织机制”的得分应在 0 至 15 分之间，以 0.5 分为一档。"),
            ("NaN", "“组织机制”的得分应在 0 至 15 分之间，以 0.5 分为一档。"),
            ("1e999999", "“组织机制”的得分应在 0 至 15 分之间，以 0.5 分为一档。"),
            ("", "请为“组织机制”打分。"),
            ("十二", "请为“组织机制”打分。"),
        ],
    )
    def test_a_wrong_mark_is_named(self, tale: Swift, people: Cast, mark: str, message: str) -> None:
        sheet = {**marks(tale.case), "mechanism": mark}
        with pytest.raises(Refused) as why:
            acting(tale, "score", panels.score, people["expert1"], marks=sheet, comment="材料真实。")
        assert (why.value.code, why.value.message) == ("mark", message)
        assert not ScoreSheet.objects.exists()

    def test_a_sheet_says_why(self, tale: Swift, people: Cast) -> None:
        with pytest.raises(Refused, match="请填写评审意见"):
            acting(tale, "score", panels.score, people["expert1"], marks=marks(tale.case), comment=" ")

    def test_full_marks_add_up_exactly(self, tale: Swift, people: Cast) -> None:
        acting(tale, "score", panels.score, people["expert1"], marks=marks(tale.case, "1"), comment="优秀。")
        sheet = ScoreSheet.objects.get()
        assert sheet.total == Decimal("100.00")
        assert sheet.lines.count() == 7
        assert sheet.revision.number == 1

    def test_another_experts_seat_is_not_there(self, tale: Swift, people: Cast) -> None:
        item = tale.item("score", owner=people["expert2"])
        with pytest.raises(Refused) as why:
            panels.score(
                item.task_id,
                process_id=item.process_id,
                by=people["expert1"],
                marks=marks(tale.case),
                comment="代评。",
            )
        assert why.value.code == "seat"


class TestResult:
    def told(self, people: Cast, *shares: str) -> Swift:
        tale = case_at("score", people)
        for number, share in enumerate(shares, 1):
            tale.score(number, Decimal(share))
        return tale

    def test_none_until_the_last_sheet(self, people: Cast) -> None:
        assert panels.result(self.told(people, "0.9", "0.9", "0.9", "0.9").case) is None

    def test_highest_and_lowest_are_left_out(self, people: Cast) -> None:
        tale = self.told(people, "1", "0.2", "0.6", "0.6", "0.6")
        found = panels.result(tale.case)
        assert found is not None
        assert found.totals == tuple(Decimal(t) for t in ("100.00", "20.00", "60.00", "60.00", "60.00"))
        assert (found.mean, found.spread, found.passed, found.wide) == (
            Decimal("60.00"),
            Decimal("80.00"),
            True,
            True,
        )
        assert [left_out for _sheet, left_out in panels.sheets(tale.case)] == [
            "highest",
            "lowest",
            "",
            "",
            "",
        ]

    def test_just_below_the_mark_does_not_pass(self, people: Cast) -> None:
        case = self.told(people, "0.6", "0.6", "0.6", "0.6", "0.58").case
        found = panels.result(case)
        assert found is not None
        assert found.passed
        ScoreSheet.objects.filter(seat__number__in=[1, 2, 3]).update(total=Decimal("59.99"))
        lower = panels.result(case)
        assert lower is not None
        assert (lower.mean, lower.passed) == (Decimal("59.99"), False)

    def test_fewer_than_three_sheets_leave_nothing_out(self, people: Cast) -> None:
        assert [out for _sheet, out in panels.sheets(self.told(people, "0.9", "0.4").case)] == ["", ""]

    def test_a_round_may_have_seven_seats(self, people: Cast) -> None:
        tale = case_at("draft", people)
        Round.objects.filter(pk=tale.round.pk).update(overrides={"seats": 7})
        tale.submit()
        tale.screen()
        assert tale.case.policy.seats == 7
