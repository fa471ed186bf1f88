"""Registry of the navigation: each app says what it offers, and to whom.

In an app's ``AppConfig.ready``::

    navigation.register(items)          # items() -> Iterable[Item]

The context processor asks for the items on every page, so ``visible`` and ``badge``
must be cheap: one small query each at most.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django.contrib.auth.models import AnonymousUser
from django.urls import NoReverseMatch, reverse

Place = Literal["main", "user"]


def everyone(user: Any) -> bool:
    """Visible to all, signed in or not."""
    return True


def signed_in(user: Any) -> bool:
    """Visible to whoever is signed in."""
    return bool(user.is_authenticated)


@dataclass(frozen=True)
class Item:
    """One entry of the navigation (导航项).

    ``label`` is what is shown, ``url_name`` a name without arguments; ``visible(user)`` says who
    sees it; ``badge(user)`` is an optional count, hidden at 0; ``order`` sorts; ``place`` is the
    main bar or the user's own menu.
    """

    label: Any
    url_name: str
    visible: Callable[[Any], bool] = everyone
    badge: Callable[[Any], int] | None = None
    order: int = 50
    place: Place = "main"


@dataclass(frozen=True)
class Entry:
    """An item as one person sees it on one page."""

    label: str
    url: str
    badge: int
    current: bool


Provider = Callable[[], Iterable[Item]]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Add a provider of items; registering the same one again changes nothing."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def unregister(provider: Provider) -> None:
    """Take a provider out (for tests)."""
    _providers.remove(provider)


def registered() -> Iterator[Item]:
    """All items, in order."""
    items = [item for provider in _providers for item in provider()]
    yield from sorted(items, key=lambda item: item.order)


def entries(user: Any, path: str) -> dict[Place, list[Entry]]:
    """What ``user`` sees at ``path``. The longest URL that ``path`` begins with is current."""
    shown: list[tuple[Item, str]] = []
    for item in registered():
        if item.visible(user):
            try:
                shown.append((item, reverse(item.url_name)))
            except NoReverseMatch:
                continue  # reported by the system check ui.W001
    here = max((url for _, url in shown if _covers(url, path)), key=len, default="")
    result: dict[Place, list[Entry]] = {"main": [], "user": []}
    for item, url in shown:
        badge = item.badge(user) if item.badge else 0
        result[item.place].append(Entry(str(item.label), url, badge, url == here))
    return result


def landing(user: Any) -> str:
    """Where a person's own work begins: the first entry of the bar that is not there for everybody."""
    public = {item.url_name for item in registered() if item.visible(AnonymousUser())}
    for item in registered():
        if item.place == "main" and item.url_name not in public and item.visible(user):
            return reverse(item.url_name)
    return "/"


def _covers(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url if url.endswith("/") else f"{url}/"))
