"""The whole site as ``make run`` starts it: gunicorn, a real worker, a real scheduler, the embedded broker."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

HERE = Path(__file__).resolve().parents[2]


def wait_for(what: Callable[[], Any], seconds: float = 60) -> Any:
    patience = time.monotonic() + seconds
    while time.monotonic() < patience:
        if found := what():
            return found
        time.sleep(0.2)
    raise AssertionError(f"nothing within {seconds:g} s")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return {
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEMO_MODE": "1",
        "PORT": str(port),
        "WEB_PROCESSES": "1",
    }


def python(environment: dict[str, str], *arguments: str) -> str:
    ended = subprocess.run(
        [sys.executable, *arguments], cwd=HERE, env=environment, capture_output=True, text=True, check=True
    )
    return ended.stdout


@pytest.fixture
def site(environment: dict[str, str], tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    python(environment, "-m", "config.prepare")
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.supervisor"], cwd=HERE, env=environment, stdout=log, stderr=log
        )
        yield process
        process.kill()
        process.wait()


def healthy(port: str) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(json.load(answer)["ok"])
    except (URLError, ConnectionError, TimeoutError):
        return False


def test_the_site_serves_works_off_its_outbox_and_stops_on_one_signal(
    site: subprocess.Popen[bytes], environment: dict[str, str], tmp_path: Path
) -> None:
    assert not (tmp_path / "static" / "viewflow").exists()  # 48 MB of somebody else's front end
    wait_for(lambda: healthy(environment["PORT"]))

    # Nobody rings for this one: only scheduler -> broker -> worker -> sweeper can find it.
    setup = "import django; django.setup(); from workflows import clock; from workflows.models import OutboxMessage;"
    insert = (
        "OutboxMessage.objects.create(key='k', effect='of nobody', "
        "available_at=clock.now(), created_at=clock.now())"
    )
    python(environment, "-c", setup + insert)
    look = setup + "print(OutboxMessage.objects.get(key='k').attempts)"
    assert wait_for(lambda: int(python(environment, "-c", look))) >= 1

    site.send_signal(signal.SIGINT)
    assert site.wait(timeout=20) == 0, (tmp_path / "log").read_text()
    assert not healthy(environment["PORT"])
    lines = (tmp_path / "log").read_text().splitlines()
    assert {line.partition(" | ")[0].strip() for line in lines} <= {"web", "worker", "beat"}


def test_static_files_are_collected_once_and_again_when_one_changes(
    environment: dict[str, str], tmp_path: Path
) -> None:
    script = (
        "import django; django.setup(); from django.conf import settings;"
        "settings.STATICFILES_FINDERS = settings.STATICFILES_FINDERS[:1];"  # our own files will do
        "from config import prepare; print(prepare.collect_static(), prepare.collect_static())"
    )
    assert python(environment, "-c", script).split() == ["True", "False"]
    assert list((tmp_path / "static" / "ui").glob("ui.*.css.br"))
    (tmp_path / "static" / ".fingerprint").write_text("older")
    assert python(environment, "-c", script).split() == ["True", "False"]
