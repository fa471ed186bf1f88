"""The sections of an enterprise's application (申报书): one form a section, one form a table row.

Amounts are entered in 元 with two decimals. Years are calendar years. Reference data a company cannot
know by heart (codes) is checked with a message that says where to look it up.
"""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.forms.answers import Amount, Answers, Day, Long, Text, Year
from enterprises.codes import DISTRICTS, ZONES, LegalForm, Scale
from enterprises.licence import LicenceChecks
from ui.widgets import CodeInput

CHOOSE = ("", _("请选择"))
FOCUS = [
    ("ic", _("集成电路")),
    ("ai", _("人工智能")),
    ("bio", _("生物医药")),
    ("aero", _("航空航天")),
    ("manufacturing", _("智能制造")),
    ("services", _("信息、商务、科研、文创服务")),
    ("care", _("健康、养老、托幼、家政")),
    ("other", _("其他")),
]

CONDITIONS = [
    ("runs_school", _("独立举办或作为重要举办者参与举办职业院校或高等学校")),
    ("open_training", _("设有企业大学或高技能人才培养基地，并面向社会开展培训")),
    ("alliance", _("牵头或参与组建职业教育集团、产教融合联盟")),
    ("internship", _("承担现代学徒制、企业新型学徒制任务，或近三年接收学生实习实训")),
    ("one_plus_x", _("参与 1+X 证书制度试点")),
    ("joint_majors", _("以订单班等方式与学校共建学科专业点")),
    ("investment", _("共建实训基地或捐赠设备，近三年累计投入达到规定额度")),
    ("joint_ip", _("近三年与合作学校共同拥有知识产权")),
]

school_code = RegexValidator(
    r"\A[0-9]{10}\Z", _("学校标识码为 10 位数字，可在学校官网或教育部门公布的名单中查询。")
)


class BasicForm(LicenceChecks, Answers):
    """单位基本信息."""

    legal_form = forms.ChoiceField(label=_("企业类型"), choices=LegalForm.choices)
    registered_district = forms.ChoiceField(label=_("注册区"), choices=list(DISTRICTS.items()))
    zone = forms.ChoiceField(
        label=_("片区"),
        choices=[("", _("不在片区内")), *ZONES.items()],
        required=False,
        help_text=_("注册在临港新片区的，由临港新片区管委会初审。"),
    )
    industry_code = Text(
        label=_("行业代码"),
        help_text=_("国民经济行业分类（GB/T 4754-2017），如 C3973；见营业执照或统计登记。"),
        widget=CodeInput,
    )
    focus = forms.ChoiceField(label=_("重点领域"), choices=[CHOOSE, *FOCUS])
    scale = forms.ChoiceField(label=_("企业规模"), choices=Scale.choices)
    established_on = Day(label=_("成立日期"))
    employees = forms.IntegerField(label=_("职工人数"), min_value=1, max_value=9_999_999)
    legal_representative = Text(label=_("法定代表人"), max_length=60)
    contact_name = Text(label=_("联系人"), max_length=60)
    contact_phone = Text(label=_("联系电话"), max_length=20)
    is_independent = forms.BooleanField(label=_("具有独立法人资格"), required=False)
    pays_tax_here = forms.BooleanField(label=_("在本市依法纳税"), required=False)
    is_specialised = forms.BooleanField(label=_("专精特新企业"), required=False)
    is_high_tech = forms.BooleanField(label=_("高新技术企业"), required=False)


class FinanceRow(Answers):
    """近三年经营情况."""

    year = Year()
    revenue = Amount(label=_("营业收入（元）"))
    tax = Amount(label=_("纳税总额（元）"))
    training = Amount(label=_("职工教育经费（元）"))


class GovernanceForm(Answers):
    """组织与制度."""

    body = Text(label=_("产教融合工作机构"), max_length=100)
    head = Text(label=_("负责人及职务"), max_length=100)
    systems = Long(label=_("制度建设情况"))
    fund_accrued = forms.BooleanField(label=_("按规定足额提取职工教育经费"), required=False)


