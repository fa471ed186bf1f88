"""The profile a school keeps of itself (学校信息)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.validators import clean_text
from schools.checks import SchoolChecks
from schools.models import School
from ui.forms import ClearMessages
from ui.widgets import CodeInput, DateInput

_TEXTS = ("supervisor", "address", "leading_majors", "legal_representative", "contact_name")
_EMPTY = {"orientation": _("未分类"), "breadth": _("未分类"), "zone": _("不在片区内")}


class SchoolForm(ClearMessages, SchoolChecks, forms.ModelForm[School]):
    """Name and credit code are not here: an officer checked them against the registration."""

    class Meta:
        model = School
        fields = [
            "code",
            "level",
            "orientation",
            "breadth",
            "ownership",
            "supervisor",
            "founded_on",
            "district",
            "zone",
            "address",
            "students",
            "teachers",
            "majors",
            "leading_majors",
            "legal_representative",
            "contact_name",
            "contact_phone",
        ]
        widgets = {
            "code": CodeInput({"inputmode": "numeric"}),
            "founded_on": DateInput,
            "leading_majors": forms.Textarea({"rows": 2}),
            "contact_phone": forms.TextInput({"type": "tel", "autocomplete": "tel"}),
        }
        error_messages = {
            "code": {"unique": _("此学校标识码已由另一所学校登记，请核对；确属本校的，请联系主管部门。")}
        }
        help_texts = {
            "code": _("10 位数字，高等学校如 4131099902：类别 2 位、省份 2 位、序号 6 位。"),
            "orientation": _("按本市高校分类评价结果填写；中等职业学校不分类。"),
            "breadth": _("与上一项共同决定与哪些学校比较和排序。"),
            "zone": _("主校区在临港新片区的请选择。"),
            "leading_majors": _("最多列 10 个，以顿号分隔。"),
            "contact_phone": _("手机号，或带区号的固定电话。"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("level", "ownership", "district", "orientation", "breadth", "zone"):
            field: Any = self.fields[name]
            field.choices = [("", _EMPTY.get(name, _("请选择"))), *(c for c in field.choices if c[0])]
        # A full-width digit or a stray space must reach our own check, which says what to do.
        code: Any = self.fields["code"]
        code.max_length, code.validators = None, []
        code.widget.attrs.pop("maxlength", None)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in _TEXTS:
            try:
                clean_text(data.get(name) or "", multiline=name == "leading_majors")
            except forms.ValidationError as error:
                self.add_error(name, error)
        return data
