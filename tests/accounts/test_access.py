"""Desks follow from memberships that are live today, in organisations in use, of people who may sign in."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.access import desks, has_role, is_staff_member, organisations_of
from accounts.models import User
from accounts.roles import Role
from tests.factories.accounts import MembershipFactory, OrganisationFactory, member, office
from workflows import clock

pytestmark = pytest.mark.django_db


def test_desks_are_role_and_unit_code():
    person = member([Role.REVIEWER, Role.OFFICER], "SH-FGW")
    MembershipFactory(user=person, organisation=office("310115-FGW"), role=Role.REVIEWER)
    assert desks(person) == {("reviewer", "SH-FGW"), ("officer", "SH-FGW"), ("reviewer", "310115-FGW")}
    assert person.desks == desks(person)


def test_both_dates_are_inclusive():
    person = member(Role.EXPERT, "POOL-EXPERT")
    person.memberships.update(starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 4))
    held = {day: bool(desks(person, on=date(2026, 3, day))) for day in range(1, 6)}
    assert held == {1: False, 2: True, 3: True, 4: True, 5: False}


def test_today_is_the_product_clock():
    person = member(Role.EXPERT, "POOL-EXPERT")
    person.memberships.update(ends_on=date(2026, 3, 4))
    with clock.travel(datetime(2026, 3, 4, 23, 59, tzinfo=ZoneInfo("Asia/Shanghai"))):
        assert desks(person) == {("expert", "POOL-EXPERT")}
    with clock.travel(datetime(2026, 3, 5, 0, 0, tzinfo=ZoneInfo("Asia/Shanghai"))):
        assert desks(person) == frozenset()


def test_nobody_stands_at_the_desk_of_a_closed_organisation():
    person = member(Role.CLERK, OrganisationFactory(is_active=False))
    assert desks(person) == frozenset()


def test_a_person_who_may_not_sign_in_holds_nothing():
    person = member(Role.OFFICER, "SH-FGW")
    User.objects.filter(pk=person.pk).update(is_active=False)
    person = User.objects.get(pk=person.pk)
    assert (desks(person), person.desks, bool(has_role(person, Role.OFFICER))) == (
        frozenset(),
        frozenset(),
        False,
    )
    assert desks(AnonymousUser()) == frozenset()


def test_has_role_says_which_is_missing():
    person = member(Role.REVIEWER, "SH-CZJ")
    assert has_role(person, Role.REVIEWER)
    assert has_role(person, Role.REVIEWER, "SH-CZJ")
    refused = has_role(person, Role.REVIEWER, "SH-FGW")
    assert not refused
    assert (refused.code, refused.reason) == ("role", "需要“审核员”角色，请联系本单位管理员。")


def test_access_is_never_remembered():
    """Negative control beside it: the per-request property of the menu is."""
    person = member(Role.REVIEWER, "SH-CZJ")
    assert person.desks == desks(person) == {("reviewer", "SH-CZJ")}
    person.memberships.update(ends_on=date(2020, 1, 2))
    assert desks(person) == frozenset()
    assert person.desks == {("reviewer", "SH-CZJ")}


def test_organisations_by_role():
    person = member([Role.CLERK, Role.ORG_ADMIN], OrganisationFactory(name="甲（虚构）"))
    MembershipFactory(user=person, organisation=OrganisationFactory(name="乙（虚构）"), role=Role.CLERK)
    assert {str(one) for one in organisations_of(person)} == {"甲（虚构）", "乙（虚构）"}
    assert [str(one) for one in organisations_of(person, [Role.ORG_ADMIN])] == ["甲（虚构）"]
    assert person.organisation_label == "甲（虚构） +1"


def test_staff_are_those_of_offices():
    assert is_staff_member(member(Role.INTAKE, "SH-JW"))
    assert not is_staff_member(member(Role.CLERK, OrganisationFactory()))


def test_desks_cost_one_query(django_assert_num_queries):
    person = member([Role.REVIEWER, Role.OFFICER, Role.DECIDER], "SH-FGW")
    with django_assert_num_queries(1):
        desks(person)
