"""What a recognised school reports and asks for later: annual report, mid-term check, rectification, change."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.answers import Answers, Day, Long, Text
from workflows import clock


class AnnualForm(Answers):
    """年度报告. Indicator values come from the locked self-assessment of the year."""

    progress = Long(label=_("改进计划执行情况"), rows=6, most=3000)
    results = Long(label=_("协同育人主要成果"), rows=6, most=3000)
    sharing = Long(label=_("示范推广情况"))
    problems = Long(label=_("存在的问题和下一年安排"))
    report_url = forms.URLField(
        label=_("年度质量报告网址"),
        max_length=300,
        assume_scheme="https",
        help_text=_("学校官网上的公开页面。"),
    )


class MidtermForm(Answers):
    """中期检查."""

    goals = Long(label=_("三年目标完成情况"), rows=6, most=3000)
    changes = Long(label=_("机构、合作企业与基地的变化"))
    incidents = forms.BooleanField(label=_("期间无安全、师德、招生、实习方面的重大问题"), required=False)
    incidents_note = Long(label=_("有上述问题的，说明处理情况"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("incidents") and not data.get("incidents_note"):
            self.add_error("incidents_note", _("请说明有关问题及其处理情况，或确认期间没有。"))
        return data


class RectificationForm(Answers):
    """整改报告."""

    measures = Long(label=_("整改措施"), rows=6, most=3000)
    results = Long(label=_("整改结果"), rows=6, most=3000)
    finished_on = Day(label=_("整改完成日期"))

    def clean_finished_on(self) -> Any:
        day = self.cleaned_data["finished_on"]
        if day > clock.today():
            raise forms.ValidationError(_("整改完成日期不能晚于今天，请在完成整改后提交。"))
        return day


class ChangeForm(Answers):
    """学校变更: what has changed, with its day; the new name where it is one."""

    kind = forms.ChoiceField(
        label=_("变更类型"),
        choices=[
            ("name", _("学校更名")),
            ("merger", _("合并或分立")),
            ("relocation", _("校址迁移")),
            ("level", _("办学层次变化")),
        ],
    )
    new_name = Text(
        label=_("变更后的名称"),
        max_length=200,
        required=False,
        help_text=_("更名、合并时填写，与法人证书一致。"),
    )
    effective_on = Day(label=_("变更生效日期"))
    details = Long(label=_("变更情况"), help_text=_("写明变更前后的内容和批准文号。"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == "name" and not data.get("new_name"):
            self.add_error("new_name", _("请填写变更后的名称，与法人证书一致。"))
        if (day := data.get("effective_on")) and day > clock.today():
            self.add_error("effective_on", _("生效日期不能晚于今天，请在变更完成后办理。"))
        return data
