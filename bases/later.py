"""What a base writes later in its life: for acceptance, re-evaluation, a change, the end, and in its duties."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.answers import Amount, Answers, Day, Long, Text, Year
from accounts.validators import validate_uscc
from bases.dossier import CHOOSE, Count, Percent
from bases.models import PartnerRole, Source
from ui.widgets import CodeInput


class AcceptanceForm(Answers):
    """验收申请."""

    summary = Long(label=_("建设任务完成情况"), rows=8, most=4000)
    students = Count(label=_("建设期累计培养学生（人）"))
    teachers = Count(label=_("建设期累计接纳教师（人）"))
    funds = Long(label=_("经费使用与绩效"))
    sharing = Long(label=_("开放共享成效"))
    problems = Long(label=_("问题与改进"), required=False)
    no_incident = forms.BooleanField(label=_("建设期内无安全责任事故"), required=False)
    promise = forms.BooleanField(label=_("承诺所填内容和所附材料真实、准确、完整，并承担相应责任"))


class RenewalForm(Answers):
    """复评申请."""

    summary = Long(label=_("运行情况"), rows=8, most=4000)
    students = Count(label=_("有效期内累计培养学生（人）"))
    teachers = Count(label=_("有效期内累计接纳教师（人）"))
    results = Long(label=_("主要成效"))
    plan = Long(label=_("下一周期安排"))
    no_incident = forms.BooleanField(label=_("有效期内无安全责任事故"), required=False)
    promise = forms.BooleanField(label=_("承诺所填内容和所附材料真实、准确、完整，并承担相应责任"))


PARTNER, NAME, LEADER, BUDGET, MILESTONE = "partner", "name", "leader", "budget", "milestone"
EXTENSION, SUSPENSION, RESUMPTION = "extension", "suspension", "resumption"
PRINTED = frozenset({PARTNER, NAME})
"""What the certificate says: once there is one, a change of these re-issues it."""
CHANGES = [
    (PARTNER, _("合作单位")),
    (NAME, _("基地名称")),
    (LEADER, _("基地负责人")),
    (BUDGET, _("预算")),
    (MILESTONE, _("里程碑")),
    (EXTENSION, _("延长建设期")),
    (SUSPENSION, _("暂停建设")),
    (RESUMPTION, _("恢复建设")),
]


class BaseChangeForm(Answers):
    """变更申请: one kind of change, its reason, and what it asks for that kind."""

    kind = forms.ChoiceField(label=_("变更类型"), choices=[CHOOSE, *CHANGES])
    details = Long(label=_("变更理由和内容"))
    leaving = Text(
        label=_("退出企业的统一社会信用代码"), max_length=18, required=False, widget=CodeInput,
        help_text=_("变更合作单位时填写；没有企业退出的留空。"),
    )  # fmt: skip
    joining = Text(
        label=_("加入企业的统一社会信用代码"), max_length=18, required=False, widget=CodeInput,
        help_text=_("变更合作单位时填写；没有企业加入的留空。批准后由该企业在平台确认。"),
    )  # fmt: skip
    role = forms.ChoiceField(
        label=_("加入企业的合作方式"), choices=[("", _("不涉及")), *PartnerRole.choices], required=False
    )
    share = Percent(label=_("加入企业的投入占比（%）"), required=False)
    duties = Text(label=_("加入企业承担的任务"), max_length=500, required=False)
    name = Text(label=_("新名称"), max_length=100, required=False, help_text=_("变更基地名称时填写。"))
    leader = Text(label=_("新负责人"), max_length=60, required=False, help_text=_("变更负责人时填写。"))
    leader_post = Text(label=_("新负责人职务"), max_length=100, required=False)
    until = Day(
        label=_("延长后的建设期满日"), required=False, help_text=_("延长建设期时填写；只能延长一次。")
    )

    def clean_leaving(self) -> str:
        return _code(self.cleaned_data["leaving"])

    def clean_joining(self) -> str:
        return _code(self.cleaned_data["joining"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        kind = data.get("kind")
        if kind == PARTNER and not self.errors:
            if not (data.get("leaving") or data.get("joining")):
                self.add_error("joining", _("请填写退出或加入的企业。"))
            if data.get("joining"):
                self._want(data, "role", "share", "duties")
        elif kind == NAME:
            self._want(data, "name")
        elif kind == LEADER:
            self._want(data, "leader", "leader_post")
        elif kind == EXTENSION:
            self._want(data, "until")
        return data

    def _want(self, data: dict[str, Any], *names: str) -> None:
        for name in names:
            if data.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, _("请填写%(label)s。") % {"label": self.fields[name].label})


def _code(typed: str) -> str:
    return validate_uscc(typed) if typed else ""


class BudgetChangeRow(Answers):
    """预算调整: the line as approved with its new amount, or a new line."""

    source = forms.ChoiceField(label=_("资金来源"), choices=[CHOOSE, *Source.choices])
    year = Year()
    item = Text(label=_("用途"), max_length=100)
    planned = Amount(label=_("调整后金额（元）"))


class MilestoneChangeRow(Answers):
    """里程碑调整: the milestone by its title, with its new day."""

    title = Text(label=_("里程碑"), max_length=100)
    due_on = Day(label=_("调整后完成日期"))
    kpi = Text(label=_("调整后考核指标"), max_length=300, required=False)


class MilestoneReport(Answers):
    """里程碑报告."""

    result = Long(label=_("完成情况"))


class MidtermReport(Answers):
    """中期检查."""

    progress = Long(label=_("建设进度"), rows=8, most=4000)
    funds = Long(label=_("经费到位与使用"))
    problems = Long(label=_("存在问题和措施"))


class YearlyReport(Answers):
    """年度报告: what was confirmed by every partner, handed in."""

    students = Count(label=_("本年度培养学生（人）"))
    teachers = Count(label=_("本年度接纳教师（人）"))
    progress = Long(label=_("建设进展"))


class OperationReport(Answers):
    """年度运行报告, after acceptance."""

    students = Count(label=_("本年度培养学生（人）"))
    teachers = Count(label=_("本年度接纳教师（人）"))
    summary = Long(label=_("运行情况"))


class RectificationReport(Answers):
    """整改报告."""

    measures = Long(label=_("整改措施"))
    results = Long(label=_("整改结果"))
