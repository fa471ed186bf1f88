"""What the offset estimate asks for: a row for each year, and each member unit of a group."""

from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.forms.formsets import DELETION_FIELD_NAME, BaseFormSet, formset_factory
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.forms.answers import Amount, Answers, Text, Year
from enterprises.offset import FIRST_YEAR, Entry
from workflows import clock

PREFIX, MOST = "years", 60
SHOWN = 3


class YearRow(Answers):
    """One year of one unit."""

    use_required_attribute = False

    year = Year()
    unit = Text(label=_("下属成员单位（本企业不填）"), max_length=60, required=False)
    invested = Amount(label=_("职业教育实际投入（元）"))
    tax = Amount(label=_("应缴增值税、消费税（元）"))
    withdrawn = Amount(label=_("撤回或转让的投入（元）"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        too_early = MinValueValidator(FIRST_YEAR, _("抵免政策自 2019 年起执行，请填写 2019 年及以后的年度"))
        self.fields["year"].validators.append(too_early)
        self.fields["year"].widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if year > clock.today().year:
            raise forms.ValidationError(_t("只能预估今年及以前的年度"))
        return year

    def entry(self) -> Entry:
        """The row as the calculation takes it; the form is valid."""
        data = self.cleaned_data
        withdrawn = data["withdrawn"] if data["withdrawn"] is not None else Entry.withdrawn
        return Entry(data["year"], data["invested"], data["tax"], withdrawn, data["unit"])


class BaseYears(BaseFormSet[YearRow]):
    """The last three full years are written in; a row left as it came is no row."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        kwargs = super().get_form_kwargs(index)
        if index is not None and index < SHOWN:
            kwargs["initial"] = {"year": clock.today().year - SHOWN + index}
        return kwargs

    def clean(self) -> None:
        seen: set[tuple[str, int]] = set()
        for form in self.filled():
            data = form.cleaned_data
            key = (data.get("unit", ""), data.get("year", 0))
            if data.get("year") and key in seen:
                form.add_error("year", _t("同一单位的同一年度只填一行，请合并"))
            seen.add(key)
        if not any(self.errors) and not self.filled():
            raise forms.ValidationError(_t("请至少填写一个年度的投入和税额。"))

    def filled(self) -> list[YearRow]:
        """Rows somebody filled in and did not strike out."""
        return [
            form
            for form in self.forms
            if form.has_changed() and not getattr(form, "cleaned_data", {}).get(DELETION_FIELD_NAME)
        ]

    def entries(self) -> list[Entry]:
        """Of a valid set."""
        return [form.entry() for form in self.filled()]


Years: type[BaseYears] = formset_factory(  # type: ignore[assignment]  # the stubs forget the class given
    YearRow,
    formset=BaseYears,
    extra=SHOWN,
    max_num=MOST,
    absolute_max=MOST + 10,
    validate_max=True,
    can_delete=True,
)
