"""The web server: a few processes of a few threads each. Environment variables as in docs/operations.md."""

import os
from typing import Any

from gunicorn import glogging  # type: ignore[import-untyped]

from config.logs import mask


class Log(glogging.Logger):
    """gunicorn's own access log, masked like every other line."""

    def atoms(self, *args: Any) -> dict[str, Any]:
        return {
            name: mask(value) if isinstance(value, str) else value
            for name, value in super().atoms(*args).items()
        }


logger_class = Log

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # the heartbeat must not wait for a disk
control_socket_disable = True
timeout = 60
graceful_timeout = 10
max_requests = 5_000
max_requests_jitter = 500
accesslog = "-"
# The path without its query: what a form searched for is not the log's business.
access_log_format = "%(m)s %(U)s %(s)s %(M)sms"
