from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Evaluation(models.Model):
    """The report of an entrusted body on the material of a case (第三方材料评估): marks by the criteria of the
    case's policy, its finding and the signed report. Made once; experts and the conference read it. It is
    advice: the panel's result alone is the case's score, the evaluation only tells equal scores apart."""

    application = models.OneToOneField(
        "certification.Application", on_delete=models.PROTECT, related_name="evaluation"
    )
    revision = models.ForeignKey(
        "certification.Revision", on_delete=models.PROTECT, related_name="evaluations"
    )
    unit = models.CharField(_("受托机构代码"), max_length=40)
    marks = models.JSONField(_("各项得分"))
    total = models.DecimalField(_("合计"), max_digits=6, decimal_places=2)
    finding = models.TextField(_("评估意见"))
    report = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name=_("评估报告")
    )
    report_name = models.CharField(_("报告文件名"), max_length=120)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("提交时间"))

    class Meta:
        verbose_name = _("第三方评估")
        verbose_name_plural = _("第三方评估")

    def __str__(self) -> str:
        return f"{self.application} {self.total}"

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Title, full mark and mark of each criterion, in the order of the policy the case runs under."""
        criteria = self.application.policy.criteria
        return [
            {"title": c.title, "full": c.full, "mark": Decimal(self.marks[c.code])}
            for c in criteria
            if c.code in self.marks
        ]
