"""The sections of a base's application (申报书): one form a section, one form a table row.

Amounts are entered in 元, areas in 平方米, shares in percent. What a kind of base is asked beyond the common sections
is ``FACTS``: one form a kind, shown as its own section.
"""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.forms.answers import Amount, Answers, Day, Long, Text, Year
from accounts.validators import validate_phone, validate_uscc
from bases.kinds import Kind
from bases.models import PartnerRole, Source
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
    code = Text(label=_("统一社会信用代码"), max_length=18, widget=CodeInput)
    role = forms.ChoiceField(label=_("合作方式"), choices=[CHOOSE, *PartnerRole.choices])
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


class JobsForm(Answers):
    """D1 就业型."""

    hires = Count(label=_("上年度录用毕业生（人）"))
    trainees = Count(label=_("上年度见习学生（人）"), least=1)
    converted = Count(label=_("见习后留用（人）"))
    jobs = Long(label=_("岗位与薪酬安排"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        trainees, converted = data.get("trainees"), data.get("converted")
        if trainees is not None and converted is not None and converted > trainees:
            self.add_error("converted", _("留用人数不能多于见习人数，请核对。"))
        return data


class CoursesForm(Answers):
    """D2 教学型."""

    teaching = Long(label=_("校企联合授课安排"))


class CourseRow(Answers):
    """嵌入课程."""

    course = Text(label=_("课程名称"), max_length=100)
    hours = Count(label=_("学时"), least=1)
    enterprise_hours = Count(label=_("企业授课学时"))
    students = Count(label=_("每年修读（人）"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        hours, taught = data.get("hours"), data.get("enterprise_hours")
        if hours is not None and taught is not None and taught > hours:
            self.add_error("enterprise_hours", _("企业授课学时不能多于课程学时。"))
        return data


class PracticeForm(Answers):
    """D3 践习型."""

    teacher_places = Count(label=_("每年接纳教师践习（人）"))
    weeks = Count(label=_("每人每次践习周数"), least=1)
    projects = Long(label=_("践习项目与考核"))


class GraduateForm(Answers):
    """D4 国家研究生联合培养基地."""

    degree_types = Text(label=_("专业学位类别"), max_length=200)
    students = Count(label=_("在基地研究生（人）"))
    supervisors = Count(label=_("企业导师（人）"))
    municipal_base = Text(label=_("已获市级实践基地名称与年份"), max_length=200, required=False)
    projects = Long(label=_("联合攻关课题"))


class CollegeForm(Answers):
    """D5 现代产业学院. Vocational: 沪教委职〔2023〕39号 (at most two, or one, a school; running half a year)."""

    level = forms.ChoiceField(
        label=_("学校层次"),
        choices=[
            CHOOSE,
            ("bachelor", _("普通本科高校")),
            ("vocational_bachelor", _("职业本科或高水平高职学校")),
            ("vocational", _("其他职业学校")),
        ],
        help_text=_("本科层次按教育部现代产业学院程序，向教育部高教司申报、工信部备案。"),
    )
    founded_on = Day(label=_("正式成立日期"))
    existing = Count(label=_("本校已立项的市级产业学院（个）"))
    field = forms.ChoiceField(
        label=_("服务领域"),
        choices=[
            CHOOSE,
            ("ic", _("集成电路")),
            ("bio", _("生物医药")),
            ("ai", _("人工智能")),
            ("electronics", _("电子信息")),
            ("health", _("生命健康")),
            ("auto", _("汽车")),
            ("equipment", _("高端装备")),
            ("materials", _("先进材料")),
            ("consumer", _("时尚消费品")),
        ],
        help_text=_("示例领域，以当年通知为准。"),
    )
    partner_standing = Text(label=_("合作企业的产教融合型企业证书编号"), max_length=60, required=False)
    council = Long(label=_("理事会与治理结构"))


class FutureForm(Answers):
    """D6 未来技术学院."""

    direction = Text(label=_("前沿技术方向"), max_length=200)
    students = Count(label=_("在读学生（人）"))
    platforms = Long(label=_("依托的学科与科研平台"))
    programme = Long(label=_("拔尖人才培养方案"))


class ProductionForm(Answers):
    """D7 生产性实训中心."""

    training_hours = Count(label=_("上年度实训总学时"), least=1)
    order_hours = Count(label=_("其中真实订单学时"))
    products = Long(label=_("产品、订单与质量控制"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        hours, orders = data.get("training_hours"), data.get("order_hours")
        if hours is not None and orders is not None and orders > hours:
            self.add_error("order_hours", _("真实订单学时不能多于实训总学时。"))
        return data


class SkillForm(Answers):
    """D8 高技能人才培养基地."""

    level = forms.ChoiceField(
        label=_("资助档次"),
        choices=[
            CHOOSE,
            ("500", _("500 万元档")),
            ("300", _("300 万元档")),
            ("100", _("100 万元档")),
        ],
        help_text=_("示例档次，以市人社局当年通知为准。"),
    )
    public_funds = Amount(label=_("申请财政资助（元）"))
    occupations = Text(label=_("培训职业（工种）"), max_length=200)
    trained = Count(label=_("近三年培养高级工以上（人）"))
    projects_running = Count(label=_("本年度在建高技能项目（个）"))
    worldskills = Text(
        label=_("世赛集训项目与基地类别"),
        max_length=200,
        required=False,
        help_text=_("如“数控铣 · 牵头基地”或“数控铣 · 参与基地”；不承担集训任务的留空。"),
    )
    programme = Long(label=_("培养与评价安排"))


FACTS: dict[str, type[Answers]] = {
    Kind.D1: JobsForm,
    Kind.D2: CoursesForm,
    Kind.D3: PracticeForm,
    Kind.D4: GraduateForm,
    Kind.D5: CollegeForm,
    Kind.D6: FutureForm,
    Kind.D7: ProductionForm,
    Kind.D8: SkillForm,
}
FACTS_TITLES = {
    Kind.D1: _("就业与留用"),
    Kind.D2: _("嵌入课程"),
    Kind.D3: _("教师践习"),
    Kind.D4: _("研究生联合培养"),
    Kind.D5: _("产业学院"),
    Kind.D6: _("未来技术学院"),
    Kind.D7: _("生产性实训"),
    Kind.D8: _("高技能培养"),
}
