"""How a refusal reaches the person: beside what they typed, or as a page of its own when there is nothing to act on."""

from collections.abc import Mapping, Sequence

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from workflows.errors import Refused

GONE = frozenset({"done", "cancelled", "taken", "stale", "ended", "not_found"})
"""Codes after which the form has nothing left to be sent for."""


def is_gone(refused: Refused) -> bool:
    """Whether the page the person came from is past: another acted, or they may not act any more."""
    return refused.status in (403, 404) or refused.code in GONE


def in_place(form: BaseForm, refused: Refused, fields: Mapping[str, str]) -> int:
    """Put the message beside the field ``fields`` names for its code, else above the form; the HTTP status."""
    name = fields.get(refused.code)
    form.add_error(name if name in form.fields else None, refused.message)
    return refused.status


def page(
    request: HttpRequest,
    refused: Refused,
    *,
    back: str,
    back_label: str,
    typed: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    """The refusal as a page with the way back. ``typed`` (label, text) is shown again, to be copied."""
    context = {
        "message": refused.message,
        "status": refused.status,
        "back": back,
        "back_label": back_label,
        "typed": [(label, text) for label, text in typed if text],
    }
    return render(request, "certification/refused.html", context, status=refused.status)
