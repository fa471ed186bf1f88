"""What the profile and the application both say of a school, checked alike."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from accounts.validators import validate_phone
from enterprises.codes import ZONE_DISTRICTS
from schools.codes import Level, validate_school_code
from workflows import clock


class SchoolChecks(forms.BaseForm):
    """Mix in before ``forms.Form`` or ``forms.ModelForm``. Fields: ``code``, ``level``, ``orientation``, ``breadth``,
    ``contact_phone``, ``founded_on``, ``district`` and ``zone``."""

    def clean_contact_phone(self) -> str:
        return validate_phone(self.cleaned_data["contact_phone"])

    def clean_founded_on(self) -> Any:
        day = self.cleaned_data["founded_on"]
        if day and day > clock.today():
            raise forms.ValidationError(_("建校日期不能晚于今天，请核对法人证书。"))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self._check_code(data)
        self._check_classification(data)
        zone, district = data.get("zone"), data.get("district")
        if zone and district and district not in ZONE_DISTRICTS[zone]:
            self.add_error("zone", _("临港新片区位于浦东新区和奉贤区，请核对所在区与片区。"))
        return data

    def _check_code(self, data: dict[str, Any]) -> None:
        if data.get("code"):
            try:
                data["code"] = validate_school_code(data["code"], data.get("level") or "")
            except forms.ValidationError as error:
                self.add_error("code", error)

    def _check_classification(self, data: dict[str, Any]) -> None:
        level, names = data.get("level"), ("orientation", "breadth")
        if level == Level.SECONDARY:
            for name in names:
                if data.get(name):
                    self.add_error(name, _("中等职业学校不参加二维分类，单独比较，请选“未分类”。"))
        elif level and bool(data.get("orientation")) != bool(data.get("breadth")):
            missing = "breadth" if data.get("orientation") else "orientation"
            self.add_error(missing, _("两个维度须同时选择；尚未分类的，请都选“未分类”。"))
