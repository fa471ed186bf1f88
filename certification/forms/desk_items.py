"""Rows of a correction (补正事项): what is wrong, where, and what to do about it."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME, BaseFormSet, formset_factory
from django.forms.utils import ErrorDict, ErrorList
from django.utils.translation import gettext_lazy as _

from accounts.validators import clean_text
from certification.domain.corrections import Request
from certification.models import ReasonCode
from certification.registry import Programme
from ui.forms import ClearMessages

PREFIX = "items"
MOST = 30


class ItemForm(ClearMessages, forms.Form):
    """One thing to correct; ``place`` is ``section:<slug>`` or ``evidence:<slug>``."""

    use_required_attribute = False

    place = forms.ChoiceField(label=_("位置"))
    reason_code = forms.ChoiceField(label=_("原因"), choices=[("", _("请选择")), *ReasonCode.choices])
    note = forms.CharField(
        label=_("补正要求"),
        max_length=500,
        widget=forms.Textarea({"rows": 3, "placeholder": _("写明缺什么、改成什么样")}),
    )

    def __init__(self, *args: Any, places: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places  # type: ignore[attr-defined]  # a ChoiceField

    def clean_note(self) -> str:
        return clean_text(self.cleaned_data["note"], multiline=True)

    def hush(self) -> None:
        """Show what was typed without judging it yet."""
        self._errors: ErrorDict | None = ErrorDict()

    def request(self) -> Request:
        """The row as the domain takes it."""
        kind, _colon, slug = self.cleaned_data["place"].partition(":")
        where = {"evidence_kind": slug} if kind == "evidence" else {"section": slug}
        return Request(self.cleaned_data["reason_code"], self.cleaned_data["note"], **where)


class BaseItems(BaseFormSet[ItemForm]):
    """The rows together; untouched and removed ones do not count."""

    @property
    def filled(self) -> list[ItemForm]:
        """Rows in which something was typed and that stay."""
        return [row for row in self.forms if row.has_changed() and not row[DELETION_FIELD_NAME].data]

    def clean(self) -> None:
        if not self.filled:
            raise ValidationError(_("请至少列出一项需要补正的内容。"), code="no_items")

    def requests(self) -> list[Request]:
        return [row.request() for row in self.filled]

    def hush(self) -> None:
        """Show the rows without judging them yet."""
        self._errors: list[ErrorDict] = []
        self._non_form_errors = ErrorList()
        for row in self.forms:
            row.hush()


ItemSet = formset_factory(
    ItemForm,
    formset=BaseItems,
    extra=1,
    can_delete=True,
    max_num=MOST,
    absolute_max=MOST + 1,
    validate_max=True,
)


def items(programme: Programme, data: Any = None) -> BaseItems:
    """The rows for a programme: its sections and kinds of evidence to choose from."""
    return cast(BaseItems, ItemSet(data, prefix=PREFIX, form_kwargs={"places": _places(programme)}))


def _places(programme: Programme) -> list[Any]:
    return [
        ("", _("请选择")),
        (_("申报书"), [(f"section:{s.slug}", s.title) for s in programme.sections]),
        (_("佐证材料"), [(f"evidence:{e.slug}", e.title) for e in programme.evidence]),
    ]
