"""What a school's clerk types into the application, and what is said beside the field when it cannot be so."""

import pytest
from django import forms

from schools import dossier
from tests.factories.accounts import uscc
from tests.factories.workflows import at

BASIC = {
    "code": "4131099902",
    "level": "applied",
    "orientation": "technology",
    "breadth": "multi",
    "ownership": "public",
    "supervisor": "示例教育主管部门（虚构）",
    "founded_on": "1985-09-01",
    "district": "310120",
    "zone": "LG",
    "students": "11200",
    "teachers": "620",
    "majors": "46",
    "legal_representative": "孙示例（虚构）",
    "contact_name": "李示例（虚构）",
    "contact_phone": "021-12345678",
    "is_legal": "on",
    "cooperating_since": "2019",
}
PROCESS = {
    "process": "research",
    "title": "产业调研办法",
    "number": "示例院〔2022〕3 号",
    "since": "2022-03-01",
}
PARTNER = {
    "name": "示例制造（上海）有限公司（虚构）",
    "code": uscc(19),
    "signed_on": "2024-03-01",
    "until": "2027-02-28",
}
CLAIMS = {
    "report_on": "2026-01-31",
    "report_url": "example.com/report",
    "no_safety": "on",
    "promise": "on",
}


def cleaned(form: type[forms.Form], data: dict[str, str]) -> dict[str, object]:
    with at("2026-04-13 10:00"):
        bound = form(data)
        assert bound.errors == {}
    return bound.cleaned_data


def test_sections_as_a_clerk_types_them() -> None:
    assert cleaned(dossier.BasicForm, BASIC)["cooperating_since"] == 2019
    assert cleaned(dossier.ProcessRow, PROCESS)["process"] == "research"
    assert cleaned(dossier.PartnerRow, PARTNER)["code"] == uscc(19)
    assert cleaned(dossier.ClaimsForm, CLAIMS)["report_url"] == "https://example.com/report"
    assert cleaned(dossier.RegionForm, {"summary": ""}) == {"summary": ""}
    cases = {f"{part}_{n}": "示例" for part in ("title", "partner", "story") for n in (1, 2, 3)}
    assert set(cleaned(dossier.CasesForm, cases)) == set(cases)
    assert (
        cleaned(dossier.AssessmentForm, {"year": "2026", "summary": "好", "problems": "无"})["year"] == 2026
    )


@pytest.mark.parametrize(
    ("form", "data", "field", "said"),
    [
        (dossier.BasicForm, BASIC | {"code": "4132099902"}, "code", "上海为 31"),
        (dossier.BasicForm, BASIC | {"level": "secondary"}, "code", "中等职业学校的标识码以 3 开头"),
        (dossier.BasicForm, BASIC | {"breadth": ""}, "breadth", "两个维度须同时选择"),
        (
            dossier.BasicForm,
            BASIC | {"cooperating_since": "2027"},
            "cooperating_since",
            "起始年份不能晚于今年",
        ),
        (dossier.BasicForm, BASIC | {"cooperating_since": "19"}, "cooperating_since", "请填写 4 位年份"),
        (dossier.ProcessRow, PROCESS | {"since": "2026-04-14"}, "since", "尚未施行的文件"),
        (dossier.PartnerRow, PARTNER | {"until": "2024-02-29"}, "until", "截止日期早于签订日期"),
        (dossier.PartnerRow, PARTNER | {"code": "91"}, "code", "统一社会信用代码应为 18 位"),
        (dossier.ClaimsForm, CLAIMS | {"report_on": "2026-04-14"}, "report_on", "发布日期不能晚于今天"),
        (dossier.ClaimsForm, CLAIMS | {"promise": ""}, "promise", "请确认“承诺所填内容"),
        (dossier.CasesForm, {}, "title_2", "请填写案例 2：名称"),
        (dossier.RegionRow, {}, "year", "请填写"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    form: type[forms.Form], data: dict[str, str], field: str, said: str
) -> None:
    with at("2026-04-13 10:00"):
        errors = form(data).errors
    assert errors[field][0].find(said) >= 0, errors
