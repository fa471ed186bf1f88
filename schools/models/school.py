"""The school as a party (学校): what its registration and its profile say."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enterprises.codes import DISTRICTS, ZONES, district_name
from schools.codes import Breadth, Level, Orientation, Ownership, group_name, group_of
from workflows import clock


class School(models.Model):
    """Profile of one school. Name and credit code stay with the organisation, where an officer checked them
    against the registration; everything here is kept by the school itself.

    Orientation and breadth are empty for secondary vocational schools, which are outside the two-dimensional
    classification, and for a university that is not classified yet."""

    organisation = models.OneToOneField(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="school"
    )
    code = models.CharField(_("学校标识码"), max_length=10, unique=True)
    level = models.CharField(_("办学层次"), max_length=20, choices=Level.choices)
    orientation = models.CharField(
        _("分类：主体功能"), max_length=20, blank=True, choices=Orientation.choices
    )
    breadth = models.CharField(_("分类：学科专业集中度"), max_length=20, blank=True, choices=Breadth.choices)
    ownership = models.CharField(_("办学性质"), max_length=20, choices=Ownership.choices)
    supervisor = models.CharField(_("主管部门"), max_length=100)
    founded_on = models.DateField(_("建校日期"))
    district = models.CharField(_("所在区"), max_length=6, choices=list(DISTRICTS.items()))
    zone = models.CharField(_("片区"), max_length=20, blank=True, choices=list(ZONES.items()))
    address = models.CharField(_("地址"), max_length=200)
    students = models.PositiveIntegerField(_("全日制在校生数"), validators=[MinValueValidator(1)])
    teachers = models.PositiveIntegerField(_("专任教师数"), validators=[MinValueValidator(1)])
    majors = models.PositiveIntegerField(_("招生专业数"), validators=[MinValueValidator(1)])
    leading_majors = models.CharField(_("主干专业"), max_length=300, blank=True)
    legal_representative = models.CharField(_("法定代表人"), max_length=60)
    contact_name = models.CharField(_("联系人"), max_length=60)
    contact_phone = models.CharField(_("联系电话"), max_length=20)
    updated_at = models.DateTimeField(_("更新时间"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("学校")
        verbose_name_plural = _("学校")
        constraints = [
            models.CheckConstraint(
                condition=Q(orientation="", breadth="") | ~Q(level=Level.SECONDARY),
                name="secondary_schools_are_not_classified",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Name as registered."""
        return self.organisation.name

    @property
    def uscc(self) -> str:
        """Unified social credit code (统一社会信用代码)."""
        return self.organisation.code

    @property
    def comparison_group(self) -> str:
        """The group whose schools are ranked together; empty while the classification is open."""
        return group_of(self.level, self.orientation, self.breadth)

    @property
    def comparison_group_name(self) -> str:
        return group_name(self.comparison_group)

    @property
    def district_name(self) -> str:
        return district_name(self.district)

    @property
    def audit_chain(self) -> str:
        return self.organisation.audit_chain
