"""The test bed itself: append-only tables stand while a test runs and are emptied after it."""

import os
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, transaction
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from workflows import audit
from workflows.models import AuditEntry


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_the_record_is_refused_to_delete_yet_the_next_test_finds_it_empty(time: str) -> None:
    assert AuditEntry.objects.count() == 0
    audit.record("test:1", time, by=None)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.all()._raw_delete(using="default")
    assert AuditEntry.objects.get().action == time


def test_nothing_is_written_into_the_checkout(settings: Settings, tmp_path: Path) -> None:
    checkout = Path(__file__).resolve().parents[2]
    assert not settings.VAR_DIR.is_relative_to(checkout)
    assert tmp_path / "media" == settings.MEDIA_ROOT


def test_the_developers_environment_does_not_leak_in(settings: Settings) -> None:
    assert (settings.DEBUG, settings.DEMO_MODE) == (False, False)
    assert "SECRET_KEY" not in os.environ


@pytest.mark.browser
def test_browser_server_and_queries_share_one_database(live_server: LiveServer, page: Page) -> None:
    """The server's threads see what the test wrote, and the test may query while the browser is open."""
    get_user_model().objects.create_user("clerk", "clerk@example.org", "a password")
    answer = page.goto(f"{live_server.url}/healthz")
    assert answer is not None
    assert answer.json()["checks"]["database"]["state"] == "ok"
    assert get_user_model().objects.get().username == "clerk"