class PartnerRow(Answers):
    """合作学校."""

    school = Text(label=_("学校名称"), max_length=100)
    code = Text(label=_("学校标识码"), max_length=10, validators=[school_code])
    signed_on = Day(label=_("协议签订日期"))
    until = Day(label=_("协议截止日期"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("signed_on") and data.get("until") and data["until"] < data["signed_on"]:
            self.add_error("until", _("截止日期早于签订日期，请核对协议。"))
        return data


class MajorRow(Answers):
    """共建专业."""

    school = Text(label=_("学校名称"), max_length=100)
    major = Text(label=_("学科专业点"), max_length=100)
    since = Day(label=_("共建起始日期"))
    students = forms.IntegerField(label=_("在读人数"), min_value=0, max_value=99_999)


class CooperationForm(Answers):
    """校企合作."""

    summary = Long(label=_("校企合作概况"))
    school_run = Text(label=_("举办或参与举办的院校"), max_length=200, required=False)
    training_base = Text(label=_("企业大学或高技能人才培养基地"), max_length=200, required=False)
    open_to_society = forms.BooleanField(label=_("面向社会开展培训"), required=False)
    alliance = Text(label=_("牵头或参与的职教集团、产教联盟"), max_length=200, required=False)
    one_plus_x = Text(label=_("参与的 1+X 证书试点"), max_length=200, required=False)


class InternRow(Answers):
    """接收实习实训. 人数 counts heads; 每人不少于几个月 is the shortest stay of the group."""

    year = Year()
    school = Text(label=_("派出学校"), max_length=100)
    major = Text(label=_("专业"), max_length=100)
    headcount = forms.IntegerField(label=_("人数"), min_value=1, max_value=99_999)
    months = forms.IntegerField(label=_("每人实习月数"), min_value=1, max_value=36)


class InternshipForm(Answers):
    """实习与学徒."""

    apprenticeship = forms.BooleanField(label=_("承担现代学徒制或企业新型学徒制任务"), required=False)
    mentors = forms.IntegerField(label=_("企业带教导师人数"), min_value=0, max_value=99_999)
    arrangement = Long(label=_("实习岗位与带教安排"))


class BaseRow(Answers):
    """共建基地."""

    year = Year()
    name = Text(label=_("基地名称"), max_length=100)
    area = forms.DecimalField(label=_("面积（平方米）"), min_value=0, max_digits=9, decimal_places=2)
    amount = Amount(label=_("投入金额（元）"))


class DonationRow(Answers):
    """捐赠设备."""

    year = Year()
    receiver = Text(label=_("受赠学校"), max_length=100)
    content = Text(label=_("捐赠内容"), max_length=200)
    amount = Amount(label=_("折合金额（元）"))


class InvestmentForm(Answers):
    """投入与基地."""

    summary = Long(label=_("投入情况说明"))


class TeacherRow(Answers):
    """派出兼职教师."""

    year = Year()
    school = Text(label=_("任教学校"), max_length=100)
    people = forms.IntegerField(label=_("人数"), min_value=1, max_value=9_999)
    hours = forms.IntegerField(label=_("学时"), min_value=1, max_value=99_999)


class PropertyRow(Answers):
    """共有知识产权."""

    kind = forms.ChoiceField(
        label=_("类型"),
        choices=[
            CHOOSE,
            ("invention", _("发明专利")),
            ("utility", _("实用新型")),
            ("software", _("软件著作权")),
            ("other", _("其他")),
        ],
    )
    number = Text(label=_("授权或登记号"), max_length=60)
    title = Text(label=_("名称"), max_length=200)
    granted_on = Day(label=_("授权日期"))
    school = Text(label=_("共有学校"), max_length=100)


class TechnologyForm(Answers):
    """技术协同."""

    summary = Long(label=_("技术协同情况"))


class PlanForm(Answers):
    """三年规划."""

    goals = Long(label=_("三年目标"), rows=6)
    measures = Long(label=_("主要举措"), rows=8, most=4000)
    investment = Amount(label=_("三年计划投入（元）"))


class ClaimsForm(Answers):
    """申报条件与承诺."""

    conditions = forms.MultipleChoiceField(
        label=_("申报的条件"),
        choices=CONDITIONS,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("勾选本单位符合的条件；每项条件须提交对应材料。"),
    )
    group_channel = forms.BooleanField(
        label=_("属于中央企业或全国性特大型民营集团整体申报"),
        required=False,
        help_text=_("整体申报的，请通过国家渠道办理。"),
    )
    no_accident = forms.BooleanField(label=_("近三年无重大环保、安全、质量事故"), required=False)
    no_breach = forms.BooleanField(label=_("近三年无严重失信、涉税违法及其他重大违法记录"), required=False)
    credit_report_on = Day(label=_("专用信用报告出具日期"))
    promise = forms.BooleanField(label=_("承诺所填内容和所附材料真实、准确、完整，并承担相应责任"))
