"""What an enterprise in the programme goes on to file: the annual report (年度报告), the three-year plan (规划备案),
and a change of what was certified (变更).

Sources: 发改社会〔2019〕590号; the plan within three months, the report by 31 January and the events that must be
reported follow other provinces' measures and are illustrative (示例).
"""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.forms.answers import Amount, Answers, Day, Long, Text, Year
from enterprises.codes import DISTRICTS, ZONE_DISTRICTS, ZONES
from enterprises.recognition import CHOOSE, WebAddress, not_in_future
from enterprises.validators import validate_industry_code
from ui.widgets import CodeInput
from workflows import clock


class AnnualReportForm(Answers):
    """年度报告: one calendar year, filed by 31 January of the next."""

    year = Year()
    interns = forms.IntegerField(
        label=_("接收实习人数"), min_value=0, max_value=99_999, help_text=_("实习不少于 3 个月的学生人数。")
    )
    apprentices = forms.IntegerField(label=_("学徒人数"), min_value=0, max_value=99_999)
    investment = Amount(label=_("职业教育投入（元）"))
    joint_majors = forms.IntegerField(label=_("共建学科专业点（个）"), min_value=0, max_value=999)
    properties = forms.IntegerField(label=_("新增共有知识产权（项）"), min_value=0, max_value=9_999)
    teachers = forms.IntegerField(label=_("派出兼职教师（人）"), min_value=0, max_value=9_999)
    plan_progress = Long(label=_("三年规划执行情况"))
    problems = Long(label=_("存在的问题"))
    changes = Long(
        label=_("本年度更名、合并、分立、迁址或主营业务变更情况"),
        required=False,
        help_text=_("有上述情形的，另行申请变更；没有的不填。"),
    )
    promise = forms.BooleanField(label=_("承诺所填内容真实、准确、完整"))

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if year > clock.today().year:
            raise forms.ValidationError(_t("报告年度不能晚于今年，请核对。"))
        return year


class PlanFilingForm(Answers):
    """三年规划备案: the plan is published, then filed within three months of admission."""

    published_url = WebAddress(label=_("公布网址"), help_text=_("公众可以打开的页面。"))
    published_on = Day(label=_("公布日期"))
    first_year = Year(help_text=_("规划的第一个年度。"))
    first_year.label = _("规划起始年度")
    goals_1 = Long(label=_("第一年目标"), rows=3)
    goals_2 = Long(label=_("第二年目标"), rows=3)
    goals_3 = Long(label=_("第三年目标"), rows=3)
    investment = Amount(label=_("三年计划投入（元）"))
    promise = forms.BooleanField(label=_("承诺按公布的规划实施，并在年度报告中说明执行情况"))

    def clean_published_on(self) -> Any:
        return not_in_future(self.cleaned_data["published_on"])


class Change(models.TextChoices):
    """Events that have to be reported (应报告的变更)."""

    NAME = "name", _("更名")
    MERGER = "merger", _("合并")
    DIVISION = "division", _("分立")
    ADDRESS = "address", _("迁址")
    BUSINESS = "business", _("主营业务变更")


class ChangeForm(Answers):
    """变更事项: what, from, to, since when; the licence itself is a document of the case."""

    kind = forms.ChoiceField(label=_("变更事项"), choices=[CHOOSE, *Change.choices])
    before = Text(label=_("变更前"), max_length=200, help_text=_("按原证照填写。"))
    after = Text(label=_("变更后"), max_length=200, help_text=_("按新证照填写；更名的填写新的单位名称。"))
    new_name = Text(
        label=_("合并、分立后的单位名称"), max_length=200, required=False, help_text=_("名称不变的不填。")
    )
    effective_on = Day(label=_("变更日期"), help_text=_("登记机关核准的日期。"))
    new_district = forms.ChoiceField(
        label=_("变更后的注册区"),
        choices=[("", _("不变")), *DISTRICTS.items(), ("outside", _("迁出本市"))],
        required=False,
    )
    new_zone = forms.ChoiceField(
        label=_("变更后的片区"), choices=[("", _("不在片区内")), *ZONES.items()], required=False
    )
    new_industry_code = Text(label=_("变更后的行业代码"), max_length=5, required=False, widget=CodeInput)
    other_party = Text(label=_("合并或分立的其他单位"), max_length=200, required=False)
    effect = Long(label=_("对产教融合工作的影响和后续安排"))
    promise = forms.BooleanField(label=_("承诺变更内容与登记机关核准的内容一致"))

    def clean_effective_on(self) -> Any:
        return not_in_future(self.cleaned_data["effective_on"])

    def clean_new_industry_code(self) -> str:
        code = self.cleaned_data["new_industry_code"]
        return validate_industry_code(code) if code else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        needed = {
            Change.ADDRESS: ("new_district", _("请选择变更后的注册区。")),
            Change.BUSINESS: ("new_industry_code", _("请填写变更后的行业代码。")),
            Change.MERGER: ("other_party", _("请填写合并的其他单位。")),
            Change.DIVISION: ("other_party", _("请填写分立的其他单位。")),
        }
        field, message = needed.get(data.get("kind", ""), ("", ""))
        if field and not data.get(field) and field not in self.errors:
            self.add_error(field, message)
        if data.get("before") and data.get("before") == data.get("after"):
            self.add_error("after", _("变更前后相同，请核对。"))
        zone, district = data.get("new_zone"), data.get("new_district")
        if zone and district and district not in ZONE_DISTRICTS[zone]:
            self.add_error("new_zone", _("临港新片区位于浦东新区和奉贤区，请核对注册区与片区。"))
        return data
