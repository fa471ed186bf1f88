"""What every test may rely on: own folders, append-only tables that survive a flush, and a real Chromium."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from pytest_django import Settings

from workflows import audit_triggers

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(autouse=True)
def own_folders(settings: Settings, tmp_path: Path) -> None:
    """Uploads and the cache of one test are never seen by the next."""
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def flush_past_the_triggers() -> Iterator[None]:
    """The audit tables refuse DELETE and TRUNCATE, which is how a transactional test cleans up.

    The triggers are lifted for that clean-up alone; while a test runs they stand, as in production.
    """
    clean_up = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def lifted(case: TransactionTestCase) -> None:
        audit_triggers.remove(connection)
        try:
            clean_up(case)
        finally:
            audit_triggers.install(connection)

    TransactionTestCase._fixture_teardown = lifted  # type: ignore[attr-defined]
    yield
    TransactionTestCase._fixture_teardown = clean_up  # type: ignore[attr-defined]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that cannot run on this machine are skipped by name, with the remedy."""
    no_browser = pytest.mark.skip(reason="no Chromium on this machine: apt-get install chromium")
    no_postgres = pytest.mark.skip(reason="needs PostgreSQL: make test-postgres")
    on_postgres = os.environ.get("DATABASE_URL", "").startswith("postgres")
    for item in items:
        if item.get_closest_marker("browser") and not CHROMIUM:
            item.add_marker(no_browser)
        if item.get_closest_marker("postgres") and not on_postgres:
            item.add_marker(no_postgres)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """pytest-playwright drives Debian's Chromium, which is the version the product promises to support.

    Playwright keeps an event loop in the test's thread, so Django takes every later query there for one made
    inside a coroutine; nothing in these tests is asynchronous, hence the variable (for this process only).
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {"executable_path": CHROMIUM, "args": ["--no-sandbox", "--disable-dev-shm-usage"]}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, object]:
    """A clerk in Shanghai at a common desktop size."""
    return {
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1280, "height": 900},
        "reduced_motion": "reduce",
    }
