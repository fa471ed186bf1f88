"""A school founds its bases and keeps them; what was approved changes only by a granted change."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import OrganisationKind
from accounts.roles import Role
from bases import access, profile
from bases.models import Base
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.bases import BaseFactory, SchoolFactory, Team
from tests.factories.workflows import at, reload
from workflows import audit

from .test_partners import refused

pytestmark = pytest.mark.django_db


def unsaved(school, **fields) -> Base:
    return BaseFactory.build(school=school, created_by=None, **fields)


def test_founding_leaves_a_record() -> None:
    school = SchoolFactory()
    clerk = member(Role.CLERK, school)
    with at("2026-04-01 09:00"):
        base = profile.found(unsaved(school, name="基地甲（虚构）"), by=clerk)
    assert (base.created_by, str(base), base.district_name) == (clerk, "基地甲（虚构）", "浦东新区")
    entry = audit.history(base.audit_chain).get()
    assert (entry.action, entry.data) == ("base.founded", {"kind": "d2", "name": "基地甲（虚构）"})
    with refused("twice"):
        profile.found(unsaved(school, name="基地甲（虚构）"), by=clerk)
    assert profile.found(unsaved(school, name="基地甲（虚构）", kind="d1"), by=clerk).pk != base.pk


def test_only_a_school_leads() -> None:
    company = OrganisationFactory(kind=OrganisationKind.ENTERPRISE)
    with refused("kind"):
        profile.found(unsaved(company), by=member(Role.CLERK, company))
    with refused("forbidden"):
        profile.found(unsaved(SchoolFactory()), by=member(Role.CLERK, company))


def test_editing() -> None:
    team = Team()
    other = BaseFactory(school=team.base.school)
    base = reload(team.base)
    base.area = 3000
    with at("2026-05-01 09:00"):
        profile.save(base, ["area"], by=team.clerk)
    assert audit.history(base.audit_chain).get().data == {"fields": ["area"]}
    assert str(reload(base).updated_at.date()) == "2026-05-01"
    base.name = other.name
    with refused("twice"):
        profile.save(base, ["name"], by=team.clerk)
    with refused("forbidden"):
        profile.save(base, ["area"], by=team.friend)


def test_what_was_approved_changes_by_a_granted_change_only() -> None:
    team = Team()
    team.started()
    base = reload(team.base)
    base.leader, base.stations = "贺示例（虚构）", 200
    with refused("granted_only"):
        profile.save(base, ["leader", "stations"], by=team.clerk)
    base = reload(team.base)
    base.stations = 200
    assert profile.save(base, ["stations"], by=team.clerk).stations == 200
    officer = member(Role.OFFICER, "SH-JW")
    changed = profile.change(base, by=officer, reason="负责人调任", leader="贺示例（虚构）")
    assert (changed.leader, changed.stations) == ("贺示例（虚构）", 200)
    entry = audit.history(base.audit_chain).last()
    assert (entry.reason, entry.data) == (
        "负责人调任",
        {"before": {"leader": "何示例（虚构）"}, "after": {"leader": "贺示例（虚构）"}},
    )
    with pytest.raises(ValidationError):
        profile.change(base, by=officer, reason="x", leader="")


def test_who_sees_a_base() -> None:
    team = Team()
    office = member(Role.REVIEWER, "SH-GZW")
    district = member(Role.REVIEWER, "310115-FGW")

    def sees(user) -> bool:
        return access.visible(user).filter(pk=team.base.pk).exists()

    assert [sees(u) for u in (team.clerk, team.friend, team.stranger, office)] == [True, False, False, False]
    assert access.partner_of(team.friend, team.base) is None
    team.started()
    assert [sees(u) for u in (team.clerk, team.friend, team.stranger, office, district)] == [
        True,
        True,
        False,
        True,
        False,
    ]
    assert access.partner_of(team.friend, team.base) == team.partner
    assert access.partner_of(team.clerk, team.base) is None
    assert list(access.schools_of(team.clerk)) == [team.base.school]
    assert list(access.schools_of(team.friend)) == []
