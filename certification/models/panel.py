from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PanelSeat(models.Model):
    """A seat of the expert panel (评审席位) and who holds it."""

    application = models.ForeignKey(
        "certification.Application", on_delete=models.PROTECT, related_name="seats"
    )
    number = models.PositiveSmallIntegerField(_("席位"))
    expert = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="panel_seats")
    appointed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    appointed_at = models.DateTimeField(_("指派时间"))

    class Meta:
        verbose_name = _("评审席位")
        verbose_name_plural = _("评审席位")
        ordering = ["application", "number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="panel_seat_once"),
            models.UniqueConstraint(fields=["application", "expert"], name="expert_sits_once_on_a_panel"),
        ]

    def __str__(self) -> str:
        return f"{self.application} #{self.number}"


class ScoreSheet(models.Model):
    """One expert's marks (评分表): criteria and weights are those frozen in the case's policy."""

    seat = models.OneToOneField(PanelSeat, on_delete=models.PROTECT, related_name="sheet")
    revision = models.ForeignKey("certification.Revision", on_delete=models.PROTECT, related_name="sheets")
    total = models.DecimalField(_("合计"), max_digits=6, decimal_places=2)
    comment = models.TextField(_("评审意见"))
    at = models.DateTimeField(_("提交时间"))

    class Meta:
        verbose_name = _("评分表")
        verbose_name_plural = _("评分表")

    def __str__(self) -> str:
        return f"{self.seat} {self.total}"


class ScoreLine(models.Model):
    """One criterion's mark on a sheet."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.PROTECT, related_name="lines")
    criterion = models.CharField(_("指标"), max_length=30)
    mark = models.DecimalField(_("得分"), max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = _("评分")
        verbose_name_plural = _("评分")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["sheet", "criterion"], name="criterion_scored_once")]

    def __str__(self) -> str:
        return f"{self.criterion} {self.mark}"
