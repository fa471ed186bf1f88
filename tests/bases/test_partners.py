"""A partner's word belongs to one version of the joint text, and only the partner itself gives it."""

from decimal import Decimal

import pytest

from accounts.models import OrganisationKind, OutgoingMail
from accounts.roles import Role
from bases import joint, partners, profile
from bases.models import Partner, PartnerStatus
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.bases import BaseFactory, PartnerFactory, SchoolFactory, Team
from tests.factories.workflows import at, reload
from workflows import audit
from workflows.errors import Refused

pytestmark = pytest.mark.django_db
GIVEN = {"role": "builder", "share": Decimal("10"), "duties": "提供岗位"}


def refused(code: str):
    return pytest.raises(Refused, check=lambda error: error.code == code)


def test_a_partner_confirms_what_it_was_asked() -> None:
    team = Team()
    with at("2026-04-13 09:00"):
        (asked,) = partners.ask(team.base, by=team.clerk)
    assert (asked.status, asked.version) == (PartnerStatus.ASKED, joint.joint_text(team.base).version)
    assert partners.waiting_for(team.base) == [asked]
    with at("2026-04-14 09:00"):
        said = partners.confirm(asked, asked.version, by=team.friend, note="同意联合申报")
    assert (said.status, said.answered_by, said.answer_note) == ("confirmed", team.friend, "同意联合申报")
    assert (str(said.asked_at.date()), str(said.answered_at.date())) == ("2026-04-13", "2026-04-14")
    assert partners.all_confirmed(team.base)
    rows = audit.history(team.base.audit_chain)
    assert [row.action for row in rows] == ["transition:ask", "transition:confirm"]
    assert rows[1].data["version"] == asked.version
    assert rows[1].actor == team.friend


def test_whoever_may_answer_is_written_to() -> None:
    team = Team(name="示例基地（虚构）")
    member(Role.EXPERT, team.partner.organisation)
    admin = member(Role.ORG_ADMIN, team.partner.organisation)
    partners.ask(team.base, by=team.clerk)
    mails = OutgoingMail.objects.order_by("to")
    assert [mail.to for mail in mails] == sorted([team.friend.email, admin.email])
    assert mails[0].subject == "【融证】请确认联合申报：示例基地（虚构）"
    assert f"/bases/{team.base.pk}/confirm/" in mails[0].body
    partners.ask(team.base, by=team.clerk)
    assert OutgoingMail.objects.count() == 2  # asked already: no second mail


def test_a_changed_text_asks_again_and_the_earlier_word_no_longer_counts() -> None:
    team = Team().confirmed()
    first = team.partner.version
    base = reload(team.base)
    base.stations = 80
    profile.save(base, ["stations"], by=team.clerk)
    assert not partners.all_confirmed(team.base)
    (asked,) = partners.ask(team.base, by=team.clerk)
    assert (asked.status, asked.answered_by, asked.answered_at) == ("asked", None, None)
    assert asked.version != first
    with refused("stale"):
        partners.confirm(asked, first, by=team.friend)
    assert partners.ask(team.base, by=team.clerk) == []  # asked already about this very text


def test_a_text_changed_after_asking_is_not_confirmed() -> None:
    team = Team()
    (asked,) = partners.ask(team.base, by=team.clerk)
    partners.amend(asked, role="lead", share=Decimal(30), duties="只提供导师", by=team.clerk)
    with refused("stale"):
        partners.confirm(asked, asked.version, by=team.friend)


def test_an_unchanged_text_keeps_its_confirmations() -> None:
    team = Team().confirmed()
    assert partners.ask(team.base, by=team.clerk) == []
    assert partners.all_confirmed(team.base)


def test_only_the_enterprise_itself_answers() -> None:
    team = Team()
    (asked,) = partners.ask(team.base, by=team.clerk)
    for person in (team.clerk, team.stranger, member(Role.EXPERT, team.partner.organisation)):
        with refused("forbidden"):
            partners.confirm(asked, asked.version, by=person)
    admin = member(Role.ORG_ADMIN, team.partner.organisation)
    assert partners.confirm(asked, asked.version, by=admin).status == "confirmed"
    with refused("not_allowed"):
        partners.confirm(asked, asked.version, by=admin)


def test_a_refusal_says_why() -> None:
    team = Team()
    (asked,) = partners.ask(team.base, by=team.clerk)
    with refused("reason"):
        partners.refuse(asked, asked.version, by=team.friend, note=" ")
    said = partners.refuse(asked, asked.version, by=team.friend, note="投入比例与协议不一致")
    assert (said.status, said.answer_note) == ("refused", "投入比例与协议不一致")
    assert not partners.all_confirmed(team.base)
    (again,) = partners.ask(team.base, by=team.clerk)
    assert (again.status, again.answer_note) == ("asked", "")


