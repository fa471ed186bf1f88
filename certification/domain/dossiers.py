"""The dossier between typed text and clean values: one door in, one door out.

What is typed is stored as typed (``{"fields": {...}, "tables": {slug: [row, ...]}}`` per section), so a
draft with errors loses nothing. Clean values come from binding the section's forms to it again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from certification.registry import Programme, Section, Table
from enterprises.money import yuan

UNTOUCHED, PARTIAL, WRONG, COMPLETE = "untouched", "partial", "wrong", "complete"


@dataclass
class BoundTable:
    """The rows of one repeating table, each a bound form."""

    table: Table
    rows: list[forms.Form]
    too_many: bool = False

    @cached_property
    def is_valid(self) -> bool:
        checked = [row.is_valid() for row in self.rows]  # every row, so that every row shows its errors
        return all(checked) and not self.too_many

    @property
    def blank(self) -> forms.Form:
        """An empty row for the page's template; ``__prefix__`` stands for its index, as in a formset."""
        return self.row("__prefix__")

    def row(self, index: int | str, initial: Mapping[str, Any] | None = None) -> forms.Form:
        """An unbound row with what is known of it."""
        return self.table.form(
            prefix=f"{self.table.slug}-{index}", initial=dict(initial or {}), use_required_attribute=False
        )

    def add_row(self, initial: Mapping[str, Any] | None = None) -> None:
        """One more row at the end, while there is room."""
        if len(self.rows) < self.table.most:
            self.rows.append(self.row(len(self.rows), initial))


@dataclass
class BoundSection:
    """A section bound to what was typed."""

    section: Section
    form: forms.Form
    tables: list[BoundTable] = field(default_factory=list)
    touched: bool = True

    @cached_property
    def is_valid(self) -> bool:
        checked = [self.form.is_valid(), *(table.is_valid for table in self.tables)]
        return all(checked)

    @property
    def forms(self) -> list[forms.Form]:
        return [self.form, *(row for table in self.tables for row in table.rows)]

    @cached_property
    def state(self) -> str:
        """``untouched``, ``partial`` (only required answers are missing), ``wrong`` or ``complete``."""
        if not self.touched:
            return UNTOUCHED
        if self.is_valid:
            return COMPLETE
        codes = {e.code for f in self.forms for errors in f.errors.as_data().values() for e in errors}
        too_many = any(table.too_many for table in self.tables)
        return PARTIAL if codes <= {"required"} and not too_many else WRONG

    @property
    def clean(self) -> dict[str, Any]:
        """Typed values of all that is valid: ``{"fields": {...}, "tables": {slug: [...]}}``."""
        self.is_valid  # noqa: B018  # binds and validates every form
        return {
            "fields": dict(self.form.cleaned_data),
            "tables": {
                t.table.slug: [dict(row.cleaned_data) for row in t.rows if not row.errors]
                for t in self.tables
            },
        }


def bind(section: Section, typed: Mapping[str, Any] | None) -> BoundSection:
    """Bind a section's forms to what was typed; ``None`` means the applicant has not been there."""
    typed = typed or {}
    data = _querydict(typed.get("fields", {}))
    tables = []
    for table in section.tables:
        rows = typed.get("tables", {}).get(table.slug, [])
        bound = [
            table.form(
                data=_querydict(row, prefix=f"{table.slug}-{n}-"),
                prefix=f"{table.slug}-{n}",
                use_required_attribute=False,
            )
            for n, row in enumerate(rows)
        ]
        tables.append(BoundTable(table, bound, too_many=len(bound) > table.most))
    form = section.form(data=data, use_required_attribute=False)
    return BoundSection(section, form, tables, touched=bool(typed))


def blank(section: Section, initial: Mapping[str, Any], years: Sequence[int] = ()) -> BoundSection:
    """An unbound section with suggestions (e.g. from the enterprise's profile); yearly tables have a row
    for each of ``years``."""
    suggested = {t.slug: [{"year": year} for year in years] for t in section.tables if t.yearly}
    return replace(shown(section, {"fields": initial, "tables": suggested}), touched=False)


