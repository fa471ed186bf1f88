"""Logging: one line per event on standard error, tied to its request, with personal numbers and secret links masked.

Standard output stays free for what a command answers (``--json``).
Masked are resident identity numbers (GB 11643: 17 digits and a check character) and mobile numbers (11 digits
from 13 to 19); PIPL art. 51 asks for de-identification, and a log is read by more people than a dossier.
"""

import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest, HttpResponse

request_id: ContextVar[str] = ContextVar("request_id", default="-")

IDENTITY_NUMBER = re.compile(r"(?<!\w)(\d{6})(?:18|19|20)\d{9}([\dXx])(?!\w)", re.ASCII)
MOBILE_NUMBER = re.compile(r"(?<!\w)(?:\+?86[- ]?)?(1[3-9]\d)\d{4}(\d{4})(?!\w)", re.ASCII)

# Whoever holds such a link may join an organisation or set a password.
SECRET_LINK = re.compile(r"(/org/invitation/|/accounts/password/reset/key/)[^/\s\"']+")


def mask(text: str) -> str:
    """``310101199001011234`` -> ``310101***********4``, ``13812345678`` -> ``138****5678``."""
    text = SECRET_LINK.sub(r"\1***", text)
    text = IDENTITY_NUMBER.sub(lambda found: f"{found[1]}{'*' * 11}{found[2]}", text)
    return MOBILE_NUMBER.sub(r"\1****\2", text)


class LineFormatter(logging.Formatter):
    """Masks the finished line, so arguments and tracebacks are covered too."""

    def format(self, record: logging.LogRecord) -> str:
        record.request_id = request_id.get()
        return mask(super().format(record))


class RequestIdMiddleware:
    """Names every request; the name stands in its log lines and in the ``X-Request-ID`` answer header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = uuid.uuid4().hex[:12]  # never the caller's own: it could forge another's trail
        token = request_id.set(name)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = name
        return response


def configuration(*, level: str) -> dict[str, Any]:
    """Django's LOGGING: everything to standard error; whoever runs the process keeps it."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": LineFormatter,
                "format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s",
            }
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "stream": "ext://sys.stderr", "formatter": "line"}
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            # WeasyPrint and fontTools tell every step at INFO.
            "weasyprint": {"level": "ERROR"},
            "fontTools": {"level": "WARNING"},
            "pikepdf": {"level": "WARNING"},
            # Beat and strategy say "sending/received task" for each ring: eighteen thousand lines a day.
            "celery.beat": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            "kombu.connection": {"level": "ERROR"},  # warns that a folder has no host name
        },
    }
