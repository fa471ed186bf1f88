"""What a clerk types into the dossier, and what is said beside the field when it cannot be so."""

from decimal import Decimal

import pytest

from enterprises import dossier
from enterprises.money import yuan
from tests.factories.workflows import at

BASIC = {
    "legal_form": "limited",
    "registered_district": "310115",
    "zone": "LG",
    "industry_code": "ｃ3973",
    "focus": "ic",
    "scale": "medium",
    "established_on": "2010-05-20",
    "employees": "860",
    "legal_representative": "吴示例（虚构）",
    "contact_name": "郑示例（虚构）",
    "contact_phone": "０21-12345678",
    "is_independent": "on",
    "pays_tax_here": "on",
}
PARTNER = {
    "school": "示例学院（虚构）",
    "code": "4131019999",
    "signed_on": "2024-03-01",
    "until": "2027-02-28",
}


def test_a_basic_section_as_a_clerk_types_it() -> None:
    with at("2026-09-14 10:00"):
        form = dossier.BasicForm(BASIC)
        assert form.errors == {}
    assert form.cleaned_data["industry_code"] == "C3973"
    assert form.cleaned_data["contact_phone"] == "021-12345678"


@pytest.mark.parametrize(
    ("field", "value", "beside", "said"),
    [
        ("established_on", "2026-09-15", "established_on", "成立日期不能晚于今天，请核对营业执照。"),
        ("registered_district", "310104", "zone", "临港新片区位于浦东新区和奉贤区，请核对注册区与片区。"),
        ("legal_representative", "吴\u200b某", "legal_representative", "第 2 个字符不可见（U+200B）"),
        ("contact_phone", "110", "contact_phone", "请填写 11 位手机号，或带区号的固定电话"),
        ("industry_code", "C98", "industry_code", "没有大类 98"),
        ("legal_form", "", "legal_form", "请选择企业类型"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(field: str, value: str, beside: str, said: str) -> None:
    with at("2026-09-14 10:00"):
        form = dossier.BasicForm(BASIC | {field: value})
        assert list(form.errors) == [beside]
    assert form.errors[beside][0].startswith(said)


def test_founded_today_is_founded() -> None:
    with at("2026-09-14 00:00:01"):
        assert dossier.BasicForm(BASIC | {"established_on": "2026-09-14"}).errors == {}


def test_outside_the_zone_any_district_will_do() -> None:
    with at("2026-09-14 10:00"):
        assert dossier.BasicForm(BASIC | {"zone": "", "registered_district": "310104"}).errors == {}


@pytest.mark.parametrize(
    ("changed", "errors"),
    [
        ({}, {}),
        ({"until": "2024-03-01"}, {}),  # one day is a day
        ({"until": "2024-02-29"}, {"until": ["截止日期早于签订日期，请核对协议。"]}),
        (
            {"code": "41310199"},
            {"code": ["学校标识码为 10 位数字，可在学校官网或教育部门公布的名单中查询。"]},
        ),
        (
            {"code": "４１３１０１９９９９"},
            {"code": ["学校标识码为 10 位数字，可在学校官网或教育部门公布的名单中查询。"]},
        ),
        ({"signed_on": ""}, {"signed_on": ["请选择协议签订日期"]}),
    ],
)
def test_an_agreement_ends_after_it_begins(changed: dict[str, str], errors: dict[str, list[str]]) -> None:
    assert dossier.PartnerRow(PARTNER | changed).errors == errors


@pytest.mark.parametrize(
    ("year", "fine"), [("1999", False), ("2000", True), ("2100", True), ("2101", False), ("去年", False)]
)
def test_a_year_is_four_digits_of_our_time(year: str, fine: bool) -> None:
    form = dossier.FinanceRow({"year": year, "revenue": "1,000.50", "tax": "0", "training": "８"})
    assert form.errors == ({} if fine else {"year": ["请填写 4 位年份，如 2025"]})
    if fine:
        assert form.cleaned_data["revenue"] == Decimal("1000.50")


def test_a_paragraph_may_break_lines_and_a_line_may_not() -> None:
    form = dossier.GovernanceForm(
        {"body": "办公\n室", "head": "吴示例（虚构）", "systems": "一、制度\r\n二、台账"}
    )
    assert list(form.errors) == ["body"]
    assert form.cleaned_data["systems"] == "一、制度\r\n二、台账"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("8100000", "8,100,000.00 元（810.00 万元）"),
        ("49.99", "49.99 元（0.00 万元）"),
        ("50", "50.00 元（0.01 万元）"),  # half of the last digit goes up
        ("0", "0.00 元（0.00 万元）"),
    ],
)
def test_an_amount_in_both_units(amount: str, words: str) -> None:
    assert yuan(Decimal(amount)) == words
