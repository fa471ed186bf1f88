"""Messages that name their field, so that the summary of a page with ten empty fields still makes sense."""

from django import forms
from django.utils.translation import gettext as _

_CHOSEN = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.FileInput)


def name_fields(form: forms.BaseForm) -> None:
    """Give each field of a form a ``required`` message of its own: 请填写“联系人”。 or 请选择“注册区”。"""
    for name, field in form.fields.items():
        label = field.label or form[name].label
        chosen = isinstance(field.widget, _CHOSEN)
        text = _("请选择“%(label)s”。") if chosen else _("请填写“%(label)s”。")
        field.error_messages["required"] = text % {"label": label}


class Worded(forms.BaseForm):
    """Mix in before ``forms.Form`` or ``forms.ModelForm``."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        name_fields(self)
