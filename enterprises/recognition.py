"""What recognition (产教融合型企业认定) asks beyond the cultivation dossier: how the cultivation period went, what
became of the filed three-year plan, and the plan for the next term. The other sections are those of
``enterprises.dossier``, filled in anew with the numbers of the window.

Source: 发改社会〔2019〕590号 (先建后认, annual reports, three-year plan); fields are illustrative (示例).
"""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.forms.answers import Amount, Answers, Day, Long, Text, Year
from workflows import clock

CHOOSE = ("", _("请选择"))


class WebAddress(forms.URLField):
    """A public page; ``https`` is understood when left out."""

    default_error_messages = {"invalid": _("请填写完整的网址，如 https://www.example.com/plan")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=300, assume_scheme="https", **kwargs)


class CultivationForm(Answers):
    """培育期成效."""

    admitted_on = Day(
        label=_("纳入建设培育日期"), help_text=_("见建设培育证书；以平台登记的证书为准，满一年后可申请认定。")
    )
    summary = Long(label=_("培育期工作总结"), rows=8, most=4000)
    results = Long(
        label=_("人才培养成效"), rows=6, help_text=_("实习实训、学徒培养、毕业生留用等，写明数量。")
    )
    incentives = Long(label=_("享受支持政策情况"), required=False)
    problems = Long(label=_("存在的问题和改进措施"))

    def clean_admitted_on(self) -> Any:
        return not_in_future(self.cleaned_data["admitted_on"])


class ReportRow(Answers):
    """已报送的年度报告; one row is one year."""

    year = Year()
    filed_on = Day(label=_("报送日期"))
    interns = forms.IntegerField(label=_("接收实习人数"), min_value=0, max_value=99_999)
    investment = Amount(label=_("投入金额（元）"))
    result = forms.ChoiceField(
        label=_("审核结果"),
        choices=[CHOOSE, ("accepted", _("已通过")), ("returned", _("退回修改")), ("waiting", _("审核中"))],
    )


class PlanResultForm(Answers):
    """三年规划执行情况."""

    published_on = Day(label=_("规划公布日期"))
    published_url = WebAddress(label=_("公布网址"), help_text=_("公众可以打开的页面。"))
    filed_on = Day(label=_("规划备案日期"))
    progress = Long(label=_("执行情况"), rows=6)
    deviation = Long(label=_("未完成目标的原因"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        published, filed = data.get("published_on"), data.get("filed_on")
        if published and filed and filed < published:
            self.add_error("filed_on", _("备案日期早于公布日期，请核对。"))
        return data


class GoalRow(Answers):
    """规划目标与完成情况."""

    goal = Text(label=_("规划目标"), max_length=200)
    target = Text(label=_("目标值"), max_length=60)
    actual = Text(label=_("完成值"), max_length=60)
    reached = forms.ChoiceField(
        label=_("完成情况"),
        choices=[CHOOSE, ("yes", _("已完成")), ("partly", _("部分完成")), ("no", _("未完成"))],
    )


class OutlookForm(Answers):
    """下一个三年计划."""

    goals = Long(label=_("下一个三年的目标"), rows=6)
    measures = Long(label=_("主要举措"), rows=8, most=4000)
    investment = Amount(label=_("三年计划投入（元）"))


def not_in_future(day: Any) -> Any:
    """``day``, unless it lies after today."""
    if day and day > clock.today():
        raise forms.ValidationError(_t("日期不能晚于今天，请核对。"))
    return day
