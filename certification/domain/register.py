"""The public register of certificates (证书登记簿). Whoever does not hold number and code learns nothing."""

from dataclasses import dataclass
from datetime import date

from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from certification.models import ENDED, Certificate, CertificateStatus
from documents import codes
from workflows import clock

_LONGEST = 80  # characters of one thing typed; a number has 22, a code 24 with its hyphens
_NOBODYS = "0000-0000-0000-0000-0000"


@dataclass(frozen=True)
class Standing:
    """How a certificate stands today, in words: ``tone`` is the design system's (ok, warn, bad)."""

    label: str
    tone: str
    text: str


def find(number: str, code: str) -> Certificate | None:
    """The certificate with this number and code, as a person types them; ``None`` whatever does not match,
    after the same comparison."""
    typed = codes.normal_code(code[:_LONGEST])
    row = (
        Certificate.objects.filter(number=codes.normal_number(number[:_LONGEST]))
        .select_related("organisation")
        .first()
    )
    same = constant_time_compare(row.code if row else _NOBODYS, typed)
    return row if row is not None and same else None


def standing(certificate: Certificate, today: date | None = None) -> Standing:
    """What the register says of a certificate on a day (default today)."""
    if certificate.status == CertificateStatus.VOID:
        return Standing(_("作废"), "bad", _("本证书编号已作废，不能作为凭证使用。"))
    if certificate.status == CertificateStatus.RESERVED:
        return Standing(_("制证中"), "warn", _("决定已经作出，证书正在制作，稍后可再次查验。"))
    if certificate.status in ENDED:
        words = {"label": certificate.get_status_display(), "day": certificate.ended_on}
        text = _("本证书真实，但已于 %(day)s 失效（%(label)s）。") % words
        return Standing(str(certificate.get_status_display()), "bad", text)
    if certificate.valid_to is not None and certificate.valid_to < (today or clock.today()):
        return Standing(_("已过有效期"), "warn", _("本证书真实，但已超过有效期。"))
    return Standing(_("有效"), "ok", _("本证书真实有效，内容以本页登记信息为准。"))
