"""Inputs with a look of their own. Each works as a plain input without scripts."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ui import formats


class DateInput(forms.DateInput):
    """The browser's own date picker (日期). The last day it takes keeps a typed year to four digits: without it
    browsers wait for six, and 2012-05-18 typed through becomes the year 20120."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"max": "9999-12-31", **(attrs or {})}, format="%Y-%m-%d")


class CodeInput(forms.TextInput):
    """A code one copies from a document: spaced letters, capitals, no spell check (代码)."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        plain = {
            "class": "code",
            "autocomplete": "off",
            "spellcheck": "false",
            "autocapitalize": "characters",
        }
        super().__init__({**plain, **(attrs or {})})


class MoneyInput(forms.TextInput):
    """Yuan, with its value in 万元 beside it; text, so that ``1,234.00`` can be pasted (金额)."""

    template_name = "components/widgets/money.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", "data-money": True, **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        return format(value, "f") if isinstance(value, Decimal) else super().format_value(value)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        yuan = formats.amount(value)
        context["widget"]["wan"] = (
            "" if yuan is None else _("（%(n)s 万元）") % {"n": f"{formats.wan(yuan):,}"}
        )
        return context


class ScoreInput(forms.MultiWidget):
    """Usual marks as radio buttons, and a number for any other (评分)."""

    template_name = "components/widgets/score.html"
    use_fieldset = True

    def __init__(self, marks: Sequence[Decimal], top: Decimal, step: Decimal) -> None:
        self.marks = [format(mark.normalize(), "f") for mark in marks]
        number = forms.NumberInput(attrs={"min": 0, "max": top, "step": step, "inputmode": "decimal"})
        radios = forms.RadioSelect(choices=[(mark, mark) for mark in self.marks])
        super().__init__({"mark": radios, "free": number})

    def decompress(self, value: Decimal | None) -> list[Any]:
        if value is None:
            return [None, None]
        text = format(value.normalize(), "f")
        return [text, None] if text in self.marks else [None, text]
