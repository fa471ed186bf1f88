from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ReasonCode(models.TextChoices):
    """Why an item must be corrected (补正原因)."""

    MISSING = "missing", _("材料缺失")
    UNCLEAR = "unclear", _("材料不清晰或无法识别")
    EXPIRED = "expired", _("材料超过有效期")
    MISMATCH = "mismatch", _("填报与材料不一致")
    INSUFFICIENT = "insufficient", _("材料不足以证明")
    SEAL = "seal", _("缺少签字或盖章")
    OTHER = "other", _("其他")


class CorrectionNotice(models.Model):
    """One itemised request to correct (补正通知书, 一次性告知). A later one needs a recorded reason."""

    application = models.ForeignKey(
        "certification.Application", on_delete=models.PROTECT, related_name="corrections"
    )
    revision = models.ForeignKey(
        "certification.Revision", on_delete=models.PROTECT, related_name="corrections"
    )
    number = models.PositiveSmallIntegerField(_("次数"))
    stage = models.CharField(_("提出环节"), max_length=50)
    unit = models.CharField(_("发出单位"), max_length=40)
    later_reason = models.TextField(_("再次告知的理由"), blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("发出时间"))
    due_on = models.DateField(_("补正期限"))
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("补正通知")
        verbose_name_plural = _("补正通知")
        ordering = ["application", "number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="correction_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.application} #{self.number}"


class CorrectionItem(models.Model):
    """One thing to correct: a section of the dossier or a kind of evidence, why, and the answer.
    Without a notice it is raised by a unit and waits for the lead unit to merge it."""

    application = models.ForeignKey(
        "certification.Application", on_delete=models.PROTECT, related_name="correction_items"
    )
    notice = models.ForeignKey(
        CorrectionNotice, null=True, blank=True, on_delete=models.PROTECT, related_name="items"
    )
    stage = models.CharField(_("提出环节"), max_length=50)
    unit = models.CharField(_("提出单位"), max_length=40)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(_("提出时间"))
    section = models.SlugField(_("分节"), blank=True)
    evidence_kind = models.SlugField(_("材料"), blank=True)
    reason_code = models.CharField(_("原因"), max_length=15, choices=ReasonCode.choices)
    note = models.TextField(_("补正要求"))
    dropped_reason = models.TextField(_("合并时未采纳的理由"), blank=True)
    answer = models.TextField(_("申报单位说明"), blank=True)

    class Meta:
        verbose_name = _("补正事项")
        verbose_name_plural = _("补正事项")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(section="", evidence_kind=""), name="correction_item_names_its_place"
            )
        ]

    def __str__(self) -> str:
        return self.note[:40]

    @property
    def place(self) -> str:
        """The title of what is to be corrected."""
        programme = self.application.programme
        if self.evidence_kind:
            return programme.evidence_kind(self.evidence_kind).title
        return programme.section(self.section).title
