"""Effects performed after commit (待办效应): mail, files, certificates, everything outside the database.

A transaction posts a row; its commit rings Celery with the row's id; a sweeper finds what the bell missed.
The bell may be lost, rung twice or rung early: the row alone decides who runs what, and when. An effect runs
at least once, never twice at the same time; handlers are idempotent and take ids only.
"""

import logging
import time
import traceback
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta

from celery import current_app
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from workflows import clock
from workflows.canonical import text
from workflows.models import OutboxMessage
from workflows.models.outbox import OutboxState

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
"""How long a performer may be silent before another takes over; longer than any task's hard time limit."""
MAX_ATTEMPTS = 10
FIRST_DELAY = timedelta(seconds=5)
LONGEST_DELAY = timedelta(hours=1)
BELL = "workflows.tasks.ring"  # by name: the worker imports us, we do not import the worker

Handler = Callable[[OutboxMessage], None]
_handlers: dict[str, Handler] = {}


def effect(name: str) -> Callable[[Handler], Handler]:
    """Register the decorated ``handler(message)`` for the effect ``name``."""

    def register(handler: Handler) -> Handler:
        if _handlers.setdefault(name, handler) is not handler:
            raise ValueError(f"effect {name!r} already has a handler")
        return handler

    return register


def post(
    effect: str,
    key: str,
    payload: Mapping[str, int | str] | None = None,
    *,
    available_at: datetime | None = None,
) -> OutboxMessage:
    """Promise ``effect`` in this transaction. The same ``key`` is the same promise: it is kept once.

    ``payload`` holds ids only (numbers and short codes), ``available_at`` is product time.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("outbox.post() belongs inside the transaction it speaks for")
    content = dict(payload or {})
    if any(not isinstance(v, int) and not (isinstance(v, str) and len(v) <= 100) for v in content.values()):
        raise TypeError(f"payload of {key!r} must hold ids only")
    now = clock.now()
    promise = OutboxMessage(
        key=key, effect=effect, payload=content, available_at=available_at or now, created_at=now
    )
    OutboxMessage.objects.bulk_create([promise], ignore_conflicts=True)
    message = OutboxMessage.objects.get(key=key)
    if message.effect != effect:
        raise ValueError(f"key {key!r} already promises {message.effect!r}")
    if message.state == OutboxState.PENDING and message.available_at <= now:
        transaction.on_commit(lambda: _ring(message.pk))
    return message


def perform(message_id: int, *, raise_errors: bool = False) -> bool:
    """Run one message if it is due and nobody else runs it. True when its handler came to its end.

    A failure is written down and tried again later (5 s, doubling up to an hour); after ten it stays
    failed, where ``failed()`` shows it. ``raise_errors`` raises it as well, for stories and tests.
    """
    if not _claim(message_id):
        return False
    message = OutboxMessage.objects.get(pk=message_id)
    try:
        if message.attempts > MAX_ATTEMPTS:
            raise RuntimeError("the worker died while performing this message")
        if message.effect not in _handlers:
            raise LookupError(f"no handler for effect {message.effect!r}")
        _handlers[message.effect](message)
    except Exception as error:  # whatever a handler raises, the message must not be lost
        _put_back(message, error)
        if raise_errors:
            raise
        return False
    return _settle(message, state=OutboxState.DONE, done_at=clock.now(), last_error="")


def drain(limit: int = 1000, *, raise_errors: bool = False, without: Collection[str] = ()) -> int:
    """Perform all that is due, and what that posts, in this process; effects ``without`` are left for a worker.
    How many handlers came to their end."""
    done = seen = 0
    while seen < limit:
        rows = _due().exclude(effect__in=without) if without else _due()
        due = list(rows.order_by("available_at", "pk").values_list("pk", flat=True)[: limit - seen])
        if not due:
            break
        seen += len(due)
        done += sum(perform(pk, raise_errors=raise_errors) for pk in due)
    return done


def sweep(limit: int = 100) -> int:
    """Perform what no bell reached: due messages and those whose performer fell silent."""
    return drain(limit)


def failed() -> QuerySet[OutboxMessage]:
    """Messages given up after ten attempts, for an operator to look at."""
    return OutboxMessage.objects.filter(state=OutboxState.FAILED).order_by("pk")


def retry(message_id: int) -> bool:
    """Give a failed message ten more attempts, from now."""
    with transaction.atomic():
        again = OutboxMessage.objects.filter(pk=message_id, state=OutboxState.FAILED).update(
            state=OutboxState.PENDING, attempts=0, available_at=clock.now()
        )
        if again:
            transaction.on_commit(lambda: _ring(message_id))
    return bool(again)


def _due() -> QuerySet[OutboxMessage]:
    pending = Q(state=OutboxState.PENDING, available_at__lte=clock.now())
    abandoned = Q(state=OutboxState.RUNNING, leased_until__lte=_machine_now())
    return OutboxMessage.objects.filter(pending | abandoned)


def _claim(message_id: int) -> bool:
    """Take the lease in one UPDATE: of two performers the database lets one find the row still due."""
    return bool(
        _due()
        .filter(pk=message_id)
        .update(state=OutboxState.RUNNING, attempts=F("attempts") + 1, leased_until=_machine_now() + LEASE)
    )


def _settle(message: OutboxMessage, **changes: object) -> bool:
    """Write the outcome unless the lease ran out and somebody else took the message over."""
    own = OutboxMessage.objects.filter(pk=message.pk, state=OutboxState.RUNNING, attempts=message.attempts)
    return bool(own.update(leased_until=None, **changes))


def _put_back(message: OutboxMessage, error: Exception) -> None:
    # No local variables: they may hold personal data, and this text is shown to operators.
    frame = traceback.extract_tb(error.__traceback__)[-1]
    summary = text(f"{type(error).__name__}: {error}")[:500]
    place = f"{frame.filename}:{frame.lineno}"
    logger.error("effect %s (%s) failed at %s: %s", message.effect, message.key, place, summary)
    if message.attempts >= MAX_ATTEMPTS:
        _settle(message, state=OutboxState.FAILED, last_error=summary)
        return
    delay = min(FIRST_DELAY * 2 ** (message.attempts - 1), LONGEST_DELAY)
    _settle(message, state=OutboxState.PENDING, last_error=summary, available_at=clock.now() + delay)


def _ring(message_id: int) -> None:
    try:
        current_app.send_task(BELL, args=[message_id], retry=False, ignore_result=True)
    except Exception as error:  # the broker is down: the sweeper will find the row
        logger.warning("could not ring for message %s: %s", message_id, type(error).__name__)


def _machine_now() -> datetime:
    """The machine's clock, on purpose: a lease is about a living process, and a story that has travelled to
    last month must neither lose nor steal one."""
    return datetime.fromtimestamp(time.time(), tz=UTC)
