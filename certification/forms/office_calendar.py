"""One day of the calendar, and the confirmation of a year."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ui.forms import ClearMessages

WORKING, OFF, PUBLISHED = "working", "off", "published"


class Reason(forms.CharField):
    """What a change rests on."""

    def __init__(self) -> None:
        super().__init__(
            label=_("依据"),
            help_text=_("公布安排的通知名称和文号，记入工作日历的修改记录"),
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={"required": _("请填写依据，例如放假通知的名称和文号")},
        )


class DayForm(ClearMessages, forms.Form):
    """What a day is to be. 恢复 is offered only where an officer's word stands."""

    state = forms.ChoiceField(
        label=_("这一天是"),
        widget=forms.RadioSelect,
        choices=[(WORKING, _("工作日")), (OFF, _("休息日"))],
        error_messages={"required": _("请选择工作日或休息日")},
    )
    reason = Reason()

    def __init__(self, *args: object, overridden: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if overridden:
            field = self.fields["state"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [*field.choices, (PUBLISHED, _("恢复公布的安排"))]  # type: ignore[misc]

    @property
    def working(self) -> bool | None:
        """``None`` takes the officer's word back."""
        return {WORKING: True, OFF: False}.get(self.cleaned_data["state"])


class ConfirmYearForm(ClearMessages, forms.Form):
    """The published arrangement of a year is entered in full."""

    reason = Reason()
    entered = forms.BooleanField(label=_("已按公布的通知逐日核对，放假和调休均已录入"))
