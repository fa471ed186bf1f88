"""A process to hang deadlines on, and a moment to be at. Real flows stand in the tests that need them."""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, ClassVar

import factory
from django.utils import timezone
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.models import Process

from workflows import clock
from workflows.models import Deadline, OutboxMessage


class ErrandFlow(flow.Flow):
    """The smallest flow: one human step."""

    process_title: ClassVar[str] = "跑腿（虚构）"
    start = flow.StartHandle().Next(this.errand)
    errand = flow.View(lambda request: None).Next(this.end)
    end = flow.End()


class ProcessFactory(factory.django.DjangoModelFactory[Process]):
    class Meta:
        model = Process

    flow_class = ErrandFlow


def at(moment: str) -> AbstractContextManager[None]:
    """Travel to ``moment``, Shanghai time: ``with at("2026-09-14 10:00"):``."""
    return clock.travel(timezone.make_aware(datetime.fromisoformat(moment)))


def reload(row: Any) -> Any:
    """The row as it is stored now."""
    return type(row)._base_manager.get(pk=row.pk)


def due(row: Deadline) -> str:
    """The stored due day."""
    return str(reload(row).due_on)


def state(message: OutboxMessage) -> tuple[str, int]:
    """The stored state and number of attempts."""
    stored = reload(message)
    return (str(stored.state), stored.attempts)
