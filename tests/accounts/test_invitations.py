"""An invitation is one signed link, once, for seven days."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from accounts.access import desks
from accounts.domain import invitations, memberships
from accounts.models import Invitation
from accounts.roles import Role
from tests.factories.accounts import UserFactory
from workflows import audit, clock, outbox
from workflows.errors import Refused

pytestmark = pytest.mark.django_db


def test_the_whole_story(company, admin, signed_in):
    """Invited on screen, mailed by the worker, joined with the copied link, gone after that."""
    page = signed_in(admin).post(
        reverse("accounts:invite", args=[company.pk]), {"email": "new@example.com", "role": "clerk"}
    )
    link = page.context["link"]
    assert f'value="{link}"' in page.content.decode()
    assert mail.outbox == []
    outbox.drain()
    assert [(m.to, m.subject) for m in mail.outbox] == [
        (["new@example.com"], "【融证】示例精密（上海）有限公司（虚构） 邀请您加入")
    ]
    assert link in mail.outbox[0].body

    newcomer = UserFactory(name="新人示例（虚构）")
    browser = signed_in(newcomer)
    shown = browser.get(link)
    assert "管理示例（虚构） 邀请您以“申报员”身份加入。" in shown.content.decode()
    assert desks(newcomer) == frozenset()  # looking is not joining
    joined = browser.post(link)
    assert joined.url == reverse("accounts:organisation", args=[company.pk])
    assert desks(newcomer) == {("clerk", company.code)}
    assert [entry.action for entry in audit.history(company.audit_chain)] == [
        "invitation.sent",
        "membership.granted",
    ]

    gone = signed_in(UserFactory()).get(link)
    assert gone.status_code == 404
    assert "邀请链接无效、已使用或已过期" in gone.content.decode()


def test_the_link_leads_to_the_public_address_whatever_the_request_says(company, admin, signed_in, settings):
    settings.PUBLIC_BASE_URL = "https://rz.example"
    settings.ALLOWED_HOSTS = ["rz.example"]
    asked = {"email": "new@example.com", "role": "clerk"}
    page = signed_in(admin).post(
        reverse("accounts:invite", args=[company.pk]), asked, HTTP_HOST="rz.example:8443"
    )
    assert page.context["link"].startswith("https://rz.example/org/invitation/")


def test_seven_days(company, admin):
    invitation = invitations.invite(company, "a@example.com", Role.CLERK, by=admin)
    token = invitations.token(invitation)
    with clock.travel(clock.now() + timedelta(days=7, seconds=-5)):
        assert invitations.find(token) == invitation
    with clock.travel(clock.now() + timedelta(days=7)), pytest.raises(Refused):
        invitations.find(token)


def test_a_forged_or_foreign_token_is_nothing(company, admin):
    invitation = invitations.invite(company, "a@example.com", Role.CLERK, by=admin)
    token = invitations.token(invitation)
    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), str(invitation.pk), "x", ""):
        with pytest.raises(Refused) as refused:
            invitations.find(wrong)
        assert refused.value.status == 404


def test_withdrawn(company, admin, clerk, signed_in):
    invitation = invitations.invite(company, "a@example.com", Role.CLERK, by=admin)
    url = reverse("accounts:withdraw_invitation", args=[company.pk, invitation.pk])
    assert signed_in(clerk).post(url).status_code == 404
    assert signed_in(admin).post(url).url == reverse("accounts:organisation", args=[company.pk])
    with pytest.raises(Refused):
        invitations.find(invitations.token(invitation))
    assert [entry.action for entry in audit.history(company.audit_chain)] == [
        "invitation.sent",
        "invitation.withdrawn",
    ]


def test_a_second_invitation_replaces_the_first(company, admin):
    first = invitations.invite(company, "A@example.com", Role.CLERK, by=admin)
    second = invitations.invite(company, "a@example.com", Role.ORG_ADMIN, by=admin)
    assert list(Invitation.objects.open()) == [second]
    with pytest.raises(Refused):
        invitations.accept(invitations.token(first), by=UserFactory())


def test_an_inviter_who_was_removed_invites_nobody(company, admin, clerk):
    token = invitations.token(invitations.invite(company, "a@example.com", Role.CLERK, by=admin))
    memberships.hand_over(company, clerk, by=admin)
    newcomer = UserFactory()
    with pytest.raises(Refused, match="已不是该单位管理员"):
        invitations.accept(token, by=newcomer)
    assert desks(newcomer) == frozenset()


def test_only_administrators_invite(company, clerk, stranger):
    for somebody in (clerk, stranger):
        with pytest.raises(Refused) as refused:
            invitations.invite(company, "a@example.com", Role.CLERK, by=somebody)
        assert refused.value.status == 403


def test_no_staff_role_can_be_invited(company, admin, signed_in):
    page = signed_in(admin).post(
        reverse("accounts:invite", args=[company.pk]), {"email": "a@example.com", "role": "officer"}
    )
    assert "role" in page.context["form"].errors
    assert Invitation.objects.count() == 0


def test_open_invitations_are_bounded(company, admin, monkeypatch):
    monkeypatch.setattr(invitations, "MOST_OPEN", 2)
    for number in range(2):
        invitations.invite(company, f"{number}@example.com", Role.CLERK, by=admin)
    with pytest.raises(Refused) as refused:
        invitations.invite(company, "more@example.com", Role.CLERK, by=admin)
    assert refused.value.message == "未接受的邀请已达 2 个，请先撤回不再需要的。"


def test_only_an_administrator_takes_an_invitation_back(company, admin, clerk, stranger):
    invitation = invitations.invite(company, "a@example.com", Role.CLERK, by=admin)
    for nobody in (clerk, stranger):
        with pytest.raises(Refused) as refused:
            invitations.withdraw(invitation, by=nobody)
        assert (refused.value.code, refused.value.status) == ("forbidden", 403)
    assert Invitation.objects.open().get() == invitation
    invitations.withdraw(invitation, by=admin)
    assert not Invitation.objects.open().exists()


def test_a_link_used_between_the_look_and_the_lock_lets_nobody_in(company, admin, monkeypatch):
    invitation = invitations.invite(company, "a@example.com", Role.CLERK, by=admin)
    token = invitations.token(invitation)
    invitations.accept(token, by=UserFactory())
    monkeypatch.setattr(invitations, "find", lambda value: invitation)  # what a second click saw
    late = UserFactory()
    with pytest.raises(Refused) as refused:
        invitations.accept(token, by=late)
    assert refused.value.message == "邀请链接已使用，请联系邀请您的同事重新邀请。"
    assert desks(late) == frozenset()
