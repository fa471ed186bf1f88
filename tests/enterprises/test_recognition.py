"""What recognition and the years after it ask of an enterprise, and what is said beside the field."""

from datetime import date
from decimal import Decimal

import pytest

from enterprises import following, recognition
from tests.factories.workflows import at

CULTIVATION = {
    "admitted_on": "2025-06-30",
    "summary": "培育期完成实习实训基地建设。",
    "results": "接收实习学生 57 人，留用 21 人。",
    "problems": "带教导师偏少。",
}
PLAN = {
    "published_on": "2025-08-01",
    "published_url": "example.com/plan",
    "filed_on": "2025-08-15",
    "progress": "目标完成三分之二。",
}
REPORT = {
    "year": "2025",
    "interns": "57",
    "apprentices": "12",
    "investment": "3,400,000",
    "joint_majors": "3",
    "properties": "1",
    "teachers": "6",
    "plan_progress": "按规划推进。",
    "problems": "无",
    "promise": "on",
}
FILING = {
    "published_url": "https://example.com/plan",
    "published_on": "2025-08-01",
    "first_year": "2025",
    "goals_1": "建成基地",
    "goals_2": "共建专业",
    "goals_3": "联合攻关",
    "investment": "12000000",
    "promise": "on",
}
CHANGE = {
    "kind": "name",
    "before": "申芯示例（上海）有限公司（虚构）",
    "after": "申芯新示例（上海）有限公司（虚构）",
    "effective_on": "2026-03-02",
    "effect": "不影响合作协议履行。",
    "promise": "on",
}
FORMS = [
    (recognition.CultivationForm, CULTIVATION),
    (recognition.PlanResultForm, PLAN),
    (following.AnnualReportForm, REPORT),
    (following.PlanFilingForm, FILING),
    (following.ChangeForm, CHANGE),
]


@pytest.mark.parametrize(("form", "data"), FORMS, ids=[form.__name__ for form, _data in FORMS])
def test_as_a_clerk_types_it(form, data):
    with at("2026-09-14 10:00"):
        assert form(data).errors == {}


def test_what_is_kept():
    with at("2026-09-14 10:00"):
        plan, report = recognition.PlanResultForm(PLAN), following.AnnualReportForm(REPORT)
        assert plan.is_valid()
        assert report.is_valid()
    assert plan.cleaned_data["published_url"] == "https://example.com/plan"
    assert (report.cleaned_data["investment"], report.cleaned_data["year"]) == (Decimal("3400000"), 2025)


@pytest.mark.parametrize(
    ("form", "data", "beside", "said"),
    [
        (
            recognition.CultivationForm,
            CULTIVATION | {"admitted_on": "2026-09-15"},
            "admitted_on",
            "日期不能晚于今天",
        ),
        (
            recognition.PlanResultForm,
            PLAN | {"filed_on": "2025-07-31"},
            "filed_on",
            "备案日期早于公布日期，请核对。",
        ),
        (following.AnnualReportForm, REPORT | {"year": "2027"}, "year", "报告年度不能晚于今年，请核对。"),
        (
            following.AnnualReportForm,
            REPORT | {"promise": ""},
            "promise",
            "请确认“承诺所填内容真实、准确、完整”",
        ),
        (following.PlanFilingForm, FILING | {"published_url": "无"}, "published_url", "请填写完整的网址"),
        (following.ChangeForm, CHANGE | {"kind": "address"}, "new_district", "请选择变更后的注册区。"),
        (
            following.ChangeForm,
            CHANGE | {"kind": "business"},
            "new_industry_code",
            "请填写变更后的行业代码。",
        ),
        (
            following.ChangeForm,
            CHANGE | {"kind": "business", "new_industry_code": "I3973"},
            "new_industry_code",
            "大类 39",
        ),
        (following.ChangeForm, CHANGE | {"kind": "merger"}, "other_party", "请填写合并的其他单位。"),
        (following.ChangeForm, CHANGE | {"kind": "division"}, "other_party", "请填写分立的其他单位。"),
        (following.ChangeForm, CHANGE | {"after": CHANGE["before"]}, "after", "变更前后相同，请核对。"),
        (following.ChangeForm, CHANGE | {"kind": ""}, "kind", "请选择变更事项"),
        (
            following.ChangeForm,
            CHANGE | {"kind": "address", "new_district": "310104", "new_zone": "LG"},
            "new_zone",
            "临港新片区位于浦东新区和奉贤区，请核对注册区与片区。",
        ),
        (following.ChangeForm, CHANGE | {"effective_on": "2026-12-01"}, "effective_on", "日期不能晚于今天"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(form, data, beside, said):
    with at("2026-09-14 10:00"):
        bound = form(data)
        assert list(bound.errors) == [beside]
    assert said in bound.errors[beside][0]


def test_a_new_business_is_kept_in_its_normal_form():
    with at("2026-09-14 10:00"):
        form = following.ChangeForm(CHANGE | {"kind": "business", "new_industry_code": "ｉ651"})
        assert form.is_valid(), form.errors
    assert form.cleaned_data["new_industry_code"] == "I651"


def test_rows():
    row = recognition.ReportRow(
        {
            "year": "2025",
            "filed_on": "2026-01-20",
            "interns": "57",
            "investment": "3400000",
            "result": "accepted",
        }
    )
    assert row.is_valid()
    assert row.cleaned_data["filed_on"] == date(2026, 1, 20)
    goal = {"goal": "接收实习", "target": "50 人", "actual": "57 人", "reached": "yes"}
    assert recognition.GoalRow(goal).is_valid()
