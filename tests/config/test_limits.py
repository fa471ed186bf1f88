"""A request that is too large is turned away before its body is read."""

import pytest
from django.test import Client
from pytest_django import Settings


@pytest.mark.django_db
def test_a_body_above_the_limit_is_a_413_in_our_words(client: Client, settings: Settings) -> None:
    settings.REQUEST_MAX_BYTES = 1000
    assert client.post("/healthz", {"a": "x" * 2000}).status_code == 413
    assert client.post("/healthz", {"a": "x" * 200}).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("length", ["-1", "1e9", "x"])
def test_a_length_that_is_no_number_is_refused(client: Client, length: str) -> None:
    assert client.get("/healthz", CONTENT_LENGTH=length).status_code == 413
