from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """Kinds of organisation that take part (单位类别)."""

    ENTERPRISE = "enterprise", _("企业")
    SCHOOL = "school", _("学校")
    DEPARTMENT = "department", _("市级部门")
    DISTRICT = "district", _("区级部门")
    ZONE = "zone", _("片区管委会")
    POOL = "pool", _("专家库")
    AGENCY = "agency", _("受托机构")


class Organisation(models.Model):
    """Any body people act for. ``code`` is the unified social credit code (统一社会信用代码)
    of an enterprise or school and the unit code (e.g. ``SH-FGW``, ``310115-FGW``) of an office."""

    kind = models.CharField(_("类别"), max_length=20, choices=OrganisationKind.choices)
    name = models.CharField(_("名称"), max_length=200)
    code = models.CharField(_("代码"), max_length=40, unique=True)
    district = models.CharField(_("区划代码"), max_length=6, blank=True)
    zone = models.CharField(_("片区"), max_length=20, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("上级单位")
    )
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        ordering = ["kind", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def audit_chain(self) -> str:
        return f"organisation/{self.pk}"
