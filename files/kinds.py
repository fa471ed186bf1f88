"""The kinds of file we take. An allow-list: what is not here is refused."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """``family`` says which close look the bytes get: ``pdf``, ``image`` or ``package`` (a zip)."""

    extension: str
    mime: str
    label: str
    family: str
    member: str = ""  # the part a package of this kind must hold


_OFFICE = "application/vnd.openxmlformats-officedocument"

KINDS: dict[str, Kind] = {
    kind.extension: kind
    for kind in (
        Kind("pdf", "application/pdf", "PDF", "pdf"),
        Kind("jpg", "image/jpeg", "JPG", "image"),
        Kind("png", "image/png", "PNG", "image"),
        Kind("xlsx", f"{_OFFICE}.spreadsheetml.sheet", "XLSX", "package", "xl/workbook.xml"),
        Kind("docx", f"{_OFFICE}.wordprocessingml.document", "DOCX", "package", "word/document.xml"),
        Kind("ofd", "application/ofd", "OFD", "package", "OFD.xml"),  # GB/T 33190-2016
    )
}
ALIASES = {"jpeg": "jpg"}

DOCUMENTS = frozenset(KINDS)
SCANS = frozenset({"pdf", "jpg", "png"})  # what a stamped paper can be scanned to


def labels(extensions: frozenset[str]) -> str:
    """``"PDF、JPG、PNG"``, in the order of the table."""
    return "、".join(kind.label for name, kind in KINDS.items() if name in extensions)


def accept(extensions: frozenset[str] = DOCUMENTS) -> str:
    """Value of a file input's ``accept`` attribute."""
    wanted = set(extensions) | {alias for alias, name in ALIASES.items() if name in extensions}
    return ",".join(sorted(f".{name}" for name in wanted))
