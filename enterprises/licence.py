"""What the profile and the application both copy off the business licence (营业执照), checked alike."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from accounts.validators import validate_phone
from enterprises.codes import ZONE_DISTRICTS
from enterprises.validators import validate_industry_code
from workflows import clock


class LicenceChecks(forms.BaseForm):
    """Mix in before ``forms.Form`` or ``forms.ModelForm``. Fields: ``industry_code``, ``contact_phone``,
    ``established_on``, ``zone`` and ``registered_district``."""

    def clean_industry_code(self) -> str:
        return validate_industry_code(self.cleaned_data["industry_code"])

    def clean_contact_phone(self) -> str:
        return validate_phone(self.cleaned_data["contact_phone"])

    def clean_established_on(self) -> Any:
        day = self.cleaned_data["established_on"]
        if day and day > clock.today():
            raise forms.ValidationError(_("成立日期不能晚于今天，请核对营业执照。"))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        zone, district = data.get("zone"), data.get("registered_district")
        if zone and district and district not in ZONE_DISTRICTS[zone]:
            self.add_error("zone", _("临港新片区位于浦东新区和奉贤区，请核对注册区与片区。"))
        return data
