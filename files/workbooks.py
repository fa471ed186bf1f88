"""Workbooks (XLSX) that people fill in and send back: a template with drop-downs, its rows read and checked,
the same rows returned with the wrong cells marked.

A workbook from outside is hostile: it is bounded before it is opened, opened in a child process, and no formula
is evaluated. Columns are found by their titles, so neither their order nor foreign columns matter.
"""

import io
import json
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from files import packages, sandbox
from files.workbook_sheets import Column, draw

__all__ = ["Column", "Row", "read", "template", "with_errors"]

MAX_BYTES = 10 * 2**20
MAX_UNPACKED = 60 * 2**20
MAX_COLUMNS = 60
HEAD_WITHIN = 10
"""The row of titles is looked for in so many rows."""

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Row:
    """One row as read. ``number`` is what the program shows beside it; ``raw`` is the text of each cell,
    ``values`` what it means (None or ``""`` when empty), ``errors`` a message for each cell that is wrong."""

    number: int
    raw: Mapping[str, str]
    values: Mapping[str, Any]
    errors: Mapping[str, str] = field(default_factory=dict)


def template(columns: Sequence[Column], title: Any, *, notes: Sequence[Any] = (), rows: int = 1000) -> bytes:
    """An empty workbook to fill in: instructions, hints, titles (``*`` where required), drop-downs for
    ``rows`` rows and cells kept as text, so that long numbers are not rounded."""
    return draw(columns, title, notes=notes, rows=rows)


def with_errors(columns: Sequence[Column], rows: Iterable[Row], title: Any) -> bytes:
    """The given rows in the same shape, wrong cells marked and explained; it can be corrected and sent again."""
    told = [(row.number, dict(row.raw), dict(row.errors)) for row in rows]
    note = _("标红的单元格需要更正，原因见批注和最后一列。更正后可直接上传本文件。")
    return draw(columns, title, notes=[note], rows=len(told), filled=told)


def read(data: bytes, columns: Sequence[Column], most: int) -> list[Row]:
    """The filled rows of the first sheet, at most ``most``. Raises ``ValidationError`` in words for the person
    when the file cannot be read, lacks a column, is empty or too long."""
    found = _open(data, most)
    place, at = _head(found, columns)
    body = [row for row in found[place + 1 :] if any(kind for kind, _text in _chosen(row[1], at).values())]
    if not body:
        raise ValidationError(_("表中没有数据。请在表头下方逐行填写后重新上传。"), code="empty")
    if len(body) > most:
        raise ValidationError(
            _("一次最多 %(most)s 行。请拆分为多个文件后分别上传。") % {"most": most}, code="too_many"
        )
    return [_row(number, _chosen(cells, at), columns) for number, cells in body]


def _open(data: bytes, most: int) -> list[tuple[int, list[list[str]]]]:
    wrong = ValidationError(
        _("无法读取。请使用下载的模板填写，并保存为 XLSX 格式后重新上传。"), code="unreadable"
    )
    if len(data) > MAX_BYTES:
        raise ValidationError(_("文件超过 10 MB。请拆分后分别上传。"), code="too_large")
    try:
        packages.check(io.BytesIO(data), "xl/workbook.xml")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise ValidationError(_("文件解压后过大。请拆分后分别上传。"), code="bomb")
        answer = sandbox.run("read_rows", data, str(most + HEAD_WITHIN), str(MAX_COLUMNS), seconds=60)
    except (packages.WrongPackage, sandbox.Failed) as error:
        raise wrong from error
    return [(number, cells) for number, cells in json.loads(answer)]


def _head(
    found: Sequence[tuple[int, list[list[str]]]], columns: Sequence[Column]
) -> tuple[int, dict[str, int]]:
    """Where the row of titles is, and the place of each column in it. A title found twice counts once."""
    best: tuple[int, dict[str, int]] = (0, {})
    titles = {_plain(str(column.title)): column.key for column in columns}
    for place, (_number, cells) in enumerate(found[:HEAD_WITHIN]):
        at: dict[str, int] = {}
        for index, (_kind, text) in enumerate(cells):
            key = titles.get(_plain(text))
            if key:
                at.setdefault(key, index)
        best = max(best, (place, at), key=lambda one: len(one[1]))
    missing = [str(column.title) for column in columns if column.required and column.key not in best[1]]
    if missing:
        raise ValidationError(
            _("表头缺少：%(missing)s。请使用下载的模板填写，不要改动表头。")
            % {"missing": "、".join(missing[:10])},
            code="columns",
        )
    return best


def _plain(title: str) -> str:
    return "".join(unicodedata.normalize("NFKC", title).rstrip("* ").split())


def _chosen(cells: list[list[str]], at: Mapping[str, int]) -> dict[str, tuple[str, str]]:
    return {
        key: (cells[index][0], cells[index][1].strip()) if index < len(cells) else ("", "")
        for key, index in at.items()
    }


def _row(number: int, cells: Mapping[str, tuple[str, str]], columns: Sequence[Column]) -> Row:
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for column in columns:
        kind, text = cells.get(column.key, ("", ""))
        try:
            values[column.key] = _value(column, kind, text)
        except ValidationError as error:
            values[column.key], errors[column.key] = None, error.messages[0]
    return Row(number, {key: text for key, (_kind, text) in cells.items()}, values, errors)


def _value(column: Column, kind: str, text: str) -> Any:
    """What a cell means to its column."""
    if kind == "f":
        raise ValidationError(_("不能使用公式，请改为直接填写的内容。"), code="formula")
    if kind == "e":
        raise ValidationError(_("单元格显示为错误值，请重新填写。"), code="error")
    if not text:
        if column.required:
            raise ValidationError(_("请填写“%(title)s”。") % {"title": column.title}, code="required")
        return "" if column.kind == "text" else None
    if column.choices:
        return _choice(column, text)
    if column.kind == "day":
        return _day(text)
    if column.kind in {"whole", "amount"}:
        return _number(column, text)
    if kind == "n" and len(text) > 15:
        raise ValidationError(
            _("数字过长，末几位已被表格改写。请把单元格设为文本格式后重新填写。"), code="rounded"
        )
    return text


def _choice(column: Column, text: str) -> str:
    for value, label in column.choices:
        if text in (str(label), value):
            return value
    labels = "、".join(str(label) for _value, label in column.choices[:12])
    raise ValidationError(_("请从下拉列表中选择：%(labels)s。") % {"labels": labels}, code="choice")


def _day(text: str) -> date:
    plain = unicodedata.normalize("NFKC", text)
    for mark in "年月./":
        plain = plain.replace(mark, "-")
    parts = plain.removesuffix("日").split("-")
    try:
        year, month, day = (int(part) for part in parts) if len(parts) == 3 else _digits(plain)
        return date(year, month, day)
    except ValueError as error:
        raise ValidationError(_("请填写完整日期，如 2026-11-24。"), code="day") from error


def _digits(text: str) -> tuple[int, int, int]:
    if len(text) != 8 or not text.isascii() or not text.isdigit():
        raise ValueError(text)
    return int(text[:4]), int(text[4:6]), int(text[6:])


def _number(column: Column, text: str) -> int | Decimal:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    try:
        number = Decimal(plain)
        if not number.is_finite() or (column.kind == "whole" and number != number.to_integral_value()):
            raise InvalidOperation
    except InvalidOperation as error:
        wanted = _("请填写整数。") if column.kind == "whole" else _("请填写数字，不带单位。")
        raise ValidationError(wanted, code="number") from error
    return int(number) if column.kind == "whole" else number
