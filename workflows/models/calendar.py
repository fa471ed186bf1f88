from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarOverride(models.Model):
    """An officer's word on one day; it beats the published table (工作日调整).

    Written by ``workflows.calendar.set_override`` only; earlier words on the day stay in the audit chain.
    """

    day = models.DateField(_("日期"), unique=True)
    working = models.BooleanField(_("工作日"))
    reason = models.TextField(_("依据"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("经办人")
    )
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("工作日调整")
        verbose_name_plural = _("工作日调整")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {_('工作日') if self.working else _('休息日')}"


class CalendarYear(models.Model):
    """An officer confirmed that the arrangement of ``year`` is published and entered (年度安排确认)."""

    year = models.PositiveSmallIntegerField(_("年度"), unique=True)
    reason = models.TextField(_("依据"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("经办人")
    )
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("年度安排确认")
        verbose_name_plural = _("年度安排确认")
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)
