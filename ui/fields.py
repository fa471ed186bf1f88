"""Form fields that go with our own inputs, with messages that say what to do."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ui.widgets import MoneyInput, ScoreInput


class MoneyField(forms.DecimalField):
    """An amount in yuan, at most two decimals, never negative; ``1,234.5`` and full-width commas are read."""

    widget = MoneyInput
    default_error_messages = {
        "invalid": _("请填写以元为单位的数字，例如 1234567.00"),
        "min_value": _("金额不能为负数"),
        "max_decimal_places": _("金额最多保留两位小数"),
        "max_digits": _("金额过大，请核对单位是否为元"),
        "max_whole_digits": _("金额过大，请核对单位是否为元"),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 16, "decimal_places": 2, "min_value": Decimal(0), **kwargs})

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs type it as integer
        if isinstance(value, str):
            value = "".join(value.replace(",", "").replace("，", "").split()).removesuffix("元")
        return super().to_python(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}  # a text input: min and step have no meaning there


class ScoreField(forms.MultiValueField):
    """A mark from 0 to ``top`` in steps of ``step``: one of the usual ``marks`` or any other number."""

    def __init__(
        self, *, top: Decimal, marks: Sequence[Decimal], step: Decimal = Decimal("0.5"), **kwargs: Any
    ) -> None:
        self.top = top
        number = forms.DecimalField(
            required=False,
            min_value=Decimal(0),
            max_value=top,
            step_size=step,
            error_messages={
                "invalid": _("请填写数字"),
                "min_value": _("分数不能低于 0"),
                "max_value": _("分数不能高于满分 %(limit_value)s"),
                "step_size": _("分数以 %(limit_value)s 分为一档"),
            },
        )
        mark = forms.TypedChoiceField(
            required=False,
            coerce=Decimal,
            empty_value=None,
            choices=[(format(m.normalize(), "f"),) * 2 for m in marks],
        )
        kwargs.setdefault("error_messages", {"required": _("请评分")})
        super().__init__(
            (mark, number), widget=ScoreInput(marks, top, step), require_all_fields=False, **kwargs
        )

    def compress(self, data_list: Sequence[Decimal | None]) -> Decimal | None:
        mark, free = data_list or (None, None)
        if mark is not None and free is not None and mark != free:
            raise ValidationError(_("所选分档与填写的分数不一致，请只保留一个"), code="two_marks")
        value = mark if free is None else free
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return value
