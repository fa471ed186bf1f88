"""What this machine and site need to work, looked at one by one.

One list serves both doors, ``manage.py check`` and ``/healthz``: a name, what is wrong, and how to put it right.
"""

import ctypes
import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.utils.translation import gettext as _

from config import production
from config.celery import app as celery_app
from documents import fonts
from workflows import audit_triggers as triggers
from workflows import calendar, clock
from workflows.models.outbox import OutboxMessage, OutboxState

log = logging.getLogger(__name__)

FINE, NOTICE, BROKEN = "ok", "notice", "broken"

# Shared libraries that WeasyPrint loads, and the Debian package of each.
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "libfontconfig.so.1": "libfontconfig1",
}
DISK_FLOOR = 500 * 2**20  # bytes: some hundred certificates and an upload of every kind
BACKLOG = 120  # seconds a due effect may wait before somebody should look at the worker


@dataclass(frozen=True)
class Finding:
    """``state``: FINE, NOTICE (works, but somebody should know) or BROKEN. ``remedy`` says what to do."""

    state: str = FINE
    message: str = ""
    remedy: str = ""


def _apt(*packages: str) -> str:
    return f"sudo apt-get install -y {' '.join(sorted(set(packages)))}"


def settings_safe() -> Finding:
    found = production.problems()
    if not found:
        return Finding()
    return Finding(BROKEN, " ".join(p.message for p in found), " ".join(p.remedy for p in found))


def libraries() -> Finding:
    missing = {}
    for name, package in LIBRARIES.items():
        try:
            ctypes.CDLL(name)
        except OSError:
            missing[name] = package
    if not missing:
        return Finding()
    message = _("缺少 PDF 排版所需的系统库：%(names)s。") % {"names": "、".join(missing)}
    return Finding(BROKEN, message, _apt(*missing.values()))


def typefaces() -> Finding:
    status = fonts.available()
    if not status.missing:
        return Finding()
    message = _("缺少证书所用的中文字体：%(names)s。") % {"names": "、".join(status.missing)}
    return Finding(NOTICE if status.ok else BROKEN, message, f"sudo {status.advice}")


def demo_accounts() -> Finding:
    if not production.demo_accounts():
        return Finding()
    remedy = _("请用新的空数据库：python manage.py init_site；演示请设 DEMO_MODE=1。")
    return Finding(BROKEN, _("正式环境的数据库里有演示账号，其密码是公开的。"), remedy)


def database() -> Finding:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        log.error("database: %s", error)  # names host and user, which is nothing for the public page
        remedy = _("请启动数据库，并核对 DATABASE_URL；详情见日志。")
        return Finding(BROKEN, _("数据库连接不上：%(error)s。") % {"error": type(error).__name__}, remedy)
    return Finding()


def migrations() -> Finding:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not waiting:
        return Finding()
    message = _("有 %(count)d 个数据库迁移尚未执行。") % {"count": len(waiting)}
    return Finding(BROKEN, message, "python manage.py migrate")


def audit_triggers() -> Finding:
    """A rebuilt SQLite table loses its triggers without a word, so their presence is looked at, not assumed."""
    if triggers.installed(connection):
        return Finding()
    return Finding(BROKEN, _("审计表的防改触发器不在。"), "python manage.py migrate")


def calendar_year() -> Finding:
    """Deadlines reach into the coming weeks, so a year is asked for a month before it begins."""
    day = clock.today() + timedelta(days=31)
    if not calendar.is_provisional(day):
        return Finding()
    message = _("%(year)d 年的放假安排尚未公布或确认，期限按暂定日历计算。") % {"year": day.year}
    return Finding(NOTICE, message, _("国务院办公厅公布后，请由经办人在工作日历中录入并确认该年度。"))


def effects() -> Finding:
    """A due effect that nobody performs means that no worker runs, or that it keeps failing."""
    overdue = clock.now() - timedelta(seconds=BACKLOG)
    open_ = OutboxMessage.objects.exclude(state=OutboxState.DONE)
    if open_.filter(state=OutboxState.FAILED).exists():
        remedy = _("请查看后台的待办效应列表，排除原因后重新执行。")
        return Finding(NOTICE, _("有待办效应多次执行失败。"), remedy)
    waiting = Q(state=OutboxState.PENDING, available_at__lt=overdue)
    abandoned = Q(state=OutboxState.RUNNING, leased_until__lt=overdue)
    if open_.filter(waiting | abandoned).exists():
        return Finding(BROKEN, _("有待办效应超过两分钟无人执行。"), _("请启动后台进程：make worker。"))
    return Finding()


def broker() -> Finding:
    if settings.CELERY_BROKER_URL.startswith("filesystem"):
        folder = settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"]
        try:
            with tempfile.TemporaryFile(dir=folder):
                return Finding()
        except OSError as error:
            message = _("内置消息目录不可写：%(error)s") % {"error": error}
            return Finding(BROKEN, message, f"mkdir -p {folder} && chmod u+rwx {folder}")
    try:
        with celery_app.connection_for_write() as link:
            link.ensure_connection(max_retries=1, timeout=3)
    except Exception as error:  # noqa: BLE001  every transport has its own errors, and none may break the page
        message = _("消息代理连接不上：%(error)s") % {"error": type(error).__name__}
        return Finding(BROKEN, message, _("请启动 Redis，并核对 BROKER_URL。"))
    return Finding()


def disk() -> Finding:
    free = shutil.disk_usage(settings.VAR_DIR).free
    if free >= DISK_FLOOR and os.access(settings.VAR_DIR, os.W_OK):
        return Finding()
    message = _("数据目录 %(path)s 不可写，或剩余空间仅 %(free)d MB（至少需要 %(floor)d MB）。") % {
        "path": settings.VAR_DIR,
        "free": free // 2**20,
        "floor": DISK_FLOOR // 2**20,
    }
    return Finding(BROKEN, message, _("请清理磁盘，或把 VAR_DIR 指到更大的磁盘。"))


@dataclass(frozen=True)
class Probe:
    name: str
    look: Callable[[], Finding]


# Those of the second list are asked only when the first found the database fine.
ENVIRONMENT = (
    Probe("settings", settings_safe),
    Probe("libraries", libraries),
    Probe("fonts", typefaces),
    Probe("disk", disk),
    Probe("broker", broker),
    Probe("database", database),
)
SCHEMA = Probe("migrations", migrations)
RECORDS = (
    Probe("accounts", demo_accounts),
    Probe("audit", audit_triggers),
    Probe("calendar", calendar_year),
    Probe("effects", effects),
)


def look_all() -> dict[str, Finding]:
    """Every finding by the name of its probe. A probe that cannot be asked yet is left out."""
    findings = {probe.name: probe.look() for probe in ENVIRONMENT}
    if findings["database"].state == FINE:
        findings[SCHEMA.name] = SCHEMA.look()
        if findings[SCHEMA.name].state == FINE:
            findings |= {probe.name: probe.look() for probe in RECORDS}
    return findings