def shown(section: Section, typed: Mapping[str, Any]) -> BoundSection:
    """The section as it was typed, not judged yet: unbound forms, no errors."""
    form = section.form(initial=dict(typed.get("fields", {})), use_required_attribute=False)
    tables = []
    for table in section.tables:
        bound = BoundTable(table, [])
        for row in typed.get("tables", {}).get(table.slug, []):
            bound.add_row(row)
        tables.append(bound)
    return BoundSection(section, form, tables)


def typed_from_post(section: Section, post: QueryDict) -> dict[str, Any]:
    """What a posted page says about ``section``. Names the section does not have are ignored;
    rows left wholly empty are dropped."""
    typed: dict[str, Any] = {"fields": _values(section.form(), post, ""), "tables": {}}
    for table in section.tables:
        template, rows = table.form(), []
        for n in range(min(_count(post.get(f"{table.slug}-rows")), table.most + 1)):
            row = _values(template, post, f"{table.slug}-{n}-")
            if any(v for v in row.values()) and not post.get(f"{table.slug}-{n}-remove"):
                rows.append(row)
        typed["tables"][table.slug] = rows
    return typed


def clean(programme: Programme, dossier: Mapping[str, Any]) -> dict[str, Any]:
    """Typed values of every touched section: what eligibility rules look at."""
    return {s.slug: bind(s, dossier[s.slug]).clean for s in programme.sections if dossier.get(s.slug)}


def sheet(programme: Programme, dossier: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The dossier in readable words, JSON-ready: ``[{slug, title, fields: [{name, label, value}],
    tables: [{slug, title, columns, rows}]}]``."""
    return [in_words(bind(section, dossier.get(section.slug))) for section in programme.sections]


def in_words(bound: BoundSection) -> dict[str, Any]:
    """One section of the ``sheet``; what is not valid is left empty."""
    values = bound.clean
    return {
        "slug": bound.section.slug,
        "title": str(bound.section.title),
        "fields": [
            {"name": name, "label": str(f.label), "value": _words(f, values["fields"].get(name))}
            for name, f in bound.form.fields.items()
        ],
        "tables": [_table_words(t, values["tables"][t.table.slug]) for t in bound.tables],
    }


def _table_words(bound: BoundTable, rows: list[dict[str, Any]]) -> dict[str, Any]:
    fields = bound.table.form().fields
    return {
        "slug": bound.table.slug,
        "title": str(bound.table.title),
        "columns": [str(f.label) for f in fields.values()],
        "rows": [[_words(f, row.get(name)) for name, f in fields.items()] for row in rows],
        "totals": [
            {"label": str(f.label), "value": yuan(sum((row[name] for row in rows), Decimal(0)))}
            for name, f in fields.items()
            if "data-money" in f.widget.attrs and rows
        ],
    }


def _words(form_field: forms.Field, value: Any) -> str:
    if isinstance(form_field, forms.BooleanField):
        return str(_("是") if value else _("否"))
    if value in (None, "", []):
        return ""
    if isinstance(form_field, forms.ChoiceField):
        labels = {str(key): str(label) for key, label in form_field.widget.choices}
        return "；".join(labels.get(str(v), str(v)) for v in (value if isinstance(value, list) else [value]))
    if "data-money" in form_field.widget.attrs:
        return yuan(value)
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value)


def _values(form: forms.Form, post: QueryDict, prefix: str) -> dict[str, Any]:
    """Typed text per field; lists for multiple choice."""
    values: dict[str, Any] = {}
    for name, form_field in form.fields.items():
        if isinstance(form_field, forms.MultipleChoiceField):
            values[name] = [storable(value)[:200] for value in post.getlist(prefix + name)[:50]]
        else:
            values[name] = storable(post.get(prefix + name) or "")
    return values


def storable(text: str) -> str:
    """Text as it can be kept: cut at 20,000 characters, without NUL, which no keyboard types and PostgreSQL
    does not store."""
    return text.replace("\x00", "")[:20_000]


def _querydict(values: Mapping[str, Any], prefix: str = "") -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(prefix + name, value if isinstance(value, list) else [value])
    return data


def _count(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 5 else 0
