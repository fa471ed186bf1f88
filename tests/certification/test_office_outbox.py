"""Effects that failed, seen and tried again; and what the administrator may look up."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from certification.models import Certificate, Round
from certification.stories.cast import Cast
from tests.certification.house import issued, queries, words
from tests.factories.accounts import UserFactory, member
from workflows import clock
from workflows.models import OutboxMessage, OutboxState

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def a_failure(key: str, effect: str = "letters.render") -> OutboxMessage:
    return OutboxMessage.objects.create(
        key=key,
        effect=effect,
        payload={"letter": 1},
        state=OutboxState.FAILED,
        attempts=10,
        last_error="OSError: <no> font",
        available_at=clock.now(),
        created_at=clock.now(),
    )


@pytest.fixture
def officer(cast: Cast, browser_of: SignIn) -> Client:
    return browser_of(cast["officer"])


class TestTheList:
    def test_names_the_effect_and_its_last_error(self, officer: Client) -> None:
        a_failure("letter/1")
        a_failure("certificate/7", "certificates.issue")
        page = officer.get("/office/outbox/")
        said = words(page)
        assert "失败 2" in said
        assert said.index("制作证书 certificate/7") < said.index("制作文书 letter/1"), "newest first"
        assert "OSError: &lt;no&gt; font" in page.content.decode()
        menu = words(officer.get("/office/"))
        assert "后台任务 2" in menu

    def test_is_calm_when_nothing_failed(self, officer: Client) -> None:
        assert "没有失败的任务" in words(officer.get("/office/outbox/"))

    def test_is_for_officers_and_the_administrator(self, cast: Cast, browser_of: SignIn) -> None:
        administrator = member(Role.ADMIN, "SH-JW", name="管理示例（虚构）")
        message = a_failure("letter/1")
        retry = f"/office/outbox/{message.pk}/retry/"
        assert browser_of(administrator).get("/office/outbox/").status_code == 200
        for person in (cast["intake"], cast["decider"], cast["fgw"], cast.company("robot")[1]):
            assert browser_of(person).get("/office/outbox/").status_code == 404
            assert browser_of(person).post(retry).status_code == 404
        assert Client().post(retry).status_code == 302
        message.refresh_from_db()
        assert message.state == OutboxState.FAILED

    def test_costs_the_same_at_one_row_and_at_three(self, officer: Client) -> None:
        a_failure("letter/1")
        alone = queries(officer, "/office/outbox/")
        a_failure("letter/2")
        a_failure("letter/3")
        assert queries(officer, "/office/outbox/") == alone <= 9


class TestARetry:
    def test_gives_ten_more_attempts(self, officer: Client) -> None:
        message = a_failure("letter/1")
        response = officer.post(f"/office/outbox/{message.pk}/retry/", follow=True)
        message.refresh_from_db()
        assert (message.state, message.attempts) == (OutboxState.PENDING, 0)
        assert "已重新排队" in words(response)
        assert "排队 1" in words(response)

    def test_pressed_twice_says_there_is_nothing_to_do(self, officer: Client) -> None:
        message = a_failure("letter/1")
        officer.post(f"/office/outbox/{message.pk}/retry/")
        again = officer.post(f"/office/outbox/{message.pk}/retry/", follow=True)
        assert "该任务已不在失败列表中，无需重试。" in words(again)

    def test_is_never_a_link(self, officer: Client) -> None:
        message = a_failure("letter/1")
        assert officer.get(f"/office/outbox/{message.pk}/retry/").status_code == 405


class TestTheAdministrator:
    def test_looks_up_and_changes_nothing(self, cast: Cast, browser_of: SignIn) -> None:
        _tale, certificate = issued(cast)
        round_ = Round.objects.get()
        admin = browser_of(UserFactory(is_staff=True, is_superuser=True))
        listed = admin.get("/admin/certification/certificate/").content.decode()
        assert certificate.number in listed
        shown = admin.get(f"/admin/certification/certificate/{certificate.pk}/change/").content.decode()
        assert certificate.pdf_sha256 in shown
        assert certificate.code not in listed + shown
        for page, pk in (("certificate", certificate.pk), ("round", round_.pk)):
            assert admin.get(f"/admin/certification/{page}/add/").status_code == 403
            assert admin.post(f"/admin/certification/{page}/{pk}/change/", {"title": "改"}).status_code == 403
            assert admin.post(f"/admin/certification/{page}/{pk}/delete/", {"post": "yes"}).status_code == 403
        assert Certificate.objects.get().number == certificate.number
        assert Round.objects.get().title == round_.title
