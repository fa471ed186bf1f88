"""The stage of a walk: a moment in September, everybody in a browser of their own, and one watch over all pages."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from certification.stories.cast import Cast
from tests.e2e.clock import ProcessClock, install
from tests.e2e.hands import Finger, Keyboard, Mouse
from tests.e2e.walk import Walk
from tests.e2e.watch import Watch

MONDAY = datetime(2026, 9, 7, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
Contexts = Callable[..., BrowserContext]


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> ProcessClock:
    """The product's clock, from Monday 7 September 2026, 9:30, in every thread."""
    return install(monkeypatch, MONDAY)


@pytest.fixture
def cast(transactional_db: None, time: ProcessClock) -> Cast:
    """All offices and their people."""
    found = Cast()
    found.set_stage()
    return found


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def contexts(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Contexts]:
    """Browsers of their own for each person; all are closed at the end."""
    opened: list[BrowserContext] = []

    def make(**extra: Any) -> BrowserContext:
        context = browser.new_context(**{**browser_context_args, **extra})
        context.set_default_timeout(15_000)
        opened.append(context)
        return context

    yield make
    for number, context in enumerate(opened):
        if os.environ.get("E2E_PICTURES"):  # how every page looked at the end, to find out why a walk stopped
            context.pages[0].screenshot(path=f"{os.environ['E2E_PICTURES']}/{number}.png", full_page=True)
        context.close()


@pytest.fixture
def people(
    live_server: LiveServer, contexts: Contexts, watch: Watch, settings: Settings
) -> Callable[..., Callable[[str], Mouse]]:
    """``people(kind, **special)``: the hand of each person, ``kind`` for everybody who has no special one."""
    settings.PUBLIC_BASE_URL = live_server.url  # what the QR of a certificate leads to

    def make(kind: str, **special: str) -> Callable[[str], Mouse]:
        known: dict[str, Mouse] = {}

        def hand(who: str) -> Mouse:
            if who not in known:
                known[who] = _hand(special.get(who or "visitor", kind))
            return known[who]

        return hand

    def _hand(kind: str) -> Mouse:
        if kind == "plain":
            page = contexts(java_script_enabled=False).new_page()
            return Mouse(page, live_server.url, watch, scripts=False)
        if kind == "finger":
            return Finger(contexts(**PHONE).new_page(), live_server.url, watch)
        hand = {"mouse": Mouse, "keyboard": Keyboard}[kind]
        return hand(contexts().new_page(), live_server.url, watch)

    return make


@pytest.fixture
def walk(time: ProcessClock, tmp_path: Path) -> Callable[[Callable[[str], Mouse]], Walk]:
    """A walk with given hands."""
    return lambda hands: Walk(hands, time, tmp_path)
