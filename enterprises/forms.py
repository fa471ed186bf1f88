"""The profile an enterprise keeps of itself (企业信息)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.wording import Worded
from accounts.validators import clean_text
from enterprises.licence import LicenceChecks
from enterprises.models import Enterprise
from ui.widgets import DateInput

_TEXTS = ("legal_representative", "contact_name", "address")


class EnterpriseForm(LicenceChecks, Worded, forms.ModelForm[Enterprise]):
    """Name and code are not here: an officer checked them against the licence."""

    class Meta:
        model = Enterprise
        fields = [
            "legal_form",
            "legal_representative",
            "established_on",
            "registered_district",
            "zone",
            "address",
            "industry_code",
            "scale",
            "employees",
            "is_high_tech",
            "is_specialised",
            "contact_name",
            "contact_phone",
        ]
        widgets = {
            "established_on": DateInput,
            "contact_phone": forms.TextInput({"type": "tel", "autocomplete": "tel"}),
        }
        error_messages = {
            "established_on": {"invalid": _("“成立日期”不是完整的日期，请按年、月、日填写，如 2012-05-18。")},
            "employees": {"invalid": _("“职工人数”请填写整数。")},
        }
        help_texts = {
            "registered_district": _("营业执照住所所在的区，决定由哪个区初审。"),
            "zone": _("注册在临港新片区的，由临港新片区管委会初审；不在片区内请留空。"),
            "industry_code": _("国民经济行业分类（GB/T 4754-2017），1 个字母和 2 至 4 位数字，如 C3973。"),
            "address": _("与营业执照一致。"),
            "contact_phone": _("手机号，或带区号的固定电话。"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("legal_form", "registered_district", "scale", "zone"):
            nothing = _("不在片区内") if name == "zone" else _("请选择")
            choices = [choice for choice in self.fields[name].choices if choice[0]]  # type: ignore[attr-defined]
            self.fields[name].choices = [("", nothing), *choices]  # type: ignore[attr-defined]
        self.fields["industry_code"].widget.attrs["autocomplete"] = "off"
        # A stray space or a full-width character must reach our own check, which says what to do.
        self.fields["industry_code"].max_length = None  # type: ignore[attr-defined]
        self.fields["industry_code"].validators = []
        self.fields["industry_code"].widget.attrs.pop("maxlength", None)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in _TEXTS:
            try:
                clean_text(data.get(name) or "")
            except forms.ValidationError as error:
                self.add_error(name, error)
        return data
