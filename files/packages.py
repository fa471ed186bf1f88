"""A close look at zip packages (XLSX, DOCX, OFD) without unpacking them.

Bounds: 2,000 parts, 200 MB unpacked, 100 times its size once that is more than 20 MB. The sizes in
the directory can be believed: Python's reader never gives more than a part declares.
"""

import re
import zipfile
import zlib
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_PARTS = 2_000
MAX_DIRECTORY = 2 * 2**20
MAX_UNPACKED = 200 * 2**20
MAX_RATIO = 100
RATIO_FROM = 20 * 2**20
_ENCRYPTED = 0x1
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # what the three formats allow
_PROLOG = re.compile(rb"(?:\s|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_BYTE_ORDER_MARKS = b"\xef\xbb\xbf\xfe\xff"
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml")
_MACRO_FOLDERS = ("/activex/", "/macrosheets/")
_NESTED = (".zip", ".7z", ".rar", ".jar", ".exe", ".dll", ".js", ".vbs", ".bat", ".cmd", ".ps1", ".lnk")


class WrongPackage(Exception):
    """The bytes are no zip, or a zip of another kind."""


def check(stream: IO[bytes], member: str) -> None:
    """Refuse a package that is another kind, encrypted, a bomb, or carries macros or programs."""
    try:
        check_directory(stream)
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
            _check_bounds(parts)
            if member not in {part.filename for part in parts}:
                raise WrongPackage
            for part in parts:
                _check_part(part)
                _check_markup(archive, part)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise WrongPackage from error


def check_directory(stream: IO[bytes]) -> None:
    """The reader makes an object of every entry before anybody can count them: 18 MB of entries cost 110 MB.
    Asked by the reader's own function, so that both look at the same end record."""
    end = zipfile._EndRecData(stream)  # type: ignore[attr-defined]
    if end is None:
        raise WrongPackage
    if end[zipfile._ECD_SIZE] > MAX_DIRECTORY:  # type: ignore[attr-defined]
        raise _too_large()


def _check_bounds(parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    bomb = unpacked > MAX_UNPACKED or (unpacked > RATIO_FROM and unpacked / packed > MAX_RATIO)
    if len(parts) > MAX_PARTS or bomb:
        raise _too_large()


def _check_part(part: zipfile.ZipInfo) -> None:
    name = part.filename.lower()
    if part.flag_bits & _ENCRYPTED:
        raise ValidationError(_("文件已加密。请取消密码后重新上传。"), code="encrypted")
    outside = name.startswith("/") or ".." in name.split("/") or "\\" in name or ":" in name
    if outside or part.compress_type not in _METHODS:
        raise _odd_structure()
    if name.endswith(_MACRO_PARTS) or any(folder in f"/{name}" for folder in _MACRO_FOLDERS):
        raise ValidationError(_("文件含有宏或控件。请另存为不含宏的文件后重新上传。"), code="macro")
    if name.endswith(_NESTED) or ("/embeddings/" in f"/{name}" and name.endswith(".bin")):
        raise ValidationError(_("文件内嵌了压缩包、程序或对象。请删除后重新上传。"), code="nested")


def _check_markup(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """No document type declarations (they carry entity attacks; the formats forbid them), no macro types.

    A declaration can only stand before the first element, which therefore must begin in what is read here,
    however it is encoded and whatever comments come first.
    """
    if not part.filename.lower().endswith((".xml", ".rels")):
        return
    with archive.open(part) as opened:
        head = opened.read(64 * 1024 if part.filename == "[Content_Types].xml" else 4096).lower()
    plain = head.lstrip(_BYTE_ORDER_MARKS).replace(b"\0", b"")  # UTF-16 of these characters is ASCII and NULs
    first = _PROLOG.sub(b"", plain, count=1)[:2]
    if plain and (first[:1] != b"<" or first[1:] in b"!?"):
        raise _odd_structure()
    if b"macroenabled" in head and part.filename == "[Content_Types].xml":
        raise ValidationError(_("文件含有宏或控件。请另存为不含宏的文件后重新上传。"), code="macro")


def _too_large() -> ValidationError:
    return ValidationError(_("文件解压后过大，无法安全打开。请删减内容或转为 PDF 后上传。"), code="bomb")


def _odd_structure() -> ValidationError:
    return ValidationError(_("文件结构异常。请用原程序另存后重新上传。"), code="structure")
