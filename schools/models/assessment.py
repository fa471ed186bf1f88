"""Self-assessment (自评): one a school and year, one row an indicator."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from schools.codes import group_name
from workflows import clock


class AssessmentStatus(models.TextChoices):
    FILLING = "filling", _("填报中")
    LOCKED = "locked", _("已锁定")


class Assessment(models.Model):
    """A school's self-assessment of one year. While it is being filled, offices type; locked, its values feed
    applications and comparison. ``status`` moves only through ``schools.assessments``.

    ``scheme`` names the edition of the indicators it was opened under; ``group`` is the comparison group at the
    moment of locking, so that a later reclassification moves nobody between rankings."""

    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="assessments")
    year = models.PositiveSmallIntegerField(_("自评年度"))
    scheme = models.CharField(_("指标体系版本"), max_length=20)
    status = FSMField(
        _("状态"),
        default=AssessmentStatus.FILLING,
        choices=AssessmentStatus.choices,
        max_length=10,
        protected=True,
    )
    group = models.CharField(_("比较组"), max_length=40, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("启动时间"), default=clock.now)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    locked_at = models.DateTimeField(_("锁定时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("学校自评")
        verbose_name_plural = _("学校自评")
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["school", "year"], name="one_assessment_a_school_and_year"),
            models.CheckConstraint(
                condition=Q(status="filling") | Q(locked_at__isnull=False, locked_by__isnull=False),
                name="locked_assessments_say_when_and_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["year", "group", "status"], name="assessment_by_group")]

    def __str__(self) -> str:
        return f"{self.school} · {self.year}"

    @property
    def is_locked(self) -> bool:
        return bool(self.status == AssessmentStatus.LOCKED)

    @property
    def group_name(self) -> str:
        return group_name(self.group or self.school.comparison_group)

    @property
    def audit_chain(self) -> str:
        return f"assessment/{self.pk}"

    @transition(field=status, source=AssessmentStatus.FILLING, target=AssessmentStatus.LOCKED)
    def lock(self, *, person: models.Model, group: str) -> None:
        """The school's administrator takes responsibility for every value."""
        self.locked_by_id, self.locked_at, self.group = person.pk, clock.now(), group

    @transition(field=status, source=AssessmentStatus.LOCKED, target=AssessmentStatus.FILLING)
    def reopen(self) -> None:
        """Values may change again; the record says why."""
        self.locked_by, self.locked_at, self.group = None, None, ""


class IndicatorValue(models.Model):
    """One indicator of one self-assessment: who is to fill it and what they filled.

    ``office`` is the school's own name for the responsible office; ``assignee`` a colleague there. ``version``
    grows with every save: a form that shows an older one is refused."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="values")
    indicator = models.CharField(_("指标"), max_length=40)
    office = models.CharField(_("责任部门"), max_length=60)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("填报人"),
    )
    numerator = models.DecimalField(_("分子"), max_digits=18, decimal_places=2, null=True, blank=True)
    denominator = models.DecimalField(_("分母"), max_digits=18, decimal_places=2, null=True, blank=True)
    data_year = models.PositiveSmallIntegerField(_("数据年度"), null=True, blank=True)
    source_note = models.CharField(_("数据来源说明"), max_length=300, blank=True)
    filled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    filled_at = models.DateTimeField(_("填报时间"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("指标值")
        verbose_name_plural = _("指标值")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "indicator"], name="one_value_an_indicator"),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(denominator__gt=0), name="denominators_are_positive"
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True) | Q(numerator__gte=0), name="numerators_are_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} · {self.indicator}"

    @property
    def is_filled(self) -> bool:
        return self.filled_at is not None
