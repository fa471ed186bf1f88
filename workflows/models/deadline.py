from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Deadline(models.Model):
    """A promised limit of one process, in working days (承诺时限).

    The facts are ``started_on``, ``limit_days`` and the pauses; ``due_on``, ``due_at``, ``provisional``
    and ``calendar_version`` are computed from them by ``workflows.deadlines`` and stored for queues.
    """

    process = models.ForeignKey("viewflow.Process", on_delete=models.PROTECT, related_name="deadlines")
    kind = models.CharField(_("环节"), max_length=60)
    unit = models.CharField(_("单位代码"), max_length=40, blank=True, default="")
    limit_days = models.PositiveSmallIntegerField(_("时限（工作日）"))
    started_on = models.DateField(_("起算日"))
    opened_at = models.DateTimeField(_("开始时间"))
    due_on = models.DateField(_("届满日"))
    due_at = models.DateTimeField(_("届满时间"))
    provisional = models.BooleanField(_("暂定"), default=False)
    calendar_version = models.PositiveIntegerField(_("工作日历版本"), default=0)
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("时限")
        verbose_name_plural = _("时限")
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["process", "kind", "unit"],
                condition=Q(closed_at__isnull=True),
                name="one_open_deadline_per_kind_and_unit",
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(closed_at__isnull=True), name="open_deadline_due")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit} {self.due_on}"


class DeadlinePause(models.Model):
    """A stretch off the clock (暂停计时): days after ``from_at``'s up to and including ``until_at``'s."""

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="pauses")
    reason = models.TextField(_("原因"))
    from_at = models.DateTimeField(_("暂停时间"))
    until_at = models.DateTimeField(_("恢复时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("暂停计时")
        verbose_name_plural = _("暂停计时")
        ordering = ["from_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["deadline"], condition=Q(until_at__isnull=True), name="one_open_pause_per_deadline"
            )
        ]

    def __str__(self) -> str:
        return self.reason
