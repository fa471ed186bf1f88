from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows import clock


class OutgoingMail(models.Model):
    """A mail waiting to be sent after commit (待发邮件). Its text may hold a secret link, so the row is
    emptied once the mail server has taken it."""

    to = models.EmailField(_("收件人"))
    subject = models.CharField(_("主题"), max_length=200)
    body = models.TextField(_("正文"), blank=True)
    created_at = models.DateTimeField(_("创建时间"), default=clock.now)
    sent_at = models.DateTimeField(_("发送时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("待发邮件")
        verbose_name_plural = _("待发邮件")

    def __str__(self) -> str:
        return self.subject
