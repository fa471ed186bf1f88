"""Claiming an organisation and taking one over, as domain functions."""

import pytest

from accounts.access import desks
from accounts.domain import claims
from accounts.models import ClaimKind, Organisation, OrganisationClaim
from accounts.roles import Role
from files.fields import Kept
from tests.factories.accounts import (
    ClaimFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    member,
    uscc,
)
from tests.factories.files import StoredFileFactory
from workflows import audit
from workflows.errors import Refused
from workflows.models import OutboxMessage

pytestmark = pytest.mark.django_db


def asked(code: str, reason: str = "") -> claims.Asked:
    return claims.Asked(
        uscc=code,
        name="新示例（上海）有限公司（虚构）",
        organisation_kind="enterprise",
        licence=Kept(StoredFileFactory(), "执照.pdf"),
        letter=Kept(StoredFileFactory(), "委托书.pdf"),
        reason=reason,
    )


def test_a_first_claim_makes_the_organisation(officer):
    applicant = UserFactory(name="申请示例（虚构）")
    claim = claims.submit(asked(uscc(41)), by=applicant)
    assert (claim.kind, claim.status) == (ClaimKind.CLAIM, "pending")
    assert OutboxMessage.objects.filter(effect="files.pages").count() == 2
    assert not Organisation.objects.filter(code=uscc(41)).exists()

    claim = claims.approve(claim, by=officer)
    assert (claim.status, claim.organisation.name) == ("approved", "新示例（上海）有限公司（虚构）")
    assert desks(applicant) == {("org_admin", uscc(41)), ("clerk", uscc(41))}
    assert [(e.action, e.target) for e in audit.history(claim.audit_chain)] == [
        ("claim.submitted", "pending"),
        ("transition:approve", "approved"),
    ]
    granted = audit.history(claim.organisation.audit_chain)
    assert [(e.action, e.data["role"], e.source) for e in granted] == [
        ("membership.granted", "org_admin", f"claim/{claim.pk}"),
        ("membership.granted", "clerk", f"claim/{claim.pk}"),
    ]


def test_a_rejection_needs_its_reason(officer):
    claim = ClaimFactory()
    with pytest.raises(Refused) as refused:
        claims.reject(claim, by=officer, reason="  ")
    assert refused.value.code == "reason"
    claim = claims.reject(claim, by=officer, reason="委托书未盖章")
    assert (claim.status, claim.decision_reason, claim.decided_by) == ("rejected", "委托书未盖章", officer)
    assert desks(claim.applicant) == frozenset()


def test_decided_is_decided(officer):
    claim = claims.reject(ClaimFactory(), by=officer, reason="缺页")
    with pytest.raises(Refused) as refused:
        claims.approve(claim, by=officer)
    assert refused.value.code == "not_allowed"
    assert not Organisation.objects.filter(code=claim.uscc).exists()


def test_the_status_moves_through_one_door_only():
    claim = ClaimFactory()
    with pytest.raises(AttributeError):
        claim.status = "approved"


def test_only_officers_decide_and_never_their_own(company, clerk, officer):
    claim = ClaimFactory(uscc=uscc(42))
    for nobody in (clerk, member(Role.REVIEWER, "SH-FGW"), claim.applicant):
        with pytest.raises(Refused) as refused:
            claims.approve(claim, by=nobody)
        assert refused.value.status == 403
    own = ClaimFactory(applicant=officer)
    with pytest.raises(Refused, match="不能审核本人提交的认领申请"):
        claims.approve(own, by=officer)


def test_taking_over_ends_the_chosen_roles_only(company, admin, clerk, officer):
    newcomer = UserFactory()
    with pytest.raises(Refused) as refused:
        claims.submit(asked(company.code), by=newcomer)
    assert (refused.value.code, refused.value.message) == ("reason", "该单位已有申报员，请说明接管理由。")

    claim = claims.submit(asked(company.code, "原管理员已离职"), by=newcomer)
    assert claim.kind == ClaimKind.TAKEOVER
    leaving = [m.pk for m in claims.live_members(company.code) if m.user == admin]
    claim = claims.approve(claim, by=officer, ending=leaving, reason="已核实")
    assert claim.organisation == company
    assert desks(admin) == frozenset()
    assert desks(clerk) == {("clerk", company.code)}
    assert desks(newcomer) == {("org_admin", company.code), ("clerk", company.code)}
    ended = [e for e in audit.history(company.audit_chain) if e.action == "membership.ended"]
    assert [(e.data["user"], e.reason, e.actor) for e in ended] == [
        (admin.pk, "接管：原管理员已离职", officer)
    ] * 2


def test_roles_of_another_organisation_cannot_be_ended(company, admin, stranger, officer):
    claim = claims.submit(asked(company.code, "原管理员已离职"), by=UserFactory())
    foreign = list(stranger.memberships.values_list("pk", flat=True))
    with pytest.raises(Refused) as refused:
        claims.approve(claim, by=officer, ending=foreign)
    assert refused.value.code == "stale"
    assert len(desks(stranger)) == 2
    assert OrganisationClaim.objects.get(pk=claim.pk).status == "pending"


def test_the_second_of_two_first_claims_is_not_let_in(officer):
    first, second = ClaimFactory(uscc=uscc(43)), ClaimFactory(uscc=uscc(43))
    claims.approve(first, by=officer)
    with pytest.raises(Refused) as refused:
        claims.approve(second, by=officer)
    assert refused.value.code == "taken"
    assert OrganisationClaim.objects.get(pk=second.pk).status == "pending"
    assert desks(second.applicant) == frozenset()


def test_an_organisation_all_have_left_is_claimed_anew(company, officer):
    MembershipFactory(organisation=company, ends_on="2025-01-01")
    claim = claims.submit(asked(company.code), by=UserFactory())
    assert claim.kind == ClaimKind.CLAIM
    assert claims.approve(claim, by=officer).organisation == company


def test_nobody_claims_twice_or_what_is_theirs(company, clerk):
    applicant = UserFactory()
    claims.submit(asked(uscc(44)), by=applicant)
    with pytest.raises(Refused) as refused:
        claims.submit(asked(uscc(44)), by=applicant)
    assert refused.value.code == "pending"
    with pytest.raises(Refused) as refused:
        claims.submit(asked(company.code), by=clerk)
    assert refused.value.message == "您已是该单位成员，无需再次认领。"


def test_the_database_forbids_a_second_pending_claim(monkeypatch):
    """Two posts at the same moment both pass the check; the constraint lets one in."""
    applicant = UserFactory()
    claims.submit(asked(uscc(45)), by=applicant)
    monkeypatch.setattr(claims, "may_submit", lambda user, code: claims.Answer(True))
    with pytest.raises(Refused) as refused:
        claims.submit(asked(uscc(45)), by=applicant)
    assert refused.value.code == "pending"
    assert OrganisationClaim.objects.filter(applicant=applicant).count() == 1


def test_a_closed_organisation_is_reopened_first(officer):
    closed = OrganisationFactory(is_active=False)
    claim = ClaimFactory(uscc=closed.code)
    with pytest.raises(Refused) as refused:
        claims.approve(claim, by=officer)
    assert refused.value.code == "inactive"
    assert OrganisationClaim.objects.get().status == "pending"
