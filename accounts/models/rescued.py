from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows import clock

KEPT_FOR = timedelta(hours=24)


def default_expiry() -> datetime:
    return clock.now() + KEPT_FOR


class RescuedForm(models.Model):
    """What a person had typed when their session ended (退出前填写的内容): the posted fields of one
    page, for that person only, for a day. One per person and page: the newest counts."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=300)
    body = models.TextField()  # application/x-www-form-urlencoded
    expires_at = models.DateTimeField(default=default_expiry)

    class Meta:
        verbose_name = _("待恢复的表单")
        verbose_name_plural = _("待恢复的表单")
        constraints = [models.UniqueConstraint(fields=["user", "path"], name="one_rescued_form_per_page")]

    def __str__(self) -> str:
        return f"{self.user} · {self.path}"
