from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    """What a unit's reviewer says of a case (审核意见)."""

    AGREE = "agree", _("同意")
    CORRECT = "correct", _("需补正")
    OBJECT = "object", _("不同意")


class Opinion(models.Model):
    """One unit's opinion at one step. Unique per application, step, unit and pass: a pass is one visit
    of the step; after a correction the units that asked give their opinion in the next pass."""

    application = models.ForeignKey(
        "certification.Application", on_delete=models.PROTECT, related_name="opinions"
    )
    revision = models.ForeignKey("certification.Revision", on_delete=models.PROTECT, related_name="opinions")
    node = models.CharField(_("环节"), max_length=50)
    unit = models.CharField(_("单位代码"), max_length=40)
    passing = models.PositiveSmallIntegerField(_("轮次"), default=1)
    verdict = models.CharField(_("意见"), max_length=10, choices=Verdict.choices)
    comment = models.TextField(_("说明"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("审核意见")
        verbose_name_plural = _("审核意见")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "node", "unit", "passing"], name="one_opinion_per_unit_and_pass"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_verdict_display()}"
