from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflows import clock


class NoticeKind(models.TextChoices):
    """Who put the notice up; the city's own is the case's public notice."""

    EMPLOYER = "employer", _("工作单位公示")
    SCHOOL = "school", _("学校公示")


class NoticeResult(models.TextChoices):
    CLEAR = "clear", _("无异议")
    RESOLVED = "resolved", _("有异议，经核查不成立")
    UPHELD = "upheld", _("异议成立")


class NominationNotice(models.Model):
    """A notice at the employer or the school, as recorded with its proof (单位公示、学校公示).
    ``starts_on`` and ``ends_on`` are both inclusive. Kept by ``teachers.nominating.record_notice``."""

    nomination = models.ForeignKey("teachers.Nomination", on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(_("公示方"), max_length=10, choices=NoticeKind.choices)
    place = models.CharField(_("公示地点或网址"), max_length=300)
    starts_on = models.DateField(_("公示起始日期"))
    ends_on = models.DateField(_("公示截止日期"))
    result = models.CharField(_("公示结果"), max_length=10, choices=NoticeResult.choices)
    note = models.CharField(_("异议核查说明"), max_length=500, blank=True)
    proof = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    proof_name = models.CharField(max_length=120)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("登记时间"), default=clock.now)

    class Meta:
        verbose_name = _("公示记录")
        verbose_name_plural = _("公示记录")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["nomination", "kind"], name="one_notice_per_nomination_and_kind"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="nomination_notice_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nomination} · {self.get_kind_display()}"
