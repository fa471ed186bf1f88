from django.db import models
from django.utils.translation import gettext_lazy as _


class LetterKind(models.TextChoices):
    """Letters the procedure sends (文书)."""

    ACCEPTANCE = "acceptance", _("受理通知书")
    NON_ACCEPTANCE = "non_acceptance", _("不予受理通知书")
    CORRECTION = "correction", _("补正通知书")
    GRANT = "grant", _("决定书")
    REFUSAL = "refusal", _("不予同意决定书")
    DEFERRAL = "deferral", _("暂缓通知书")
    PRIOR_NOTICE = "prior_notice", _("事先告知书")
    NOTIFICATION = "notification", _("通知书")
    WITHDRAWAL = "withdrawal", _("撤回确认书")


class Letter(models.Model):
    """A letter to the applicant. ``content`` is fixed when it is written; the worker renders it once."""

    application = models.ForeignKey(
        "certification.Application", on_delete=models.PROTECT, related_name="letters"
    )
    kind = models.CharField(_("文书种类"), max_length=20, choices=LetterKind.choices)
    number = models.CharField(_("文号"), max_length=60, unique=True)
    content = models.JSONField(_("内容"))
    written_at = models.DateTimeField(_("制发时间"))
    file = models.ForeignKey(
        "files.StoredFile",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("文件"),
    )

    class Meta:
        verbose_name = _("文书")
        verbose_name_plural = _("文书")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"

    @property
    def title(self) -> str:
        """Its name in the words of the programme (纳入决定书、聘任通知 …)."""
        return str(self.content.get("title") or self.get_kind_display())
