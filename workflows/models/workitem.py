from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Process, Task


class WorkItem(models.Model):
    """Address and projection of one human task (待办事项): whose it is, by when, and how it ended.

    One row serves the queue, the guard and the history. viewflow's task stays the truth about the
    procedure; this row carries what viewflow cannot say (role, unit, seat, product time), and is
    written only by ``workflows.nodes`` and ``workflows.engine``, in the transaction that moves the task.
    """

    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="item")
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="items")
    node = models.CharField(_("环节"), max_length=100)
    role = models.CharField(_("岗位角色"), max_length=40)
    unit = models.CharField(_("办理单位"), max_length=40, blank=True)
    seat = models.PositiveSmallIntegerField(_("席位"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("办理人"),
        db_index=False,  # the partial indexes below serve every query by owner
    )
    # meant for that person (席位、申报人): never goes back into the desk's pool
    named = models.BooleanField(_("指定办理人"), default=False)
    opened_at = models.DateTimeField(_("产生时间"))
    due_at = models.DateTimeField(_("办理时限"))
    deadline = models.ForeignKey("workflows.Deadline", on_delete=models.PROTECT, related_name="work_items")
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("办结人"),
        db_index=False,
    )
    outcome = models.CharField(_("办理结果"), max_length=40, blank=True)
    cancelled = models.BooleanField(_("已取消"), default=False)

    class Meta:
        verbose_name = _("待办事项")
        verbose_name_plural = _("待办事项")
        indexes: ClassVar = [
            # each is one reading of inbox.py, in the order its page walks
            models.Index(
                fields=["role", "unit", "due_at", "id"],
                name="item_claimable",
                condition=Q(closed_at=None, owner=None),
            ),
            models.Index(fields=["owner", "due_at", "id"], name="item_held", condition=Q(closed_at=None)),
            models.Index(
                fields=["closed_by", "-closed_at", "-id"],
                name="item_done",
                condition=Q(closed_at__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="item_closed_says_how",
                condition=Q(closed_at=None, closed_by=None, outcome="", cancelled=False)
                | Q(closed_at__isnull=False, cancelled=True)
                | Q(closed_at__isnull=False, cancelled=False, closed_by__isnull=False) & ~Q(outcome=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} #{self.task_id}"

    @property
    def flow_node(self) -> Any:
        """The node of the flow this task stands at, or None when a later release has dropped it."""
        flow_class = self.process.flow_class
        return flow_class and flow_class._nodes_by_name.get(self.node)

    @property
    def title(self) -> str:
        """What the step is called (环节名称); the stored name when the flow has dropped it."""
        node = self.flow_node
        return str(node.task_title) if node else self.node

    @property
    def is_open(self) -> bool:
        """Whether the task still waits for somebody."""
        return self.closed_at is None
