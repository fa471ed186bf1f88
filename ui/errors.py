"""The error summary: every message of the forms on a page, each with the field it is about."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm, BaseFormSet, BoundField
from django.utils.translation import gettext as _

LIMIT = 30  # a summary longer than this helps nobody; the rest stands beside the fields


@dataclass(frozen=True)
class FieldError:
    """``target`` is the id of the control, empty for an error of the whole form."""

    message: str
    target: str = ""


def collect(*forms: BaseForm | BaseFormSet[Any] | None) -> list[FieldError]:
    """Errors of forms and formsets in page order, worded as beside the field; rows are numbered."""
    errors = [error for form in forms if form is not None for error in _errors(form)]
    return errors[:LIMIT]


def control_id(field: BoundField) -> str:
    """The id of the first control: a group of radios or checkboxes has none of its own."""
    return field.id_for_label or (f"{field.auto_id}_0" if field.auto_id else "")


def _errors(form: BaseForm | BaseFormSet[Any]) -> Iterator[FieldError]:
    if not form.is_bound:
        return
    if isinstance(form, BaseFormSet):
        for message in form.non_form_errors():
            yield FieldError(str(message))
        for number, row in enumerate(form.forms, start=1):
            for error in _errors(row):
                message = _("第 %(n)d 行：%(message)s") % {"n": number, "message": error.message}
                yield FieldError(message, error.target)
        return
    for message in form.non_field_errors():
        yield FieldError(str(message))
    for field in form:
        for message in field.errors:
            yield FieldError(str(message), control_id(field))
