"""The enterprise as a party (企业): what its licence and its profile say, and bans on applying again."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enterprises.codes import DISTRICTS, ZONES, LegalForm, Scale, district_name, industry_name
from workflows import clock


class Enterprise(models.Model):
    """Profile of one enterprise. Name and code stay with the organisation, where an officer
    checked them against the licence; everything here is kept by the enterprise itself."""

    organisation = models.OneToOneField(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="enterprise"
    )
    legal_form = models.CharField(_("企业类型"), max_length=20, choices=LegalForm.choices)
    registered_district = models.CharField(_("注册区"), max_length=6, choices=list(DISTRICTS.items()))
    zone = models.CharField(_("片区"), max_length=20, blank=True, choices=list(ZONES.items()))
    industry_code = models.CharField(_("行业代码"), max_length=5)
    scale = models.CharField(_("企业规模"), max_length=10, choices=Scale.choices)
    legal_representative = models.CharField(_("法定代表人"), max_length=60)
    contact_name = models.CharField(_("联系人"), max_length=60)
    contact_phone = models.CharField(_("联系电话"), max_length=20)
    employees = models.PositiveIntegerField(_("职工人数"), validators=[MinValueValidator(1)])
    address = models.CharField(_("住所"), max_length=200)
    established_on = models.DateField(_("成立日期"))
    is_high_tech = models.BooleanField(_("高新技术企业"), default=False)
    is_specialised = models.BooleanField(_("专精特新企业"), default=False)
    updated_at = models.DateTimeField(_("更新时间"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("企业")
        verbose_name_plural = _("企业")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Name as on the licence."""
        return self.organisation.name

    @property
    def uscc(self) -> str:
        """Unified social credit code (统一社会信用代码)."""
        return self.organisation.code

    @property
    def district_name(self) -> str:
        return district_name(self.registered_district)

    @property
    def industry_name(self) -> str:
        return industry_name(self.industry_code)

    @property
    def audit_chain(self) -> str:
        return self.organisation.audit_chain


class Ban(models.Model):
    """An enterprise may not apply between two dates, both inclusive (禁止再次申报).

    Exit for cause bars a new application for five years (发改社会〔2019〕590号). Kept by code, not by
    enterprise: a ban outlives accounts. Made only by ``enterprises.bans.impose``."""

    uscc = models.CharField(_("统一社会信用代码"), max_length=18, db_index=True)
    starts_on = models.DateField(_("起始日期"))
    ends_on = models.DateField(_("终止日期"))
    family = models.CharField(_("适用类别"), max_length=20, blank=True, help_text=_("留空适用于全部事项"))
    reason = models.CharField(_("原因"), max_length=500)
    source = models.CharField(_("依据文书"), max_length=200)
    document = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("登记时间"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("禁止申报记录")
        verbose_name_plural = _("禁止申报记录")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="ban_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return f"{self.uscc} · {self.starts_on}–{self.ends_on}"

    @property
    def audit_chain(self) -> str:
        return f"ban/{self.uscc}"
