from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from workflows import clock


class ProjectStatus(models.TextChoices):
    """建设状态."""

    UNDER_CONSTRUCTION = "under_construction", _("建设中")
    SUSPENDED = "suspended", _("已暂停")
    RECTIFYING = "rectifying", _("验收整改中")
    ACCEPTED = "accepted", _("已通过验收")
    FAILED = "failed", _("验收未通过")
    WITHDRAWN = "withdrawn", _("已退出")


class Project(models.Model):
    """The construction of a base after it was approved (建设项目): at most three years, its ``due_on`` moved by
    extensions and suspensions. Changed only by ``bases.projects``."""

    base = models.OneToOneField("bases.Base", on_delete=models.PROTECT, related_name="project")
    number = models.CharField(_("立项文号"), max_length=60)
    starts_on = models.DateField(_("立项日期"))
    due_on = models.DateField(_("建设期满"))
    status = FSMField(
        _("建设状态"),
        default=ProjectStatus.UNDER_CONSTRUCTION,
        choices=ProjectStatus.choices,
        max_length=20,
        protected=True,
    )
    extensions = models.PositiveSmallIntegerField(_("延期次数"), default=0)
    rectify_by = models.DateField(_("整改期限"), null=True, blank=True)
    ended_on = models.DateField(_("建设结束日期"), null=True, blank=True)
    created_at = models.DateTimeField(_("登记时间"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("建设项目")
        verbose_name_plural = _("建设项目")
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("starts_on")), name="project_due_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.base} · {self.number}"

    @property
    def audit_chain(self) -> str:
        return f"base/{self.base_id}"

    @property
    def is_running(self) -> bool:
        """Milestones and spending may be written down."""
        return self.status in {ProjectStatus.UNDER_CONSTRUCTION, ProjectStatus.RECTIFYING}

    @property
    def years(self) -> range:
        """Calendar years the construction touches."""
        return range(self.starts_on.year, self.due_on.year + 1)

    @transition(field=status, source="under_construction", target=ProjectStatus.SUSPENDED)
    def suspend(self) -> None:
        """Work stands still; the term does not run."""

    @transition(field=status, source="suspended", target=ProjectStatus.UNDER_CONSTRUCTION)
    def resume(self, *, due_on: date) -> None:
        """Work goes on; the days lost are added."""
        self.due_on = due_on

    @transition(field=status, source="under_construction", target=ProjectStatus.UNDER_CONSTRUCTION)
    def extend(self, *, due_on: date) -> None:
        """A later end, granted for a reason."""
        self.due_on = due_on
        self.extensions += 1

    @transition(field=status, source="under_construction", target=ProjectStatus.RECTIFYING)
    def rectify(self, *, until: date) -> None:
        """Acceptance failed: one chance to put it right."""
        self.rectify_by = until

    @transition(field=status, source=["under_construction", "rectifying"], target=ProjectStatus.ACCEPTED)
    def accept(self) -> None:
        """The acceptance panel found it done."""
        self.ended_on = clock.today()

    @transition(field=status, source="rectifying", target=ProjectStatus.FAILED)
    def fail(self) -> None:
        """Acceptance failed after rectification as well."""
        self.ended_on = clock.today()

    @transition(
        field=status,
        source=["under_construction", "suspended", "rectifying", "failed", "accepted"],
        target=ProjectStatus.WITHDRAWN,
    )
    def withdraw(self) -> None:
        """The base left the programme, of its own will or not."""
        self.ended_on = self.ended_on or clock.today()


class Extension(models.Model):
    """One extension of the term (延期)."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="extension_rows")
    due_before = models.DateField(_("原期满日"))
    due_after = models.DateField(_("延至"))
    reason = models.CharField(_("理由"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("延期")
        verbose_name_plural = _("延期")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.project} · {self.due_after}"


class Suspension(models.Model):
    """A time the construction stood still (暂停). ``ends_on`` is the day work went on, empty while it stands."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="suspensions")
    starts_on = models.DateField(_("暂停日期"))
    ends_on = models.DateField(_("恢复日期"), null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("暂停")
        verbose_name_plural = _("暂停")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(ends_on__isnull=True), name="one_open_suspension"
            )
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.starts_on}"


class Milestone(models.Model):
    """What is to be reached by a day (年度里程碑), with the proof that it was."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="milestones")
    year = models.PositiveSmallIntegerField(_("年度"))
    title = models.CharField(_("里程碑"), max_length=100)
    kpi = models.CharField(_("考核指标"), max_length=300)
    due_on = models.DateField(_("计划完成日期"))
    done_on = models.DateField(_("实际完成日期"), null=True, blank=True)
    result = models.CharField(_("完成情况"), max_length=500, blank=True)
    evidence = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    evidence_name = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("里程碑")
        verbose_name_plural = _("里程碑")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.title

    def state(self, on: date) -> str:
        """``done``, ``late`` or ``open`` as of a day."""
        if self.done_on:
            return "done"
        return "late" if self.due_on < on else "open"
