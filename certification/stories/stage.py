"""Where stories are played: on a scratch database of their own, or on the demonstration's."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import override_settings
from django.utils.translation import gettext as _

NOWHERE = "django.core.mail.backends.dummy.EmailBackend"
"""Mails of a story would stand between its lines, and nobody reads them."""


@contextmanager
def scratch() -> Iterator[None]:
    """A migrated database and a media folder that are gone afterwards; no worker hears of what happens here.

    On SQLite it lies in memory, on PostgreSQL it is a database of its own beside the product's. A site in
    production refuses: nothing fictional comes near its server.
    """
    if settings.SECRET_KEY_GIVEN and not (settings.DEBUG or settings.DEMO_MODE):
        raise CommandError(_("正式环境不演示虚构的办件。请在开发或演示环境（DEMO_MODE=1）运行。"))
    configured = connection.settings_dict["NAME"]
    own = f"scratch_{secrets.token_hex(4)}"
    usual = connection.settings_dict["TEST"]["NAME"]
    connection.settings_dict["TEST"]["NAME"] = None if connection.vendor == "sqlite" else own
    with tempfile.TemporaryDirectory(prefix="rongzheng-") as folder, _no_bell():
        try:
            connection.creation.create_test_db(verbosity=0, autoclobber=False, serialize=False)
        except SystemExit as error:  # Django has said why
            raise CommandError(_("不能建立临时数据库，请检查数据库账号是否有建库权限。")) from error
        try:
            if connection.settings_dict["NAME"] == configured:
                raise CommandError(_("临时数据库与正式数据库同名，未运行。"))
            with override_settings(MEDIA_ROOT=Path(folder) / "media", EMAIL_BACKEND=NOWHERE):
                yield
        finally:
            connection.creation.destroy_test_db(configured, verbosity=0)
            connection.close()  # one in memory closes only now that the configured name is back
            connection.settings_dict["TEST"]["NAME"] = usual


@contextmanager
def _no_bell() -> Iterator[None]:
    """Bells ring in this process's memory: ids of a scratch database must not reach the site's worker. Celery
    connects at the first bell, so this comes first in its process."""
    conf = current_app.conf
    usual = conf.broker_url, conf.broker_transport_options
    conf.broker_url, conf.broker_transport_options = "memory://", {}
    try:
        yield
    finally:
        conf.broker_url, conf.broker_transport_options = usual
