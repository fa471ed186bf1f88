from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """A public notice (公示) over explicit working days. ``ends_on`` is inclusive."""

    round = models.ForeignKey("certification.Round", on_delete=models.PROTECT, related_name="notices")
    number = models.CharField(_("公示编号"), max_length=40, unique=True)
    title = models.CharField(_("标题"), max_length=200)
    starts_on = models.DateField(_("公示开始日"))
    ends_on = models.DateField(_("公示截止日"))
    days = models.PositiveSmallIntegerField(_("公示期（工作日）"))
    calendar_version = models.PositiveIntegerField(_("工作日历版本"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(_("发布时间"))

    class Meta:
        verbose_name = _("公示")
        verbose_name_plural = _("公示")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "starts_on", "title", "days"], name="one_notice_a_day_and_title"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_chain(self) -> str:
        return f"notice/{self.pk}"


class NoticeEntry(models.Model):
    """One case on a notice. Only the name is public: no number of a person, no telephone."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="entries")
    application = models.OneToOneField(
        "certification.Application", on_delete=models.PROTECT, related_name="notice_entry"
    )
    holder_name = models.CharField(_("单位名称"), max_length=200)
    conclusion = models.CharField(_("拟定结论"), max_length=100)

    class Meta:
        verbose_name = _("公示对象")
        verbose_name_plural = _("公示对象")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.holder_name
