"""A form whose messages name the field and say what to do."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

REQUIRED = forms.Field.default_error_messages["required"]


class ClearMessages:
    """Mixin before ``forms.Form``: “请填写单位名称” instead of “这个字段是必填项”, by kind of input.

    Takes the ``maxlength`` attribute off, because a browser cuts pasted text at it without a word;
    the server refuses over-long text instead, and a textarea shows its length (``data-length``).
    """

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.error_messages.get("required") == REQUIRED:
                field.error_messages["required"] = _ask(field) % {"label": field.label or name}
            for code, text in _usual(field).items():
                if field.error_messages.get(code) in (None, type(field).default_error_messages.get(code)):
                    field.error_messages[code] = text.replace("%(label)s", str(field.label or name))
            if isinstance(field, forms.CharField) and field.max_length:
                too_long = _("最多 %(limit_value)d 字，现在是 %(show_value)d 字，请删减")
                field.error_messages.setdefault("max_length", too_long)
                field.widget.attrs.pop("maxlength", None)
                if isinstance(field.widget, forms.Textarea):
                    field.widget.attrs["data-length"] = field.max_length


def _usual(field: forms.Field) -> dict[str, str]:
    """Messages of Django that name neither the field nor the remedy, in our words; ``%(label)s`` is the field."""
    if isinstance(field, forms.DateField):
        return {"invalid": _("“%(label)s”不是完整的日期，请按年、月、日填写，如 2026-11-24")}
    if type(field) is not forms.IntegerField:
        return {}
    texts = {"invalid": _("“%(label)s”请填写整数")}
    if field.min_value is not None:
        texts["min_value"] = _("“%(label)s”不能小于 %(limit_value)s，请核对")
    if field.max_value is not None:
        texts["max_value"] = _("“%(label)s”不能大于 %(limit_value)s，请核对")
    return texts


def _ask(field: forms.Field) -> str:
    if isinstance(field, forms.BooleanField):
        return _("请确认“%(label)s”")
    if isinstance(field, forms.FileField):
        return _("请上传%(label)s")
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField | forms.DateField):
        return _("请选择%(label)s")
    return _("请填写%(label)s")
