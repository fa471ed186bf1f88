"""Who sees and signs what, read once more: experts score alone, a decider has done nothing else, a tie hides."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import Membership, User
from accounts.roles import Role
from certification import rules
from certification.domain import queues
from certification.models import Application
from certification.stories.cast import Cast
from tests.certification import clerk, docket
from tests.certification.house import words
from workflows import engine, inbox

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
HUGE = 99_999_999_999_999_999_999


def also(user: User, role: str, like: User) -> None:
    """``user`` takes up a further post, in the office of ``like``."""
    post = like.memberships.earliest("pk")
    Membership.objects.create(user=user, organisation=post.organisation, role=role, starts_on=post.starts_on)


class TestScoringAlone:
    @pytest.fixture
    def half(self, cast: Cast) -> docket.QuickTale:
        """Three of five experts have scored."""
        told = docket.at("score", cast)
        for expert, share in enumerate(docket.MARKS[:3], 1):
            told.score(expert, Decimal(share))
        return told

    def test_no_mark_is_read_before_every_seat_has_scored(
        self, cast: Cast, browser_of: SignIn, half: docket.QuickTale
    ) -> None:
        """An expert who also works in the office must not read the others' marks first."""
        page = words(browser_of(cast["officer"]).get(f"/office/cases/{half.case.pk}/"))
        assert "材料真实完整" not in page
        record = words(browser_of(cast["officer"]).get(f"/office/cases/{half.case.pk}/record/"))
        assert "已评分" in record
        assert not [mark for mark in ("90.00", "85.00", "80.00") if mark in record]

    def test_then_all_are(self, cast: Cast, browser_of: SignIn, half: docket.QuickTale) -> None:
        for expert, share in enumerate(docket.MARKS[3:], 4):
            half.score(expert, Decimal(share))
        page = words(browser_of(cast["officer"]).get(f"/office/cases/{half.case.pk}/"))
        assert page.count("材料真实完整") == 5
        assert "90.00" in words(browser_of(cast["officer"]).get(f"/office/cases/{half.case.pk}/record/"))


class TestDeciding:
    @pytest.mark.parametrize("acted", ["officer", "secretary", "intake"])
    def test_is_not_for_who_did_something_else_on_the_case(self, cast: Cast, acted: str) -> None:
        told = docket.at("decision", cast)
        also(cast[acted], Role.DECIDER, like=cast["decider"])
        with told._now():
            item = told.item("decision")
            answer = rules.may_act(item, told.case, cast[acted])
            assert (bool(answer), answer.code) == (False, "four_eyes")
            assert rules.may_act(item, told.case, cast["decider"])


class TestATie:
    def test_hides_the_case_from_the_pool(self, cast: Cast) -> None:
        told, other = clerk.submitted(cast), clerk.submitted(cast, "care")
        official = cast["intake"]
        assert self.seen(official) == {told.case.number, other.case.number}
        also(official, Role.CLERK, like=told.clerk)
        assert self.seen(official) == {other.case.number}

    def test_hides_a_case_one_has_prepared(self, cast: Cast) -> None:
        told = clerk.submitted(cast)
        Application.objects.filter(pk=told.case.pk).update(created_by=cast["intake"])
        assert self.seen(cast["intake"]) == set()

    def test_leaves_what_one_holds_in_sight(self, cast: Cast) -> None:
        """It has to be given back."""
        told, official = clerk.submitted(cast), cast["intake"]
        engine.claim(told.item("intake").task_id, by=official)
        also(official, Role.CLERK, like=told.clerk)
        person = User.objects.get(pk=official.pk)
        assert [i.process_id for i in queues.listed(person, queues.MINE)] == [told.case.process_id]
        assert queues.counts(person)[queues.ALL] == 1

    @staticmethod
    def seen(user: User) -> set[str | None]:
        person = User.objects.get(pk=user.pk)
        pages = [inbox.page(queues.listed(person, name)) for name in (queues.ALL, queues.POOL)]
        counted = queues.counts(person)
        assert [len(page.items) for page in pages] == [counted[queues.ALL], counted[queues.POOL]]
        first, second = ({i.process.application.number for i in page.items} for page in pages)
        assert first == second
        return first


@pytest.mark.parametrize(
    "url",
    [
        f"/desk/{HUGE}/intake/1/",
        f"/desk/1/intake/{HUGE}/",
        f"/desk/files/{HUGE}/evidence/1/",
        f"/desk/files/{{process}}/evidence/{HUGE}/",
        f"/desk/files/{{process}}/{HUGE}/form/",
        f"/office/cases/{HUGE}/",
        f"/office/rounds/{HUGE}/",
        f"/office/cases/{{case}}/letters/{HUGE}/",
    ],
)
def test_a_number_no_row_can_have_is_not_found(cast: Cast, browser_of: SignIn, url: str) -> None:
    told = clerk.submitted(cast)
    address = url.format(process=told.case.process_id, case=told.case.pk)
    assert browser_of(cast["intake"]).get(address).status_code == 404


@pytest.mark.parametrize(
    "path", ["", "correction/", "revision/{huge}/", "evidence/{huge}/", "letter/{huge}/"]
)
def test_nor_for_an_applicant(cast: Cast, browser_of: SignIn, path: str) -> None:
    told = clerk.submitted(cast)
    pk = HUGE if "{huge}" not in path else told.case.pk
    response = browser_of(told.clerk).get(f"/cases/{pk}/{path.format(huge=HUGE)}")
    assert response.status_code == 404


def test_a_code_with_a_nul_is_no_match() -> None:
    response = Client().get("/verify/SHCJ-A1-2026-00001-A%00/7Q2M%00/")
    assert response.status_code == 404
    assert "没有找到与该编号和核验码一致的证书" in words(response)


class TestAnswersBeingWritten:
    def test_a_character_no_keyboard_types_is_left_out(self, cast: Cast, browser_of: SignIn) -> None:
        told = clerk.corrected(cast)
        item = told.case.corrections.get().items.first()
        assert item is not None
        url = f"/cases/{told.case.pk}/correction/"
        browser_of(told.clerk).post(url, {f"answer-{item.pk}": "已\x00改", "action": "keep"})
        item.refresh_from_db()
        assert item.answer == "已改"

    def test_a_text_that_is_too_long_is_kept_whole_and_refused_when_sent(
        self, cast: Cast, browser_of: SignIn
    ) -> None:
        told = clerk.corrected(cast)
        url, browser = f"/cases/{told.case.pk}/correction/", browser_of(told.clerk)
        items = list(told.case.corrections.get().items.all())
        answers = {f"answer-{item.pk}": "改" * 2100 for item in items}
        browser.post(url, {**answers, "action": "keep"})
        assert {len(i.answer) for i in told.case.corrections.get().items.all()} == {2100}
        refused = browser.post(url, {**answers, "action": "submit"})
        assert "最多 2000 字，现在是 2100 字，请删减" in words(refused)
        assert told.case.corrections.get().answered_at is None
