"""What ``/ui-kit/`` shows: every part of the design system with plainly fictional data."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.template import engines
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from ui import kit_data
from ui.fields import MoneyField, ScoreField
from ui.forms import ClearMessages
from ui.icons import ICONS
from ui.widgets import CodeInput, DateInput

EXAMPLES = settings.BASE_DIR / "templates" / "ui_kit"
GROUPS: tuple[tuple[Any, tuple[tuple[str, Any, Any], ...]], ...] = (
    (_("基础"), (
        ("type", _("文字"), _("系统字体，数字等宽；一页一个一级标题。")),
        ("buttons", _("按钮"), _("一处只有一个主按钮；不可撤销的操作先确认。")),
        ("tags", _("状态"), _("文字加颜色，从不只靠颜色。")),
        ("remaining", _("时限与金额"), _("剩余工作日、元与万元。")),
        ("callouts", _("提示"), _("说明、成功、提醒、错误四种。")),
        ("card", _("卡片与信息表"), _("一张卡片说一件事。")),
        ("stats", _("数字与进度"), _("数字配单位和比较。")),
        ("icons", _("图标"), _("线宽一致；单独出现时必须给出名称。")),
    )),
    (_("表单"), (
        ("error_summary", _("错误汇总"), _("页首一次说全，逐条链接到输入框，用语与框旁一致。")),
        ("fields", _("输入"), _("标签、说明、错误在上，输入在下；选填才标注；表单加 novalidate，由服务器说明错误。")),
        ("formset", _("重复行"), _("没有脚本时“添加”按钮提交 add_row，见 ui.formsets.grow。")),
        ("upload", _("文件"), _("先选后传，逐份显示检查结果。")),
        ("task_list", _("任务清单"), _("可按任意顺序填写。")),
        ("stepper", _("步骤"), _("手机上只保留当前步骤的名称。")),
        ("summary_list", _("核对"), _("提交前逐项核对，旁边就是修改。")),
    )),
    (_("办件"), (
        ("tabs", _("分类"), _("普通链接。")),
        ("queue", _("待办列表"), _("筛选与批量是两个表单；手机上每行成为一张带标签的卡片。")),
        ("table", _("表格"), _("每个单元格写 data-label。")),
        ("timeline", _("办理进度"), _("环节、单位、计划与实际工作日。")),
        ("review", _("评审"), _("材料在左，意见在右并随页停留。")),
        ("receipt", _("文书"), _("通知书与回执。")),
        ("confirm", _("办结页"), _("做完之后告诉对方编号和下一步。")),
        ("empty", _("空列表"), _("说明为什么是空的。")),
        ("print", _("打印"), _("纸面只留内容。")),
        ("frame", _("页面框架"), _("一个页面可以填写的区块。")),
    )),
)  # fmt: skip


@dataclass(frozen=True)
class Example:
    """One part: its heading, its rendering, and the very source that was rendered."""

    slug: str
    title: Any
    note: Any
    source: str
    html: SafeString


class KitForm(ClearMessages, forms.Form):
    """One of each input, with an error where an error is to be seen."""

    code = forms.CharField(
        label=_("合作单位统一社会信用代码"),
        help_text=_("18 位，见营业执照右上角"),
        max_length=18,
        widget=CodeInput,
    )
    invested = MoneyField(
        label=_("近三年职业教育投入金额"), help_text=_("含设备、师资、实训基地投入，以元为单位")
    )
    base = forms.CharField(label=_("共建实训基地名称"), max_length=60, required=False)
    signed_on = forms.DateField(label=_("协议签订日期"), widget=DateInput)
    district = forms.ChoiceField(
        label=_("注册地"), choices=[("", _("请选择")), ("310115", _("浦东新区")), ("310112", _("闵行区"))]
    )
    kind = forms.ChoiceField(
        label=_("企业类型"),
        choices=[("private", _("民营企业")), ("state", _("国有企业")), ("foreign", _("外商投资企业"))],
        widget=forms.RadioSelect,
    )
    ways = forms.MultipleChoiceField(
        label=_("合作方式"),
        help_text=_("可多选"),
        choices=[("base", _("共建实训基地")), ("order", _("订单班")), ("teacher", _("互聘师资"))],
        widget=forms.CheckboxSelectMultiple,
    )
    story = forms.CharField(label=_("合作成效"), max_length=500, widget=forms.Textarea)
    truthful = forms.BooleanField(label=_("本单位承诺所填内容真实、完整"))

    def clean_code(self) -> str:
        raise forms.ValidationError(_("第 18 位校验码不正确，请核对后重新填写"))


class KitRow(ClearMessages, forms.Form):
    """A row of a repeating table."""

    year = forms.IntegerField(label=_("年度"), widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    item = forms.CharField(label=_("投入项目"), max_length=60)
    amount = MoneyField(label=_("金额"))


class KitScores(forms.Form):
    """Three criteria of a score sheet."""

    use_required_attribute = False
    mechanism = ScoreField(
        label=_("1. 合作机制"),
        help_text=_("协议有效、期限三年以上、设联合管理机构"),
        top=Decimal(20), marks=[Decimal(5), Decimal(10), Decimal(15), Decimal(20)],
    )  # fmt: skip
    investment = ScoreField(
        label=_("2. 资源投入"),
        help_text=_("近三年累计投入，以审计报告为准"),
        top=Decimal(50), marks=[Decimal(15), Decimal(25), Decimal(40), Decimal(50)],
    )  # fmt: skip
    outcome = ScoreField(
        label=_("3. 人才培养成效"),
        help_text=_("订单培养人数、留用率、课程共建数量"),
        top=Decimal(30), marks=[Decimal(10), Decimal(20), Decimal(25), Decimal(30)],
    )  # fmt: skip


KitRows = forms.formset_factory(KitRow, extra=0, can_delete=True, max_num=20)


def groups(context: dict[str, Any], request: HttpRequest) -> list[tuple[Any, list[Example]]]:
    """Every example rendered with ``context``, by group."""
    return [
        (group, [_example(slug, title, note, context, request) for slug, title, note in entries])
        for group, entries in GROUPS
    ]


def _example(slug: str, title: Any, note: Any, context: dict[str, Any], request: HttpRequest) -> Example:
    source = (EXAMPLES / f"{slug}.html").read_text(encoding="utf-8").strip()
    template = engines["django"].from_string("{% load i18n ui %}" + source)
    return Example(slug, title, note, source, mark_safe(template.render(context, request)))


def sample() -> dict[str, Any]:
    """The data the examples share."""
    return {
        **kit_data.DATA,
        "icons": sorted(ICONS),
        "form": KitForm(kit_data.FORM),
        "rows": KitRows(kit_data.ROWS, prefix="rows"),
        "score_form": KitScores(initial=kit_data.SCORES),
        "score_total": sum(kit_data.SCORES.values()),
    }