def test_naming_a_partner() -> None:
    team = Team()
    other = OrganisationFactory()
    row = partners.name(team.base, other, by=team.clerk, **GIVEN)
    assert (row.status, row.share, str(row)) == ("named", Decimal(10), f"{other} · 参与共建企业")
    assert partners.enterprise_share(team.base) == Decimal(64)
    with refused("twice"):
        partners.name(team.base, other, by=team.clerk, **GIVEN)
    with refused("kind"):
        partners.name(team.base, SchoolFactory(), by=team.clerk, **GIVEN)
    with refused("share"):
        partners.name(team.base, OrganisationFactory(), by=team.clerk, **GIVEN | {"share": Decimal("36.01")})
    with refused("share"):
        partners.amend(row, role="lead", share=Decimal("46.01"), duties="", by=team.clerk)
    for person in (team.friend, team.stranger):
        with refused("forbidden"):
            partners.name(team.base, OrganisationFactory(), by=person, **GIVEN)


def test_at_most_twenty() -> None:
    team = Team()
    for _n in range(partners.MOST - 1):
        PartnerFactory(base=team.base, share=Decimal(0))
    with refused("full"):
        partners.name(team.base, OrganisationFactory(), by=team.clerk, **GIVEN | {"share": Decimal(0)})


def test_one_who_was_dropped_may_come_back() -> None:
    team = Team()
    with at("2026-04-13 09:00"):
        partners.drop(team.partner, by=team.clerk)
    assert reload(team.partner).left_on.isoformat() == "2026-04-13"
    assert not partners.all_confirmed(team.base)
    with refused("none"):
        partners.ask(team.base, by=team.clerk)
    with refused("not_found"):
        partners.amend(team.partner, by=team.clerk, **GIVEN)
    assert partners.name(team.base, team.partner.organisation, by=team.clerk, **GIVEN).pk != team.partner.pk


def test_after_approval_partners_change_by_a_granted_change_only() -> None:
    team = Team()
    team.started()
    for act in (
        lambda: partners.drop(team.partner, by=team.clerk),
        lambda: partners.name(team.base, OrganisationFactory(), by=team.clerk, **GIVEN),
        lambda: partners.amend(team.partner, by=team.clerk, **GIVEN),
    ):
        with refused("granted_only"):
            act()
    officer = member(Role.OFFICER, "SH-JW")
    gone = partners.leave(reload(team.partner), by=officer, reason="企业迁出")
    new = partners.join(
        team.base, OrganisationFactory(name="接替示例公司（虚构）"), by=officer, reason="接替", **GIVEN
    )
    assert (gone.status, new.status) == ("left", "asked")
    assert [row.organisation.name for row in partners.current(team.base)] == ["接替示例公司（虚构）"]
    assert not partners.all_confirmed(team.base)
    said = partners.confirm(new, new.version, by=member(Role.CLERK, new.organisation))
    assert said.status == "confirmed"
    assert partners.all_confirmed(team.base)
    base = reload(team.base)
    base.stations = 300
    profile.save(base, ["stations"], by=team.clerk)
    assert partners.ask(base, by=team.clerk) == []  # whoever was approved is not asked again


def test_a_text_from_above_is_part_of_the_version() -> None:
    base = BaseFactory()
    before = joint.joint_text(base).version
    provider = joint.provide(lambda row: (joint.Part("申报书", ((str(row), "第一版"),)),))
    try:
        text = joint.joint_text(base)
        assert [part.title for part in text.parts] == ["基地", "合作分工", "申报书"]
        assert text.version != before
        assert joint.provide(provider) is provider
        assert len(joint.joint_text(base).parts) == 3
    finally:
        joint._more.remove(provider)
    assert joint.joint_text(base).version == before


def test_how_the_joint_text_reads() -> None:
    team = Team(name="示例基地（虚构）", address="示例路 2 号（虚构）")
    first, second = joint.joint_text(team.base).parts
    rows = dict(first.rows)
    assert (rows["基地类型"], rows["场地"], rows["场地面积"]) == (
        "教学型基地",
        "浦东新区 · 示例路 2 号（虚构）",
        "2,600 平方米",
    )
    assert rows["设备价值"] == "18,800,000.00 元（1,880.00 万元）"
    said = "牵头共建企业，投入占比 54%：提供工艺设备和企业导师"
    assert second.rows == ((team.partner.organisation.name, said),)


def test_the_database_keeps_one_partnership_of_a_pair() -> None:
    team = Team()
    assert team.partner.organisation.kind == OrganisationKind.ENTERPRISE
    assert Partner.objects.filter(base=team.base).count() == 1
