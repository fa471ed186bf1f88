"""ZIP archives of papers from outside: bounded, looked at before anything is read, and read one member at a time.

Names may be in UTF-8 or, from older Windows programs, in GB 18030; they are cleaned before anybody sees them and
never used as paths.
"""

import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _

from files import packages
from files.fields import Kept
from files.kinds import SCANS
from files.models import StoredFile
from files.names import display_name
from files.storage import store, store_stream

MIME = "application/zip"
MAX_BYTES = 80 * 2**20
MAX_FILES = 500
MAX_UNPACKED = 400 * 2**20
_IGNORED = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")


def keep(uploaded: UploadedFile) -> Kept:
    """Look at an uploaded archive and keep it. Raises ``ValidationError`` in words for the person."""
    if not (uploaded.name or "").lower().endswith(".zip"):
        raise ValidationError(_("请上传 ZIP 格式的压缩包。"), code="kind")
    if (uploaded.size or 0) > MAX_BYTES:
        raise ValidationError(_("压缩包超过 80 MB。请拆分后分次上传。"), code="too_large")
    uploaded.seek(0)
    _members(uploaded.file)  # type: ignore[arg-type]  # an upload always has its file
    uploaded.seek(0)
    return Kept(store_stream(uploaded.chunks(), MIME, "zip"), display_name(uploaded.name or ""))


def papers(stored: StoredFile) -> Iterator[tuple[str, Kept | str]]:
    """Each file of a kept archive: its cleaned name, and the paper stored or a sentence on why it was not."""
    with stored.path.open("rb") as stream:
        for archive, part, name in _members(stream):
            try:
                with archive.open(part) as opened:
                    data = opened.read(settings.FILE_MAX_BYTES + 1)
                kept = Kept(store(SimpleUploadedFile(name, data), kinds=SCANS), name)
            except ValidationError as error:
                yield name, error.messages[0]
            except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError):
                yield name, _("已损坏，无法读取。")
            else:
                yield name, kept


def _members(stream: IO[bytes]) -> list[tuple[zipfile.ZipFile, zipfile.ZipInfo, str]]:
    """Files of the archive with their cleaned names; refuses what is no archive, too much, locked or sly."""
    try:
        packages.check_directory(stream)
        archive = _opened(stream)
    except (packages.WrongPackage, zipfile.BadZipFile, OSError, ValueError) as error:
        raise ValidationError(_("无法打开压缩包。请重新压缩为 ZIP 格式后上传。"), code="broken") from error
    parts = [part for part in archive.infolist() if not part.is_dir()]
    parts = [part for part in parts if not any(word in part.filename.lower() for word in _IGNORED)]
    if len(parts) > MAX_FILES:
        raise ValidationError(
            _("压缩包内超过 %(n)s 个文件。请拆分后分次上传。") % {"n": MAX_FILES}, code="too_many"
        )
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise ValidationError(_("压缩包解压后过大。请拆分后分次上传。"), code="bomb")
    for part in parts:
        name = part.filename.replace("\\", "/")
        if part.flag_bits & 0x1:
            raise ValidationError(_("压缩包已加密。请取消密码后重新压缩上传。"), code="encrypted")
        if name.startswith("/") or ".." in name.split("/") or ":" in name:
            raise ValidationError(_("压缩包内的文件路径异常。请重新压缩后上传。"), code="path")
    return [(archive, part, display_name(part.filename)) for part in parts]


def _opened(stream: IO[bytes]) -> zipfile.ZipFile:
    for encoding in ("utf-8", "gb18030"):
        try:
            return zipfile.ZipFile(stream, metadata_encoding=encoding)
        except UnicodeDecodeError:
            stream.seek(0)
    raise ValueError("names in no encoding we know")
