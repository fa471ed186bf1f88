"""People and organisations for tests: all fictional, codes from the unassigned region 310199."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import factory
from stdnum.cn import uscc as stdnum_uscc

from accounts.models import Membership, Organisation, OrganisationClaim, OrganisationKind, User
from accounts.roles import Role
from tests.factories.files import StoredFileFactory

PASSWORD = "ceshi-mima-2026"


def uscc(number: int, kind: str = "91") -> str:
    """A well-formed unified social credit code that belongs to nobody."""
    body = f"{kind}310199{number:09d}"
    return body + stdnum_uscc.calc_check_digit(body)


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"周示例{n}（虚构）")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.com")

    @factory.post_generation
    def password(self: User, create: bool, extracted: str | None, **kwargs: Any) -> None:
        self.set_password(extracted or PASSWORD)
        if create:
            self.save()


class OrganisationFactory(factory.django.DjangoModelFactory[Organisation]):
    """An enterprise unless told otherwise."""

    class Meta:
        model = Organisation
        django_get_or_create = ("code",)

    kind = OrganisationKind.ENTERPRISE
    code = factory.Sequence(lambda n: uscc(n + 1))
    name = factory.Sequence(lambda n: f"示例制造{n}（上海）有限公司（虚构）")


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.CLERK
    starts_on = date(2020, 1, 1)


class ClaimFactory(factory.django.DjangoModelFactory[OrganisationClaim]):
    class Meta:
        model = OrganisationClaim

    kind = "claim"
    applicant = factory.SubFactory(UserFactory)
    uscc = factory.Sequence(lambda n: uscc(500_000 + n))
    name = factory.Sequence(lambda n: f"待认领示例{n}（上海）有限公司（虚构）")
    organisation_kind = OrganisationKind.ENTERPRISE
    licence = factory.SubFactory(StoredFileFactory)
    licence_name = "营业执照.pdf"
    letter = factory.SubFactory(StoredFileFactory)
    letter_name = "授权委托书.pdf"


_OFFICES = {
    "SH-JW": (OrganisationKind.DEPARTMENT, "市教委（虚构）"),
    "SH-FGW": (OrganisationKind.DEPARTMENT, "市发展改革委（虚构）"),
    "SH-GZW": (OrganisationKind.DEPARTMENT, "市国资委（虚构）"),
    "SH-CZJ": (OrganisationKind.DEPARTMENT, "市财政局（虚构）"),
    "SH-SWJ": (OrganisationKind.DEPARTMENT, "市税务局（虚构）"),
    "LG-GWH": (OrganisationKind.ZONE, "临港新片区管委会（虚构）"),
    "POOL-EXPERT": (OrganisationKind.POOL, "专家库（虚构）"),
}


def office(code: str) -> Organisation:
    """The office with a unit code, made when missing; district offices read ``310115-FGW``."""
    kind, name = _OFFICES.get(code, (OrganisationKind.DISTRICT, f"区级部门 {code}（虚构）"))
    district = code[:6] if kind == OrganisationKind.DISTRICT else ""
    return OrganisationFactory(code=code, kind=kind, name=name, district=district)


def member(role: str | Iterable[str], unit: Organisation | str, **user_fields: Any) -> User:
    """A new person who holds ``role`` (or each of several) in an organisation or unit code."""
    organisation = office(unit) if isinstance(unit, str) else unit
    user = UserFactory(**user_fields)
    for one in [role] if isinstance(role, str) else role:
        MembershipFactory(user=user, organisation=organisation, role=one)
    return user
