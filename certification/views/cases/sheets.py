"""A dossier in words for the page: rows of a summary list, tables as labelled cells."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from certification.domain import dossiers
from certification.domain.dossiers import BoundSection
from certification.models import Application
from certification.views.cases.tasks import STATES
from ui.errors import control_id


def frozen(sheet: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The sheet of a revision."""
    return [{**section, "tables": [_cells(table) for table in section["tables"]]} for section in sheet]


def editable(application: Application, bound: BoundSection) -> dict[str, Any]:
    """A section of a draft, each answer with the way to change it; a wrong answer is shown as typed."""
    words = dossiers.in_words(bound)
    url = reverse("cases:section", args=[application.pk, bound.section.slug])
    rows = []
    for shown, field in zip(words["fields"], bound.form, strict=True):
        wrong = bound.touched and bool(field.errors)
        typed = field.value() if wrong else None
        value = "、".join(typed) if isinstance(typed, list) else typed or shown["value"]
        state = ("error" if typed else "todo") if wrong else ""
        where = f"{url}#{control_id(field)}"
        rows.append({"label": shown["label"], "value": value, "state": state, "change_url": where})
    tables = [
        {
            **_cells(table),
            "url": f"{url}#table-{table['slug']}",
            "wrong": sum(bool(row.errors) for row in typed_rows.rows),
        }
        for table, typed_rows in zip(words["tables"], bound.tables, strict=True)
    ]
    return {**words, "rows": rows, "tables": tables, "url": url, "state": STATES[bound.state]}


def _cells(table: Mapping[str, Any]) -> dict[str, Any]:
    """The table with each row as ``[(column, value)]``: on a phone a cell carries its label."""
    return {**table, "cells": [list(zip(table["columns"], row, strict=True)) for row in table["rows"]]}
