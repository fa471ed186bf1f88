from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from bases.kinds import Kind
from enterprises.codes import DISTRICTS, ZONES, district_name
from workflows import clock


class Base(models.Model):
    """A base a school builds with enterprises (协同育人基地). ``school`` leads and applies; the enterprises
    are its ``partners``. Kept by ``bases.profile``; what was certified stays with the certificate."""

    school = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="bases", verbose_name=_("牵头学校")
    )
    kind = models.CharField(_("基地类型"), max_length=2, choices=Kind.choices)
    name = models.CharField(_("基地名称"), max_length=100)
    chain = models.CharField(_("对接产业链"), max_length=100)
    district = models.CharField(_("所在区"), max_length=6, choices=list(DISTRICTS.items()))
    zone = models.CharField(_("片区"), max_length=20, blank=True, choices=list(ZONES.items()))
    address = models.CharField(_("场地地址"), max_length=200)
    area = models.DecimalField(
        _("场地面积（平方米）"), max_digits=9, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )
    equipment_value = models.DecimalField(
        _("设备价值（元）"), max_digits=13, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )
    stations = models.PositiveIntegerField(_("工位数"))
    capacity = models.PositiveIntegerField(_("每年可接纳学生（人）"))
    teacher_places = models.PositiveIntegerField(_("每年可接纳教师（人）"))
    leader = models.CharField(_("基地负责人"), max_length=60)
    leader_post = models.CharField(_("负责人职务"), max_length=100)
    leader_phone = models.CharField(_("负责人电话"), max_length=20)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("建立时间"), default=clock.now, editable=False)
    updated_at = models.DateTimeField(_("更新时间"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("基地")
        verbose_name_plural = _("基地")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["school", "kind", "name"], name="one_base_of_a_name_and_kind")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def audit_chain(self) -> str:
        return f"base/{self.pk}"

    @property
    def district_name(self) -> str:
        return district_name(self.district)
