"""受托机构: the officer's items of the programmes named, nothing of anybody else's, never the decision."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client

from accounts.domain import entrustments
from accounts.models import Entrustment, Organisation, OrganisationKind, User
from accounts.roles import Role
from certification import registry, rules
from certification.domain import follow_ups, panels, queries, queues
from certification.models import FollowUp, FollowUpStatus
from certification.programmes.enterprise_duties import PLAN
from certification.stories.cast import Cast
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory, member
from tests.factories.certification import TODAY, acting, case_at, stage
from workflows import clock

pytestmark = pytest.mark.django_db

A1, A2 = "enterprise-cultivation", "enterprise-recognition"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.travel(TODAY):
        yield


@pytest.fixture
def people() -> Cast:
    return stage()


@pytest.fixture
def agency(people: Cast) -> Organisation:
    return OrganisationFactory(code="SH-CZJX", kind=OrganisationKind.AGENCY, name="促进中心（虚构）")


@pytest.fixture
def helper(agency: Organisation) -> User:
    return member(list(Role), agency, name="何受托（虚构）")


def lend(people: Cast, agency: Organisation, *slugs: str) -> list[Entrustment]:
    given = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), "document": "委托书（示例）"}
    principal = Organisation.objects.get(code="SH-FGW")
    return entrustments.grant(principal, agency, slugs, by=people["decider"], **given)


def test_an_officers_item_of_that_programme(people: Cast, agency: Organisation, helper: User) -> None:
    tale = case_at("panel", people)
    item = tale.item("panel")
    assert rules.may_act(item, tale.case, helper).code == "role"
    lend(people, agency, A2)
    assert rules.may_act(item, tale.case, helper).code == "role"
    [lent] = lend(people, agency, A1)
    assert rules.may_act(item, tale.case, helper)
    acting(tale, "panel", panels.appoint, helper, experts=[people[f"expert{n}"] for n in range(1, 6)])
    assert tale.case.seats.count() == 5
    entrustments.end(lent, by=people["decider"], reason="委托期满")
    assert rules.may_act(item, tale.case, User.objects.get(pk=helper.pk)).code == "role"


@pytest.mark.parametrize("node", ["intake", "district_opinion", "joint_opinion", "deliberation", "decision"])
def test_no_other_desk(people: Cast, agency: Organisation, helper: User, node: str) -> None:
    tale = case_at(node, people)
    lend(people, agency, A1)
    items = tale.case.process.items.filter(node=node, closed_at=None).select_related("deadline")
    assert [rules.may_act(item, tale.case, helper).code for item in items] == ["role"] * len(items)


def test_a_tie_to_the_applicant_stands_in_the_way(people: Cast, agency: Organisation, helper: User) -> None:
    tale = case_at("panel", people)
    lend(people, agency, A1)
    MembershipFactory(user=helper, organisation=tale.organisation, role=Role.CLERK)
    assert rules.may_act(tale.item("panel"), tale.case, helper).code == "conflict"


def test_the_queue_offers_what_was_entrusted(people: Cast, agency: Organisation, helper: User) -> None:
    tale = case_at("panel", people)
    lend(people, agency, A2)
    asked = User.objects.get(pk=helper.pk)
    assert list(queues.listed(asked, queues.ALL)) == []
    assert list(queries.visible(asked)) == []
    lend(people, agency, A1)
    asked = User.objects.get(pk=helper.pk)
    assert [item.node for item in queues.listed(asked, queues.ALL)] == ["panel"]
    assert list(queries.visible(asked)) == [tale.case]
    officer = User.objects.get(pk=people["officer"].pk)
    assert [item.node for item in queues.listed(officer, queues.ALL)] == ["panel"]


def test_rounds_of_those_programmes(people: Cast, agency: Organisation, helper: User) -> None:
    lend(people, agency, A1)
    assert rules.may_manage_rounds(registry.get(A1), helper)
    assert not rules.may_manage_rounds(registry.get(A2), helper)
    assert not rules.may_open(registry.get(f"{A2}-exit"), helper)
    assert queries.office_programmes(helper) == [A1]


def test_duties_of_those_programmes(people: Cast, agency: Organisation, helper: User) -> None:
    tale = case_at("issue", people)
    duty = FollowUp.objects.get(application=tale.case, kind=PLAN)
    assert not follow_ups.may_review(duty.application, PLAN, helper)
    lend(people, agency, A2)
    assert list(follow_ups.of_office(helper)) == []
    lend(people, agency, A1)
    assert follow_ups.may_review(duty.application, PLAN, helper)
    assert list(follow_ups.of_office(helper)) == [duty]
    assert duty.status == FollowUpStatus.DUE


def test_screens(people: Cast, agency: Organisation, helper: User) -> None:
    """The desk and the rounds of the programme; not the calendar, the machine or who acts for whom."""
    case_at("panel", people)
    lend(people, agency, A1)
    MembershipFactory._meta.model.objects.filter(user=helper).exclude(role=Role.OFFICER).delete()
    browser = Client()
    browser.force_login(helper)
    found = {
        url: browser.get(url).status_code
        for url in ("/desk/", "/office/", "/office/calendar/", "/office/outbox/", "/org/claims/")
    }
    assert found == {
        "/desk/": 200,
        "/office/": 200,
        "/office/calendar/": 404,
        "/office/outbox/": 404,
        "/org/claims/": 404,
    }


def test_the_administrator_keeps_them_on_record(people: Cast, agency: Organisation) -> None:
    root = UserFactory(is_staff=True, is_superuser=True)
    browser = Client()
    browser.force_login(root)
    principal = Organisation.objects.get(code="SH-FGW")
    given = {
        "principal": principal.pk,
        "agency": agency.pk,
        "programme_slug": A1,
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "document": "委托书（示例）",
    }
    add = "/admin/accounts/entrustment/add/"
    wrong = browser.post(add, given | {"ends_on": "2025-12-31"})
    assert "终止日期早于起始日期，请核对。" in wrong.content.decode()
    assert browser.post(add, given).status_code == 302
    assert "已委托给该机构" in browser.post(add, given).content.decode()
    lent = Entrustment.objects.get()
    assert (lent.by, lent.programme_slug) == (root, A1)
    action = {"action": "end_selected", "_selected_action": [lent.pk]}
    browser.post("/admin/accounts/entrustment/", action)
    lent.refresh_from_db()
    assert lent.ends_on == date(2026, 11, 23)
    assert browser.post(f"/admin/accounts/entrustment/{lent.pk}/delete/").status_code == 403
