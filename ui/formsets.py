"""Repeating rows without scripts: the add button posts ``add_row=<prefix>`` and a row is added here."""

from typing import Any

from django.http import QueryDict


def wants_row(data: QueryDict) -> str:
    """The prefix of the formset that is to grow, or an empty string."""
    return str(data.get("add_row", ""))


def grow(data: QueryDict, prefix: str, *, limit: int = 100) -> Any:
    """A copy of ``data`` with one more row in formset ``prefix``, never above ``limit`` rows.

    Pass it as ``data`` to a fresh formset and show the page again: nothing typed is lost, and an
    untouched row raises no error.
    """
    grown = data.copy()
    key = f"{prefix}-TOTAL_FORMS"
    try:
        total = int(grown.get(key, 0))
    except ValueError:
        total = 0
    grown[key] = str(max(0, min(total + 1, limit)))
    return grown
