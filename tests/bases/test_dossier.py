"""What a school types into a base's dossier, and what is said beside the field when it cannot be so."""

from decimal import Decimal
from typing import Any

import pytest

from bases import dossier, later
from bases.dossier_facts import FACTS, FACTS_TITLES, CourseRow
from bases.kinds import PURPOSES, RECOMMENDED, Kind

BASIC = {
    "name": "示例基地（虚构）",
    "district": "310115",
    "zone": "LG",
    "address": "示例路 2 号（虚构）",
    "leader": "何示例（虚构）",
    "leader_post": "院长",
    "leader_phone": "０21-12345678",
    "contact_name": "何示例（虚构）",
    "contact_phone": "13800000000",
    "summary": "概况",
}
PARTNER = {
    "company": "示例公司（虚构）",
    "code": "91310115000000019m",
    "share": "54",
    "signed_on": "2026-01-10",
    "until": "2029-01-09",
}
SITE = {
    "area": "2600.5",
    "tenure": "owned",
    "equipment_value": "1,880,000",
    "stations": "160",
    "capacity": "420",
}
SAFETY = {"body": "委员会", "systems": "制度", "risk_plan": "预案"}


def errors(form: type, typed: dict[str, Any], **changed: str) -> dict[str, list[str]]:
    return {name: list(said) for name, said in form({**typed, **changed}).errors.items()}


def test_a_basic_section_as_it_is_typed() -> None:
    form = dossier.BasicForm(BASIC)
    assert form.errors == {}
    assert form.cleaned_data["leader_phone"] == "021-12345678"


@pytest.mark.parametrize(
    ("form", "typed", "changed", "beside", "said"),
    [
        (dossier.BasicForm, BASIC, {"district": "310104"}, "zone", "临港新片区位于浦东新区和奉贤区，请核对"),
        (dossier.BasicForm, BASIC, {"contact_phone": "110"}, "contact_phone", "请填写 11 位手机号"),
        (dossier.BasicForm, BASIC, {"name": ""}, "name", "请填写基地名称"),
        (dossier.PartnerRow, PARTNER, {"until": "2026-01-09"}, "until", "截止日期早于签订日期"),
        (dossier.PartnerRow, PARTNER, {"code": "91310115000000019N"}, "code", "第 18 位校验码不正确"),
        (dossier.PartnerRow, PARTNER, {"share": "100.01"}, "share", "比例不能大于 100"),
        (dossier.PartnerRow, PARTNER, {"share": "-1"}, "share", "比例不能小于 0"),
        (dossier.PartnerRow, PARTNER, {"share": "1.234"}, "share", "比例最多保留两位小数"),
        (dossier.PartnerRow, PARTNER, {"share": "一半"}, "share", "请填写 0 到 100 之间的数字"),
        (dossier.SiteForm, SITE, {"tenure": "rented"}, "tenure_until", "请选择使用期限至"),
        (dossier.SiteForm, SITE, {"area": "-1"}, "area", "面积不能为负数"),
        (dossier.SafetyForm, SAFETY, {"insured": "on"}, "insurer", "请填写承保单位与保单号"),
        (
            dossier.SharingForm,
            {"audience": "a", "arrangement": "b", "open_days": "367"},
            {},
            "open_days",
            "每年开放天数不能超过 366 天",
        ),
        (
            dossier.BudgetRow,
            {"source": "school", "year": "2026", "item": "设备", "amount": "0"},
            {},
            "amount",
            "预算金额应大于 0",
        ),
        (
            dossier.MajorRow,
            {"major": "电子", "code": "51-01", "students": "1"},
            {},
            "code",
            "专业代码为 4 至 8 位",
        ),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    form: type, typed: dict[str, str], changed: dict[str, str], beside: str, said: str
) -> None:
    found = errors(form, typed, **changed)
    assert list(found) == [beside]
    assert found[beside][0].startswith(said)


def test_right_as_typed() -> None:
    assert errors(dossier.PartnerRow, PARTNER) == {}
    assert errors(dossier.SiteForm, SITE) == {}
    assert errors(dossier.SiteForm, SITE, tenure="lent", tenure_until="2029-12-31") == {}
    assert errors(dossier.SafetyForm, SAFETY, insured="on", insurer="示例保险 PZ-1") == {}
    form = dossier.PartnerRow(PARTNER)
    assert form.is_valid()
    assert (form.cleaned_data["code"], form.cleaned_data["share"]) == ("91310115000000019M", Decimal("54"))


@pytest.mark.parametrize(
    ("kind", "typed", "beside"),
    [
        (Kind.D1, {"hires": "30", "trainees": "10", "converted": "11", "jobs": "x"}, "converted"),
        (Kind.D7, {"training_hours": "10", "order_hours": "11", "products": "x"}, "order_hours"),
    ],
)
def test_a_part_is_not_more_than_the_whole(kind: str, typed: dict[str, str], beside: str) -> None:
    assert list(errors(FACTS[kind], typed)) == [beside]


def test_an_enterprise_teaches_no_more_hours_than_there_are() -> None:
    typed = {"course": "工艺", "hours": "64", "enterprise_hours": "65", "students": "1"}
    assert list(errors(CourseRow, typed)) == ["enterprise_hours"]
    assert errors(CourseRow, typed, enterprise_hours="64") == {}


def test_every_kind_has_its_words() -> None:
    assert set(FACTS) == set(FACTS_TITLES) == set(PURPOSES) == set(Kind)
    assert {Kind.D4, Kind.D6} == RECOMMENDED


@pytest.mark.parametrize("kind", [code for code, _label in later.CHANGES])
def test_a_change_needs_its_reason(kind: str) -> None:
    assert "details" in later.BaseChangeForm({"kind": kind}).errors
