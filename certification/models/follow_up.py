from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from certification import registry


class FollowUpStatus(models.TextChoices):
    """Where a duty after the decision stands."""

    DUE = "due", _("待提交")
    FILED = "filed", _("待审核")
    RETURNED = "returned", _("退回修改")
    ACCEPTED = "accepted", _("已通过")
    FAILED = "failed", _("未通过")


class FollowUp(FSMModelMixin, models.Model):
    """A duty after the decision (后续管理事项): annual report, appraisal, mid-term check, milestone,
    rectification. What it asks is declared by the programme (``registry.FollowUpKind``); ``dossier`` is what
    was typed, ``sheet`` the same in readable words, frozen when filed."""

    application = models.ForeignKey(
        "certification.Application", on_delete=models.PROTECT, related_name="follow_ups"
    )
    kind = models.SlugField(_("类别"), max_length=40)
    period = models.CharField(_("期次"), max_length=20)
    title = models.CharField(_("事项"), max_length=120)
    due_on = models.DateField(_("截止日期"))
    status = FSMField(
        _("状态"), choices=FollowUpStatus.choices, default=FollowUpStatus.DUE, protected=True, max_length=12
    )
    dossier = models.JSONField(_("填报内容"), default=dict, blank=True)
    sheet = models.JSONField(_("正文"), default=list, blank=True)
    file = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    file_name = models.CharField(_("附件"), max_length=120, blank=True)
    opened_at = models.DateTimeField(_("建立时间"))
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    filed_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    result = models.CharField(_("结果"), max_length=20, blank=True)
    comment = models.TextField(_("审核意见"), blank=True)

    class Meta:
        verbose_name = _("后续管理事项")
        verbose_name_plural = _("后续管理事项")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "kind", "period"], name="follow_up_once_a_period")
        ]
        indexes = [models.Index(fields=["status", "due_on", "id"], name="follow_up_waiting")]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_chain(self) -> str:
        return f"follow-up/{self.pk}"

    @property
    def spec(self) -> registry.FollowUpKind:
        """What the programme says of this kind."""
        return self.application.programme.follow_up(self.kind)

    @property
    def result_label(self) -> str:
        """The reviewer's result in the programme's words (优秀、合格 …)."""
        return str(dict(self.spec.results).get(self.result, self.result))

    @transition(status, source=[FollowUpStatus.DUE, FollowUpStatus.RETURNED], target=FollowUpStatus.FILED)
    def file_it(self) -> None:
        """What was asked is handed in."""

    @transition(status, source=FollowUpStatus.FILED, target=FollowUpStatus.RETURNED)
    def send_back(self) -> None:
        """Something is missing; the holder may file again."""

    @transition(status, source=FollowUpStatus.FILED, target=FollowUpStatus.ACCEPTED)
    def accept(self) -> None:
        """In order."""

    @transition(status, source=[FollowUpStatus.DUE, FollowUpStatus.FILED], target=FollowUpStatus.FAILED)
    def fail(self) -> None:
        """Not passed, or never filed."""


class Statement(models.Model):
    """陈述申辩: what the person concerned says before an adverse decision, once, in the time the prior notice
    gives. ``by`` is empty when it came by signed link or on paper; ``speaker`` names who said it."""

    application = models.OneToOneField(
        "certification.Application", on_delete=models.PROTECT, related_name="statement"
    )
    text = models.TextField(_("陈述申辩意见"))
    speaker = models.CharField(_("陈述人"), max_length=100)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    file = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    file_name = models.CharField(_("附件"), max_length=120, blank=True)
    at = models.DateTimeField(_("提交时间"))

    class Meta:
        verbose_name = _("陈述申辩")
        verbose_name_plural = _("陈述申辩")

    def __str__(self) -> str:
        return f"{self.application} {self.speaker}"
