"""Whether an upload is what it says it is, and harmless. The name proposes, the bytes decide.

Every refusal is a ``ValidationError`` that says what is wrong and what to do. Nothing here trusts
the browser's content type.
"""

from typing import IO

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, UnidentifiedImageError

from files import packages
from files.kinds import ALIASES, KINDS, Kind, labels
from files.sandbox import Failed, run

MAX_PIXELS = 40_000_000
_HEAD = 8192
# What the small look at a PDF answers, in words for the person who uploaded it.
_PDF_REFUSALS = {
    "encrypted": gettext_lazy(
        "PDF 已加密或限制了权限，无法审阅。请取消密码，或用“打印为 PDF”另存后重新上传。"
    ),
    "script": gettext_lazy("PDF 含有脚本或启动外部程序的动作。请用“打印为 PDF”另存后重新上传。"),
    "pages": gettext_lazy("PDF 超过 500 页。请拆分后分别上传。"),
    "empty": gettext_lazy("PDF 没有任何页面。请检查文件后重新上传。"),
}


def check(uploaded: UploadedFile, allowed: frozenset[str]) -> Kind:
    """The kind of an upload whose extension is in ``allowed`` and whose bytes agree with it."""
    _check_size(uploaded.size or 0)
    kind = _kind_by_name(uploaded.name or "", allowed)
    uploaded.seek(0)
    head = uploaded.read(_HEAD)
    uploaded.seek(0)
    _check_head(head, kind)
    {"pdf": _check_pdf, "image": _check_image, "package": _check_package}[kind.family](uploaded, kind)
    uploaded.seek(0)
    return kind


def _check_size(size: int) -> None:
    limit = settings.FILE_MAX_BYTES
    if size == 0:
        raise ValidationError(_("文件是空的。请重新选择文件。"), code="empty")
    if size > limit:
        raise ValidationError(
            _("文件大小为 %(size)s MB，超过 %(limit)s MB 的上限。请压缩或拆分后重新上传。")
            % {"size": f"{size / 2**20:.1f}", "limit": f"{limit / 2**20:g}"},
            code="too_large",
        )


def _kind_by_name(name: str, allowed: frozenset[str]) -> Kind:
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    extension = ALIASES.get(extension, extension)
    if extension not in allowed or extension not in KINDS:
        raise ValidationError(
            _("不支持这种文件。请上传 %(kinds)s 格式的文件。") % {"kinds": labels(allowed)}, code="kind"
        )
    return KINDS[extension]


def _check_head(head: bytes, kind: Kind) -> None:
    """First look: the signature. Packages are all zips here; their members tell them apart later."""
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise ValidationError(
            _("这是旧版或加密的 Office 文件。请取消密码，并另存为 %(kind)s 后重新上传。")
            % {"kind": kind.label if kind.family == "package" else "PDF"},
            code="old_office",
        )
    if kind.family == "package":
        agrees = head.startswith(b"PK\x03\x04")
    else:
        guess = filetype.guess(head)
        agrees = guess is not None and guess.mime == kind.mime
    if not agrees:
        raise _mismatch(kind)


def _mismatch(kind: Kind) -> ValidationError:
    return ValidationError(
        _("文件内容不是 %(kind)s（只改扩展名不能转换格式）。请用原程序另存为 %(kind)s 后重新上传。")
        % {"kind": kind.label},
        code="mismatch",
    )


def _check_pdf(uploaded: IO[bytes], kind: Kind) -> None:
    try:
        verdict = run("pdf_look", uploaded.read()).decode()
    except Failed:
        verdict = "broken"
    if verdict != "ok":
        message = _PDF_REFUSALS.get(
            verdict, _("PDF 已损坏或过于复杂，无法打开。请重新导出或用“打印为 PDF”另存后上传。")
        )
        raise ValidationError(message, code=verdict)


def _check_image(uploaded: IO[bytes], kind: Kind) -> None:
    broken = ValidationError(_("图片已损坏，无法打开。请重新拍摄或导出后上传。"), code="broken")
    try:
        with Image.open(uploaded, formats=["JPEG", "PNG"]) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:
                raise ValidationError(
                    _("图片为 %(width)s×%(height)s 像素，过大。请缩小到 4000 万像素以内后上传。")
                    % {"width": width, "height": height},
                    code="pixels",
                )
            image.verify()
    except Image.DecompressionBombError as error:
        raise ValidationError(_("图片像素过大。请缩小到 4000 万像素以内后上传。"), code="pixels") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise broken from error


def _check_package(uploaded: IO[bytes], kind: Kind) -> None:
    try:
        packages.check(uploaded, kind.member)
    except packages.WrongPackage as error:
        raise _mismatch(kind) from error
