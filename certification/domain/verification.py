"""Is this file a certificate of ours, unchanged and in force? The register answers, never the file itself."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.domain import register
from certification.models import Certificate, CertificateStatus
from documents import codes
from files import sandbox
from workflows import clock

_NUMBER = re.compile(r"SHCJ-[A-H][0-9]?-[0-9]{4}-[0-9]{5}-[0-9A-Z]", re.ASCII)
_UNREADABLE = {
    "encrypted": gettext_lazy("文件有密码保护，平台发出的证书没有密码。"),
    "script": gettext_lazy("文件含有脚本，平台发出的证书不含脚本。"),
}


@dataclass(frozen=True)
class Finding:
    """``code`` is ``valid``, or why not: ``not_pdf``, ``too_large``, ``unreadable``, ``unknown``, ``altered``,
    ``misprinted``, ``void``, ``expired``. ``certificate`` is the register's row the file is, or claims to be."""

    valid: bool
    code: str
    message: str
    sha256: str
    certificate: Certificate | None = None

    def to_json(self) -> dict[str, Any]:
        row = self.certificate
        return {
            "valid": self.valid,
            "code": self.code,
            "message": str(self.message),
            "sha256": self.sha256,
            "number": row.number if row else None,
            "holder": row.holder_name if row else None,
            "status": row.status if row else None,
            "valid_from": _iso(row.valid_from) if row else None,
            "valid_to": _iso(row.valid_to) if row else None,
        }


def examine(data: bytes, today: date | None = None) -> Finding:
    """What ``data`` is. The bytes must be those on record, and the page must name the number they are on
    record for; what the page says beyond that proves nothing."""
    sha256 = hashlib.sha256(data).hexdigest()
    if len(data) > settings.FILE_MAX_BYTES:
        return Finding(False, "too_large", _("文件过大，不是平台发出的证书。"), sha256)
    if not data.startswith(b"%PDF-"):
        return Finding(False, "not_pdf", _("文件不是 PDF。平台发出的证书是 PDF 文件。"), sha256)
    try:
        look = sandbox.run("pdf_look", data).decode()
        text = sandbox.run("read_text", data, seconds=60).decode() if look == "ok" else ""
    except sandbox.Failed:
        look, text = "broken", ""
    numbers = set(_NUMBER.findall(re.sub(r"\s", "", text)))
    certificate = Certificate.objects.filter(pdf_sha256=sha256).exclude(pdf_sha256="").first()
    if certificate is not None:
        return _on_record(certificate, numbers, sha256, today or clock.today())
    if look != "ok":
        message = str(_UNREADABLE.get(look, _("文件已损坏，无法读取。")))
        return Finding(False, "unreadable", message, sha256)
    return _foreign(numbers, sha256)


def _on_record(certificate: Certificate, numbers: set[str], sha256: str, today: date) -> Finding:
    if certificate.number not in numbers:
        return Finding(
            False, "misprinted", _("登记簿中有此文件，但页面上没有登记的编号。"), sha256, certificate
        )
    standing = register.standing(certificate, today)
    if certificate.status != CertificateStatus.ISSUED:
        return Finding(False, str(certificate.status), standing.text, sha256, certificate)
    if certificate.valid_from > today or (certificate.valid_to is not None and certificate.valid_to < today):
        return Finding(False, "expired", standing.text, sha256, certificate)
    return Finding(True, "valid", _("文件与登记一致，证书真实有效。"), sha256, certificate)


def _foreign(numbers: set[str], sha256: str) -> Finding:
    """Not our bytes: a changed or re-saved copy of one of ours, or nothing of ours at all."""
    named = Certificate.objects.filter(number__in=sorted(filter(codes.is_certificate_number, numbers))[:20])
    certificate = named.order_by("pk").first()
    if certificate is None:
        return Finding(False, "unknown", _("登记簿中没有此文件，也没有页面上的编号。"), sha256)
    message = _("编号 %(number)s 在登记簿中，但文件与发出的不一致：已被改动或另存，不能作为凭证。")
    return Finding(False, "altered", message % {"number": certificate.number}, sha256, certificate)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
