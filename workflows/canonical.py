"""One spelling for every value that is hashed, so that a row read back years later hashes the same."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.functional import Promise


def text(value: object) -> str:
    """``value`` as text any database stores: NUL and lone surrogates, which PostgreSQL refuses, replaced."""
    return str(value).replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def plain(value: Any) -> Any:
    """``value`` reduced to what JSON and both databases give back unchanged.

    Decimals, dates, ids and lazy translations become text. Floats are refused: ``jsonb`` rewrites
    ``1e22`` and the hash would no longer match; amounts and scores are Decimal here anyway.
    """
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, (str, Promise)):
        return text(value)
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {text(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        items = sorted(value, key=str) if isinstance(value, (set, frozenset)) else value
        return [plain(item) for item in items]
    raise TypeError(f"audit data cannot hold {type(value).__name__}: {value!r}")


def instant(moment: datetime) -> str:
    """An aware moment as UTC text with microseconds, whatever zone it came in."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def digest(value: Any) -> str:
    """SHA-256, in hexadecimal, of the canonical JSON of ``value`` (already ``plain``)."""
    encoded = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(encoded.encode()).hexdigest()
