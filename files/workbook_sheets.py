"""How a workbook of ours looks: title and notes, hints, titles, rows; options on a hidden sheet."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

Filled = Sequence[tuple[int, Mapping[str, str], Mapping[str, str]]]
_HEAD = PatternFill("solid", fgColor="E3EEE7")
_WRONG = PatternFill("solid", fgColor="F8D7D4")
_LINE = Side(style="thin", color="C9D1CC")
_FRAME = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_WRAP = Alignment(wrap_text=True, vertical="top")
_TEXT, _DAY = "@", "yyyy-mm-dd"

Kind = Literal["text", "day", "whole", "amount"]


@dataclass(frozen=True)
class Column:
    """One column. ``hint`` stands under its title; ``choices`` are ``(value, label)``: the label is in the
    workbook, the value is what is read. ``kind`` is what a cell is turned into: ``str``, ``date``, ``int``
    or ``Decimal``."""

    key: str
    title: Any
    hint: Any = ""
    choices: Sequence[tuple[str, Any]] = ()
    required: bool = True
    kind: Kind = "text"


def draw(
    columns: Sequence[Column], title: Any, *, notes: Sequence[Any], rows: int, filled: Filled = ()
) -> bytes:
    """The bytes of the workbook; ``filled`` are ``(old row number, texts, errors)``."""
    book = Workbook()
    sheet = book.active
    sheet.title = _("填写")
    width = len(columns) + bool(filled)
    lines = [str(title), *(str(note) for note in notes)]
    for number, line in enumerate(lines, start=1):
        sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=max(width, 6))
        cell = sheet.cell(number, 1, line)
        cell.font = Font(bold=number == 1, size=14 if number == 1 else 10)
        cell.alignment = _WRAP
        sheet.row_dimensions[number].height = 24 if number == 1 else 16 * (1 + len(line) // 70)
    hints, head = len(lines) + 1, len(lines) + 2
    for index, column in enumerate(columns, start=1):
        hint = sheet.cell(hints, index, str(column.hint))
        hint.font, hint.alignment = Font(size=9, color="5B6660"), _WRAP
        cell = sheet.cell(head, index, f"{column.title}{'*' if column.required else ''}")
        cell.font, cell.fill, cell.border = Font(bold=True), _HEAD, _FRAME
        sheet.column_dimensions[get_column_letter(index)].width = max(14, 2 * len(str(column.title)) + 4)
    sheet.row_dimensions[hints].height = 15 * (1 + max(len(str(column.hint)) for column in columns) // 9)
    sheet.freeze_panes = sheet.cell(head + 1, 1)
    _formats(sheet, columns, head + 1, max(rows, 1))
    _options(book, sheet, columns, head + 1, max(rows, 1))
    if filled:
        _fill(sheet, columns, head, filled)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _formats(sheet: Any, columns: Sequence[Column], first: int, rows: int) -> None:
    """Text stays text: the program would round an 18-digit number and eat leading zeros."""
    for index, column in enumerate(columns, start=1):
        shape = {"text": _TEXT, "day": _DAY}.get(column.kind)
        if shape:
            for number in range(first, first + rows):
                sheet.cell(number, index).number_format = shape


def _options(book: Any, sheet: Any, columns: Sequence[Column], first: int, rows: int) -> None:
    """Drop-downs by reference to a hidden sheet: a list written into the rule itself ends at 255 characters."""
    hidden = book.create_sheet(_("选项"))
    hidden.sheet_state = "hidden"
    for place, column in enumerate((one for one in columns if one.choices), start=1):
        for number, (_value, label) in enumerate(column.choices, start=1):
            hidden.cell(number, place, str(label))
        letter = get_column_letter(place)
        rule = DataValidation(
            type="list",
            formula1=f"'{hidden.title}'!${letter}$1:${letter}${len(column.choices)}",
            allow_blank=not column.required,
            showErrorMessage=True,
            errorTitle=str(column.title),
            error=_("请从下拉列表中选择。"),
        )
        target = get_column_letter(list(columns).index(column) + 1)
        rule.add(f"{target}{first}:{target}{first + rows - 1}")
        sheet.add_data_validation(rule)


def _fill(sheet: Any, columns: Sequence[Column], head: int, filled: Filled) -> None:
    last = len(columns) + 1
    told = sheet.cell(head, last, _("需要更正"))
    told.font, told.fill, told.border = Font(bold=True), _WRONG, _FRAME
    sheet.column_dimensions[get_column_letter(last)].width = 60
    for number, (old, raw, errors) in enumerate(filled, start=head + 1):
        for index, column in enumerate(columns, start=1):
            cell = sheet.cell(number, index)
            _put(cell, raw.get(column.key, ""))
            if column.key in errors:
                cell.fill, cell.comment = _WRONG, Comment(errors[column.key], "融证")
        cell = sheet.cell(number, last)
        _put(cell, _("原第 %(number)s 行　%(words)s") % {"number": old, "words": _words(columns, errors)})
        cell.alignment = _WRAP


def _words(columns: Sequence[Column], errors: Mapping[str, str]) -> str:
    """Every message with its column's title; one about the whole row stands alone."""
    titles = {column.key: f"{column.title}：" for column in columns}
    return "；".join(titles.get(key, "") + message.rstrip("。") for key, message in errors.items())


def _put(cell: Any, text: str) -> None:
    """As text, whatever it begins with: ``=1+1`` from outside must not become a formula of ours."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type, cell.quotePrefix = "s", text[:1] in "=+-@"
