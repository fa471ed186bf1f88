"""The sections of a nomination's dossier (申报书): one form a section, one form a table row.

What the nomination says already (name, employer, rank) is prefilled from it. The number of the identity
document is not here: it stays with the nomination, is shown masked, and enters no version that people print.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.forms.answers import Answers, Day, Long, Text, Year
from accounts.validators import validate_phone, validate_uscc
from teachers.models import Nomination
from teachers.ranks import Level, Rank, Sex

CHOOSE = ("", _("请选择"))
DEGREES = [
    ("doctor", _("博士研究生")),
    ("master", _("硕士研究生")),
    ("bachelor", _("大学本科")),
    ("college", _("大学专科")),
    ("other", _("其他")),
]
POLITICS = [
    ("party", _("中共党员")),
    ("league", _("共青团员")),
    ("democratic", _("民主党派")),
    ("none", _("群众")),
    ("foreign", _("不适用（境外人士）")),
]
EMPLOYERS = [
    ("key", _("重点企业")),
    ("high_tech", _("高新技术企业")),
    ("specialised", _("专精特新企业")),
    ("cultivated", _("产教融合型企业")),
    ("association", _("行业学会、协会")),
    ("other", _("其他")),
]
ACHIEVEMENTS = [
    ("project", _("科研或工程项目")),
    ("patent", _("专利")),
    ("standard", _("标准")),
    ("award", _("奖励")),
    ("skill", _("技能竞赛或绝技绝活")),
    ("other", _("其他")),
]


class PostSection(Answers):
    """岗位与学校."""

    rank = forms.ChoiceField(label=_("推荐级别"), choices=[CHOOSE, *Rank.choices])
    post = Text(label=_("岗位名称"), max_length=100)
    discipline = Text(label=_("学科专业"), max_length=100)
    duties = Long(label=_("岗位职责"))
    partner = Text(label=_("校内合作教师"), max_length=60, help_text=_("与被推荐人共同承担教学与指导任务。"))
    pay_source = Text(label=_("酬金来源"), max_length=200)
    contact_name = Text(label=_("学校联系人"), max_length=60)
    contact_phone = Text(label=_("联系电话"), max_length=30)

    def clean_contact_phone(self) -> str:
        return validate_phone(self.cleaned_data["contact_phone"])


class PersonSection(Answers):
    """被推荐人. Without the number of the document."""

    name = Text(label=_("姓名"), max_length=60)
    sex = forms.ChoiceField(label=_("性别"), choices=[CHOOSE, *Sex.choices])
    birth_on = Day(label=_("出生日期"))
    politics = forms.ChoiceField(label=_("政治面貌"), choices=[CHOOSE, *POLITICS])
    degree = forms.ChoiceField(label=_("最高学历"), choices=[CHOOSE, *DEGREES])
    graduated = Text(label=_("毕业院校与专业"), max_length=200)
    employer = Text(label=_("工作单位"), max_length=200)
    employer_code = Text(label=_("工作单位统一社会信用代码"), max_length=30)
    employer_kind = forms.ChoiceField(label=_("工作单位类型"), choices=[CHOOSE, *EMPLOYERS])
    position = Text(label=_("现任职务"), max_length=100)
    in_post = forms.BooleanField(label=_("目前在职"), required=False)

    def clean_employer_code(self) -> str:
        return validate_uscc(self.cleaned_data["employer_code"])


class ExperienceSection(Answers):
    """行业资历."""

    level = forms.ChoiceField(label=_("职称或技能等级"), choices=[CHOOSE, *Level.choices])
    level_number = Text(label=_("证书编号"), max_length=60, required=False)
    level_on = Day(label=_("取得日期"), required=False)
    years = forms.IntegerField(label=_("行业工作年限"), min_value=0, max_value=70)
    field = Text(label=_("专业领域"), max_length=60)
    leads_project = forms.BooleanField(label=_("主持过省部级及以上项目"), required=False)
    executive = forms.BooleanField(label=_("规模以上企业高级管理人员"), required=False)
    craftsman = forms.BooleanField(
        label=_("能工巧匠或技能大师"), required=False, help_text=_("学历、职称要求可适当放宽，由专家认定。")
    )
    urgent = forms.BooleanField(
        label=_("属于紧缺急需领域"), required=False, help_text=_("产业教授年龄可放宽至 70 周岁。")
    )
    resume = Long(label=_("主要工作经历"), rows=6, most=3000)


class AchievementRow(Answers):
    """业绩成果."""

    year = Year()
    kind = forms.ChoiceField(label=_("类型"), choices=[CHOOSE, *ACHIEVEMENTS])
    title = Text(label=_("名称"), max_length=200)
    role = Text(label=_("本人角色"), max_length=60)
    result = Text(label=_("编号、等级或效益"), max_length=200)


class CourseRow(Answers):
    """拟承担的课程与讲座（每学年）."""

    title = Text(label=_("课程或讲座名称"), max_length=200)
    hours = forms.DecimalField(label=_("学时"), min_value=0, max_digits=5, decimal_places=1)
    students = forms.IntegerField(label=_("学生人数"), min_value=0, max_value=99_999)


class PlanSection(Answers):
    """育人方案. All numbers are for one school year."""

    lectures = forms.IntegerField(label=_("每学年专题讲座次数"), min_value=0, max_value=99)
    supervised = forms.IntegerField(label=_("每学年联合指导学生人数"), min_value=0, max_value=999)
    projects = forms.IntegerField(label=_("每学年联合项目数"), min_value=0, max_value=99)
    project = Text(label=_("联合项目名称"), max_length=200, required=False)
    base = Text(label=_("依托的实践基地"), max_length=200, required=False)
    goals = Long(label=_("育人目标与工作安排"), rows=6, most=3000)
    support = Long(label=_("学校与工作单位的支持条件"))


class ReviewSection(Answers):
    """学校评审与公示."""

    met_on = Day(label=_("学校评审日期"))
    minutes = Text(label=_("评审纪要文号"), max_length=60)
    present = forms.IntegerField(label=_("到会人数"), min_value=1, max_value=99)
    in_favour = forms.IntegerField(label=_("同意人数"), min_value=0, max_value=99)
    opinion = Long(label=_("评审意见"))
    employer_from = Day(label=_("单位公示起始日期"))
    employer_to = Day(label=_("单位公示截止日期"))
    school_from = Day(label=_("学校公示起始日期"))
    school_to = Day(label=_("学校公示截止日期"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if (data.get("in_favour") or 0) > (data.get("present") or 0) > 0:
            self.add_error("in_favour", _t("同意人数多于到会人数，请核对纪要。"))
        for side in ("employer", "school"):
            start, end = data.get(f"{side}_from"), data.get(f"{side}_to")
            if start and end and end < start:
                self.add_error(f"{side}_to", _t("截止日期早于起始日期，请核对公示记录。"))
        return data


class PromiseSection(Answers):
    """承诺."""

    no_misconduct = forms.BooleanField(label=_("无师德失范行为"), required=False)
    no_crime = forms.BooleanField(label=_("无犯罪记录，不属于从业禁止人员"), required=False)
    no_academic_fraud = forms.BooleanField(label=_("无学术不端行为"), required=False)
    no_discipline = forms.BooleanField(label=_("不在党纪政务处分影响期内"), required=False)
    other_schools = forms.IntegerField(
        label=_("目前受聘的其他学校数"), min_value=0, max_value=20, help_text=_("同时受聘的学校不超过两所。")
    )
    promise = forms.BooleanField(label=_("承诺所填内容和所附材料真实、准确、完整，并承担相应责任"))


class AppraisalForm(Answers):
    """年度考核: what the school files once a year."""

    year = Year()
    grade = forms.ChoiceField(
        label=_("考核等次"),
        choices=[CHOOSE, ("excellent", _("优秀")), ("pass", _("合格")), ("fail", _("不合格"))],
    )
    hours = forms.DecimalField(label=_("教学学时"), min_value=0, max_digits=6, decimal_places=1)
    students = forms.IntegerField(label=_("指导学生人数"), min_value=0, max_value=999)
    summary = Long(label=_("履职情况"))
    told_on = Day(label=_("考核结果告知本人日期"))


class TermSection(Answers):
    """聘期履职情况: what the renewal looks back on."""

    hours = forms.DecimalField(label=_("聘期内教学学时"), min_value=0, max_digits=6, decimal_places=1)
    students = forms.IntegerField(label=_("聘期内指导学生人数"), min_value=0, max_value=9_999)
    lectures = forms.IntegerField(label=_("聘期内专题讲座次数"), min_value=0, max_value=999)
    results = Long(label=_("育人成效"), rows=6, most=3000)
    urgent = forms.BooleanField(label=_("属于紧缺急需领域"), required=False)
    in_post = forms.BooleanField(label=_("目前在职"), required=False)
    opinion = Long(label=_("学校意见"), help_text=_("写明历年考核等次和续聘理由。"))


class ChangeSection(Answers):
    """聘任信息变更. Whoever has left the employer is not changed but removed and nominated anew."""

    kind = forms.ChoiceField(
        label=_("变更类型"),
        choices=[
            CHOOSE,
            ("name", _("姓名变更")),
            ("position", _("职务变更")),
            ("level", _("职称或技能等级变更")),
        ],
    )
    new_name = Text(label=_("变更后的姓名"), max_length=60, required=False)
    new_position = Text(label=_("变更后的职务"), max_length=100, required=False)
    new_level = forms.ChoiceField(
        label=_("变更后的职称或技能等级"), choices=[CHOOSE, *Level.choices], required=False
    )
    effective_on = Day(label=_("变更生效日期"))
    details = Long(label=_("变更情况"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        kind = data.get("kind")
        if kind and not data.get(f"new_{kind}"):
            self.add_error(f"new_{kind}", _t("请填写变更后的内容。"))
        return data


class FilingForm(Answers):
    """聘任备案: what a school that appoints itself files with the city."""

    number = Text(label=_("学校聘任文件文号"), max_length=60)
    appointed_on = Day(label=_("聘任日期"))
    agreement_on = Day(label=_("聘任协议签订日期"))
    note = Long(label=_("说明"), required=False)


def prefill(nomination: Nomination) -> dict[str, dict[str, Any]]:
    """What the nomination and its records say already, by section."""
    post = nomination.post
    notices = {notice.kind: notice for notice in nomination.notices.all()}
    review: dict[str, Any] = {}
    for side, notice in notices.items():
        review |= {f"{side}_from": notice.starts_on, f"{side}_to": notice.ends_on}
    return {
        "post": {
            "rank": nomination.rank, "post": post.title, "discipline": post.discipline, "duties": post.duties,
        },
        "person": {
            "name": nomination.name, "sex": nomination.sex, "birth_on": nomination.birth_on,
            "employer": nomination.employer_name, "employer_code": nomination.employer_code,
            "position": nomination.position, "in_post": True,
        },
        "experience": {
            "level": nomination.level, "level_number": nomination.level_number,
            "years": nomination.years, "field": nomination.field,
        },
        "review": review,
    }  # fmt: skip


def age(birth_on: date, on: date) -> int:
    """Completed years of age on a day (周岁)."""
    return on.year - birth_on.year - ((on.month, on.day) < (birth_on.month, birth_on.day))


def teaching_hours(courses: list[dict[str, Any]]) -> Decimal:
    """Hours a year the plan promises, over all rows of the table of courses."""
    return sum((Decimal(str(row.get("hours") or 0)) for row in courses), Decimal(0))
