"""What each kind of base is asked beyond the common sections: one form a kind, shown as its own section (专项条件)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.answers import Amount, Answers, Day, Long, Text
from bases.dossier import CHOOSE, Count
from bases.kinds import Kind


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
