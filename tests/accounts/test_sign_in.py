"""Signing in, up and out; the lockout; a forgotten password."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts import demo
from accounts.access import desks
from accounts.models import OutgoingMail, User
from tests.factories.accounts import PASSWORD, UserFactory
from workflows import outbox

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def try_to_sign_in(client: Client, login: str, password: str, **extra: str):
    return client.post(LOGIN, {"login": login, "password": password}, **extra)


def signed_in_as(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


@pytest.mark.parametrize("field", ["username", "email"])
def test_user_name_or_mail(client, field):
    person = UserFactory()
    response = try_to_sign_in(client, getattr(person, field), PASSWORD)
    assert response.url == "/cases/"  # to one's own work
    assert signed_in_as(client) == str(person.pk)


def test_the_session_changes_with_the_person(client):
    client.get(LOGIN)
    before = client.cookies.get("sessionid")
    try_to_sign_in(client, UserFactory().username, PASSWORD)
    assert client.cookies["sessionid"].value != (before.value if before else "")
    assert client.cookies["sessionid"]["max-age"] == ""  # ends with the browser


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_no_open_redirect(client, target):
    response = client.post(f"{LOGIN}?next={target}", {"login": UserFactory().username, "password": PASSWORD})
    assert response.url == "/cases/"


def test_a_wrong_password_and_an_unknown_name_read_the_same(client):
    texts = [
        try_to_sign_in(client, name, "wrong").context["form"].non_field_errors()
        for name in (UserFactory().username, "nobody")
    ]
    assert texts == [["用户名（或邮箱）与密码不符，请核对后重试。"]] * 2


class TestLockout:
    def test_after_five_failures_with_the_time_to_wait(self, client):
        person = UserFactory()
        for _try in range(5):
            try_to_sign_in(client, person.username, "wrong")
        page = try_to_sign_in(client, person.username, PASSWORD)  # even the right one
        assert page.context["form"].non_field_errors() == [
            "登录失败次数过多，请 15 分钟后再试。忘记密码可以重设密码。"
        ]
        assert signed_in_as(client) is None

    def test_mail_and_user_name_share_one_count(self, client):
        person = UserFactory()
        for login in (person.username, person.email, person.username.upper(), person.email, person.username):
            try_to_sign_in(client, login, "wrong")
        assert "登录失败次数过多" in str(try_to_sign_in(client, person.email, PASSWORD).content.decode())

    def test_others_are_not_locked_out_from_the_same_office(self, client):
        victim, other = UserFactory(), UserFactory()
        for _try in range(6):
            try_to_sign_in(client, victim.username, "wrong")
        try_to_sign_in(client, other.username, PASSWORD)
        assert signed_in_as(client) == str(other.pk)

    def test_one_address_that_sprays_many_names_is_stopped(self, client):
        for number in range(50):
            try_to_sign_in(client, f"nobody{number}", "wrong")
        person = UserFactory()
        assert "登录失败次数过多" in try_to_sign_in(client, person.username, PASSWORD).content.decode()
        elsewhere = Client(REMOTE_ADDR="10.9.9.9")
        try_to_sign_in(elsewhere, person.username, PASSWORD)
        assert signed_in_as(elsewhere) == str(person.pk)

    def test_an_address_cannot_be_made_up(self, client):
        person = UserFactory()
        for number in range(5):
            try_to_sign_in(client, person.username, "wrong", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
        page = try_to_sign_in(client, person.username, PASSWORD, HTTP_X_FORWARDED_FOR="10.0.1.1")
        assert "登录失败次数过多" in page.content.decode()

    def test_successes_do_not_count(self, client):
        person = UserFactory()
        for _try in range(6):
            try_to_sign_in(client, person.username, PASSWORD)
            client.logout()
        try_to_sign_in(client, person.username, PASSWORD)
        assert signed_in_as(client) == str(person.pk)


class TestSigningUp:
    FORM = {
        "name": "注册示例（虚构）",
        "mobile": "13800000001",
        "email": "signup@example.com",
        "password1": "yi-ge-chang-mima-88",
        "password2": "yi-ge-chang-mima-88",
    }

    def test_an_applicant_has_no_desk_yet(self, client):
        response = client.post("/accounts/signup/?next=/org/claim/", self.FORM)
        assert response.url == "/org/claim/"
        person = User.objects.get(email="signup@example.com")
        assert (person.name, person.phone, desks(person)) == ("注册示例（虚构）", "13800000001", frozenset())
        assert signed_in_as(client) == str(person.pk)

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("mobile", "12", "请填写 11 位手机号，以 1 开头。"),
            ("name", "隐\u202e形", "第 2 个字符不可见（U+202E），请删除后重新填写，不要从网页直接粘贴。"),
            ("email", "TAKEN@example.com", "该邮箱已注册。请直接登录，忘记密码可以重设。"),
            ("password1", "1234567890", "密码只包含数字。"),
        ],
    )
    def test_errors_beside_the_field(self, client, field, value, said):
        UserFactory(email="taken@example.com")
        form = self.FORM | {field: value} | ({"password2": value} if field == "password1" else {})
        page = client.post("/accounts/signup/", form)
        assert said in page.context["form"].errors[field]
        assert 'value="13800000001"' in page.content.decode() or field == "mobile"
        assert not User.objects.filter(email="signup@example.com").exists()

    def test_no_role_can_be_smuggled_in(self, client):
        client.post("/accounts/signup/", self.FORM | {"is_staff": "on", "is_superuser": "on"})
        person = User.objects.get(email="signup@example.com")
        assert (person.is_staff, person.is_superuser) == (False, False)


def test_signing_out_takes_a_post(client):
    person = UserFactory()
    client.force_login(person)
    assert "确定退出吗" in client.get("/accounts/logout/").content.decode()
    assert signed_in_as(client) == str(person.pk)
    client.post("/accounts/logout/")
    assert signed_in_as(client) is None


def test_a_forgotten_password_by_mail(client):
    person = UserFactory()
    client.post("/accounts/password/reset/", {"email": person.email})
    assert mail.outbox == []  # a request sends nothing itself
    outbox.drain()
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([person.email], "【融证】重设密码")
    assert OutgoingMail.objects.get().body == ""  # the link is not left lying in the database
    link = re.search(r"http://\S+", sent.body).group()
    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": "xin-de-mima-2026", "password2": "xin-de-mima-2026"})
    try_to_sign_in(client, person.username, "xin-de-mima-2026")
    assert signed_in_as(client) == str(person.pk)
    used = Client().get(link, follow=True)
    assert "链接无效或已使用" in used.content.decode()


def test_links_in_mails_lead_to_the_public_address_whatever_the_request_says(client, settings):
    settings.PUBLIC_BASE_URL = "https://rz.example"
    settings.ALLOWED_HOSTS = ["rz.example"]
    client.post("/accounts/password/reset/", {"email": UserFactory().email}, HTTP_HOST="rz.example:8443")
    outbox.drain()
    (sent,) = mail.outbox
    assert (
        re.search(r"http\S+", sent.body).group().startswith("https://rz.example/accounts/password/reset/key/")
    )


def test_an_unknown_address_gets_the_same_page(client):
    known = client.post("/accounts/password/reset/", {"email": UserFactory().email})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.com"})
    assert known.url == unknown.url == reverse("account_reset_password_done")


def test_changing_the_password_ends_other_sessions(client):
    person = UserFactory()
    other = Client()
    for browser in (client, other):
        try_to_sign_in(browser, person.username, PASSWORD)
    changed = {"oldpassword": PASSWORD, "password1": "xin-de-mima-2026", "password2": "xin-de-mima-2026"}
    client.post("/accounts/password/change/", changed)
    assert client.get("/org/me/").status_code == 200
    assert other.get("/org/me/").status_code == 302


@pytest.mark.parametrize(
    "url", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/inactive/"]
)
def test_pages_speak_chinese_and_obey_the_policy(client, url):
    page = client.get(url).content.decode()
    assert 'lang="zh-CN"' in page
    for forbidden in (" style=", "onclick=", "<script>", "Sign", "Password"):
        assert forbidden not in page


@pytest.mark.parametrize("url", ["/accounts/email/", "/accounts/password/set/", "/accounts/confirm-email/x/"])
def test_pages_of_the_library_we_do_not_use_do_not_exist(client, url):
    client.force_login(UserFactory())
    assert client.get(url).status_code == 404


def test_demo_accounts_show_in_a_demonstration_only(client, settings, monkeypatch):
    monkeypatch.setattr(demo, "_providers", [])
    demo.provide(lambda: [demo.DemoAccount("企业申报员", "demo-clerk", "demo-secret")])
    settings.DEMO_MODE = False
    assert "demo-clerk" not in client.get(LOGIN).content.decode()
    settings.DEMO_MODE = True
    assert "demo-clerk" in client.get(LOGIN).content.decode()
