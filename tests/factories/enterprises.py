"""Enterprises for tests; the organisation comes with them."""

from datetime import date

import factory

from accounts.models import OrganisationKind
from enterprises.codes import LegalForm, Scale
from enterprises.models import Ban, Enterprise
from tests.factories.accounts import OrganisationFactory, UserFactory, uscc


class EnterpriseFactory(factory.django.DjangoModelFactory[Enterprise]):
    class Meta:
        model = Enterprise

    organisation = factory.SubFactory(OrganisationFactory, kind=OrganisationKind.ENTERPRISE)
    legal_form = LegalForm.LIMITED
    registered_district = "310115"
    zone = ""
    industry_code = "C3973"
    scale = Scale.MEDIUM
    legal_representative = "吴示例（虚构）"
    contact_name = "郑示例（虚构）"
    contact_phone = "13800000000"
    employees = 860
    address = "上海市浦东新区示例路 1 号（虚构）"
    established_on = date(2010, 5, 20)


class BanFactory(factory.django.DjangoModelFactory[Ban]):
    class Meta:
        model = Ban

    uscc = factory.Sequence(lambda n: uscc(800_000 + n))
    starts_on = date(2024, 1, 1)
    ends_on = date(2028, 12, 31)
    reason = "申报材料弄虚作假（虚构）"
    source = "沪产教融〔2024〕第 1 号（虚构）"
    by = factory.SubFactory(UserFactory)
