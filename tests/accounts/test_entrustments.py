"""An agency gets the officer's desk of its principal, for the programmes named and the dates given, and no more."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.access import desks, entrusted, is_office_officer, posts, scope
from accounts.domain import entrustments
from accounts.models import Entrustment, Organisation, OrganisationKind, User
from accounts.roles import Role
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory, member, office
from tests.factories.workflows import at
from workflows import audit
from workflows.errors import Refused

pytestmark = pytest.mark.django_db

A1, A2 = "enterprise-cultivation", "enterprise-recognition"
FIRST, LAST = date(2026, 3, 2), date(2027, 3, 1)
OFFICER, OWN = ("officer", "SH-FGW"), ("officer", "SH-CZJX")


@pytest.fixture
def agency(db: None) -> Organisation:
    return OrganisationFactory(code="SH-CZJX", kind=OrganisationKind.AGENCY, name="产教融合促进中心（虚构）")


@pytest.fixture
def principal(db: None) -> Organisation:
    return office("SH-FGW")


@pytest.fixture
def signer(principal: Organisation) -> User:
    return member(Role.DECIDER, principal, name="签发示例（虚构）")


@pytest.fixture
def helper(agency: Organisation) -> User:
    return member([Role.OFFICER, Role.DECIDER, Role.SECRETARY, Role.REVIEWER, Role.INTAKE], agency)


def lend(
    principal: Organisation, agency: Organisation, by: User, *slugs: str, **changes
) -> list[Entrustment]:
    given = {"starts_on": FIRST, "ends_on": LAST, "document": "委托书〔2026〕1 号（示例）"} | changes
    with at("2026-03-02 09:00"):
        return entrustments.grant(principal, agency, slugs or (A1,), by=by, **given)


def test_only_the_officers_desk_is_lent(principal, agency, signer, helper):
    own = desks(helper, on=FIRST)
    lend(principal, agency, signer)
    assert desks(helper, on=FIRST) - own == {OFFICER}
    assert OWN in own


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OFFICER])
def test_only_to_the_agencys_officers(principal, agency, signer, role):
    lend(principal, agency, signer)
    assert desks(member(role, agency), on=FIRST) == {(role.value, "SH-CZJX")}


def test_between_its_dates_both_inclusive(principal, agency, signer, helper):
    lend(principal, agency, signer)
    days = [date(2026, 3, 1), FIRST, LAST, date(2027, 3, 2)]
    assert [OFFICER in desks(helper, on=day) for day in days] == [False, True, True, False]


def test_for_the_programmes_named(principal, agency, signer, helper):
    lend(principal, agency, signer, A1)
    assert entrusted(helper, "SH-FGW", A1, on=FIRST)
    refused = entrusted(helper, "SH-FGW", A2, on=FIRST)
    assert (bool(refused), refused.code, refused.reason) == (
        False,
        "entrustment",
        "该事项没有委托贵机构办理。",
    )
    assert entrusted(helper, "SH-JW", A1, on=FIRST).code == "role"
    assert entrusted(AnonymousUser(), "SH-FGW", A1).code == "role"


def test_who_is_an_officer_in_their_own_right_is_one_for_everything(principal, agency, signer, helper):
    lend(principal, agency, signer, A1)
    MembershipFactory(user=helper, organisation=principal, role=Role.OFFICER)
    assert entrusted(helper, "SH-FGW", A2, on=FIRST)
    assert scope(posts(helper, on=FIRST)).lent == {}


def test_the_scope_of_a_request(principal, agency, signer, helper):
    lend(principal, agency, signer, A1, A2)
    with at("2026-03-02 10:00"):
        person = User.objects.get(pk=helper.pk)
        assert scope(person.posts).lent == {"SH-FGW": {A1, A2}}
        assert person.desks == desks(person)
        assert person.organisation_label == "产教融合促进中心（虚构）", (
            "a lent desk is not whom one works for"
        )


def test_cases_are_entrusted_not_the_rest_of_an_officers_work(principal, agency, signer, helper):
    lend(principal, agency, signer)
    with at("2026-03-02 10:00"):
        assert not is_office_officer(helper)
        assert is_office_officer(member(Role.OFFICER, "SH-JW"))


def test_desks_still_cost_one_query(principal, agency, signer, helper, django_assert_num_queries):
    lend(principal, agency, signer, A1, A2)
    with django_assert_num_queries(1):
        desks(helper, on=FIRST)


@pytest.mark.parametrize("which", ["principal", "agency"])
def test_a_closed_organisation_lends_and_borrows_nothing(principal, agency, signer, helper, which):
    lend(principal, agency, signer)
    Organisation.objects.filter(code={"principal": "SH-FGW", "agency": "SH-CZJX"}[which]).update(
        is_active=False
    )
    assert OFFICER not in desks(helper, on=FIRST)


def test_it_is_on_record_and_ends_at_once(principal, agency, signer, helper):
    [lent] = lend(principal, agency, signer)
    with at("2026-06-01 15:00"):
        assert OFFICER in desks(helper)
        with pytest.raises(Refused) as refused:
            entrustments.end(lent, by=signer, reason=" ")
        assert refused.value.code == "reason"
        entrustments.end(lent, by=signer, reason="委托事项调整")
        assert OFFICER not in desks(helper)
        entrustments.end(lent, by=signer, reason="再次终止")
    trail = [(e.action, e.actor, e.reason, e.data["programme"]) for e in audit.history(principal.audit_chain)]
    assert trail == [
        ("entrustment.granted", signer, "委托书〔2026〕1 号（示例）", A1),
        ("entrustment.ended", signer, "委托事项调整", A1),
    ]
    assert audit.history(principal.audit_chain).last().data["ends_on"] == "2026-05-31"


def test_who_signs_or_the_site_administrator_entrusts(principal, agency, helper):
    root = UserFactory(is_superuser=True, is_staff=True)
    [lent] = lend(principal, agency, root)
    assert str(lent) == "市发展改革委（虚构） → 产教融合促进中心（虚构） · enterprise-cultivation"
    for nobody in (helper, member(Role.OFFICER, principal), member(Role.DECIDER, "SH-JW")):
        with pytest.raises(Refused) as refused:
            lend(principal, agency, nobody, A2)
        assert (refused.value.code, refused.value.message) == ("forbidden", "委托由委托单位的签发人办理。")
        with pytest.raises(Refused):
            entrustments.end(lent, by=nobody, reason="x")
    assert Entrustment.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ends_on": date(2026, 3, 1)}, "dates"),
        ({"document": "  "}, "document"),
        ({"starts_on": date(2027, 3, 1), "ends_on": date(2028, 3, 1)}, "exists"),
    ],
)
def test_what_is_refused(principal, agency, signer, changes, code):
    lend(principal, agency, signer)
    with pytest.raises(Refused) as refused:
        lend(principal, agency, signer, **changes)
    assert refused.value.code == code
    assert Entrustment.objects.count() == 1


def test_only_an_agency_borrows_and_only_an_office_lends(principal, agency, signer):
    for lender, borrower, slugs, code in (
        (principal, office("SH-JW"), (A1,), "agency"),
        (agency, agency, (A1,), "principal"),
        (principal, agency, (), "programmes"),
    ):
        given = {"starts_on": FIRST, "ends_on": LAST, "document": "委托书"}
        with pytest.raises(Refused) as refused:
            entrustments.grant(lender, borrower, slugs, by=UserFactory(is_superuser=True), **given)
        assert refused.value.code == code


def test_after_the_first_has_ended_it_is_lent_anew(principal, agency, signer, helper):
    lend(principal, agency, signer)
    later = {"starts_on": date(2027, 3, 2), "ends_on": date(2028, 3, 1)}
    lend(principal, agency, signer, A1, A2, **later)
    assert entrusted(helper, "SH-FGW", A2, on=date(2027, 6, 1))
    assert Entrustment.objects.count() == 3
