"""What every answer says to the browser, the refusals of the outermost middleware included."""

import pytest
from django.test import Client
from pytest_django import Settings

from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
}


def policy_of(response) -> set[str]:
    return {part.strip() for part in response.headers.get("Content-Security-Policy", "").split(";")}


def test_every_kind_of_answer_carries_the_whole_policy(client: Client, settings: Settings) -> None:
    settings.REQUEST_MAX_BYTES = 1000
    posted = {"a": "x" * 2000}
    answers = {
        200: client.get("/accounts/login/"),
        302: client.get("/org/me/"),
        400: client.get("/accounts/login/", headers={"Host": "evil.example"}),
        403: Client(enforce_csrf_checks=True).post("/accounts/login/"),
        404: client.get("/nowhere/"),
        405: client.post("/healthz"),
        413: client.post("/accounts/login/", posted),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert policy_of(answer) == POLICY, status
        assert answer.headers["X-Frame-Options"] == "DENY", status
        assert answer.headers["X-Content-Type-Options"] == "nosniff", status
        assert answer.headers["Referrer-Policy"] == "same-origin", status
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", status


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client: Client) -> None:
    client.post("/accounts/login/", {"login": UserFactory().username, "password": PASSWORD})
    session = client.cookies["sessionid"]
    assert (session["httponly"], session["samesite"]) == (True, "Lax")
    client.get("/accounts/password/change/")
    assert client.cookies["csrftoken"]["samesite"] == "Lax"


def test_the_administration_has_no_door_of_its_own(client: Client) -> None:
    """Django's own sign-in page there knows no lockout."""
    person = UserFactory(is_staff=True, is_superuser=True)
    door = "/admin/login/?next=/admin/"
    for attempt in (client.get(door), client.post(door, {"username": person.username, "password": "x"})):
        assert (attempt.status_code, attempt.url.partition("?")[0]) == (302, "/accounts/login/")
    client.force_login(UserFactory())
    assert client.get("/admin/", follow=True).status_code == 403  # signed in, and not one of the staff
    client.force_login(person)
    assert client.get("/admin/").status_code == 200
