from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows import clock


class TeachingKind(models.TextChoices):
    """What was done for students (教学与指导类别)."""

    COURSE = "course", _("课程教学")
    LECTURE = "lecture", _("专题讲座")
    SUPERVISION = "supervision", _("指导学生")
    PROJECT = "project", _("联合项目")
    PRACTICE = "practice", _("实习实训指导")


class TeachingLog(models.Model):
    """Hours taught or mentored in a year (教学与指导学时), kept by the school. Never edited: a wrong entry is
    cancelled (``cancelled_at``) with a reason on record."""

    nomination = models.ForeignKey("teachers.Nomination", on_delete=models.PROTECT, related_name="teaching")
    year = models.PositiveSmallIntegerField(
        _("年度"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    kind = models.CharField(_("类别"), max_length=12, choices=TeachingKind.choices)
    title = models.CharField(_("内容"), max_length=200)
    hours = models.DecimalField(
        _("学时"), max_digits=6, decimal_places=1, validators=[MinValueValidator(Decimal(0))]
    )
    students = models.PositiveIntegerField(_("学生人数"), default=0)
    note = models.CharField(_("备注"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("登记时间"), default=clock.now)
    cancelled_at = models.DateTimeField(_("作废时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("教学与指导学时")
        verbose_name_plural = _("教学与指导学时")
        ordering = ["-year", "-pk"]

    def __str__(self) -> str:
        return f"{self.nomination.name} · {self.year} · {self.title}"
