"""The sections of a base's application (申报书): one form a section, one form a table row.

Amounts are entered in 元, areas in 平方米, shares in percent. What a kind of base is asked beyond these is in
``bases.dossier_facts``.
"""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.forms.answers import Amount, Answers, Day, Long, Text, Year
from accounts.validators import validate_phone, validate_uscc
from bases.models import Source
from enterprises.codes import DISTRICTS, ZONE_DISTRICTS, ZONES
from ui.widgets import CodeInput

CHOOSE = ("", _("请选择"))

major_code = RegexValidator(r"\A[0-9A-Z]{4,8}\Z", _("专业代码为 4 至 8 位数字或大写字母，见教育部专业目录。"))


class Percent(forms.DecimalField):
    """A share in percent, two decimals."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=0,
            max_value=100,
            max_digits=5,
            decimal_places=2,
            error_messages={
                "invalid": _("请填写 0 到 100 之间的数字"),
                "min_value": _("比例不能小于 0"),
                "max_value": _("比例不能大于 100"),
                "max_decimal_places": _("比例最多保留两位小数"),
            },
            **kwargs,
        )


class Count(forms.IntegerField):
    """A number of people, places, courses."""

    def __init__(self, *, least: int = 0, **kwargs: Any) -> None:
        super().__init__(min_value=least, max_value=999_999, **kwargs)


class Area(forms.DecimalField):
    """Square metres, two decimals."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=0,
            max_digits=9,
            decimal_places=2,
            error_messages={
                "invalid": _("请填写以平方米为单位的数字，如 2600"),
                "min_value": _("面积不能为负数"),
            },
            **kwargs,
        )


