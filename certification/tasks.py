"""What the scheduler calls for certification. Fetch, delegate, log; nothing else."""

import logging

from celery import shared_task

from certification.domain import follow_ups

logger = logging.getLogger(__name__)


@shared_task
def open_duties() -> None:
    """Every morning: duties whose period has begun."""
    if made := follow_ups.open_all():
        logger.info("%s duties opened", len(made))
