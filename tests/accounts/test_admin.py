"""The administrator's screens configure; every change of a role there is on record too."""

import pytest
from django.test import Client

from accounts.access import desks
from accounts.models import Membership, User
from accounts.roles import Role
from tests.factories.accounts import UserFactory, member, office
from workflows import audit

pytestmark = pytest.mark.django_db


@pytest.fixture
def root() -> User:
    return UserFactory(is_staff=True, is_superuser=True, name="管理员示例（虚构）")


@pytest.fixture
def browser(root: User) -> Client:
    client = Client()
    client.force_login(root)
    return client


def test_a_role_given_and_ended_is_on_record(browser, root):
    person, unit = UserFactory(), office("SH-FGW")
    added = {"user": person.pk, "organisation": unit.pk, "role": Role.REVIEWER}
    assert browser.post("/admin/accounts/membership/add/", added).status_code == 302
    assert desks(person) == {("reviewer", "SH-FGW")}

    membership = Membership.objects.get()
    action = {"action": "end_selected", "_selected_action": [membership.pk]}
    browser.post("/admin/accounts/membership/", action)
    assert desks(person) == frozenset()
    assert [(e.action, e.reason, e.actor) for e in audit.history(unit.audit_chain)] == [
        ("membership.granted", "管理员设置", root),
        ("membership.ended", "管理员终止", root),
    ]


def test_memberships_are_neither_edited_nor_deleted(browser):
    membership = member(Role.REVIEWER, "SH-FGW").memberships.get()
    changed = {"user": membership.user_id, "organisation": membership.organisation_id, "role": Role.DECIDER}
    assert browser.post(f"/admin/accounts/membership/{membership.pk}/change/", changed).status_code == 403
    assert browser.post(f"/admin/accounts/membership/{membership.pk}/delete/").status_code == 403
    assert Membership.objects.get().role == Role.REVIEWER


def test_a_person_is_added_with_a_name(browser):
    browser.post(
        "/admin/accounts/user/add/",
        {
            "username": "newcomer",
            "name": "新人示例（虚构）",
            "email": "n@example.com",
            "usable_password": "true",
            "password1": "chang-mima-2026",
            "password2": "chang-mima-2026",
        },
    )
    person = User.objects.get(username="newcomer")
    assert (person.name, person.email, person.check_password("chang-mima-2026")) == (
        "新人示例（虚构）",
        "n@example.com",
        True,
    )


def test_nobody_else_gets_in(client):
    client.force_login(member(Role.OFFICER, "SH-FGW"))
    assert client.get("/admin/accounts/membership/").status_code == 302
