from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from workflows import clock


class MembershipQuerySet(models.QuerySet["Membership"]):
    def live(self, on: date | None = None) -> "MembershipQuerySet":
        """Those in force on a day (default today) in organisations that are in use."""
        day = on or clock.today()
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day, organisation__is_active=True
        )


class Membership(models.Model):
    """A person's role in an organisation between two dates, both inclusive (任职).

    Ending one takes effect at once: ``ends_on`` becomes yesterday, the last whole day it held.
    Changed only by ``accounts.domain.memberships``, which leaves an audit record."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("角色"), max_length=20, choices=Role.choices)
    starts_on = models.DateField(_("起始日期"), default=clock.today)
    ends_on = models.DateField(_("终止日期"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职")
        verbose_name_plural = _("任职")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(ends_on__isnull=True),
                name="one_open_membership_per_role",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation} · {self.get_role_display()}"
