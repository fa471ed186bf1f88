"""A request that is too large is turned away before its body is read; one that waited too long is told so."""

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from config.limits import BusyMiddleware


@pytest.mark.django_db
def test_a_body_above_the_limit_is_a_413_in_our_words(client: Client, settings: Settings) -> None:
    settings.REQUEST_MAX_BYTES = 1000
    assert client.post("/healthz", {"a": "x" * 2000}).status_code == 413
    assert client.post("/healthz", {"a": "x" * 200}).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("length", ["-1", "1e9", "x"])
def test_a_length_that_is_no_number_is_refused(client: Client, length: str) -> None:
    assert client.get("/healthz", CONTENT_LENGTH=length).status_code == 413


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@pytest.mark.django_db
def test_a_lock_that_was_never_given_is_told_as_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.limits.is_busy", lambda error: "locked" in str(error))
    middleware, request = BusyMiddleware(_nothing), RequestFactory().post("/desk/claim/")
    answer = middleware.process_exception(request, OperationalError("database is locked"))
    assert answer is not None
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "没有生效" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError("no such table"), ValueError("database is locked")])
def test_other_failures_stay_failures(error: Exception) -> None:
    middleware = BusyMiddleware(_nothing)
    assert middleware.process_exception(RequestFactory().get("/"), error) is None
    assert middleware(RequestFactory().get("/")).status_code == 200
