from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import F, Value
from django.utils.translation import gettext_lazy as _

from accounts.models.membership import Membership
from accounts.models.organisation import OrganisationKind
from accounts.roles import Role
from workflows import clock


class EntrustmentQuerySet(models.QuerySet["Entrustment"]):
    def live(self, on: date | None = None) -> "EntrustmentQuerySet":
        """Those in force on a day (default today) between organisations that are in use."""
        day = on or clock.today()
        return self.filter(
            starts_on__lte=day, ends_on__gte=day, principal__is_active=True, agency__is_active=True
        )


class Entrustment(models.Model):
    """An agency (受托机构) does the officer's work of its principal for one programme between two dates, both
    inclusive (委托办理). It never decides: neither the signature nor the conference goes with it. Changed only by
    ``accounts.domain.entrustments``, which leaves an audit record with the principal."""

    principal = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="entrustments_given",
        verbose_name=_("委托单位"),
    )
    agency = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="entrustments_held",
        verbose_name=_("受托机构"),
        limit_choices_to={"kind": OrganisationKind.AGENCY},
    )
    programme_slug = models.CharField(_("事项"), max_length=60)
    starts_on = models.DateField(_("起始日期"), default=clock.today)
    ends_on = models.DateField(_("终止日期"))
    document = models.CharField(_("委托文书"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("登记时间"), default=clock.now, editable=False)

    objects = EntrustmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("委托办理")
        verbose_name_plural = _("委托办理")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.principal} → {self.agency} · {self.programme_slug}"


class Post(NamedTuple):
    """A desk somebody stands at. ``programme`` is empty for a post of one's own and names the one programme a
    lent post is for; ``kind`` is the kind of the unit."""

    role: str
    unit: str
    name: str
    kind: str
    programme: str

    @property
    def own(self) -> bool:
        """Held by membership in an office itself, neither lent nor of an agency."""
        return not self.programme and self.kind != OrganisationKind.AGENCY


def posts_of(user_id: int, on: date | None = None) -> list[Post]:
    """Every post a person holds on a day, their own first in the order they were given; one query."""
    held = Membership.objects.live(on).filter(user=user_id)
    agencies = held.filter(role=Role.OFFICER, organisation__kind=OrganisationKind.AGENCY)
    own = held.annotate(programme=Value("", models.CharField())).values_list(
        "role", "organisation__code", "organisation__name", "organisation__kind", "programme", "pk"
    )
    lent = (
        Entrustment.objects.live(on)
        .filter(agency__in=agencies.values("organisation"))
        .annotate(role=Value(Role.OFFICER.value, models.CharField()), programme=F("programme_slug"))
        .order_by()
        .values_list("role", "principal__code", "principal__name", "principal__kind", "programme", "pk")
    )
    rows = sorted(own.union(lent, all=True), key=lambda row: (row[4] != "", row[5]))
    return [Post(*row[:5]) for row in rows]
