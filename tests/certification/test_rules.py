"""Who may do what to a case: role, unit, seat, conflict, second signature, four eyes. Each has its control."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from certification import rules
from certification.domain import reviews
from certification.domain.reviews import JOINT
from certification.models import Verdict
from certification.stories.cast import Cast
from tests.factories.accounts import MembershipFactory, member
from tests.factories.certification import ASK_AUDIT, TODAY, Swift, acting, case_at, stage
from workflows import clock
from workflows.errors import Answer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.travel(TODAY):
        yield


@pytest.fixture
def people() -> Cast:
    return stage()


def asked(tale: Swift, node: str, user: User, *, unit: str = "", owner: User | None = None) -> Answer:
    return rules.may_act(tale.item(node, unit=unit, owner=owner), tale.case, user)


def join(user: User, tale: Swift, **dates: Any) -> None:
    """``user`` holds a post at the applicant."""
    MembershipFactory(user=user, organisation=tale.organisation, role=Role.CLERK, **dates)


class TestRoleAndUnit:
    def test_the_desk_in_time(self, people: Cast) -> None:
        tale = case_at("joint_opinion", people)
        assert asked(tale, "joint_opinion", people["czj"], unit="SH-CZJ")
        other = asked(tale, "joint_opinion", people["swj"], unit="SH-CZJ")
        assert (other.allowed, other.code, other.reason) == (
            False,
            "role",
            "您没有该环节的办理权限，或权限已被收回。",
        )

    def test_a_post_that_has_ended_is_no_post(self, people: Cast) -> None:
        tale = case_at("joint_opinion", people)
        people["czj"].memberships.update(ends_on=TODAY.date() - timedelta(days=1))
        assert asked(tale, "joint_opinion", people["czj"], unit="SH-CZJ").code == "role"
        people["czj"].memberships.update(ends_on=TODAY.date())
        assert asked(tale, "joint_opinion", people["czj"], unit="SH-CZJ"), "the last day counts"

    def test_a_locked_account_holds_nothing(self, people: Cast) -> None:
        tale = case_at("joint_opinion", people)
        people["czj"].is_active = False
        assert asked(tale, "joint_opinion", people["czj"], unit="SH-CZJ").code == "role"

    def test_the_applicants_own_step(self, people: Cast) -> None:
        tale = case_at("intake", people)
        tale.screen(Verdict.CORRECT, requests=[ASK_AUDIT])
        assert asked(tale, "amend", tale.clerk)
        assert asked(tale, "amend", member(Role.ORG_ADMIN, tale.organisation))
        refused = asked(tale, "amend", people["intake"])
        assert refused.reason == f"只有“{tale.organisation.name}”的申报员可以办理。"


class TestSeats:
    def test_each_expert_their_own(self, people: Cast) -> None:
        tale = case_at("score", people)
        first, second = people["expert1"], people["expert2"]
        assert asked(tale, "score", first, owner=first)
        assert asked(tale, "score", second, owner=first).code == "seat"

    def test_who_left_the_pool_does_not_score(self, people: Cast) -> None:
        tale = case_at("score", people)
        first = people["expert1"]
        first.memberships.update(ends_on=TODAY.date() - timedelta(days=1))
        assert asked(tale, "score", first, owner=first).reason == "您已不在评审专家库中。"


class TestConflict:
    @pytest.mark.parametrize("dates", [{}, {"ends_on": "2021-01-01"}], ids=["now", "long-ago"])
    def test_whoever_was_ever_with_the_applicant_stands_aside(
        self, people: Cast, dates: dict[str, str]
    ) -> None:
        tale = case_at("joint_opinion", people)
        assert asked(tale, "joint_opinion", people["czj"], unit="SH-CZJ"), "control: before the tie"
        join(people["czj"], tale, **dates)
        answer = asked(tale, "joint_opinion", people["czj"], unit="SH-CZJ")
        assert (answer.code, answer.reason) == ("conflict", "您与申报单位有任职关系，须回避。")
        assert rules.conflict(tale.case, people["czj"]).code == "conflict"

    def test_a_tie_added_after_the_appointment_voids_the_seat(self, people: Cast) -> None:
        tale = case_at("score", people)
        join(people["expert1"], tale)
        assert asked(tale, "score", people["expert1"], owner=people["expert1"]).code == "conflict"

    def test_who_filled_it_in_does_not_review_it(self, people: Cast) -> None:
        tale = case_at("joint_opinion", people)
        MembershipFactory(
            user=tale.clerk, organisation=people["czj"].memberships.get().organisation, role=Role.REVIEWER
        )
        answer = asked(tale, "joint_opinion", tale.clerk, unit="SH-CZJ")
        assert (answer.code, answer.reason) == ("conflict", "您经办过本件的申报，须回避。")

    def test_another_company_is_no_tie(self, people: Cast) -> None:
        tale, other = case_at("joint_opinion", people), case_at("draft", people, "aero")
        join(people["czj"], other)
        assert asked(tale, "joint_opinion", people["czj"], unit="SH-CZJ")
        assert rules.conflict(tale.case, people["czj"])


class TestSignatures:
    def test_nobody_signs_for_two_units(self, people: Cast) -> None:
        tale = case_at("joint_opinion", people)
        MembershipFactory(
            user=people["czj"], organisation=people["swj"].memberships.get().organisation, role=Role.REVIEWER
        )
        assert asked(tale, "joint_opinion", people["czj"], unit="SH-SWJ"), "control: the first signature"
        acting(
            tale,
            "joint_opinion",
            reviews.opine,
            people["czj"],
            unit="SH-CZJ",
            stage=JOINT,
            verdict=Verdict.AGREE,
        )
        answer = asked(tale, "joint_opinion", people["czj"], unit="SH-SWJ")
        assert answer.code == "second_signature"

    def test_who_screened_may_not_sign_for_another_unit(self, people: Cast) -> None:
        tale = case_at("joint_opinion", people)
        for office in ("swj", "jw"):
            organisation = people[office].memberships.get().organisation
            MembershipFactory(user=people["intake"], organisation=organisation, role=Role.REVIEWER)
        assert asked(tale, "joint_opinion", people["intake"], unit="SH-SWJ").code == "second_signature"
        assert asked(tale, "joint_opinion", people["intake"], unit="SH-JW"), "the unit they screened for"

    def test_who_gave_an_opinion_does_not_rule_on_an_objection(self, people: Cast) -> None:
        tale = case_at("joint_opinion", people)
        office = people["officer"].memberships.filter(organisation__code="SH-FGW").get().organisation
        MembershipFactory(user=people["fgw"], organisation=office, role=Role.OFFICER)
        tale.opine("swj", JOINT, Verdict.OBJECT, "涉税事项未结。")
        assert asked(tale, "joint_settle", people["fgw"]), "control: before an opinion of their own"
        second = case_at("joint_opinion", people, "aero")
        said = {"stage": JOINT, "verdict": Verdict.OBJECT, "comment": "不同意。"}
        acting(second, "joint_opinion", reviews.opine, people["fgw"], unit="SH-FGW", **said)
        answer = asked(second, "joint_settle", people["fgw"])
        assert (answer.code, answer.reason) == (
            "four_eyes",
            "您对本件签署过审核意见，不同意见须由其他人处理。",
        )


class TestDecider:
    @pytest.mark.parametrize("did", ["nothing", "opinion", "deliberation", "seat"])
    def test_who_has_acted_on_the_case_does_not_decide_it(self, people: Cast, did: str) -> None:
        tale = case_at("decision", people)
        actor = {"nothing": "decider", "opinion": "czj", "deliberation": "secretary", "seat": "expert1"}[did]
        office = people["decider"].memberships.get().organisation
        if did != "nothing":
            MembershipFactory(user=people[actor], organisation=office, role=Role.DECIDER)
        answer = asked(tale, "decision", people[actor])
        if did == "nothing":
            assert answer
        else:
            assert (answer.code, answer.reason) == ("four_eyes", "您参与过本件的审核，决定须由其他人签发。")


class TestSitting:
    def test_one_by_one(self, people: Cast) -> None:
        tale = case_at("panel", people)
        assert rules.may_sit(tale.case, people["expert1"])
        join(people["expert1"], tale)
        assert rules.may_sit(tale.case, people["expert1"]).code == "conflict"
        assert rules.may_sit(tale.case, people["secretary"]).code == "role"


class TestRounds:
    def test_an_officer_of_the_lead_office(self, people: Cast) -> None:
        programme = case_at("draft", people).case.programme
        assert rules.may_manage_rounds(programme, people["officer"])
        assert rules.may_manage_rounds(programme, people["fgw"]).code == "role"
        assert rules.may_manage_rounds(programme, member(Role.OFFICER, "SH-CZJ")).code == "role"
