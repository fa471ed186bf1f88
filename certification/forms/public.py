"""Forms anybody may fill in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ui.forms import ClearMessages
from ui.widgets import CodeInput


class VerifyForm(ClearMessages, forms.Form):
    """Number and code of a certificate, as read off the paper. Whether they match is the register's answer."""

    number = forms.CharField(
        label=_("证书编号"),
        help_text=_("证书右上角，如 SHCJ-A1-2026-00001-A"),
        max_length=80,
        widget=CodeInput,
    )
    code = forms.CharField(
        label=_("核验码"),
        help_text=_("证书左下角二维码旁的 20 位字符；大小写和横线不影响查验"),
        max_length=80,
        widget=CodeInput,
    )
