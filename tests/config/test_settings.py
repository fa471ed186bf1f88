"""A production site refuses what a demo may have; every case is a process of its own, as in life."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.local_key import local_key

SAFE = "k" * 25 + "0123456789" * 3
HERE = Path(__file__).resolve().parents[2]


def process(
    tmp_path: Path, script: str, migrate: bool = False, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run ``script`` under the real settings, with nothing inherited but the path."""
    clean = {
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    if database := os.environ.get("DATABASE_URL"):
        clean["DATABASE_URL"] = database
    return subprocess.run(
        [sys.executable, "-c", script], cwd=HERE, env=clean | environment, capture_output=True, text=True
    )


SERVE = "import config.wsgi; print('serving')"


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({}, "正式环境没有设置 SECRET_KEY。"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY 太短或是示例值。"),
        ({"SECRET_KEY": "insecure" + SAFE}, "SECRET_KEY 太短或是示例值。"),
        ({"SECRET_KEY": SAFE, "ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS 不得为 *。"),
        ({"SECRET_KEY": "ab" * 40}, "SECRET_KEY 太短或是示例值。"),
        ({"DEBUG": "1", "PUBLIC_BASE_URL": "https://rz.example"}, "DEBUG 打开时"),
        ({"DEBUG": "1", "PUBLIC_BASE_URL": "http://rz.example"}, "DEBUG 打开时"),
        ({"DEBUG": "1", "PUBLIC_BASE_URL": "http://10.0.0.7:8000"}, "DEBUG 打开时"),
    ],
)
def test_an_unsafe_site_does_not_start_and_says_why(
    tmp_path: Path, environment: dict[str, str], reason: str
) -> None:
    ended = process(tmp_path, SERVE, **environment)
    assert ended.returncode == 1
    assert "ImproperlyConfigured" in ended.stderr
    assert reason in ended.stderr


@pytest.mark.parametrize(
    "environment",
    [
        {"SECRET_KEY": SAFE},
        {"DEMO_MODE": "1"},
        {"DEBUG": "1"},
        {"DEBUG": "1", "PUBLIC_BASE_URL": "http://127.0.0.1:9000"},
    ],
    ids=["production", "demo", "debug", "debug by address"],
)
def test_negative_control_a_safe_site_a_demo_and_a_developer_start(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    ended = process(tmp_path, SERVE, **environment)
    assert (ended.returncode, ended.stdout) == (0, "serving\n"), ended.stderr


def test_check_deploy_names_the_same_problems_as_errors(tmp_path: Path) -> None:
    script = "import manage, sys; sys.argv = ['manage.py', 'check', '--deploy']; manage.main()"
    ended = process(tmp_path, script)
    assert ended.returncode == 1
    assert "platform.E_secret_key" in ended.stderr


SHOW = "from django.conf import settings as s; print(s.{0})"


@pytest.mark.parametrize(
    ("name", "environment", "value"),
    [
        ("PUBLIC_BASE_URL", {"PORT": "9001"}, "http://localhost:9001"),
        ("PUBLIC_BASE_URL", {"PUBLIC_BASE_URL": "https://rz.example/"}, "https://rz.example"),
        (
            "ALLOWED_HOSTS",
            {"PUBLIC_BASE_URL": "https://rz.example"},
            "['127.0.0.1', '[::1]', 'localhost', 'rz.example']",
        ),
        ("SESSION_COOKIE_SECURE", {}, "False"),
        ("SESSION_COOKIE_SECURE", {"PUBLIC_BASE_URL": "https://rz.example"}, "True"),
        ("CSRF_COOKIE_SECURE", {"PUBLIC_BASE_URL": "https://rz.example"}, "True"),
        ("SECURE_HSTS_SECONDS", {"PUBLIC_BASE_URL": "https://rz.example"}, "31536000"),
        ("DEBUG", {}, "False"),
        ("DEMO_MODE", {}, "False"),
        (
            "DATABASES['default']['ENGINE']",
            {"DATABASE_URL": "postgres://u@db/rz"},
            "django.db.backends.postgresql",
        ),
        (
            "DATABASES['default']['OPTIONS']['transaction_mode']",
            {"DATABASE_URL": "sqlite:////tmp/x"},
            "IMMEDIATE",
        ),
        ("CELERY_BROKER_URL", {}, "filesystem://"),
        ("CELERY_BROKER_TRANSPORT_OPTIONS['visibility_timeout']", {"BROKER_URL": "redis://r/0"}, "600"),
        ("CACHES['default']['BACKEND']", {}, "django.core.cache.backends.filebased.FileBasedCache"),
        ("CACHES['default']['LOCATION']", {"CACHE_URL": "redis://r/1"}, "redis://r/1"),
    ],
)
def test_the_environment_moves_the_settings(
    tmp_path: Path, name: str, environment: dict[str, str], value: str
) -> None:
    ended = process(tmp_path, SHOW.format(name), **environment)
    assert ended.stdout.strip() == value, ended.stderr


def test_the_celery_app_takes_its_safety_from_the_settings(tmp_path: Path) -> None:
    script = (
        "import django; django.setup(); from config.celery import app; c = app.conf;"
        "print(c.task_acks_late, c.task_reject_on_worker_lost, c.worker_prefetch_multiplier, c.task_ignore_result,"
        " c.accept_content, sorted(c.beat_schedule))"
    )
    ended = process(tmp_path, script)
    assert (
        ended.stdout.strip()
        == "True True 1 True ['json'] ['audit', 'deadlines', 'duties', 'outbox', 'timers']"
    ), ended.stderr


def test_every_scheduled_task_exists(tmp_path: Path) -> None:
    script = (
        "import django; django.setup(); from config.celery import app; app.loader.import_default_modules();"
        "print([e['task'] for e in app.conf.beat_schedule.values() if e['task'] not in app.tasks])"
    )
    assert process(tmp_path, script).stdout.strip() == "[]"


def test_a_local_key_is_made_once_and_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    key = local_key(path)
    assert len(key) >= 50
    assert local_key(path) == key
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["secret.key"]


def test_two_starters_at_once_agree_on_one_key(tmp_path: Path) -> None:
    script = "from django.conf import settings; print(settings.SECRET_KEY)"
    clean = {
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", script], cwd=HERE, env=clean, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    assert len({starter.communicate()[0] for starter in starters}) == 1
