"""The same refusals as in ``test_settings``, asked in this process: which settings, which words."""

import pytest
from django.db import OperationalError
from django.test.utils import override_settings

from config import production

SAFE = {"SECRET_KEY_GIVEN": True, "SECRET_KEY": "0123456789abcdefghij" * 3, "ALLOWED_HOSTS": ["rz.example"]}


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({}, []),
        ({"SECRET_KEY_GIVEN": False}, ["secret_key"]),
        ({"SECRET_KEY": "0123456789abcdefghij" * 2}, ["secret_key"]),
        ({"SECRET_KEY": "django-insecure-" + "0123456789abcdefghij" * 3}, ["secret_key"]),
        ({"SECRET_KEY": "abc" * 30}, ["secret_key"]),
        ({"ALLOWED_HOSTS": ["rz.example", "*"]}, ["hosts"]),
        ({"DEBUG": True, "PUBLIC_HOST": "rz.example"}, ["debug"]),
        ({"DEBUG": True, "PUBLIC_HOST": "localhost", "SECRET_KEY_GIVEN": False}, []),
        ({"DEMO_MODE": True, "SECRET_KEY_GIVEN": False, "ALLOWED_HOSTS": ["*"]}, []),
    ],
)
def test_what_is_unsafe(changed: dict[str, object], codes: list[str]) -> None:
    with override_settings(**(SAFE | {"DEBUG": False, "DEMO_MODE": False} | changed)):
        found = production.problems()
    assert [problem.code for problem in found] == codes
    assert all(problem.remedy.startswith(("请设", "请换成", "请列出")) for problem in found)


def test_a_database_that_is_not_there_yet_does_not_stop_the_web_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unreachable() -> bool:
        raise OperationalError("no such table")

    monkeypatch.setattr(production, "demo_accounts", unreachable)
    with override_settings(**SAFE, DEBUG=False, DEMO_MODE=False):
        production.refuse_unsafe()  # /healthz tells about the database
