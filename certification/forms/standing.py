"""Forms of a holder's later life: a file for a duty, a reviewer's result, what is said before an exit."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certification.forms.desk import Prose
from certification.models import FollowUp
from files.fields import KeptFileField
from ui.forms import ClearMessages
from ui.widgets import DateInput


class AttachmentForm(ClearMessages, forms.Form):
    """One file beside what is typed."""

    file = KeptFileField(label=_("附件"), required=False)


class DutyReviewForm(ClearMessages, forms.Form):
    """The reviewer's result of a duty, or what is missing."""

    result = forms.ChoiceField(label=_("审核结果"), widget=forms.RadioSelect)
    comment = Prose(label=_("意见"), required=False, help_text=_("退回或不通过须写明理由，将告知对方。"))

    def __init__(self, *args: Any, duty: FollowUp, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["result"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*duty.spec.results, ("return", _("退回修改"))]


class DemandForm(ClearMessages, forms.Form):
    """The office asks a holder for something outside the schedule."""

    kind = forms.ChoiceField(label=_("事项"))
    due_on = forms.DateField(label=_("截止日期"), widget=DateInput)
    reason = Prose(label=_("理由和要求"), help_text=_("将写入通知书。"))

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = kinds

    @property
    def due(self) -> date:
        """After ``is_valid``."""
        day: date = self.cleaned_data["due_on"]
        return day


class StatementForm(ClearMessages, forms.Form):
    """陈述申辩: once, in the time the prior notice gives."""

    text = Prose(label=_("陈述申辩意见"), rows=8, max_length=5000, help_text=_("提交后不能修改。"))
    file = KeptFileField(label=_("证据材料"), required=False)
