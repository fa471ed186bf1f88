"""The sections of a school's application (申报书): one form a section, one form a table row.

Indicator values are not typed here: they come from the locked self-assessment (``schools.assessments``). All
contents are illustrative (示例): no official application form has been published.
"""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.forms.answers import Answers, Day, Long, Text, Year
from accounts.validators import validate_uscc
from enterprises.codes import DISTRICTS, ZONES
from schools.checks import SchoolChecks
from schools.codes import Breadth, Level, Orientation, Ownership
from ui.widgets import CodeInput
from workflows import clock

CHOOSE = ("", _("请选择"))
UNCLASSIFIED = ("", _("未分类"))

PROCESSES = [
    ("research", _("产业调研")),
    ("demand", _("需求对接")),
    ("enrolment", _("联合招生")),
    ("training", _("共同培养")),
    ("evaluation", _("综合评价")),
    ("careers", _("就业创业")),
]
BASE_KINDS = [
    ("D1", _("就业型协同育人基地")),
    ("D2", _("教学型协同育人基地")),
    ("D3", _("践习型协同育人基地")),
    ("D4", _("研究生联合培养基地")),
    ("D5", _("现代产业学院")),
    ("D6", _("未来技术学院")),
    ("D7", _("生产性实训中心")),
    ("D8", _("高技能人才培养基地")),
]
REGIONS = [("jiangsu", _("江苏")), ("zhejiang", _("浙江")), ("anhui", _("安徽")), ("several", _("两省以上"))]


class BasicForm(SchoolChecks, Answers):
    """学校基本信息."""

    code = Text(label=_("学校标识码"), widget=CodeInput, help_text=_("10 位数字，如 4131099902。"))
    level = forms.ChoiceField(label=_("办学层次"), choices=[CHOOSE, *Level.choices])
    orientation = forms.ChoiceField(
        label=_("分类：主体功能"),
        choices=[UNCLASSIFIED, *Orientation.choices],
        required=False,
        help_text=_("两个维度共同决定比较组，在组内排序；中等职业学校不分类，单独成组。"),
    )
    breadth = forms.ChoiceField(
        label=_("分类：学科专业集中度"), choices=[UNCLASSIFIED, *Breadth.choices], required=False
    )
    ownership = forms.ChoiceField(label=_("办学性质"), choices=[CHOOSE, *Ownership.choices])
    supervisor = Text(label=_("主管部门"), max_length=100)
    founded_on = Day(label=_("建校日期"))
    district = forms.ChoiceField(label=_("所在区"), choices=[CHOOSE, *DISTRICTS.items()])
    zone = forms.ChoiceField(label=_("片区"), choices=[("", _("不在片区内")), *ZONES.items()], required=False)
    students = forms.IntegerField(label=_("全日制在校生数"), min_value=1, max_value=999_999)
    teachers = forms.IntegerField(label=_("专任教师数"), min_value=1, max_value=99_999)
    majors = forms.IntegerField(label=_("招生专业数"), min_value=1, max_value=999)
    legal_representative = Text(label=_("法定代表人"), max_length=60)
    contact_name = Text(label=_("联系人"), max_length=60)
    contact_phone = Text(label=_("联系电话"), max_length=20)
    is_legal = forms.BooleanField(label=_("依法设立，具有独立法人资格"), required=False)
    cooperating_since = Year()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cooperating_since"].label = _("开展产教协同育人的起始年份")

    def clean_cooperating_since(self) -> int:
        year: int = self.cleaned_data["cooperating_since"]
        if year > clock.today().year:
            raise forms.ValidationError(_("起始年份不能晚于今年，请核对。"))
        return year


class GovernanceForm(Answers):
    """治理机制."""

    body = Text(label=_("产教协同育人领导机构"), max_length=100)
    body_document = Text(label=_("成立文件及文号"), max_length=150)
    body_since = Day(label=_("成立日期"))
    head = Text(label=_("负责人及职务"), max_length=100)
    office = Text(label=_("日常工作部门"), max_length=100)
    partners_in_body = Text(label=_("参加领导机构的企业、行业组织"), max_length=300, required=False)
    mechanism = Long(label=_("运行机制"), help_text=_("议事决策、经费保障、考核激励等制度及执行情况。"))


