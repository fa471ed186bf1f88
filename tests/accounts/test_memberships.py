"""Colleagues come and go, each time on record; an organisation is never left without its administrator."""

import pytest

from accounts.access import desks
from accounts.domain import memberships
from accounts.models import Membership
from accounts.roles import Role
from tests.factories.accounts import UserFactory, member
from workflows import audit
from workflows.errors import Refused

pytestmark = pytest.mark.django_db


def trail(organisation) -> list[tuple[str, str, str]]:
    return [
        (entry.action, entry.data.get("role", ""), entry.actor_name)
        for entry in audit.history(organisation.audit_chain)
    ]


def test_a_removed_colleague_has_no_desk_from_the_same_moment(company, admin, clerk):
    memberships.remove(company, clerk, by=admin, reason="离职")
    assert desks(clerk) == frozenset()
    assert trail(company) == [("membership.ended", "clerk", "管理示例（虚构）")]
    assert audit.history(company.audit_chain).get().reason == "离职"


def test_granting_twice_is_one_membership(company, admin):
    person = UserFactory()
    first = memberships.grant(company, person, Role.CLERK, by=admin)
    again = memberships.grant(company, person, Role.CLERK, by=admin)
    assert first == again
    assert trail(company) == [("membership.granted", "clerk", "管理示例（虚构）")]


def test_somebody_removed_may_come_back(company, admin, clerk):
    memberships.remove(company, clerk, by=admin, reason="离职")
    memberships.grant(company, clerk, Role.CLERK, by=admin, reason="返岗")
    assert desks(clerk) == {("clerk", company.code)}
    assert Membership.objects.filter(user=clerk).count() == 2


def test_a_clerk_removes_nobody_but_may_leave(company, admin, clerk):
    with pytest.raises(Refused) as refused:
        memberships.remove(company, admin, by=clerk, reason="x")
    assert (refused.value.code, refused.value.message) == ("forbidden", "只有本单位管理员可以管理同事。")
    memberships.leave(company, by=clerk)
    assert desks(clerk) == frozenset()


def test_a_stranger_removes_nobody(company, clerk, stranger):
    with pytest.raises(Refused, match="forbidden|只有本单位管理员"):
        memberships.remove(company, clerk, by=stranger, reason="x")
    assert desks(clerk) == {("clerk", company.code)}


def test_the_last_administrator_hands_over_first(company, admin, clerk):
    with pytest.raises(Refused) as refused:
        memberships.leave(company, by=admin)
    assert refused.value.code == "last_admin"
    assert desks(admin) == {("org_admin", company.code), ("clerk", company.code)}

    memberships.hand_over(company, clerk, by=admin, reason="岗位调整")
    assert desks(clerk) == {("org_admin", company.code), ("clerk", company.code)}
    assert desks(admin) == {("clerk", company.code)}
    memberships.leave(company, by=admin)
    assert trail(company) == [
        ("membership.granted", "org_admin", "管理示例（虚构）"),
        ("membership.ended", "org_admin", "管理示例（虚构）"),
        ("membership.ended", "clerk", "管理示例（虚构）"),
    ]


def test_with_two_administrators_one_may_leave(company, admin):
    second = member(Role.ORG_ADMIN, company)
    memberships.leave(company, by=admin)
    with pytest.raises(Refused):
        memberships.leave(company, by=second)


def test_an_administrator_whose_account_is_closed_does_not_count(company, admin):
    second = member(Role.ORG_ADMIN, company)
    second.is_active = False
    second.save()
    with pytest.raises(Refused) as refused:
        memberships.leave(company, by=admin)
    assert refused.value.code == "last_admin"


def test_the_role_is_handed_to_a_colleague_only(company, admin, stranger):
    for nobody in (stranger, admin, UserFactory()):
        with pytest.raises(Refused) as refused:
            memberships.hand_over(company, nobody, by=admin)
        assert refused.value.code == "not_member"
    assert trail(company) == []


def test_only_the_administrator_hands_the_role_over(company, clerk, stranger):
    for nobody in (clerk, stranger):
        with pytest.raises(Refused) as refused:
            memberships.hand_over(company, clerk, by=nobody)
        assert refused.value.code == "forbidden"
    assert desks(clerk) == {("clerk", company.code)}


def test_removing_a_person_who_is_not_there(company, admin, stranger):
    with pytest.raises(Refused) as refused:
        memberships.remove(company, stranger, by=admin, reason="x")
    assert (refused.value.code, refused.value.status) == ("not_found", 404)
