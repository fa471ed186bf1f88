"""What every form at a desk has in common: a case, the item worked on, a person, and one verb to send it to."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.validators import clean_text
from certification.models import Application
from ui.forms import ClearMessages
from workflows.models import WorkItem


class Prose(forms.CharField):
    """A text of some sentences; control and invisible characters are taken out."""

    def __init__(self, *, rows: int = 4, max_length: int = 1000, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, widget=forms.Textarea({"rows": rows}), **kwargs)

    def clean(self, value: Any) -> str:
        return clean_text(super().clean(value), multiline=True)


class CaseForm(forms.Form):
    """A form about one item of one case; ``build`` adds the fields that depend on it."""

    use_required_attribute = False

    def __init__(
        self, data: Any = None, *, application: Application, item: WorkItem, by: User, **kwargs: Any
    ) -> None:
        self.application, self.item, self.by = application, item, by
        super().__init__(data, **kwargs)
        self.build()

    def build(self) -> None:
        """Add or narrow fields."""


class DeskForm(ClearMessages, CaseForm):
    """The act of one human node.

    ``template`` draws the fields; ``results`` puts the item's outcome codes into words; ``places`` says beside
    which field a refusal's code belongs; ``confirm`` is asked before what cannot be taken back.
    """

    template: ClassVar[str]
    submit: ClassVar[Any] = _("提交")
    confirm: ClassVar[Any] = ""
    results: ClassVar[Mapping[str, Any]] = {}
    places: ClassVar[Mapping[str, str]] = {}

    def send(self) -> None:
        """Call the domain verb with what was typed. Raises ``Refused``."""
        raise NotImplementedError

    @property
    def stage(self) -> str:
        """The stage a node belongs to: ``joint`` of ``joint_opinion``, ``joint_merge``, ``joint_settle``."""
        return self.item.node.rpartition("_")[0]

    @property
    def address(self) -> dict[str, Any]:
        """Task, process and person, as every verb takes them."""
        return {"process_id": self.item.process_id, "by": self.by}

    @property
    def parts(self) -> list[Any]:
        """Everything on the page that can carry an error, in its order."""
        return [self]

    @classmethod
    def assisted(cls, post: QueryDict, application: Application, by: User) -> QueryDict | None:
        """What to show after a button that only helps to fill in (another row, a draw); None when the form
        is meant to be sent."""
        return None

    def typed(self) -> list[tuple[str, str]]:
        """Label and text of every field, to give back when the form can no longer be sent."""
        return [(str(field.label), _text(field.value())) for field in self.visible_fields()]

    def hush(self) -> None:
        """Show what was typed without judging it yet."""
        self._errors, self.cleaned_data = ErrorDict(), {}


def outcome_field(label: Any, choices: list[tuple[str, Any]], **kwargs: Any) -> forms.ChoiceField:
    """One of a few conclusions, as radio buttons."""
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, **kwargs)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(str(part) for part in value if part)
    return "" if value in (None, False) else str(value)
