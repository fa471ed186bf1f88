"""Rows of a register kept elsewhere (历史名录), checked one by one before anything is imported. Pure: cells in, holders
or messages out; ``certification.domain.register_import`` knows the database."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.validators import clean_text, validate_uscc
from enterprises.codes import DISTRICTS

MOST = 2000
TITLES: dict[str, Any] = {
    "programme": gettext_lazy("事项代码"),
    "name": gettext_lazy("单位名称"),
    "uscc": gettext_lazy("统一社会信用代码"),
    "district": gettext_lazy("所在区"),
    "document_no": gettext_lazy("认定文件文号"),
    "old_number": gettext_lazy("原证书编号"),
    "valid_from": gettext_lazy("有效期起"),
    "valid_to": gettext_lazy("有效期止"),
    "scan": gettext_lazy("扫描件文件名"),
}
HINTS: dict[str, Any] = {
    "programme": gettext_lazy("如 A1、A2"),
    "district": gettext_lazy("区名或 6 位区划代码"),
    "document_no": gettext_lazy("原发文文号，逐字填写"),
    "old_number": gettext_lazy("没有的不填"),
    "valid_from": gettext_lazy("如 2024-06-30"),
    "valid_to": gettext_lazy("长期有效或不定期的不填"),
    "scan": gettext_lazy("与扫描件目录中的文件名一致，含扩展名"),
}
OPTIONAL = frozenset({"old_number", "valid_to"})

_LENGTHS = {"name": 200, "document_no": 120, "old_number": 60, "scan": 120}
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})", re.ASCII)
_SHORT = {name.removesuffix("新区").removesuffix("区"): code for code, name in DISTRICTS.items()}
_NAMES = {name: code for code, name in DISTRICTS.items()} | {code: code for code in DISTRICTS} | _SHORT


@dataclass(frozen=True)
class Holder:
    """One standing held elsewhere. ``programme`` is its code, ``valid_to`` None when open-ended."""

    programme: str
    name: str
    uscc: str
    district: str
    document_no: str
    old_number: str
    valid_from: date
    valid_to: date | None
    scan: str

    @property
    def key(self) -> str:
        """What makes it the same entry when a file is imported again."""
        return f"{self.programme}/{self.uscc}/{self.document_no}"


@dataclass
class Checked:
    """A row of the file: its number there, its cells as found, and either a ``holder`` or ``errors`` by column."""

    row: int
    values: Mapping[str, Any]
    holder: Holder | None = None
    errors: dict[str, str] = field(default_factory=dict)


def check(
    rows: Iterable[tuple[int, Mapping[str, Any]]], programmes: Collection[str], today: date
) -> list[Checked]:
    """Every row with its finding. ``programmes`` are the codes a register may be imported for."""
    checked = [_check_row(number, values, programmes, today) for number, values in rows]
    _find_doubles(checked)
    return checked


def _check_row(number: int, values: Mapping[str, Any], programmes: Collection[str], today: date) -> Checked:
    found = Checked(number, values)
    cells: dict[str, Any] = {}
    for name, read in _readers(programmes).items():
        raw = values.get(name)
        empty = raw is None or (isinstance(raw, str) and not raw.strip())
        if empty and name not in OPTIONAL:
            found.errors[name] = _("请填写“%(title)s”") % {"title": TITLES[name]}
            continue
        try:
            cells[name] = ("" if name == "old_number" else None) if empty else read(raw)
        except ValidationError as error:
            found.errors[name] = " ".join(error.messages)
    first, last = cells.get("valid_from"), cells.get("valid_to")
    if first and first > today:
        found.errors["valid_from"] = _("历史名录的有效期不能从今天以后开始")
    if first and last and last < first:
        found.errors["valid_to"] = _("有效期止早于有效期起，请核对")
    if not found.errors:
        found.holder = Holder(**cells)
    return found


def _find_doubles(checked: list[Checked]) -> None:
    """A holder of one programme, or a document's number for one holder, stands in a file once."""
    seen: dict[tuple[str, str], int] = {}
    for one in checked:
        if one.holder is None:
            continue
        key = (one.holder.programme, one.holder.uscc)
        if key in seen:
            one.errors["uscc"] = _("与第 %(row)d 行是同一单位的同一事项，请只保留一行") % {"row": seen[key]}
            one.holder = None
        seen.setdefault(key, one.row)


def _readers(programmes: Collection[str]) -> dict[str, Callable[[Any], Any]]:
    def programme(raw: Any) -> str:
        code = unicodedata.normalize("NFKC", str(raw)).strip().upper()
        if code not in programmes:
            known = "、".join(sorted(programmes))
            raise ValidationError(
                _("没有代码为“%(code)s”的事项，可填 %(known)s") % {"code": code, "known": known}
            )
        return code

    def words(name: str) -> Callable[[Any], str]:
        return lambda raw: clean_text(str(raw), max_length=_LENGTHS[name])

    return {
        "programme": programme,
        "name": words("name"),
        "uscc": lambda raw: validate_uscc(str(raw)),
        "district": _district,
        "document_no": words("document_no"),
        "old_number": words("old_number"),
        "valid_from": _day,
        "valid_to": _day,
        "scan": _file_name,
    }


def _district(raw: Any) -> str:
    text = unicodedata.normalize("NFKC", str(raw)).strip().removeprefix("上海市")
    if text not in _NAMES:
        raise ValidationError(_("“%(text)s”不是本市的区，请填写区名或 6 位区划代码") % {"text": text[:20]})
    return _NAMES[text]


def _day(raw: Any) -> date:
    """A cell of a workbook is a date already, or text somebody typed."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", str(raw)))
    found = _DAY.fullmatch(text)
    try:
        if found:
            return date(*(int(part) for part in found.groups() if part))
    except ValueError:
        pass
    raise ValidationError(_("“%(text)s”不是日期，请填写为 2024-06-30 的样式") % {"text": text[:20]})


def _file_name(raw: Any) -> str:
    """A plain file name: what lies elsewhere on the machine is not to be had through a table."""
    name = clean_text(str(raw), max_length=_LENGTHS["scan"])
    if name.startswith(".") or "/" in name or "\\" in name:
        raise ValidationError(_("只填写文件名，不要带目录"))
    return name
