"""The school keeps its own profile; name and credit code stay with the officer who checked them."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, OrganisationKind, User
from accounts.roles import Role
from schools import profile
from schools.models import School
from tests.factories.accounts import OrganisationFactory, member, uscc
from tests.factories.schools import SchoolFactory
from workflows import audit
from workflows.errors import Refused

pytestmark = pytest.mark.django_db

GOOD = {
    "code": " ４131099902",
    "level": "applied",
    "orientation": "technology",
    "breadth": "multi",
    "ownership": "public",
    "supervisor": "示例教育主管部门（虚构）",
    "founded_on": "1985-09-01",
    "district": "310120",
    "zone": "LG",
    "address": "上海市奉贤区示例路 100 号（虚构）",
    "students": "11200",
    "teachers": "620",
    "majors": "46",
    "leading_majors": "示例工程、示例制造",
    "legal_representative": "孙示例（虚构）",
    "contact_name": "李示例（虚构）",
    "contact_phone": "021-12345678",
}


@pytest.fixture
def college(db: None) -> Organisation:
    return OrganisationFactory(
        kind=OrganisationKind.SCHOOL, code=uscc(43, "12"), name="上海示例应用技术学院（虚构）"
    )


@pytest.fixture
def clerk(college: Organisation) -> User:
    return member(Role.CLERK, college, name="李示例（虚构）", phone="13800000000")


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(college: Organisation) -> str:
    return reverse("schools:profile", args=[college.pk])


def test_prefilled_from_claim_then_saved_on_record(college: Organisation, clerk: User) -> None:
    text = browser(clerk).get(url(college)).content.decode()
    assert college.name in text
    assert college.code in text
    assert 'value="13800000000"' in text
    assert not School.objects.exists()  # looking creates nothing

    assert browser(clerk).post(url(college), GOOD).url == url(college)  # type: ignore[attr-defined]
    school = School.objects.get()
    assert (school.code, school.name, school.uscc) == ("4131099902", college.name, college.code)
    assert (school.comparison_group, school.comparison_group_name) == ("technology-multi", "应用技术·多科")
    assert school.district_name == "奉贤区"
    assert str(school) == college.name
    entry = audit.history(college.audit_chain).get()
    assert (entry.action, entry.actor) == ("school.saved", clerk)
    assert "address" in entry.data["fields"]
    assert "示例路" not in str(entry.data)


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"code": "413109990"}, "code", "学校标识码为 10 位数字，可在学校官网或教育部门公布的名单中查询。"),
        ({"level": "secondary"}, "code", "办学层次与学校标识码不符"),
        ({"breadth": ""}, "breadth", "两个维度须同时选择"),
        ({"orientation": ""}, "orientation", "两个维度须同时选择"),
        ({"level": "secondary", "code": "3631000123"}, "breadth", "中等职业学校不参加二维分类"),
        ({"founded_on": "2999-01-01"}, "founded_on", "建校日期不能晚于今天，请核对法人证书。"),
        ({"district": "310104"}, "zone", "临港新片区位于浦东新区和奉贤区"),
        ({"contact_phone": "12345"}, "contact_phone", "请填写 11 位手机号，或带区号的固定电话"),
        ({"address": "隐\u202e形"}, "address", "第 2 个字符不可见（U+202E）"),
        ({"students": "0"}, "students", "“全日制在校生数”"),
        ({"level": ""}, "level", "请选择办学层次"),
    ],
)
def test_errors_stand_beside_the_field_and_nothing_is_lost(
    college: Organisation, clerk: User, change: dict[str, str], field: str, said: str
) -> None:
    page = browser(clerk).post(url(college), GOOD | change)
    assert said in page.context["form"].errors[field][0]
    assert 'value="孙示例（虚构）"' in page.content.decode()
    assert not School.objects.exists()


def test_unclassified_universities_and_secondary_schools(college: Organisation, clerk: User) -> None:
    browser(clerk).post(url(college), GOOD | {"orientation": "", "breadth": ""})
    assert School.objects.get().comparison_group == ""
    secondary = {"level": "secondary", "code": "3631000123", "orientation": "", "breadth": ""}
    browser(clerk).post(url(college), GOOD | secondary)
    assert School.objects.get().comparison_group == "secondary"


def test_one_code_one_school(college: Organisation, clerk: User) -> None:
    SchoolFactory(code="4131099902")
    page = browser(clerk).post(url(college), GOOD)
    said = "此学校标识码已由另一所学校登记，请核对；确属本校的，请联系主管部门。"
    assert page.context["form"].errors == {"code": [said]}
    with pytest.raises(Refused, match=said):  # two schools at the same moment: the verb looks again
        profile.save(SchoolFactory.build(organisation=college, code="4131099902"), ["code"], by=clerk)


def test_who_may(college: Organisation, clerk: User) -> None:
    SchoolFactory(organisation=college)
    assert browser(member(Role.ORG_ADMIN, college)).get(url(college)).status_code == 200
    company = OrganisationFactory()
    for nobody in (member(Role.CLERK, company), member(Role.OFFICER, "SH-JW")):
        assert browser(nobody).get(url(college)).status_code == 404
    assert browser(member(Role.CLERK, company)).get(url(company)).status_code == 404


def test_of_two_first_saves_the_second_is_told(
    college: Organisation, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    SchoolFactory(organisation=college, address="先保存的地址（虚构）")
    monkeypatch.setattr(profile, "profile_of", lambda organisation: School(organisation=organisation))
    page = browser(clerk).post(url(college), GOOD)
    assert page.context["form"].non_field_errors() == [
        "同事刚刚保存了本单位的信息。请打开新页面核对后再保存。"
    ]
    assert School.objects.get().address == "先保存的地址（虚构）"


def test_the_domain_refuses_too(college: Organisation) -> None:
    school = SchoolFactory(organisation=college)
    with pytest.raises(Refused):
        profile.save(school, ["address"], by=member(Role.CLERK, OrganisationFactory()))


def test_the_organisation_page_leads_there(college: Organisation, clerk: User) -> None:
    page = browser(clerk).get(reverse("accounts:organisation", args=[college.pk])).content.decode()
    assert url(college) in page
    assert reverse("schools:assessments", args=[college.pk]) in page