class ProcessRow(Answers):
    """过程文件."""

    process = forms.ChoiceField(label=_("育人环节"), choices=[CHOOSE, *PROCESSES])
    title = Text(label=_("制度或文件名称"), max_length=200)
    number = Text(label=_("文号"), max_length=80)
    since = Day(label=_("施行日期"))

    def clean_since(self) -> Any:
        since = self.cleaned_data["since"]
        if since > clock.today():
            raise forms.ValidationError(_("尚未施行的文件请在施行后再填写。"))
        return since


class AssessmentForm(Answers):
    """学校自评."""

    year = Year()
    summary = Long(label=_("自评结论"), most=3000, rows=8)
    problems = Long(label=_("存在的不足"))
    survey = Text(
        label=_("第三方就业质量调查机构"), max_length=100, required=False, help_text=_("没有委托的留空。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].label = _("自评年度")


class CooperationForm(Answers):
    """合作企业与基地."""

    summary = Long(label=_("校企合作概况"), help_text=_("与主要合作企业的合作内容、机制和成效。"))


class PartnerRow(Answers):
    """合作企业. Whether it is a 产教融合型企业 the register knows by its code."""

    name = Text(label=_("企业名称"), max_length=100)
    code = Text(label=_("统一社会信用代码"), max_length=40, widget=CodeInput)
    signed_on = Day(label=_("协议签订日期"))
    until = Day(label=_("协议截止日期"))

    def clean_code(self) -> str:
        return validate_uscc(self.cleaned_data["code"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("signed_on") and data.get("until") and data["until"] < data["signed_on"]:
            self.add_error("until", _("截止日期早于签订日期，请核对协议。"))
        return data


class BaseRow(Answers):
    """共建基地."""

    name = Text(label=_("基地名称"), max_length=100)
    kind = forms.ChoiceField(label=_("类型"), choices=[CHOOSE, *BASE_KINDS])
    document = Text(label=_("立项或认定文号"), max_length=100)
    partner = Text(label=_("共建企业"), max_length=100)
    students = forms.IntegerField(label=_("年接收学生（人）"), min_value=0, max_value=99_999)


class RegionForm(Answers):
    """长三角合作."""

    summary = Long(label=_("长三角协同育人情况"), required=False, help_text=_("没有开展的留空，不影响申报。"))


class RegionRow(Answers):
    """长三角合作项目."""

    title = Text(label=_("项目名称"), max_length=100)
    region = forms.ChoiceField(label=_("合作地区"), choices=[CHOOSE, *REGIONS])
    partner = Text(label=_("合作单位"), max_length=150)
    year = Year()
    result = Text(label=_("主要成果"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].label = _("起始年份")


def _name(n: int) -> Text:
    return Text(label=format_lazy(_("案例 {n}：名称"), n=n), max_length=100)


def _partner(n: int) -> Text:
    return Text(label=format_lazy(_("案例 {n}：合作单位"), n=n), max_length=150)


def _story(n: int) -> Long:
    return Long(label=format_lazy(_("案例 {n}：做法与成效"), n=n), most=1500, rows=6)


class CasesForm(Answers):
    """典型案例: three, each with its partner, practice and effect."""

    title_1, partner_1, story_1 = _name(1), _partner(1), _story(1)
    title_2, partner_2, story_2 = _name(2), _partner(2), _story(2)
    title_3, partner_3, story_3 = _name(3), _partner(3), _story(3)


class PlanForm(Answers):
    """改进计划."""

    goals = Long(label=_("三年改进目标"), rows=6)
    measures = Long(label=_("主要措施与时间安排"), rows=8, most=4000)
    sharing = Long(label=_("示范推广安排"))


class ClaimsForm(Answers):
    """申报条件与承诺."""

    report_on = Day(label=_("年度质量报告发布日期"))
    report_url = forms.URLField(
        label=_("年度质量报告网址"),
        max_length=300,
        assume_scheme="https",
        help_text=_("学校官网上的公开页面。"),
    )
    no_safety = forms.BooleanField(label=_("近三年无重大安全责任事故"), required=False)
    no_ethics = forms.BooleanField(label=_("近三年无严重师德失范事件"), required=False)
    no_enrolment = forms.BooleanField(label=_("近三年无招生违规"), required=False)
    no_internship = forms.BooleanField(
        label=_("近三年无学生实习严重违规、损害学生权益的情形"), required=False
    )
    promise = forms.BooleanField(label=_("承诺所填内容和所附材料真实、准确、完整，并承担相应责任"))

    def clean_report_on(self) -> Any:
        day = self.cleaned_data["report_on"]
        if day > clock.today():
            raise forms.ValidationError(_("发布日期不能晚于今天，请核对。"))
        return day
