"""Forms of signing in and up, in our words; what they do is django-allauth's."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.forms.wording import name_fields
from accounts.models import User
from accounts.validators import validate_mobile, validate_text


class Plain(forms.BaseForm):
    """No placeholders (they vanish when one types); labels and hints say it all."""

    def make_plain(self, labels: dict[str, Any]) -> None:
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = labels.get(name, field.label)
        name_fields(self)


class LoginForm(Plain, allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.make_plain({"login": _("用户名或邮箱"), "password": _("密码")})
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autofocus": True}
        self.fields["password"].help_text = ""


class SignupForm(Plain, allauth_forms.SignupForm):
    """An applicant registers; roles come later, with an approved claim or an invitation."""

    name = forms.CharField(
        label=_("姓名"),
        max_length=60,
        validators=[validate_text],
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    mobile = forms.CharField(
        label=_("手机号"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
    )
    field_order = ["name", "mobile", "email", "password1", "password2"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.make_plain({"email": _("邮箱"), "password1": _("密码"), "password2": _("再次输入密码")})

    def clean_mobile(self) -> str:
        return validate_mobile(self.cleaned_data["mobile"])

    def custom_signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.phone = self.cleaned_data["mobile"]
        user.save(update_fields=["name", "phone"])


class ResetPasswordForm(Plain, allauth_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.make_plain({"email": _("注册时填写的邮箱")})


class ResetPasswordKeyForm(Plain, allauth_forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.make_plain({"password1": _("新密码"), "password2": _("再次输入新密码")})


class ChangePasswordForm(Plain, allauth_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.make_plain(
            {"oldpassword": _("现在的密码"), "password1": _("新密码"), "password2": _("再次输入新密码")}
        )
