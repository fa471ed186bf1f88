"""Forms about organisations: claiming one, deciding a claim, looking after colleagues, one's own profile."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.wording import Worded
from accounts.models import CLAIMABLE_KINDS, INVITED_ROLES, Membership, OrganisationKind, User
from accounts.roles import Role
from accounts.validators import clean_text, validate_mobile, validate_text, validate_uscc
from files.fields import KeptFileField
from files.kinds import SCANS

# 登记管理部门代码 (GB 32100-2015, first character): who registers which kind of body.
_FIRST_CHARACTERS = {OrganisationKind.ENTERPRISE: "9", OrganisationKind.SCHOOL: "15"}


class ClaimForm(Worded, forms.Form):
    uscc = forms.CharField(
        label=_("统一社会信用代码"),
        max_length=40,
        help_text=_("18 位，见营业执照或事业单位法人证书。"),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    name = forms.CharField(
        label=_("单位名称"),
        max_length=200,
        validators=[validate_text],
        help_text=_("与证照完全一致，括号按原样填写。"),
    )
    organisation_kind = forms.ChoiceField(
        label=_("单位类别"), choices=[(kind.value, kind.label) for kind in CLAIMABLE_KINDS]
    )
    licence = KeptFileField(label=_("营业执照或法人证书"), kinds=SCANS)
    letter = KeptFileField(
        label=_("授权委托书"),
        kinds=SCANS,
        help_text=_("写明授权您办理申报事项并加盖单位公章；格式与大小要求同上。"),
    )
    reason = forms.CharField(
        label=_("接管理由"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("仅当该单位已有申报员且其已离职或无法联系时填写。"),
    )

    def clean_uscc(self) -> str:
        return validate_uscc(self.cleaned_data["uscc"])

    def clean_reason(self) -> str:
        return clean_text(self.cleaned_data["reason"], multiline=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        code, kind = data.get("uscc"), data.get("organisation_kind")
        if code and kind and code[0] not in _FIRST_CHARACTERS[OrganisationKind(kind)]:
            self.add_error(
                "organisation_kind",
                _("单位类别与代码不符：企业的代码以 9 开头，学校以 1 或 5 开头，请核对后重新选择。"),
            )
        return data


class DecideClaimForm(Worded, forms.Form):
    """An officer's decision; for a takeover also whose roles end."""

    decision = forms.ChoiceField(
        label=_("审核结论"),
        choices=[("approve", _("通过")), ("reject", _("不通过"))],
        widget=forms.RadioSelect,
    )
    ending = forms.MultipleChoiceField(
        label=_("终止原成员的任职"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("勾选已离职的人员；通过后其权限立即终止。"),
    )
    reason = forms.CharField(
        label=_("审核意见"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("不通过时必填，申请人将看到。"),
    )

    def __init__(self, *args: Any, members: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if members:
            self.fields["ending"].choices = [  # type: ignore[attr-defined]
                (str(member.pk), f"{member.user} · {member.get_role_display()}") for member in members
            ]
        else:
            del self.fields["ending"]

    def clean_reason(self) -> str:
        return clean_text(self.cleaned_data["reason"], multiline=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decision") == "reject" and not data.get("reason"):
            self.add_error("reason", _("请写明不通过的原因，申请人将看到。"))
        return data

    def ending_ids(self) -> list[int]:
        return [int(value) for value in self.cleaned_data.get("ending", [])]


class InviteForm(Worded, forms.Form):
    email = forms.EmailField(label=_("同事的邮箱"))
    role = forms.ChoiceField(
        label=_("角色"),
        choices=[(role.value, role.label) for role in INVITED_ROLES],
        initial=Role.CLERK,
        help_text=_("申报员填写和提交申报；单位管理员还可以邀请、移出同事。"),
    )


class ReasonForm(Worded, forms.Form):
    reason = forms.CharField(label=_("原因"), max_length=200, validators=[validate_text])


class HandOverForm(Worded, forms.Form):
    to = forms.ModelChoiceField(label=_("移交给"), queryset=User.objects.none(), empty_label=_("请选择同事"))
    reason = forms.CharField(label=_("说明"), max_length=200, required=False, validators=[validate_text])

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues  # type: ignore[attr-defined]


class ProfileForm(Worded, forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ["name", "phone"]

    def clean_name(self) -> str:
        return clean_text(self.cleaned_data["name"])

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        return validate_mobile(phone) if phone else ""
