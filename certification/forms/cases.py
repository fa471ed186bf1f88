"""Forms of the applicant that are not sections of a dossier."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.validators import validate_multiline
from certification.domain.dossiers import storable
from certification.models import CorrectionItem
from ui.forms import ClearMessages


class _Paragraph(forms.CharField):
    def __init__(self, *, most: int, rows: int, **kwargs: Any) -> None:
        super().__init__(
            max_length=most,
            widget=forms.Textarea(attrs={"rows": rows}),
            validators=[validate_multiline],
            **kwargs,
        )


class WithdrawForm(ClearMessages, forms.Form):
    """撤回申报 needs its reason."""

    reason = _Paragraph(
        label=_("撤回原因"), most=500, rows=4, help_text=_("将写入撤回确认书和办理记录，审核部门可以看到。")
    )


class ReopenForm(ClearMessages, forms.Form):
    """撤回修改 may say why."""

    reason = _Paragraph(
        label=_("需要修改的内容"),
        most=500,
        rows=3,
        required=False,
        help_text=_("便于本单位同事了解，可不填。"),
    )


class CorrectionForm(ClearMessages, forms.Form):
    """One answer for each item of a correction notice; the fields are named ``answer-<item>``."""

    def __init__(self, *args: Any, items: Iterable[CorrectionItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in items:
            self.fields[f"answer-{item.pk}"] = _Paragraph(
                label=_("补正说明"),
                most=2000,
                rows=3,
                initial=item.answer,
                error_messages={
                    "required": _("请说明第 %(n)d 项怎样补正") % {"n": len(self.fields) + 1},
                    "max_length": _("最多 %(limit_value)d 字，现在是 %(show_value)d 字，请删减"),
                },
            )

    def answers(self) -> dict[int, str]:
        """Cleaned answers by item; call after ``is_valid``."""
        return {int(name.removeprefix("answer-")): text for name, text in self.cleaned_data.items()}

    def typed(self) -> dict[int, str]:
        """What was typed by item, valid or not, as it can be kept."""
        names = {name: int(name.removeprefix("answer-")) for name in self.fields}
        return {pk: storable(self.data.get(name) or "") for name, pk in names.items()}
