"""The enterprise keeps its own profile; name and code stay with the officer who checked them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, OrganisationKind, User
from accounts.roles import Role
from enterprises import profile
from enterprises.models import Enterprise
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.enterprises import EnterpriseFactory
from workflows import audit, clock
from workflows.errors import Refused

pytestmark = pytest.mark.django_db

GOOD = {
    "legal_form": "limited",
    "registered_district": "310115",
    "zone": "LG",
    "industry_code": " c3973 ",
    "scale": "medium",
    "established_on": "2010-05-20",
    "address": "上海市浦东新区示例路 1 号（虚构）",
    "legal_representative": "吴示例（虚构）",
    "employees": "860",
    "is_high_tech": "on",
    "contact_name": "郑示例（虚构）",
    "contact_phone": "021-12345678",
}


@pytest.fixture
def company(db: None) -> Organisation:
    return OrganisationFactory(name="申芯示例（上海）有限公司（虚构）")


@pytest.fixture
def clerk(company: Organisation) -> User:
    return member(Role.CLERK, company, name="郑示例（虚构）", phone="13800000000")


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(company: Organisation) -> str:
    return reverse("enterprises:profile", args=[company.pk])


def test_prefilled_from_claim_then_saved_on_record(company, clerk):
    page = browser(clerk).get(url(company))
    text = page.content.decode()
    assert company.name in text
    assert company.code in text
    assert 'value="郑示例（虚构）"' in text
    assert 'value="13800000000"' in text
    assert not Enterprise.objects.exists()  # looking creates nothing

    response = browser(clerk).post(url(company), GOOD)
    assert response.url == url(company)
    enterprise = Enterprise.objects.get()
    assert (enterprise.uscc, enterprise.name) == (company.code, company.name)
    assert (enterprise.industry_code, enterprise.zone, enterprise.district_name) == (
        "C3973",
        "LG",
        "浦东新区",
    )
    assert (enterprise.is_high_tech, enterprise.is_specialised) == (True, False)
    entry = audit.history(company.audit_chain).get()
    assert (entry.action, entry.actor) == ("enterprise.saved", clerk)
    assert "address" in entry.data["fields"]
    assert "示例路" not in str(entry.data)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        (
            "industry_code",
            "I3973",
            "大类 39（计算机、通信和其他电子设备制造业）属于门类 C（制造业），请改为 C3973。",
        ),
        ("contact_phone", "12345", "请填写 11 位手机号，或带区号的固定电话，如 021-12345678。"),
        ("established_on", "2026-11-24", "成立日期不能晚于今天，请核对营业执照。"),
        ("registered_district", "310999", "选择一个有效的选项。 310999 不在可用的选项中。"),
        ("address", "隐\u202e形", "第 2 个字符不可见（U+202E），请删除后重新填写，不要从网页直接粘贴。"),
        ("employees", "0", "确保该值大于或等于1。"),
    ],
)
def test_errors_stand_beside_the_field_and_nothing_is_lost(company, clerk, field, value, said):
    with clock.travel(datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Asia/Shanghai"))):
        page = browser(clerk).post(url(company), GOOD | {field: value})
    assert page.context["form"].errors == {field: [said]} or field == "registered_district"
    assert said in page.context["form"].errors[field]
    assert 'value="吴示例（虚构）"' in page.content.decode()
    assert not Enterprise.objects.exists()


def test_the_zone_lies_in_two_districts(company, clerk):
    page = browser(clerk).post(url(company), GOOD | {"registered_district": "310104"})
    assert list(page.context["form"].errors) == ["zone"]
    assert browser(clerk).post(url(company), GOOD | {"registered_district": "310120"}).status_code == 302


def test_name_and_code_cannot_be_posted(company, clerk):
    browser(clerk).post(url(company), GOOD | {"name": "别的公司", "uscc": "X", "organisation": "999"})
    enterprise = Enterprise.objects.get()
    assert (enterprise.name, enterprise.organisation) == ("申芯示例（上海）有限公司（虚构）", company)


def test_who_may(company, clerk):
    """Clerk and administrator of the company; a stranger, an officer and a school's clerk find nothing."""
    EnterpriseFactory(organisation=company)
    assert browser(member(Role.ORG_ADMIN, company)).get(url(company)).status_code == 200
    school = OrganisationFactory(kind=OrganisationKind.SCHOOL)
    for nobody in (member(Role.CLERK, OrganisationFactory()), member(Role.OFFICER, "SH-FGW")):
        assert browser(nobody).get(url(company)).status_code == 404
    assert browser(member(Role.CLERK, school)).get(url(school)).status_code == 404


def test_of_two_first_saves_the_second_is_told_and_loses_nothing(company, clerk, monkeypatch):
    EnterpriseFactory(organisation=company, address="先保存的住所（虚构）")
    monkeypatch.setattr(profile, "profile_of", lambda organisation: Enterprise(organisation=organisation))
    page = browser(clerk).post(url(company), GOOD)  # it was still empty when the page was asked for
    assert page.context["form"].non_field_errors() == [
        "同事刚刚保存了本单位的信息。请打开新页面核对后再保存。"
    ]
    assert 'value="吴示例（虚构）"' in page.content.decode()
    assert Enterprise.objects.get().address == "先保存的住所（虚构）"


def test_the_domain_refuses_too(company):
    enterprise = EnterpriseFactory(organisation=company)
    with pytest.raises(Refused):
        profile.save(enterprise, ["address"], by=member(Role.CLERK, OrganisationFactory()))


def test_a_granted_change_is_written_into_the_profile_on_record(company, clerk):
    enterprise = EnterpriseFactory(organisation=company)
    profile.adopt(company, by=clerk, reason="CJ2026-00001", registered_district="310112", zone="")
    enterprise.refresh_from_db()
    assert enterprise.registered_district == "310112"
    entry = audit.history(company.audit_chain).get()
    assert (entry.action, entry.reason, entry.data) == (
        "enterprise.adopted",
        "CJ2026-00001",
        {"fields": ["registered_district", "zone"]},
    )


def test_nothing_to_adopt_leaves_no_record(company, clerk):
    profile.adopt(company, by=clerk, reason="r", zone="LG")
    EnterpriseFactory(organisation=company)
    profile.adopt(company, by=clerk, reason="r")
    assert not audit.history(company.audit_chain).exists()
