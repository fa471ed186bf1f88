"""The readings of work items: what a desk may claim, what a person holds, both together, what they have done.

Pages walk an index by keyset (the last row seen), so page one thousand costs what page one costs, and
nothing is counted on the way. ``count`` stops at its cap, for badges like “99+”.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from workflows.models import WorkItem

MAX_SIZE = 100
_MAX_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Page:
    """One page of work items and the cursor of the next; an empty cursor means there is none."""

    items: list[WorkItem]
    next: str


def claimable(desks: Iterable[tuple[str, str]]) -> QuerySet[WorkItem]:
    """待领取: open and unowned items of the desks ``(role, unit code)``, most urgent first."""
    desk = _at(desks)
    if desk is None:
        return WorkItem.objects.none()
    return _rows().filter(desk, closed_at=None, owner=None).order_by("due_at", "id")


def held(user: AbstractBaseUser) -> QuerySet[WorkItem]:
    """待办: open items the person has claimed or was given, most urgent first."""
    return _rows().filter(owner_id=user.pk, closed_at=None).order_by("due_at", "id")


def waiting(user: AbstractBaseUser, desks: Iterable[tuple[str, str]]) -> QuerySet[WorkItem]:
    """全部待办: what the person holds and what their desks may claim, most urgent first."""
    desk = _at(desks)
    own = Q(owner_id=user.pk)
    theirs = own if desk is None else own | Q(desk, owner=None)
    return _rows().filter(theirs, closed_at=None).order_by("due_at", "id")


def done(user: AbstractBaseUser) -> QuerySet[WorkItem]:
    """已办: items the person has finished, latest first."""
    return _rows().filter(closed_by_id=user.pk, closed_at__isnull=False).order_by("-closed_at", "-id")


def count(queryset: QuerySet[WorkItem], *, cap: int = 100) -> int:
    """How many, but never more than ``cap``: the database stops counting there."""
    return queryset.order_by()[:cap].count()


def counts(querysets: Mapping[str, QuerySet[WorkItem]], *, cap: int = 100) -> dict[str, int]:
    """``count`` of several lists by name, in one query."""
    found = dict.fromkeys(querysets, 0)
    parts: list[str] = []
    names: list[str] = []
    parameters: list[Any] = []
    for name, queryset in querysets.items():
        try:
            sql, values = queryset.order_by().values("pk")[:cap].query.sql_with_params()
        except EmptyResultSet:
            continue
        names.append(name)
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS counted)")
        parameters += values
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts)}", parameters)
            found.update(zip(names, cursor.fetchone(), strict=True))
    return found


def page(queryset: QuerySet[WorkItem], *, after: str = "", size: int = 25) -> Page:
    """The ``size`` items after the cursor ``after``; a cursor that makes no sense means the first page.

    ``queryset`` is one of the above, filtered further if need be: ordered by one moment and by id, both
    ascending or both descending.
    """
    size = max(1, min(size, MAX_SIZE))
    order = str(queryset.query.order_by[0])
    field, beyond = order.removeprefix("-"), "lt" if order.startswith("-") else "gt"
    cursor = _decode(after)
    if cursor is not None:
        at, last = cursor
        # the first condition is implied by the second; it lets both databases start inside the index
        queryset = queryset.filter(
            Q(**{f"{field}__{beyond}e": at}),
            Q(**{f"{field}__{beyond}": at}) | Q(**{field: at, f"id__{beyond}": last}),
        )
    rows = list(queryset[: size + 1])
    items = rows[:size]
    more = len(rows) > size
    return Page(items, _encode(getattr(items[-1], field), items[-1].pk) if more else "")


def _at(desks: Iterable[tuple[str, str]]) -> Q | None:
    """The condition of lying at one of the desks; None when there are none."""
    units: dict[str, set[str]] = defaultdict(set)
    for role, unit in desks:
        units[role].add(unit)
    at_desks = Q()
    for role, codes in sorted(units.items()):
        at_desks |= Q(role=role, unit__in=sorted(codes))
    return at_desks if units else None


def _rows() -> QuerySet[WorkItem]:
    return WorkItem.objects.select_related("process", "deadline").prefetch_related("process__artifact")


def _encode(at: datetime, pk: int) -> str:
    return urlsafe_b64encode(f"{at.astimezone(UTC):%Y%m%d%H%M%S%f}.{pk}".encode()).decode().rstrip("=")


def _decode(cursor: str) -> tuple[datetime, int] | None:
    """Moment and id of a cursor, or None for anything we did not make."""
    try:
        moment, pk = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii").split(".")
        at = datetime.strptime(moment, "%Y%m%d%H%M%S%f").replace(tzinfo=UTC)
        last = int(pk)
    except (ValueError, binascii.Error, OverflowError):
        return None
    return (at, last) if at.year >= 1900 and 0 < last <= _MAX_ID else None
