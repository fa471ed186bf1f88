"""Bases for tests: a school, its enterprise, and a construction three years long; all fictional."""

from datetime import date
from decimal import Decimal
from typing import Any

import factory

from accounts.models import OrganisationKind, User
from accounts.roles import Role
from bases import partners, projects
from bases.models import Base, Partner, PartnerRole, Project
from files.fields import Kept
from files.storage import store_bytes
from tests.factories.accounts import OrganisationFactory, UserFactory, member, uscc
from tests.factories.files import pdf_bytes
from tests.factories.workflows import at

APPROVED = "2026-07-02 10:00"
GOALS = (
    projects.Goal("建成工艺实训平台", "工位不少于 80 个", date(2026, 12, 31)),
    projects.Goal("课程开发", "校企课程不少于 4 门", date(2027, 12, 31)),
    projects.Goal("规模达标", "年培养学生不少于 420 人", date(2029, 6, 30)),
)
BUDGET = (
    projects.Money("school", 2026, "场地改造", Decimal("8000000.00")),
    projects.Money("school", 2027, "课程开发", Decimal("8000000.00")),
    projects.Money("enterprise", 2026, "工艺设备", Decimal("18800000.00")),
)


class SchoolFactory(OrganisationFactory):
    kind = OrganisationKind.SCHOOL
    code = factory.Sequence(lambda n: uscc(n + 600_001, "12"))
    name = factory.Sequence(lambda n: f"上海示例应用技术学院{n}（虚构）")


class BaseFactory(factory.django.DjangoModelFactory[Base]):
    class Meta:
        model = Base

    school = factory.SubFactory(SchoolFactory)
    kind = "d2"
    name = factory.Sequence(lambda n: f"集成电路工艺协同育人基地{n}（虚构）")
    chain = "集成电路"
    district = "310115"
    zone = "LG"
    address = "上海市浦东新区示例路 2 号（虚构）"
    area = Decimal("2600.00")
    equipment_value = Decimal("18800000.00")
    stations = 160
    capacity = 420
    teacher_places = 36
    leader = "何示例（虚构）"
    leader_post = "集成电路学院院长"
    leader_phone = "13800000000"
    created_by = factory.SubFactory(UserFactory)


class PartnerFactory(factory.django.DjangoModelFactory[Partner]):
    class Meta:
        model = Partner

    base = factory.SubFactory(BaseFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = PartnerRole.LEAD
    share = Decimal("54.00")
    duties = "提供工艺设备和企业导师"


class Team:
    """A base with its people: ``clerk`` of the school, ``partner`` with ``friend``, its clerk, and a ``stranger``."""

    def __init__(self, **fields: Any) -> None:
        self.base: Base = BaseFactory(**fields)
        self.clerk: User = member(Role.CLERK, self.base.school)
        self.partner: Partner = PartnerFactory(base=self.base)
        self.friend: User = member(Role.CLERK, self.partner.organisation)
        self.stranger: User = member(Role.CLERK, OrganisationFactory())

    def confirmed(self) -> "Team":
        """Everybody stands by the joint application."""
        (asked,) = partners.ask(self.base, by=self.clerk)
        self.partner = partners.confirm(asked, asked.version, by=self.friend)
        return self

    def started(self, moment: str = APPROVED) -> Project:
        """The construction as approved on 2 July 2026, for three years."""
        self.confirmed()
        with at(moment):
            return projects.start(
                self.base,
                number="沪产教基D2〔2026〕第0011号",
                starts_on=date(2026, 7, 2),
                due_on=date(2029, 7, 1),
                goals=GOALS,
                budget=BUDGET,
                by=None,
            )


def paper(name: str = "凭证.pdf") -> Kept:
    """A stored one-page PDF under a name."""
    return Kept(store_bytes(pdf_bytes(title=name), "application/pdf", "pdf"), name)
