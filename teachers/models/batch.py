from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from workflows import clock


class BatchState(models.TextChoices):
    WAITING = "waiting", _("等待处理")
    RUNNING = "running", _("处理中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("无法读取")


class NominationBatch(models.Model):
    """A workbook of nominations and, perhaps, a ZIP of their papers (批量推荐). ``read`` of ``total`` rows have
    been looked at; ``errors`` is ``[[row number, {column key: message}], …]``, ``unmatched`` names of files in
    the ZIP that belong to no row."""

    school = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("teachers.Post", on_delete=models.PROTECT, related_name="+")
    status = FSMField(
        _("状态"), default=BatchState.WAITING, choices=BatchState.choices, max_length=10, protected=True
    )
    workbook = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    workbook_name = models.CharField(max_length=120)
    archive = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    archive_name = models.CharField(max_length=120, blank=True)
    total = models.PositiveIntegerField(_("行数"), default=0)
    read = models.PositiveIntegerField(_("已处理行数"), default=0)
    accepted = models.PositiveIntegerField(_("已导入行数"), default=0)
    errors = models.JSONField(_("错误"), default=list)
    unmatched = models.JSONField(_("未匹配的文件"), default=list)
    message = models.CharField(_("说明"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("上传时间"), default=clock.now)
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("批量推荐")
        verbose_name_plural = _("批量推荐")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.school} · {self.workbook_name}"

    @property
    def audit_chain(self) -> str:
        return f"nomination-batch/{self.pk}"

    @transition(field=status, source=[BatchState.WAITING, BatchState.RUNNING], target=BatchState.RUNNING)
    def start(self, **kwargs: object) -> None:
        """A worker began, or begins again after another died."""

    @transition(field=status, source=BatchState.RUNNING, target=BatchState.DONE)
    def finish(self, **kwargs: object) -> None:
        self.finished_at = clock.now()

    @transition(field=status, source=[BatchState.WAITING, BatchState.RUNNING], target=BatchState.FAILED)
    def fail(self, *, message: str, **kwargs: object) -> None:
        self.message, self.finished_at = message[:500], clock.now()
