"""Logs say which request, and never whose number."""

import logging
import sys
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from gunicorn.config import Config

from config import gunicorn, logs


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("身份证 310199199001011237 已核对", "身份证 310199***********7 已核对"),
        ("31019919900101123X", "310199***********X"),
        ("电话13812345678。", "电话138****5678。"),
        ("+86 13812345678", "138****5678"),
        ("USCC 91310000MA1FL0000X stays", "USCC 91310000MA1FL0000X stays"),
        ("certificate SHCJ-A1-2026-00001-Q stays", "certificate SHCJ-A1-2026-00001-Q stays"),
        ("GET /org/invitation/MTI:1vXy/ 200", "GET /org/invitation/***/ 200"),
        ("Gone: /accounts/password/reset/key/2-c8k-9f/", "Gone: /accounts/password/reset/key/***/"),
        ("/accounts/password/reset/key/done/", "/accounts/password/reset/key/***/"),
        ("202611231708 is a time", "202611231708 is a time"),
    ],
)
def test_personal_numbers_are_masked(said: str, written: str) -> None:
    assert logs.mask(said) == written


def test_arguments_and_tracebacks_are_masked_too() -> None:
    formatter = logs.LineFormatter("%(request_id)s %(message)s")
    try:
        raise ValueError("phone=13812345678")
    except ValueError:
        record = logging.LogRecord(
            "x", logging.ERROR, "f", 1, "id %s", ("310199199001011237",), sys.exc_info()
        )
    line = formatter.format(record)
    assert line.startswith("- id 310199***********7\n")
    assert "13812345678" not in line
    assert "phone=138****5678" in line


def test_every_answer_names_its_request_and_takes_no_name_from_outside(client: Client) -> None:
    first = client.get("/nowhere/", headers={"X-Request-ID": "forged"})
    second = client.get("/nowhere/")
    assert len(first["X-Request-ID"]) == 12
    assert first["X-Request-ID"] not in {"forged", second["X-Request-ID"]}
    assert logs.request_id.get() == "-"


def test_the_access_log_is_masked_too() -> None:
    """gunicorn writes it past Django's formatter."""
    assert gunicorn.logger_class is gunicorn.Log
    environ = {
        "REQUEST_METHOD": "POST",
        "RAW_URI": "/org/invitation/MTI:1vXy/?from=mail",
        "PATH_INFO": "/org/invitation/MTI:1vXy/",
        "SERVER_PROTOCOL": "HTTP/1.1",
    }
    answer = SimpleNamespace(status="302 Found", sent=0, headers=[])
    atoms = gunicorn.Log(Config()).atoms(answer, SimpleNamespace(headers=[]), environ, timedelta(0))
    assert gunicorn.access_log_format % atoms == "POST /org/invitation/***/ 302 0ms"
