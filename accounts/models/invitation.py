from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from workflows import clock

LIFETIME = timedelta(days=7)
INVITED_ROLES = [Role.CLERK, Role.ORG_ADMIN]


def default_expiry() -> datetime:
    return clock.now() + LIFETIME


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> "InvitationQuerySet":
        """Neither used nor withdrawn nor too old."""
        return self.filter(closed_at__isnull=True, expires_at__gt=clock.now())


class Invitation(models.Model):
    """A colleague is asked to join (邀请同事). The link carries the signed primary key; this row says
    whether it still counts. It is used once, for seven days."""

    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField(_("邮箱"))
    role = models.CharField(_("角色"), max_length=20, choices=[(r.value, r.label) for r in INVITED_ROLES])
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("邀请时间"), default=clock.now)
    expires_at = models.DateTimeField(_("有效期至"), default=default_expiry)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(_("关闭时间"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("邀请")
        verbose_name_plural = _("邀请")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.email}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and clock.now() < self.expires_at
