"""What was typed before the session ended comes back, to the same person, once they sign in."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from accounts import rescue
from accounts.models import RescuedForm, User
from tests.factories.accounts import PASSWORD, UserFactory
from workflows import clock

pytestmark = pytest.mark.django_db
PAGE = "/org/me/"
NOTICE = "已恢复您退出前填写的内容，请核对后保存。"


def owner_of(page) -> str:
    return page.content.decode().split(f'name="{rescue.FIELD}" value="')[1].split('"')[0]


@pytest.fixture
def person() -> User:
    return UserFactory(name="填表示例（虚构）", phone="13800000000")


@pytest.fixture
def token(person: User) -> str:
    """The hidden field of a page the person was shown before the session ended."""
    browser = Client()
    browser.force_login(person)
    return owner_of(browser.get(PAGE))


def sign_in(client: Client, person: User, url: str):
    return client.post(url, {"login": person.username, "password": PASSWORD})


def test_the_whole_story(client, person, token):
    turned_away = client.post(PAGE, {"name": "写了一半（虚构）", "phone": "12", rescue.FIELD: token})
    assert turned_away.url == f"{reverse('account_login')}?next={PAGE}"
    assert "您填写的内容已暂存" in client.get(turned_away.url).content.decode()

    back = sign_in(client, person, turned_away.url)
    assert back.url == PAGE
    page = client.get(PAGE).content.decode()
    assert 'value="写了一半（虚构）"' in page
    assert NOTICE in page
    assert "请填写 11 位手机号" in page  # what was wrong is said beside the field again
    assert 'value="写了一半（虚构）"' in client.get(PAGE).content.decode()  # a reload loses nothing

    person.refresh_from_db()
    assert person.name == "填表示例（虚构）"  # nothing was saved behind their back
    client.post(PAGE, {"name": "写完了（虚构）", "phone": "13800000000", rescue.FIELD: token})
    person.refresh_from_db()
    assert person.name == "写完了（虚构）"
    assert RescuedForm.objects.count() == 0
    assert NOTICE not in client.get(PAGE).content.decode()


def test_another_person_never_sees_it(client, person, token):
    client.post(PAGE, {"name": "别人的秘密", rescue.FIELD: token})
    other = UserFactory()
    sign_in(client, other, f"{reverse('account_login')}?next={PAGE}")
    page = client.get(PAGE).content.decode()
    assert "别人的秘密" not in page
    assert NOTICE not in page
    assert RescuedForm.objects.get().user == person


@pytest.mark.parametrize("forged", ["", "1:x", "WzEsIi9vcmcvbWUvIl0:1tJ:abc"])
def test_without_a_true_owner_nothing_is_kept(client, person, forged):
    response = client.post(PAGE, {"name": "x", rescue.FIELD: forged})
    assert response.url == f"{reverse('account_login')}?next={PAGE}"
    assert RescuedForm.objects.count() == 0


def test_a_visitors_page_owns_nothing(rf):
    request = rf.get("/")
    request.user = UserFactory.build(is_active=True)
    request.user = type("Visitor", (), {"is_authenticated": False})()
    assert rescue.token(request) == ""


def test_it_is_given_back_to_a_look_and_not_to_a_post_or_a_visitor(client, person, token, rf):
    client.post(PAGE, {"name": "甲", rescue.FIELD: token})
    posted, visited = rf.post(PAGE), rf.get(PAGE)
    posted.user, visited.user = person, AnonymousUser()
    assert rescue.pop(posted) is None
    assert rescue.pop(visited) is None
    assert RescuedForm.objects.exists()


def test_secrets_and_files_are_not_kept(client, person, token):
    client.post(
        PAGE,
        {
            "name": "甲",
            "password": "p1",
            "new_Password2": "p2",
            "csrfmiddlewaretoken": "c",
            rescue.FIELD: token,
        },
    )
    assert RescuedForm.objects.get().body == "name=%E7%94%B2"


def test_repeated_fields_and_order_survive(client, person, token):
    client.post(PAGE, {"row": ["甲", "乙", ""], "name": "丙", rescue.FIELD: token})
    sign_in(client, person, reverse("account_login"))
    request = client.get(PAGE).wsgi_request
    assert rescue.pop(request).getlist("row") == ["甲", "乙", ""]


def test_too_much_is_not_kept(client, person, token):
    client.post(PAGE, {"name": "x" * (rescue.MAX_BYTES + 1), rescue.FIELD: token})
    assert RescuedForm.objects.count() == 0


def test_after_a_day_it_is_gone(client, person, token):
    client.post(PAGE, {"name": "昨天的（虚构）", rescue.FIELD: token})
    client.force_login(person)
    with clock.travel(clock.now() + timedelta(hours=23, minutes=59)):
        assert "昨天的（虚构）" in client.get(PAGE).content.decode()
    with clock.travel(clock.now() + timedelta(hours=24, minutes=1)):
        assert "昨天的（虚构）" not in client.get(PAGE).content.decode()


def test_what_nobody_fetched_in_a_day_is_not_kept_on(client, person, token):
    client.post(PAGE, {"name": "无人来取（虚构）", rescue.FIELD: token})
    other = Client()
    other.force_login(UserFactory())
    fresh = owner_of(other.get(PAGE))
    with clock.travel(clock.now() + timedelta(hours=25)):
        client.post(PAGE, {"name": "别人的（虚构）", rescue.FIELD: fresh})
    assert [kept.user == person for kept in RescuedForm.objects.all()] == [False]


def test_the_newest_counts(client, person, token):
    for text in ("第一次", "第二次"):
        client.post(PAGE, {"name": text, rescue.FIELD: token})
    assert RescuedForm.objects.get().body.startswith("name=%E7%AC%AC%E4%BA%8C")


def test_a_fragment_sends_the_whole_page_to_sign_in(client, person, token):
    response = client.post(PAGE, {"name": "x", rescue.FIELD: token}, HTTP_HX_REQUEST="true")
    assert response["HX-Redirect"] == f"{reverse('account_login')}?next={PAGE}"
    assert RescuedForm.objects.get().path == PAGE


class TestStaleToken:
    """Signed in again in another tab: the page's CSRF token is old, the person is the same."""

    def strict(self, person: User) -> Client:
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(person)
        return browser

    def test_what_was_typed_is_shown_on_a_fresh_page(self, person, token):
        browser = self.strict(person)
        response = browser.post(PAGE, {"name": "另一页（虚构）", rescue.FIELD: token})
        assert response.url == PAGE
        assert 'value="另一页（虚构）"' in browser.get(PAGE).content.decode()
        person.refresh_from_db()
        assert person.name == "填表示例（虚构）"

    def test_a_visitor_with_an_old_token_signs_in_first(self, person, token):
        browser = Client(enforce_csrf_checks=True)
        response = browser.post(PAGE, {"name": "过期（虚构）", rescue.FIELD: token})
        assert response.url == f"{reverse('account_login')}?next={PAGE}"
        browser.force_login(person)
        assert 'value="过期（虚构）"' in browser.get(PAGE).content.decode()

    def test_without_an_owner_it_is_refused(self, person):
        response = self.strict(person).post(PAGE, {"name": "x"})
        assert response.status_code == 403
        assert RescuedForm.objects.count() == 0

    def test_a_token_of_another_person_stores_nothing_for_me(self, token):
        mine = UserFactory()
        browser = self.strict(mine)
        browser.post(PAGE, {"name": "塞给别人", rescue.FIELD: token})
        assert not RescuedForm.objects.filter(user=mine).exists()
        assert "塞给别人" not in browser.get(PAGE).content.decode()


def test_an_ordinary_post_costs_no_extra_query(client, person, django_assert_num_queries):
    client.force_login(person)
    with django_assert_num_queries(4):  # session, user, the person anew, the update
        client.post(PAGE, {"name": "甲（虚构）", "phone": "13800000000"})
