"""Forms of a base's own pages: what it is, who builds it, what was reached, what was spent, the year's report."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.answers import Amount, Answers, Day, Long, Text
from accounts.forms.wording import Worded
from accounts.models import Organisation, OrganisationKind
from accounts.validators import clean_text, validate_phone, validate_uscc
from bases.dossier import CHOOSE, Count, Percent
from bases.models import Base, BudgetLine, PartnerRole, YearReport
from enterprises.codes import ZONE_DISTRICTS
from files.fields import KeptFileField
from ui import formats
from ui.fields import MoneyField
from ui.widgets import CodeInput

_TEXTS = ("name", "chain", "address", "leader", "leader_post")


class BaseForm(Worded, forms.ModelForm[Base]):
    """What a base says of itself. Once approved, ``settled`` fields are shown and not taken."""

    area = forms.DecimalField(
        label=gettext_lazy("场地面积（平方米）"), min_value=0, max_digits=9, decimal_places=2
    )
    equipment_value = MoneyField(label=gettext_lazy("设备价值（元）"), max_digits=13)

    class Meta:
        model = Base
        fields = [
            "name", "kind", "chain", "district", "zone", "address", "area", "equipment_value", "stations",
            "capacity", "teacher_places", "leader", "leader_post", "leader_phone",
        ]  # fmt: skip
        help_texts = {
            "kind": gettext_lazy("类型决定申报条件、牵头部门和证书。"),
            "chain": gettext_lazy("如“集成电路”“生物医药”。"),
            "zone": gettext_lazy("场地不在片区内的留空。"),
            "leader_phone": gettext_lazy("手机号，或带区号的固定电话。"),
        }

    def __init__(self, *args: Any, settled: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "district", "zone"):
            field = self.fields[name]
            nothing = _("不在片区内") if name == "zone" else _("请选择")
            field.choices = [("", nothing), *[c for c in field.choices if c[0]]]  # type: ignore[attr-defined]
        for name in settled & set(self.fields):
            self.fields[name].disabled = True
            self.fields[name].help_text = _("已立项，变更请提交变更申请。")

    def clean_leader_phone(self) -> str:
        return validate_phone(self.cleaned_data["leader_phone"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in _TEXTS:
            try:
                clean_text(data.get(name) or "")
            except forms.ValidationError as error:
                self.add_error(name, error)
        zone, district = data.get("zone"), data.get("district")
        if zone and district and district not in ZONE_DISTRICTS[zone]:
            self.add_error("zone", _("临港新片区位于浦东新区和奉贤区，请核对所在区与片区。"))
        return data


class PartnerForm(Answers):
    """Name an enterprise by its code; it must be on the platform, for it has to confirm."""

    code = Text(
        label=gettext_lazy("企业统一社会信用代码"),
        help_text=gettext_lazy("企业须已在平台认领单位，由其申报员确认联合申报。"),
        widget=CodeInput,
    )
    role = forms.ChoiceField(label=gettext_lazy("合作方式"), choices=[CHOOSE, *PartnerRole.choices])
    share = Percent(label=gettext_lazy("投入占比（%）"), help_text=gettext_lazy("占基地总投入的百分比。"))
    duties = Text(label=gettext_lazy("承担的任务"), max_length=500)

    def clean_code(self) -> Organisation:
        code = validate_uscc(self.cleaned_data["code"])
        found = Organisation.objects.filter(code=code, is_active=True).first()
        if found is None or found.kind != OrganisationKind.ENTERPRISE:
            raise forms.ValidationError(
                _("平台上没有这家企业。请企业先认领单位，再添加为合作单位。"), code="unknown"
            )
        return found


class AnswerForm(Answers):
    """A partner's word: agree, or refuse with the reason."""

    answer = forms.ChoiceField(
        label=gettext_lazy("答复"),
        choices=[("agree", gettext_lazy("同意")), ("refuse", gettext_lazy("不同意"))],
        widget=forms.RadioSelect,
    )
    note = Long(
        label=gettext_lazy("说明"),
        rows=3,
        most=500,
        required=False,
        help_text=gettext_lazy("不同意的，请写明理由。"),
    )
    version = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("answer") == "refuse" and not data.get("note"):
            self.add_error("note", _("请写明不同意的理由，学校据此修改。"))
        return data


class ReachForm(Answers):
    """A milestone was reached."""

    done_on = Day(label=gettext_lazy("完成日期"))
    result = Long(label=gettext_lazy("完成情况"), rows=3, most=500)
    evidence = KeptFileField(label=gettext_lazy("佐证材料"))


class SpendForm(Answers):
    """Money spent on one line of the budget."""

    line = forms.ModelChoiceField(
        queryset=BudgetLine.objects.none(),
        label=gettext_lazy("预算项目"),
        empty_label=gettext_lazy("请选择"),
        error_messages={"required": gettext_lazy("请选择预算项目")},
    )
    amount = Amount(label=gettext_lazy("金额（元）"))
    spent_on = Day(label=gettext_lazy("支出日期"))
    voucher = KeptFileField(label=gettext_lazy("凭证"))
    note = Text(label=gettext_lazy("说明"), max_length=200, required=False)

    def __init__(self, *args: Any, lines: dict[BudgetLine, Decimal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["line"]
        field.queryset = BudgetLine.objects.filter(pk__in=[line.pk for line in lines])
        left = {line.pk: formats.money(rest) for line, rest in lines.items()}
        field.label_from_instance = lambda line: (
            _("%(line)s，余额 %(left)s")
            % {
                "line": line,
                "left": left[line.pk],
            }
        )


class CancelForm(Answers):
    """Why an entry no longer counts."""

    reason = Text(label=gettext_lazy("作废原因"), max_length=200)


class RepayForm(Answers):
    """Public money that came back."""

    amount = Amount(label=gettext_lazy("到账金额（元）"))
    paid_on = Day(label=gettext_lazy("到账日期"))
    note = Text(
        label=gettext_lazy("说明"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("如缴款书或银行回单编号。"),
    )


class ReportForm(Answers):
    """What the school says of the year; the figures beside it come from the record."""

    students = Count(label=gettext_lazy("本年度培养学生（人）"))
    teachers = Count(label=gettext_lazy("本年度接纳教师（人）"))
    progress = Long(label=gettext_lazy("建设进展"))
    problems = Long(label=gettext_lazy("存在问题"), required=False)
    next_steps = Long(label=gettext_lazy("下一年度安排"))

    @classmethod
    def of(cls, report: YearReport) -> dict[str, Any]:
        """What is stored, as initial values."""
        return {name: getattr(report, name) for name in cls.base_fields}
