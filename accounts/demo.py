"""One demo account per role, shown on the sign-in page of a demonstration and nowhere else.

Whoever makes the demo people says who they are: ``demo.provide(accounts)``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class DemoAccount:
    """``role`` in words for a visitor, e.g. 企业申报员."""

    role: str
    username: str
    password: str


_providers: list[Callable[[], Iterable[DemoAccount]]] = []


def provide(provider: Callable[[], Iterable[DemoAccount]]) -> Callable[[], Iterable[DemoAccount]]:
    """Register who the demo people are; usable as a decorator."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def accounts() -> list[DemoAccount]:
    """Nobody unless this is a demonstration."""
    if not settings.DEMO_MODE:
        return []
    return [account for provider in _providers for account in provider()]
