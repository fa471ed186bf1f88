from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows import clock

CENT = Decimal("0.01")


class Source(models.TextChoices):
    """Where money comes from (资金来源)."""

    SCHOOL = "school", _("学校")
    ENTERPRISE = "enterprise", _("企业")
    PUBLIC = "public", _("财政")
    OTHER = "other", _("其他")


class BudgetLine(models.Model):
    """One line of the approved budget (预算): an item, a year, a source, an amount in 元."""

    project = models.ForeignKey("bases.Project", on_delete=models.PROTECT, related_name="budget")
    source = models.CharField(_("资金来源"), max_length=10, choices=Source.choices)
    year = models.PositiveSmallIntegerField(_("年度"))
    item = models.CharField(_("用途"), max_length=100)
    planned = models.DecimalField(
        _("预算（元）"), max_digits=13, decimal_places=2, validators=[MinValueValidator(CENT)]
    )

    class Meta:
        verbose_name = _("预算")
        verbose_name_plural = _("预算")
        ordering = ["year", "pk"]

    def __str__(self) -> str:
        return f"{self.year} · {self.get_source_display()} · {self.item}"


class Spending(models.Model):
    """Money spent on a budget line (支出), with its voucher. A wrong entry is cancelled, never deleted."""

    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="spending")
    amount = models.DecimalField(
        _("金额（元）"), max_digits=13, decimal_places=2, validators=[MinValueValidator(CENT)]
    )
    spent_on = models.DateField(_("支出日期"))
    voucher = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    voucher_name = models.CharField(_("凭证"), max_length=120)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"), default=clock.now, editable=False)
    cancelled_at = models.DateTimeField(_("作废时间"), null=True, blank=True, editable=False)
    cancel_reason = models.CharField(_("作废原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("支出")
        verbose_name_plural = _("支出")
        ordering = ["-spent_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.line} · {self.amount}"


class Recovery(models.Model):
    """Public money to be paid back when a base leaves (追回)."""

    project = models.OneToOneField("bases.Project", on_delete=models.PROTECT, related_name="recovery")
    amount = models.DecimalField(_("应追回（元）"), max_digits=13, decimal_places=2)
    due_on = models.DateField(_("追回期限"))
    reason = models.CharField(_("原因"), max_length=500)
    source = models.CharField(_("依据文书"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("资金追回")
        verbose_name_plural = _("资金追回")

    def __str__(self) -> str:
        return f"{self.project} · {self.amount}"


class Repayment(models.Model):
    """Money that came back (到账)."""

    recovery = models.ForeignKey(Recovery, on_delete=models.PROTECT, related_name="repayments")
    amount = models.DecimalField(
        _("到账金额（元）"), max_digits=13, decimal_places=2, validators=[MinValueValidator(CENT)]
    )
    paid_on = models.DateField(_("到账日期"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("追回到账")
        verbose_name_plural = _("追回到账")
        ordering = ["paid_on", "pk"]

    def __str__(self) -> str:
        return f"{self.paid_on} · {self.amount}"
