"""What is missing is named, with the remedy, at both doors."""

import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.core import checks as system
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from config import health, probes, production
from workflows import audit_triggers, clock
from workflows.models.outbox import OutboxMessage, OutboxState


@pytest.fixture(autouse=True)
def fresh_report() -> Iterator[None]:
    health._last = None
    yield
    health._last = None


def overdue(state: OutboxState, minutes: int) -> None:
    moment = clock.now() - timedelta(minutes=minutes)
    OutboxMessage.objects.create(
        key=f"{state}-{minutes}", effect="x", state=state, available_at=moment, created_at=moment
    )


@pytest.mark.django_db
def test_a_sound_site_answers_200_and_lists_every_probe(client: Client) -> None:
    response = client.get("/healthz")
    body = response.json()
    names = [probe.name for probe in (*probes.ENVIRONMENT, probes.SCHEMA, *probes.RECORDS)]
    assert list(body["checks"]) == names
    broken = {name for name, check in body["checks"].items() if not check["ok"]}
    assert broken <= {"settings"}  # the test run has no SECRET_KEY of its own
    assert response.status_code == (503 if broken else 200)
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_one_broken_probe_is_a_503_which_names_it_and_its_remedy(client: Client, settings: Settings) -> None:
    settings.SECRET_KEY_GIVEN = True
    assert client.get("/healthz").status_code == 200
    health._last = None
    overdue(OutboxState.PENDING, minutes=3)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert json.loads(response.content)["checks"]["effects"] == {
        "ok": False,
        "state": "broken",
        "message": "有待办效应超过两分钟无人执行。",
        "remedy": "请启动后台进程：make worker。",
    }


@pytest.mark.django_db
def test_effects_that_are_young_done_or_failed_do_not_break_the_site() -> None:
    overdue(OutboxState.PENDING, minutes=1)
    overdue(OutboxState.DONE, minutes=9)
    assert probes.effects().state == probes.FINE
    overdue(OutboxState.FAILED, minutes=9)
    assert probes.effects().state == probes.NOTICE


@pytest.mark.django_db
def test_an_effect_whose_worker_died_breaks_the_site_when_nobody_takes_over() -> None:
    overdue(OutboxState.RUNNING, minutes=20)
    message = OutboxMessage.objects.filter(state=OutboxState.RUNNING)
    message.update(leased_until=clock.now() + timedelta(minutes=1))
    assert probes.effects().state == probes.FINE  # under way
    message.update(leased_until=clock.now() - timedelta(minutes=1))
    assert probes.effects().state == probes.FINE  # the sweeper will have it any moment
    message.update(leased_until=clock.now() - timedelta(minutes=3))
    assert probes.effects().state == probes.BROKEN


@pytest.mark.django_db
def test_many_callers_share_one_look(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []
    monkeypatch.setattr(probes, "look_all", lambda: looks.append(1) or {})
    for _ in range(5):
        client.get("/healthz")
    assert len(looks) == 1


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post("/healthz").status_code == 405


def test_a_missing_library_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(probes.LIBRARIES, "libnowhere.so.9", "libnowhere9")
    finding = probes.libraries()
    assert finding.message == "缺少 PDF 排版所需的系统库：libnowhere.so.9。"
    assert finding.remedy == "sudo apt-get install -y libnowhere9"


def test_a_missing_font_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    finding = probes.typefaces()
    assert finding.state == probes.BROKEN
    assert finding.remedy == "sudo apt-get install -y fonts-lxgw-wenkai fonts-noto-cjk"


def test_an_unwritable_embedded_broker_is_named(settings: Settings, tmp_path: Path) -> None:
    settings.CELERY_BROKER_URL = "filesystem://"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_in": str(tmp_path)}
    assert probes.broker().state == probes.FINE
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_in": str(tmp_path / "gone")}
    assert "内置消息目录不可写" in probes.broker().message


def test_an_unreachable_broker_is_named_without_its_password(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CELERY_BROKER_URL = "redis://:secret@127.0.0.1:1/0"
    monkeypatch.setattr(probes.celery_app.conf, "broker_url", "redis://:secret@127.0.0.1:1/0")
    finding = probes.broker()
    assert finding.state == probes.BROKEN
    assert finding.remedy == "请启动 Redis，并核对 BROKER_URL。"
    assert "secret" not in finding.message


@pytest.mark.django_db
def test_an_unreachable_database_is_named_without_its_address(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Anybody may ask ``/healthz``; what the driver says is for the log."""
    said = 'connection to server at "10.0.0.5" failed for user "rongzheng"'

    def refuse(*args: object) -> None:
        raise OperationalError(said)

    monkeypatch.setattr(connection, "cursor", refuse)
    finding = probes.database()
    assert (finding.state, finding.message) == (probes.BROKEN, "数据库连接不上：OperationalError。")
    assert said in caplog.text
    assert list(probes.look_all())[-1] == "database"  # its records are not asked for


def test_a_full_disk_is_named_with_the_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=7 * 2**20))
    assert "剩余空间仅 7 MB（至少需要 500 MB）" in probes.disk().message


@pytest.mark.django_db(transaction=True)
def test_missing_audit_triggers_are_seen() -> None:
    """A negative control of the silence with which SQLite drops them."""
    assert probes.audit_triggers().state == probes.FINE
    audit_triggers.remove(connection)
    assert probes.audit_triggers().remedy == "python manage.py migrate"
    audit_triggers.install(connection)
    assert probes.audit_triggers().state == probes.FINE


@pytest.mark.django_db
def test_manage_check_prints_the_same_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(probes.LIBRARIES, "libnowhere.so.9", "libnowhere9")
    found = [m for m in system.run_checks() if str(m.id).startswith("platform.")]
    assert [(m.id, m.hint) for m in found if m.id == "platform.W_libraries"] == [
        ("platform.W_libraries", "sudo apt-get install -y libnowhere9")
    ]
    with pytest.raises(SystemCheckError, match="libnowhere"):
        call_command("check", fail_level="WARNING")


@pytest.mark.django_db
def test_a_production_site_refuses_a_database_with_demo_accounts(settings: Settings) -> None:
    settings.SECRET_KEY_GIVEN = True
    production.refuse_unsafe()
    get_user_model().objects.create_user("clerk", f"Clerk@{settings.DEMO_MAIL_DOMAIN}", "public password")
    assert probes.demo_accounts().state == probes.BROKEN
    with pytest.raises(ImproperlyConfigured, match="演示账号"):
        production.refuse_unsafe()
    settings.DEMO_MODE = True  # negative control: that is what a demo is
    production.refuse_unsafe()
    assert probes.demo_accounts().state == probes.FINE
