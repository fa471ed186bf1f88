from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from certification import registry
from certification.policy import Policy


class Round(models.Model):
    """One call for applications (申报批次): its window, 基准日 and what it changes of the policy."""

    programme_slug = models.SlugField(_("事项"))
    year = models.PositiveSmallIntegerField(_("年度"))
    title = models.CharField(_("批次名称"), max_length=100)
    opens_on = models.DateField(_("申报开始日"))
    closes_on = models.DateField(_("申报截止日"), help_text=_("当日 24 时截止"))
    reference_date = models.DateField(_("基准日"), help_text=_("“近三年”指基准日之前的三个完整年度"))
    overrides = models.JSONField(_("政策参数调整"), default=dict, blank=True)
    frozen_at = models.DateTimeField(_("冻结时间"), null=True, blank=True, editable=False)
    policy_snapshot = models.JSONField(_("冻结的政策参数"), default=dict, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, editable=False
    )

    class Meta:
        verbose_name = _("申报批次")
        verbose_name_plural = _("申报批次")
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")), name="round_closes_after_it_opens"
            ),
            models.UniqueConstraint(
                fields=["programme_slug", "year", "title"], name="round_title_once_a_year"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        try:
            self.effective_policy.to_json()
        except (KeyError, TypeError, ValueError, ArithmeticError) as error:
            raise ValidationError({"overrides": _("政策参数有误：%(error)s") % {"error": error}}) from error

    @property
    def programme(self) -> registry.Programme:
        return registry.get(self.programme_slug)

    @property
    def effective_policy(self) -> Policy:
        """The programme's policy with this round's overrides and 基准日; once somebody has submitted, the one
        of that moment, whatever the programme says since."""
        if self.policy_snapshot:
            return Policy.from_json(self.policy_snapshot)
        return self.programme.policy.merged({**self.overrides, "reference_date": self.reference_date})

    @property
    def audit_chain(self) -> str:
        return f"round/{self.pk}"
