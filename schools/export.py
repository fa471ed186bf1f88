"""The indicator table as a workbook (自评指标表)."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from schools.assessments import indicator_of
from schools.models import Assessment, IndicatorValue

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDTHS = (8, 28, 46, 26, 14, 26, 14, 12, 10, 10, 18, 14, 16, 34)


def workbook(assessment: Assessment, values: Iterable[IndicatorValue]) -> bytes:
    """One sheet, one row an indicator. Text that a spreadsheet would run as a formula is written as text."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = _("自评指标表")
    sheet.append([f"{assessment.school.name} {assessment.year} · {assessment.get_status_display()}"])
    sheet.append(_headings())
    for value in values:
        sheet.append(_row(value))
    for cell in sheet[2]:
        cell.font = Font(bold=True)
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if isinstance(cell.value, str):
                cell.data_type = "s"
    for number, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "C3"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _headings() -> list[str]:
    return [
        _("编号"),
        _("指标"),
        _("定义"),
        _("分子"),
        _("分子数值"),
        _("分母"),
        _("分母数值"),
        _("指标值"),
        _("单位"),
        _("数据年度"),
        _("责任部门"),
        _("填报人"),
        _("填报时间"),
        _("数据来源说明"),
    ]


def _row(value: IndicatorValue) -> list[Any]:
    indicator = indicator_of(value)
    return [
        indicator.code,
        indicator.title,
        indicator.definition,
        indicator.numerator,
        value.numerator,
        indicator.denominator,
        value.denominator,
        indicator.value(value.numerator, value.denominator),
        indicator.unit,
        value.data_year,
        value.office,
        str(value.filled_by) if value.filled_by else "",
        timezone.localtime(value.filled_at).strftime("%Y-%m-%d %H:%M") if value.filled_at else "",
        value.source_note,
    ]
