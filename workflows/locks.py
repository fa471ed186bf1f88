"""The process lock: one case moves one step at a time, and whoever comes second waits.

viewflow's default lock is none at all (two posts fan a task out twice), and its shipped one sleeps
between attempts. Ours waits in the database: a row lock on PostgreSQL, for at most
``LOCK_TIMEOUT_SECONDS``; on SQLite the IMMEDIATE transaction of the settings does the same for the
whole file. Waiting too long is answered with ``Refused("busy")``, never with a half-done step.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _
from viewflow.workflow.lock import SelectForUpdateLock
from viewflow.workflow.models import Process

from workflows.errors import Refused

LOCK_TIMEOUT_SECONDS = 5
# lock_not_available, deadlock_detected, serialization_failure
_BUSY_SQLSTATES = {"55P03", "40P01", "40001"}


class ProcessLock(SelectForUpdateLock):
    """viewflow's ``lock_impl``: locks the process row, waiting for its turn; reentrant.

    Calling it with a flow class and the id of a process gives a context manager that opens one
    transaction and yields the process row as it is under the lock (None when there is none).
    """

    def __init__(self) -> None:
        super().__init__(nowait=False, attempts=1)

    @contextmanager
    def __call__(self, flow_class: Any, process_pk: int) -> Iterator[Process | None]:
        with busy_is_refused(), transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = {round(LOCK_TIMEOUT_SECONDS * 1000)}")
            yield Process._default_manager.select_for_update(no_key=True).filter(pk=process_pk).first()


process_lock = ProcessLock()


@contextmanager
def hold(process_id: int) -> Iterator[Process]:
    """Hold the lock of one process inside one transaction and yield its row.

    Domain verbs that move a status and the flow together open this first, so that everybody takes
    the process before the case: ``with hold(process.pk): transitions.apply(…); engine.cancel(…)``.

    Raises ``Refused``: ``not_found`` when there is no such process, ``busy`` when the wait is too long.
    """
    with process_lock(None, process_id) as process:
        if process is None:
            raise Refused("not_found", _("没有找到这个办理流程。"))
        yield process


@contextmanager
def busy_is_refused() -> Iterator[None]:
    """Answer a wait that took too long, or a deadlock, with ``Refused("busy")``."""
    try:
        yield
    except OperationalError as error:
        if not is_busy(error):
            raise
        raise Refused("busy", _("该办件正由他人处理，请稍等片刻再提交一次。")) from error


def is_busy(error: OperationalError) -> bool:
    """Whether the database gave up waiting for somebody else's lock, rather than failed."""
    if connection.vendor == "postgresql":
        return getattr(error.__cause__, "sqlstate", None) in _BUSY_SQLSTATES
    return "locked" in str(error)
