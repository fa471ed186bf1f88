from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from workflows import clock


class ReportStatus(models.TextChoices):
    """年度报告状态."""

    DRAFT = "draft", _("填写中")
    CONFIRMING = "confirming", _("合作单位确认中")
    FILED = "filed", _("已提交")


class YearReport(models.Model):
    """What a base did in one calendar year (年度报告). ``figures`` is prefilled from milestones and spending and
    frozen when partners are asked; ``version`` is its SHA-256 with the text. Changed only by ``bases.reports``."""

    project = models.ForeignKey("bases.Project", on_delete=models.PROTECT, related_name="reports")
    year = models.PositiveSmallIntegerField(_("年度"))
    status = FSMField(
        _("状态"), default=ReportStatus.DRAFT, choices=ReportStatus.choices, max_length=12, protected=True
    )
    students = models.PositiveIntegerField(_("本年度培养学生（人）"), default=0)
    teachers = models.PositiveIntegerField(_("本年度接纳教师（人）"), default=0)
    progress = models.TextField(_("建设进展"), blank=True)
    problems = models.TextField(_("存在问题"), blank=True)
    next_steps = models.TextField(_("下一年度安排"), blank=True)
    figures = models.JSONField(_("数据"), default=dict, editable=False)
    version = models.CharField(_("版本"), max_length=64, blank=True, editable=False)
    filed_at = models.DateTimeField(_("提交时间"), null=True, blank=True, editable=False)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("年度报告")
        verbose_name_plural = _("年度报告")
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["project", "year"], name="one_report_a_year")]

    def __str__(self) -> str:
        return f"{self.project} · {self.year}"

    @property
    def audit_chain(self) -> str:
        return self.project.audit_chain

    @transition(field=status, source="draft", target=ReportStatus.CONFIRMING)
    def circulate(self, *, version: str, figures: dict[str, object]) -> None:
        """Figures are frozen; every partner is asked."""
        self.version, self.figures = version, figures

    @transition(field=status, source=["confirming", "filed"], target=ReportStatus.DRAFT)
    def take_back(self) -> None:
        """To be changed again: what partners said no longer counts."""
        self.version, self.filed_at, self.filed_by = "", None, None

    @transition(field=status, source="confirming", target=ReportStatus.FILED)
    def file(self, *, person: object) -> None:
        """Every partner has confirmed this version."""
        self.filed_at, self.filed_by = clock.now(), person  # type: ignore[assignment]


class ReportConfirmation(models.Model):
    """A partner's word on one version of a year's report (合作单位确认)."""

    report = models.ForeignKey(YearReport, on_delete=models.PROTECT, related_name="confirmations")
    partner = models.ForeignKey("bases.Partner", on_delete=models.PROTECT, related_name="+")
    version = models.CharField(_("版本"), max_length=64)
    agrees = models.BooleanField(_("同意"))
    note = models.CharField(_("说明"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("年度报告确认")
        verbose_name_plural = _("年度报告确认")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "partner", "version"], name="one_word_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.report} · {self.partner}"
