"""Bounds of one request: what it may carry, and how long it may wait for others."""

from collections.abc import Callable

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from workflows.locks import is_busy


class RequestSizeMiddleware:
    """413 for a body above ``REQUEST_MAX_BYTES`` (bytes); single files have their own, smaller limit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > settings.REQUEST_MAX_BYTES:
            return render(request, "413.html", status=413)
        return self.get_response(request)


class BusyMiddleware:
    """503 in our words when the database gave up waiting for a lock; nothing was written, so trying again is safe."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OperationalError) or not is_busy(exception):
            return None
        answer = render(request, "503.html", status=503)
        answer["Retry-After"] = "5"
        return answer
