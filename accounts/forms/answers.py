"""What the sections of every dossier (申报书) are made of: forms and fields that take what people type kindly."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from accounts.validators import clean_text
from ui.fields import MoneyField
from ui.forms import ClearMessages
from ui.widgets import DateInput


class Answers(ClearMessages, forms.Form):
    """A form of the dossier: messages name the field and say what to do."""


class Text(forms.CharField):
    """A text field that refuses control, zero-width and direction characters."""

    multiline = False

    def clean(self, value: Any) -> str:
        return super().clean(clean_text(value or "", multiline=self.multiline))


class Amount(MoneyField):
    """An amount in 元, two decimals, at most 99,999,999,999.99."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=13, **kwargs)


class Day(forms.DateField):
    """A day, picked or typed as 2026-11-24."""

    widget = DateInput


class Year(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        wrong = _("请填写 4 位年份，如 2025")
        super().__init__(
            validators=[MinValueValidator(2000, wrong), MaxValueValidator(2100, wrong)],
            label=_("年度"),
            error_messages={"invalid": wrong},
            **kwargs,
        )


class Long(Text):
    """A paragraph; may break lines."""

    multiline = True

    def __init__(self, *, rows: int = 5, most: int = 2000, **kwargs: Any) -> None:
        super().__init__(max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)
