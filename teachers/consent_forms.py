"""What somebody without an account answers on the page behind a consent link."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.forms.answers import Answers, Long, Text
from teachers.models import Consent, ConsentKind
from teachers.showing import FACTS, LIBRARY

AGREE, REFUSE, CORRECT = "agree", "refuse", "correct"


def _public(label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=list(FACTS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "全部由您选择，可以都不选；以后可在本页随时更改。不选第一项的，师资库不展示您的任何信息。"
        ),
    )


class _PublicRule(Answers):
    def clean_public(self) -> list[str]:
        chosen = self.cleaned_data["public"]
        if chosen and LIBRARY not in chosen:
            raise forms.ValidationError(
                _t("要公开其他信息，须同时公开“%(first)s”。") % {"first": FACTS[LIBRARY]}
            )
        return chosen


class AnswerForm(_PublicRule):
    """The answer and who gives it; the reason is needed for every answer but yes."""

    public = _public(_("聘任后在市级产教融合师资库公开哪些信息"))
    answer = forms.ChoiceField(
        label=_("您的答复"),
        choices=[(AGREE, _("同意")), (CORRECT, _("信息有误，要求更正")), (REFUSE, _("不同意"))],
        widget=forms.RadioSelect,
    )
    note = Long(
        label=_("说明"),
        rows=3,
        most=1000,
        required=False,
        help_text=_("要求更正的，请写明哪一项有误、应为何内容；不同意的，请写明原因。"),
    )
    signer = Text(label=_("签署人姓名"), max_length=60)

    def __init__(self, *args: Any, consent: Consent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consent = consent
        if consent.kind == ConsentKind.NOMINEE:
            self.fields["signer"].help_text = _("请填写本人姓名，与上方信息一致，视为签署。")
        else:
            del self.fields["public"]
            self.fields["signer"].help_text = _("单位负责人或人事部门负责人姓名，视为代表单位签署。")

    def clean_signer(self) -> str:
        signer, nomination = self.cleaned_data["signer"], self.consent.nomination
        if self.consent.kind == ConsentKind.NOMINEE and signer != nomination.name:
            raise forms.ValidationError(_t("请填写本人姓名“%(name)s”。") % {"name": nomination.name})
        return signer

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("answer") in (REFUSE, CORRECT) and not data.get("note"):
            self.add_error("note", _t("请写明原因或需要更正的内容。"))
        return data


class PublicForm(_PublicRule):
    """The person changes what is public."""

    public = _public(_("在市级产教融合师资库公开哪些信息"))


class WithdrawForm(Answers):
    note = Long(label=_("撤回原因"), rows=3, most=1000)
    sure = forms.BooleanField(label=_("我了解：撤回后推荐终止，公开的信息立即停止展示"))