class BasicForm(Answers):
    """基地基本信息."""

    name = Text(label=_("基地名称"), max_length=100)
    district = forms.ChoiceField(label=_("所在区"), choices=[CHOOSE, *DISTRICTS.items()])
    zone = forms.ChoiceField(label=_("片区"), choices=[("", _("不在片区内")), *ZONES.items()], required=False)
    address = Text(label=_("场地地址"), max_length=200)
    leader = Text(label=_("基地负责人"), max_length=60)
    leader_post = Text(label=_("负责人职务"), max_length=100)
    leader_phone = Text(label=_("负责人电话"), max_length=20)
    contact_name = Text(label=_("联系人"), max_length=60)
    contact_phone = Text(label=_("联系电话"), max_length=20)
    summary = Long(label=_("基地概况"))

    def clean_leader_phone(self) -> str:
        return validate_phone(self.cleaned_data["leader_phone"])

    def clean_contact_phone(self) -> str:
        return validate_phone(self.cleaned_data["contact_phone"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        zone, district = data.get("zone"), data.get("district")
        if zone and district and district not in ZONE_DISTRICTS[zone]:
            self.add_error("zone", _("临港新片区位于浦东新区和奉贤区，请核对所在区与片区。"))
        return data


class PartnerRow(Answers):
    """合作单位与协议. The share is of the whole investment."""

    company = Text(label=_("企业名称"), max_length=100)
    code = Text(label=_("信用代码"), max_length=18, widget=CodeInput)
    share = Percent(label=_("投入占比（%）"))
    signed_on = Day(label=_("协议签订日期"))
    until = Day(label=_("协议截止日期"))

    def clean_code(self) -> str:
        return validate_uscc(self.cleaned_data["code"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("signed_on") and data.get("until") and data["until"] < data["signed_on"]:
            self.add_error("until", _("截止日期早于签订日期，请核对协议。"))
        return data


class PartnersForm(Answers):
    """合作单位与协议."""

    division = Long(label=_("合作分工"))
    is_joint = forms.BooleanField(label=_("各合作单位共同申报，并已在平台确认"), required=False)


class MajorRow(Answers):
    """依托专业."""

    major = Text(label=_("专业名称"), max_length=100)
    code = Text(label=_("专业代码"), max_length=8, validators=[major_code])
    students = Count(label=_("在校生（人）"))


class ChainForm(Answers):
    """产业链与专业."""

    chain = Text(label=_("对接产业链"), max_length=100)
    positions = Long(label=_("面向的岗位群"))
    fit = Long(label=_("产业契合情况"))


class EquipmentRow(Answers):
    """主要设备."""

    item = Text(label=_("设备名称"), max_length=100)
    quantity = Count(label=_("数量"), least=1)
    value = Amount(label=_("价值（元）"))
    owner = Text(label=_("产权单位"), max_length=100)


class SiteForm(Answers):
    """场地设备."""

    area = Area(label=_("场地面积（平方米）"))
    tenure = forms.ChoiceField(
        label=_("场地权属"),
        choices=[CHOOSE, ("owned", _("自有")), ("rented", _("租赁")), ("lent", _("合作单位提供"))],
    )
    tenure_until = Day(
        label=_("使用期限至"), required=False, help_text=_("租赁或合作单位提供的，填写协议约定的期限。")
    )
    equipment_value = Amount(label=_("设备总值（元）"))
    stations = Count(label=_("工位数"))
    capacity = Count(label=_("每年可接纳学生（人）"))
    same_site_funded = forms.BooleanField(
        label=_("同一场地已获得同类财政资助"), required=False, help_text=_("如已获得，请勾选；不得重复申报。")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("tenure") in {"rented", "lent"} and not data.get("tenure_until"):
            self.add_error("tenure_until", _("请选择使用期限至，见租赁或使用协议。"))
        return data


class TeachingForm(Answers):
    """师资与培养规模."""

    school_teachers = Count(label=_("校内专任教师（人）"))
    mentors = Count(label=_("企业导师（人）"))
    students_yearly = Count(label=_("每年计划培养学生（人）"))
    teachers_yearly = Count(label=_("每年计划接纳教师践习（人）"))
    programme = Long(label=_("培养方案"))


class BudgetRow(Answers):
    """三年预算."""

    source = forms.ChoiceField(label=_("资金来源"), choices=[CHOOSE, *Source.choices])
    year = Year()
    item = Text(label=_("用途"), max_length=100)
    amount = Amount(label=_("金额（元）"))

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if amount <= 0:
            raise forms.ValidationError(_("预算金额应大于 0。"))
        return amount


class BudgetForm(Answers):
    """三年预算."""

    basis = Long(label=_("预算编制说明"))


class MilestoneRow(Answers):
    """年度里程碑."""

    title = Text(label=_("里程碑"), max_length=100)
    kpi = Text(label=_("考核指标"), max_length=300)
    due_on = Day(label=_("计划完成日期"))


class PlanForm(Answers):
    """建设目标与年度里程碑."""

    goals = Long(label=_("三年建设目标"), rows=6)
    measures = Long(label=_("建设内容与举措"), rows=8, most=4000)


class SafetyForm(Answers):
    """治理与安全."""

    body = Text(label=_("管理机构"), max_length=100)
    systems = Long(label=_("管理制度"))
    risk_plan = Long(label=_("安全管理与应急预案"))
    insured = forms.BooleanField(label=_("已投保实习责任保险"), required=False)
    insurer = Text(label=_("承保单位与保单号"), max_length=200, required=False)
    no_incident = forms.BooleanField(label=_("近三年无安全责任事故"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("insured") and not data.get("insurer"):
            self.add_error("insurer", _("请填写承保单位与保单号，见保险单。"))
        return data


class SharingForm(Answers):
    """共享方案."""

    audience = Long(label=_("共享对象"))
    arrangement = Long(label=_("开放与共享安排"))
    open_days = Count(label=_("每年开放天数"))

    def clean_open_days(self) -> int:
        days: int = self.cleaned_data["open_days"]
        if days > 366:
            raise forms.ValidationError(_("每年开放天数不能超过 366 天。"))
        return days


class ClaimsForm(Answers):
    """申报条件与承诺."""

    no_breach = forms.BooleanField(label=_("学校和合作企业近三年无严重失信及重大违法记录"), required=False)
    no_failed = forms.BooleanField(label=_("无未整改完成的基地验收不合格事项"), required=False)
    credit_report_on = Day(label=_("专用信用报告出具日期"))
    promise = forms.BooleanField(label=_("承诺所填内容和所附材料真实、准确、完整，并承担相应责任"))
