"""What a school fills in about posts and nominations; the bulk import checks its rows with the same form."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.forms.answers import Answers, Day, Long, Text, Year
from accounts.validators import validate_mobile, validate_uscc
from files.fields import KeptFileField
from files.kinds import SCANS
from teachers.identity import validate_document
from teachers.models import DocumentKind, NoticeKind, NoticeResult, TeachingKind
from teachers.papers import SLOTS
from teachers.ranks import Level, Rank, Sex
from workflows import clock

CHOOSE = ("", _("请选择"))
YOUNGEST, OLDEST = 18, 90


class PostForm(Answers):
    """岗位."""

    rank = forms.ChoiceField(label=_("级别"), choices=[CHOOSE, *Rank.choices])
    year = Year()
    title = Text(label=_("岗位名称"), max_length=100)
    discipline = Text(label=_("学科专业"), max_length=100)
    duties = Long(label=_("岗位职责"), help_text=_("写明每年授课、讲座、指导学生等任务。"))
    places = forms.IntegerField(label=_("拟聘人数"), min_value=1, max_value=99)
    deadline = Day(label=_("推荐截止日期"), help_text=_("截止后不能再推荐、排序和替换人选。"))


class NominationForm(Answers):
    """推荐人选. Document, birth and sex have to agree where the number holds them."""

    name = Text(label=_("姓名"), max_length=60, help_text=_("与证件一致。"))
    document_kind = forms.ChoiceField(label=_("证件类型"), choices=[CHOOSE, *DocumentKind.choices])
    document_number = Text(
        label=_("证件号码"),
        max_length=30,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("仅用于核对身份，页面上只显示部分号码。"),
    )
    birth_on = Day(label=_("出生日期"))
    sex = forms.ChoiceField(label=_("性别"), choices=[CHOOSE, *Sex.choices])
    phone = Text(label=_("联系电话"), max_length=30, help_text=_("本人手机号。"))
    email = forms.EmailField(label=_("本人邮箱"), help_text=_("征求本人同意的链接发到此邮箱。"))
    employer_name = Text(label=_("工作单位"), max_length=200)
    employer_code = Text(label=_("工作单位统一社会信用代码"), max_length=30)
    employer_email = forms.EmailField(
        label=_("工作单位联系邮箱"), help_text=_("征求单位同意的链接发到此邮箱，不能与本人邮箱相同。")
    )
    position = Text(label=_("现任职务"), max_length=100)
    level = forms.ChoiceField(label=_("职称或技能等级"), choices=[CHOOSE, *Level.choices])
    level_number = Text(label=_("证书编号"), max_length=60, required=False)
    years = forms.IntegerField(label=_("行业工作年限"), min_value=0, max_value=70)
    field = Text(label=_("专业领域"), max_length=60, help_text=_("如 集成电路制造、护理。"))

    def clean_phone(self) -> str:
        return validate_mobile(self.cleaned_data["phone"])

    def clean_employer_code(self) -> str:
        return validate_uscc(self.cleaned_data["employer_code"])

    def clean_birth_on(self) -> Any:
        day, today = self.cleaned_data["birth_on"], clock.today()
        age = today.year - day.year - ((today.month, today.day) < (day.month, day.day))
        if not YOUNGEST <= age <= OLDEST:
            raise forms.ValidationError(_t("出生日期与年龄不符，请对照证件核对。"))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("document_kind") and data.get("document_number"):
            try:
                data["document_number"] = validate_document(
                    data["document_kind"],
                    data["document_number"],
                    birth_on=data.get("birth_on"),
                    sex=data.get("sex", ""),
                )
            except forms.ValidationError as error:
                self.add_error("document_number", error)
        if data.get("email") and data["email"].lower() == data.get("employer_email", "").lower():
            self.add_error("employer_email", _t("与本人邮箱相同，请填写单位人事部门的邮箱。"))
        return data


class ReasonForm(Answers):
    reason = Long(label=_("原因"), rows=3, most=500)


class SubstituteForm(NominationForm):
    """替换人选: the new person, and why."""

    reason = Long(label=_("替换原因"), rows=3, most=500)


class NoticeForm(Answers):
    """公示记录."""

    kind = forms.ChoiceField(label=_("公示方"), choices=[CHOOSE, *NoticeKind.choices])
    place = Text(label=_("公示地点或网址"), max_length=300)
    starts_on = Day(label=_("公示起始日期"))
    ends_on = Day(label=_("公示截止日期"), help_text=_("不少于 5 个工作日，起始当日不计。"))
    result = forms.ChoiceField(label=_("公示结果"), choices=[CHOOSE, *NoticeResult.choices])
    note = Long(label=_("异议核查情况"), rows=3, most=500, required=False, help_text=_("有异议的必填。"))
    proof = KeptFileField(label=_("公示证明"), kinds=SCANS)


class PaperForm(Answers):
    """推荐材料."""

    slot = forms.ChoiceField(
        label=_("材料名称"), choices=[CHOOSE, *((slot.key, slot.label) for slot in SLOTS.values())]
    )
    paper = KeptFileField(label=_("材料"), kinds=SCANS)


class TeachingForm(Answers):
    """教学与指导学时."""

    year = Year()
    kind = forms.ChoiceField(label=_("类别"), choices=[CHOOSE, *TeachingKind.choices])
    title = Text(label=_("内容"), max_length=200, help_text=_("如 课程名称、讲座题目、项目名称。"))
    hours = forms.DecimalField(
        label=_("学时"),
        min_value=0,
        max_digits=6,
        decimal_places=1,
        help_text=_("指导学生、联合项目可填 0。"),
    )
    students = forms.IntegerField(label=_("学生人数"), min_value=0, max_value=99_999)
    note = Text(label=_("备注"), max_length=300, required=False)


class ProfileForm(Answers):
    """师资库信息."""

    talent_plan = Text(
        label=_("人才计划"), max_length=100, required=False, help_text=_("入选的市级以上人才计划名称。")
    )
    introduction = Long(label=_("个人简介"), rows=5, most=1000, required=False)
