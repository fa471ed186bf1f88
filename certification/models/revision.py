from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ScanState(models.TextChoices):
    """What the worker read off the signed scan (签章扫描件)."""

    NONE = "none", _("未上传")
    PENDING = "pending", _("核对中")
    MATCHED = "matched", _("版本一致")
    MISMATCH = "mismatch", _("版本不一致")
    UNREADABLE = "unreadable", _("未识别到版本码")


class Revision(models.Model):
    """A frozen submission (申报版本): dossier, eligibility report and evidence as they stood.

    ``sheet`` is the dossier in readable words (titles, labels, values), so that an old revision reads
    the same after the form has changed; ``dossier`` is what was typed."""

    application = models.ForeignKey(
        "certification.Application", on_delete=models.PROTECT, related_name="revisions"
    )
    number = models.PositiveSmallIntegerField(_("版本"))
    dossier = models.JSONField(_("申报内容"))
    sheet = models.JSONField(_("申报书正文"), help_text=_("提交时的标题与内容，供阅读和打印"))
    eligibility = models.JSONField(_("条件核对"))
    evidence = models.ManyToManyField(
        "certification.Evidence", related_name="revisions", verbose_name=_("佐证材料")
    )
    version_code = models.CharField(_("版本码"), max_length=16, unique=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(_("提交时间"))
    form = models.ForeignKey(
        "files.StoredFile",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("申报书"),
    )
    scan = models.ForeignKey(
        "files.StoredFile",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("签章扫描件"),
    )
    scan_state = models.CharField(
        _("扫描件核对"), max_length=12, choices=ScanState.choices, default=ScanState.NONE
    )
    scan_found = models.CharField(_("扫描件上的版本码"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("申报版本")
        verbose_name_plural = _("申报版本")
        ordering = ["application", "number"]
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="revision_number_once")]

    def __str__(self) -> str:
        return f"{self.application} v{self.number}"
