from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OutboxState(models.TextChoices):
    PENDING = "pending", _("待执行")
    RUNNING = "running", _("执行中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("已失败")


class OutboxMessage(models.Model):
    """An effect promised by a committed transaction (待办效应). The row is the truth, Celery the doorbell.

    ``payload`` carries ids only. ``attempts`` doubles as the fencing token of a claim: a performer whose
    lease (machine time) ran out finds another number there and leaves the row alone.
    """

    key = models.CharField(_("唯一键"), max_length=200, unique=True)
    effect = models.CharField(_("效应"), max_length=80)
    payload = models.JSONField(_("参数"), default=dict)
    state = models.CharField(_("状态"), max_length=10, choices=OutboxState, default=OutboxState.PENDING)
    available_at = models.DateTimeField(_("可执行时间"))
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    leased_until = models.DateTimeField(_("租约到期"), null=True, blank=True)
    last_error = models.CharField(_("最近错误"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("创建时间"))
    done_at = models.DateTimeField(_("完成时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("待办效应")
        verbose_name_plural = _("待办效应")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["available_at"], condition=Q(state__in=["pending", "running"]), name="outbox_due"
            ),
            models.Index(fields=["id"], condition=Q(state="failed"), name="outbox_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.effect} {self.key} ({self.state})"
