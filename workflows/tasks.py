"""What the worker and the scheduler call. Fetch, delegate, log; nothing else."""

import logging

from celery import shared_task

from workflows import audit, deadlines, outbox, timers

logger = logging.getLogger(__name__)


@shared_task
def ring(message_id: int) -> None:
    """The bell: one message may be due."""
    outbox.perform(message_id)


@shared_task
def sweep() -> None:
    """Every few seconds: perform what no bell reached."""
    if done := outbox.sweep():
        logger.info("sweeper performed %s messages", done)


@shared_task
def fire_timers() -> None:
    """Twice a minute: fire the timers that came due."""
    if fired := timers.fire_due():
        logger.info("%s timers fired", fired)


@shared_task
def recompute_deadlines() -> None:
    """Every night: paused deadlines move with the day, and a release may bring a new holiday table."""
    if moved := deadlines.recompute_open():
        logger.info("%s deadlines moved", len(moved))


@shared_task
def seal_audit() -> None:
    """Every night: seal the audit chains. The line logged is the anchor outside the database."""
    row = audit.checkpoint()
    logger.info("audit checkpoint %s %s", row.number, row.hash)
