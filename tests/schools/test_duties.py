"""What a recognised school reports: what is wrong is said beside its field."""

import pytest
from django import forms

from schools import duties
from tests.factories.workflows import at

MIDTERM = {"goals": "过半", "changes": "无", "incidents": "on"}
RECTIFICATION = {"measures": "更换单位", "results": "已完成", "finished_on": "2026-09-01"}
CHANGE = {"kind": "name", "new_name": "示例大学（虚构）", "effective_on": "2026-09-01", "details": "批准更名"}
ANNUAL = {"progress": "好", "results": "好", "sharing": "好", "problems": "无", "report_url": "example.com"}


@pytest.mark.parametrize(
    ("form", "data"),
    [
        (duties.AnnualForm, ANNUAL),
        (duties.MidtermForm, MIDTERM),
        (duties.MidtermForm, {"goals": "过半", "changes": "无", "incidents_note": "一起投诉，已处理"}),
        (duties.RectificationForm, RECTIFICATION),
        (duties.ChangeForm, CHANGE),
        (duties.ChangeForm, CHANGE | {"kind": "relocation", "new_name": ""}),
    ],
)
def test_complete(form: type[forms.Form], data: dict[str, str]) -> None:
    with at("2026-09-14 10:00"):
        assert form(data).errors == {}


@pytest.mark.parametrize(
    ("form", "data", "field", "said"),
    [
        (duties.MidtermForm, {"goals": "过半", "changes": "无"}, "incidents_note", "请说明有关问题"),
        (
            duties.RectificationForm,
            RECTIFICATION | {"finished_on": "2026-09-15"},
            "finished_on",
            "不能晚于今天",
        ),
        (duties.ChangeForm, CHANGE | {"new_name": ""}, "new_name", "请填写变更后的名称"),
        (duties.ChangeForm, CHANGE | {"effective_on": "2026-09-15"}, "effective_on", "不能晚于今天"),
    ],
)
def test_what_is_wrong(form: type[forms.Form], data: dict[str, str], field: str, said: str) -> None:
    with at("2026-09-14 10:00"):
        errors = form(data).errors
    assert list(errors) == [field]
    assert said in errors[field][0]
