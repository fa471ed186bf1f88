"""The only source of product time. Stories and tests move it; nothing else may.

All product times are aware and in Asia/Shanghai (``settings.TIME_ZONE``).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """The present moment, or the moment a story has travelled to."""
    return timezone.localtime(_frozen.get() or timezone.now())


def today() -> date:
    """The present calendar day in Shanghai."""
    return now().date()


@contextmanager
def travel(moment: datetime) -> Iterator[None]:
    """Hold the clock at ``moment`` (aware) inside the block; nests."""
    if timezone.is_naive(moment):
        raise ValueError("travel() needs an aware datetime")
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
