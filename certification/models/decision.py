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
    """What is decided. ``PROCEED`` only continues the procedure; the words for the others are the
    programme's (``registry.Ending``)."""

    PROCEED = "proceed", _("继续办理")
    GRANT = "grant", _("同意")
    CULTIVATE = "cultivate", _("培育")
    LOWER = "lower", _("降级")
    EXTEND = "extend", _("延长")
    RECOMMEND = "recommend", _("推荐")
    DEFER = "defer", _("暂缓")
    REFUSE = "refuse", _("不同意")
    EXIT = "exit", _("退出")
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
        return f"{self.get_kind_display()} {self.label}"

    @property
    def label(self) -> str:
        """The outcome in the words of the case's programme."""
        ending = self.application.programme.endings_by_outcome.get(self.outcome)
        return str(ending.title if ending else self.get_outcome_display())
