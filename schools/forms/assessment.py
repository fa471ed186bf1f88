"""Forms of the self-assessment: opening a year, naming who fills, filling one indicator, reopening."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.answers import Answers, Long, Text
from accounts.models import User
from schools.assessments import Filled
from schools.indicators import Indicator
from schools.models import IndicatorValue


class Number(forms.DecimalField):
    """A count or an amount, never negative; ``1,460`` is read."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=18, decimal_places=2, min_value=Decimal(0), **kwargs)
        self.error_messages.update(
            invalid=_("“%(label)s”请填写数字，如 1460") % {"label": self.label},
            min_value=_("“%(label)s”不能小于 0") % {"label": self.label},
            max_decimal_places=_("“%(label)s”最多保留两位小数") % {"label": self.label},
        )

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs type it as integer
        if isinstance(value, str):
            value = "".join(value.replace(",", "").replace("，", "").split())
        return super().to_python(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        return format(value.normalize(), "f") if isinstance(value, Decimal) else value


class OpenForm(Answers):
    """Which year to begin."""

    year = forms.TypedChoiceField(label=gettext_lazy("自评年度"), coerce=int)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(year, _("%(year)s 年度") % {"year": year}) for year in years]
        self.fields["year"].choices = choices  # type: ignore[attr-defined]


class AssignRow(Answers):
    """Office and person of one indicator."""

    office = Text(label=gettext_lazy("责任部门"), max_length=60)
    assignee = forms.ModelChoiceField(
        label=gettext_lazy("填报人"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("本校管理员填报"),
    )

    def __init__(
        self, *args: Any, title: str, people: list[tuple[str, str]], members: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].error_messages["required"] = _("请填写“%(title)s”的责任部门") % {"title": title}
        field: Any = self.fields["assignee"]
        field.queryset = members
        field.choices = [("", field.empty_label), *people]  # one list for all rows instead of a query each


class FillForm(Answers):
    """One indicator: numerator, denominator where it has one, data year and where the numbers come from."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    numerator = Number(label="numerator")
    denominator = Number(label="denominator")
    data_year = forms.TypedChoiceField(label=gettext_lazy("数据年度"), coerce=int)
    source_note = Text(
        label=gettext_lazy("数据来源说明"),
        max_length=300,
        help_text=gettext_lazy("写明取数的系统或文件、取数日期；使用前一年度数据的，说明原因。"),
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, indicator: Indicator, year: int, **kwargs: Any) -> None:
        self.indicator = indicator
        super().__init__(*args, **kwargs)
        self._number("numerator", indicator.numerator)
        if indicator.denominator:
            self._number("denominator", indicator.denominator)
        else:
            del self.fields["denominator"]
        usual, earlier = indicator.years(year)
        self.fields["data_year"].choices = [  # type: ignore[attr-defined]
            (usual, _("%(year)s（%(period)s）") % {"year": usual, "period": indicator.period}),
            (earlier, _("%(year)s（上年数据尚未核定）") % {"year": earlier}),
        ]

    def _number(self, name: str, label: str) -> None:
        """The indicator's own words instead of 分子 and 分母."""
        field = Number(label=label)
        field.error_messages["required"] = _("请填写%(label)s") % {"label": label}
        self.fields[name] = field

    def clean_numerator(self) -> Decimal:
        return self._whole("numerator")

    def clean_denominator(self) -> Decimal:
        value = self._whole("denominator")
        if value == 0:
            raise forms.ValidationError(
                _("“%(label)s”应大于 0，请核对。") % {"label": self.indicator.denominator}
            )
        return value

    def _whole(self, name: str) -> Decimal:
        value: Decimal = self.cleaned_data[name]
        if self.indicator.whole and value != value.to_integral_value():
            raise forms.ValidationError(
                _("“%(label)s”应为整数，请核对。") % {"label": self.fields[name].label}
            )
        return value

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        numerator, denominator = data.get("numerator"), data.get("denominator")
        if self.indicator.part and numerator is not None and denominator and numerator > denominator:
            words = {"part": self.indicator.numerator, "all": self.indicator.denominator}
            self.add_error("numerator", _("%(part)s不能大于%(all)s，请核对。") % words)
        return data

    def filled(self) -> Filled:
        data = self.cleaned_data
        return Filled(data["numerator"], data.get("denominator"), data["data_year"], data["source_note"])


def initial_of(value: IndicatorValue) -> dict[str, Any]:
    """What the fill form of a row starts with."""
    names = ("numerator", "denominator", "source_note", "version", "data_year")
    return {name: getattr(value, name) for name in names if getattr(value, name) is not None}


class ReopenForm(Answers):
    reason = Long(
        label=gettext_lazy("解锁原因"),
        rows=3,
        most=300,
        help_text=gettext_lazy("写明需要更正的指标和原因，将留存在办理记录中。"),
    )
