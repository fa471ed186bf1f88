"""Schools for tests; the organisation comes with them."""

from datetime import date
from decimal import Decimal
from typing import Any

import factory

from accounts.models import OrganisationKind, User
from schools import assessments
from schools.codes import Breadth, Level, Orientation, Ownership
from schools.models import Assessment, School
from tests.factories.accounts import OrganisationFactory, uscc


class SchoolFactory(factory.django.DjangoModelFactory[School]):
    """An applied-technology, multi-discipline university unless told otherwise."""

    class Meta:
        model = School

    organisation = factory.SubFactory(
        OrganisationFactory,
        kind=OrganisationKind.SCHOOL,
        code=factory.Sequence(lambda n: uscc(700_000 + n, "12")),
        name=factory.Sequence(lambda n: f"上海示例应用技术学院{n}（虚构）"),
    )
    code = factory.Sequence(lambda n: f"41310{99_000 + n}")
    level = Level.APPLIED
    orientation = Orientation.TECHNOLOGY
    breadth = Breadth.MULTI
    ownership = Ownership.PUBLIC
    supervisor = "示例教育主管部门（虚构）"
    founded_on = date(1985, 9, 1)
    district = "310120"
    zone = ""
    address = "上海市奉贤区示例路 100 号（虚构）"
    students = 11_200
    teachers = 620
    majors = 46
    legal_representative = "孙示例（虚构）"
    contact_name = "李示例（虚构）"
    contact_phone = "021-12345678"


NUMBERS: dict[str, tuple[str, str | None]] = {
    "joint_students": ("1460", "11200"),
    "enterprise_hours": ("9408", "42000"),
    "dual_teachers": ("306", "450"),
    "practice_days": ("5400", "450"),
    "bases": ("14", None),
    "partners": ("6", None),
    "colleges": ("4", None),
    "income": ("6850", "620"),
    "training": ("22400", "11200"),
    "staying": ("1704", "2400"),
    "matching": ("1920", "2400"),
    "partner_jobs": ("480", "2400"),
}


def filled(indicator: str, year: int, **change: Any) -> assessments.Filled:
    """Plausible numbers of one indicator, of the year before."""
    numerator, denominator = NUMBERS[indicator]
    values = {
        "numerator": Decimal(numerator),
        "denominator": Decimal(denominator) if denominator else None,
        "data_year": year - 1,
        "source_note": "教务系统，3 月 1 日取数（虚构）",
    }
    return assessments.Filled(**(values | change))


def fill_all(assessment: Assessment, by: User, **numerators: str) -> Assessment:
    """Every indicator filled by the administrator; single numerators may be given by slug."""
    for value in assessment.values.all():
        change = {"numerator": Decimal(numerators[value.indicator])} if value.indicator in numerators else {}
        assessments.fill(value, filled(value.indicator, assessment.year, **change), version=0, by=by)
    return assessment


def locked_assessment(school: School, year: int, by: User, **numerators: str) -> Assessment:
    """Opened, filled and locked through the verbs."""
    return assessments.lock(fill_all(assessments.open_year(school, year, by=by), by, **numerators), by=by)
