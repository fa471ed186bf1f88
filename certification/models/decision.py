from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DecisionKind(models.TextChoices):
    """The acts that settle something about a case."""

    INTAKE = "intake", _("受理决定")
    SETTLEMENT = "settlement", _("异议意见裁定")
    DELIBERATION = "deliberation", _("联席会议审议结论")
    FINAL = "final", _("认定决定")


class Outcome(models.TextChoices):
    """What is decided. ``PROCEED`` only continues the procedure."""

    PROCEED = "proceed", _("继续办理")
    GRANT = "grant", _("纳入")
    DEFER = "defer", _("补正后再报")
    REFUSE = "refuse", _("不予纳入")
    DECLINE = "decline", _("不予受理")


class Decision(models.Model):
    """An act with its reason, who took it and when; one of each kind (settlements: one per stage)."""

    application = models.ForeignKey(
        "certification.Application", on_delete=models.PROTECT, related_name="decisions"
    )
    revision = models.ForeignKey("certification.Revision", on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(_("类别"), max_length=15, choices=DecisionKind.choices)
    stage = models.CharField(_("环节"), max_length=50, blank=True)
    outcome = models.CharField(_("结论"), max_length=10, choices=Outcome.choices)
    reason = models.TextField(_("理由"))
    score = models.DecimalField(_("专家评审得分"), max_digits=6, decimal_places=2, null=True, blank=True)
    meeting = models.CharField(_("会议"), max_length=100, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("决定")
        verbose_name_plural = _("决定")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "kind", "stage"], name="one_decision_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.get_outcome_display()}"
