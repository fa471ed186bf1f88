"""Keyset pages of rows that are read newest first."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
_MAX_ID = 2**63 - 1


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows and the cursor of the next page; an empty cursor means there is none."""

    items: list[Row]
    next: str


def by_pk(queryset: QuerySet[Row], *, after: str = "", size: int = 25) -> Page[Row]:
    """``size`` rows before the primary key ``after``, newest first; nonsense means the first page."""
    rows = queryset.order_by("-pk")
    if after.isascii() and after.isdigit() and int(after[:20]) <= _MAX_ID:
        rows = rows.filter(pk__lt=int(after[:20]))
    found = list(rows[: size + 1])
    return Page(found[:size], str(found[size - 1].pk) if len(found) > size else "")
