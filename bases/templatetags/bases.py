"""``{% load bases %}``: how a base, a partner and a report stand, as tags in words and colour."""

from decimal import Decimal

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bases.models import Partner, PartnerStatus, Project, ProjectStatus, ReportStatus, YearReport
from ui.templatetags.ui import status_tag

register = template.Library()

_PROJECT = {
    ProjectStatus.UNDER_CONSTRUCTION: "info",
    ProjectStatus.SUSPENDED: "warn",
    ProjectStatus.RECTIFYING: "warn",
    ProjectStatus.ACCEPTED: "ok",
    ProjectStatus.FAILED: "bad",
    ProjectStatus.WITHDRAWN: "neutral",
}
_PARTNER = {
    PartnerStatus.NAMED: "neutral",
    PartnerStatus.ASKED: "info",
    PartnerStatus.CONFIRMED: "ok",
    PartnerStatus.REFUSED: "bad",
    PartnerStatus.LEFT: "neutral",
}
_REPORT = {ReportStatus.DRAFT: "neutral", ReportStatus.CONFIRMING: "info", ReportStatus.FILED: "ok"}


@register.simple_tag
def project_status(project: Project | str | None) -> SafeString:
    """``{% project_status base.project %}``; before the approval, where a template finds nothing, 筹备中."""
    if not isinstance(project, Project):
        return status_tag(_("筹备中"), "neutral")
    status = ProjectStatus(project.status)
    return status_tag(status.label, _PROJECT[status])


@register.simple_tag
def partner_status(partner: Partner, current: bool = True) -> SafeString:
    """``{% partner_status partner current %}``: a word on an older text no longer counts."""
    status = PartnerStatus(partner.status)
    if not current and status in {PartnerStatus.ASKED, PartnerStatus.CONFIRMED, PartnerStatus.REFUSED}:
        return status_tag(_("内容已修改，需重新确认"), "warn")
    return status_tag(status.label, _PARTNER[status])


@register.simple_tag
def report_status(report: YearReport | None) -> SafeString:
    """``{% report_status report %}``; none is begun: 未填写."""
    if report is None:
        return status_tag(_("未填写"), "neutral")
    status = ReportStatus(report.status)
    return status_tag(status.label, _REPORT[status])


@register.simple_tag
def milestone_state(state: str) -> SafeString:
    """``{% milestone_state "late" %}``."""
    words = {"done": (_("已完成"), "ok"), "late": (_("已逾期"), "bad"), "open": (_("未到期"), "neutral")}
    return status_tag(*words[state])


@register.filter
def cents(value: Decimal | str) -> str:
    """``{{ amount|cents }}``: 1234567 -> 1,234,567.00, where the column says 元. Django's own grouping for Chinese
    is by four digits, which nobody writes on a voucher."""
    return f"{Decimal(value):,.2f}"


@register.filter
def plainly(value: Decimal) -> str:
    """``{{ area|plainly }}``: 2600.00 -> 2,600."""
    return f"{value.normalize():,f}"
