"""Rows of a register kept elsewhere (历史名录), checked one by one before anything is imported. Pure: cells in, holders
or messages out; ``certification.domain.register_import`` knows the database."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.validators import clean_text, validate_uscc
from enterprises.codes import DISTRICTS
from files.workbooks import Column, Row

MOST = 2000
_LENGTHS = {"name": 200, "document_no": 120, "old_number": 60, "scan": 120}


def columns(programmes: Mapping[str, str]) -> tuple[Column, ...]:
    """The columns of the workbook; ``programmes`` are the codes and titles a register may be imported for."""
    choices = [(code, f"{code} {title}") for code, title in programmes.items()]
    return (
        Column("programme", gettext_lazy("事项"), choices=choices),
        Column("name", gettext_lazy("单位名称"), gettext_lazy("与证照一致")),
        Column("uscc", gettext_lazy("统一社会信用代码"), gettext_lazy("18 位")),
        Column("district", gettext_lazy("所在区"), choices=list(DISTRICTS.items())),
        Column("document_no", gettext_lazy("认定文件文号"), gettext_lazy("原发文文号，逐字填写")),
        Column("old_number", gettext_lazy("原证书编号"), gettext_lazy("没有的不填"), required=False),
        Column("valid_from", gettext_lazy("有效期起"), gettext_lazy("如 2024-06-30"), kind="day"),
        Column(
            "valid_to", gettext_lazy("有效期止"), gettext_lazy("不定期的不填"), required=False, kind="day"
        ),
        Column("scan", gettext_lazy("扫描件文件名"), gettext_lazy("与扫描件目录中一致，含扩展名")),
    )


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


@dataclass
class Checked:
    """A row of the file with its finding: a ``holder``, or what is wrong by column."""

    row: Row
    holder: Holder | None = None
    errors: dict[str, str] = field(default_factory=dict)

    def refuse(self, column: str, message: str) -> None:
        """The row is not imported; the first message of a column stands."""
        self.errors.setdefault(column, message)
        self.holder = None

    def told(self) -> Row:
        """The row as it goes into the workbook of errors."""
        return Row(self.row.number, self.row.raw, self.row.values, self.errors)


def check(rows: Iterable[Row], today: date) -> list[Checked]:
    """Every row with its finding; a holder of one programme stands in a file once."""
    checked = [_check_row(row, today) for row in rows]
    seen: dict[tuple[str, str], int] = {}
    for one in checked:
        if one.holder is not None:
            key = (one.holder.programme, one.holder.uscc)
            first = seen.setdefault(key, one.row.number)
            if first != one.row.number:
                message = _("与第 %(row)d 行是同一单位的同一事项，请只保留一行")
                one.refuse("uscc", message % {"row": first})
    return checked


def _check_row(row: Row, today: date) -> Checked:
    found = Checked(row, errors=dict(row.errors))
    values = dict(row.values)
    for name, clean in _CLEANERS.items():
        try:
            values[name] = clean(values[name]) if values.get(name) else ""
        except ValidationError as error:
            found.errors.setdefault(name, " ".join(error.messages))
    first, last = values.get("valid_from"), values.get("valid_to")
    if first and first > today:
        found.errors["valid_from"] = _("历史名录的有效期不能从今天以后开始")
    if first and last and last < first:
        found.errors["valid_to"] = _("有效期止早于有效期起，请核对")
    if not found.errors:
        found.holder = Holder(**{name: values[name] for name in Holder.__dataclass_fields__})
    return found


def _words(name: str) -> Callable[[str], str]:
    return lambda text: clean_text(text, max_length=_LENGTHS[name])


def _file_name(text: str) -> str:
    """A plain file name: what lies elsewhere on the machine is not to be had through a table."""
    name = clean_text(text, max_length=_LENGTHS["scan"])
    if name.startswith(".") or "/" in name or "\\" in name:
        raise ValidationError(_("只填写文件名，不要带目录"))
    return name


_CLEANERS: dict[str, Callable[[str], str]] = {
    "name": _words("name"),
    "uscc": validate_uscc,
    "document_no": _words("document_no"),
    "old_number": _words("old_number"),
    "scan": _file_name,
}
