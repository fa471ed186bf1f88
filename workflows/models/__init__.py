from .audit import AuditCheckpoint, AuditEntry
from .calendar import CalendarOverride, CalendarYear
from .deadline import Deadline, DeadlinePause
from .outbox import OutboxMessage, OutboxState
from .workitem import WorkItem

__all__ = [
    "AuditCheckpoint",
    "AuditEntry",
    "CalendarOverride",
    "CalendarYear",
    "Deadline",
    "DeadlinePause",
    "OutboxMessage",
    "OutboxState",
    "WorkItem",
]
