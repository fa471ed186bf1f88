from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AppendOnlyError(RuntimeError):
    """Somebody tried to change or delete a row of the audit record."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Refuses in Python what the database triggers refuse anyway, with a clearer word."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("audit rows are never updated")

    def delete(self) -> NoReturn:
        raise AppendOnlyError("audit rows are never deleted")


class AppendOnly(models.Model):
    """A row that can be written once. The fields every link of a hash chain has."""

    at = models.DateTimeField(_("时间"))
    release = models.CharField(_("软件版本"), max_length=60)
    algorithm = models.CharField(_("摘要算法"), max_length=20, default="sha256")
    previous_hash = models.CharField(_("前一摘要"), max_length=64, blank=True)
    hash = models.CharField(_("摘要"), max_length=64)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("audit rows are never updated")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("audit rows are never deleted")


class AuditEntry(AppendOnly):
    """Who did what to what, when, why, under which release (审计记录); one chain per case.

    ``actor`` is empty for the system itself; ``actor_name`` keeps the name as it was then.
    """

    chain = models.CharField(_("链"), max_length=100)
    seq = models.PositiveIntegerField(_("序号"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    actor_name = models.CharField(_("经办人"), max_length=200, blank=True)
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    action = models.CharField(_("动作"), max_length=100)
    source = models.CharField(_("原状态"), max_length=100, blank=True)
    target = models.CharField(_("新状态"), max_length=100, blank=True)
    reason = models.TextField(_("原因"), blank=True)
    data = models.JSONField(_("数据"), default=dict)

    class Meta:
        verbose_name = _("审计记录")
        verbose_name_plural = _("审计记录")
        ordering = ["chain", "seq"]
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="audit_chain_does_not_fork")]

    def __str__(self) -> str:
        return f"{self.chain}#{self.seq} {self.action}"


class AuditCheckpoint(AppendOnly):
    """The heads of every chain that grew since the checkpoint before (审计检查点).

    ``heads`` is a sorted list of ``[chain, seq, hash]``; each checkpoint holds the hash of the one before,
    so the newest ``hash``, kept anywhere outside this database, vouches for the whole record.
    """

    number = models.PositiveIntegerField(_("序号"), unique=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    actor_name = models.CharField(_("经办人"), max_length=200, blank=True)
    through = models.PositiveBigIntegerField(_("截至记录"))
    count = models.PositiveIntegerField(_("链数"))
    heads = models.JSONField(_("链首"), default=list)
    root = models.CharField(_("汇总摘要"), max_length=64)

    class Meta:
        verbose_name = _("审计检查点")
        verbose_name_plural = _("审计检查点")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"#{self.number} {self.hash[:12]}"
