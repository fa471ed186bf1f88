"""Numbers of identity documents: the normal form, or what is wrong with it and what to do.

居民身份证 and 港澳台居民居住证 share GB 11643 (region, birth, serial, check digit); the others are checked for
their shape, as nothing in them can be computed. Messages never repeat the number.
"""

import re
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.cn import ric

from teachers.models import DocumentKind
from teachers.ranks import Sex

_SHAPES = {
    DocumentKind.PASSPORT: r"[A-Z0-9]{5,15}",
    DocumentKind.HK_MACAO: r"[HM]\d{8}(?:\d{2})?",
    DocumentKind.TAIWAN: r"\d{8}|\d{10}[A-Z]?",
}
_RESIDENCE_REGIONS = ("810000", "820000", "830000")  # 香港, 澳门, 台湾: 国办发〔2018〕81号


def validate_document(kind: str, number: str, *, birth_on: date | None = None, sex: str = "") -> str:
    """The number in capitals without blanks. ``birth_on`` and ``sex`` are compared where the number holds
    them. Raises ``ValidationError`` with codes ``shape``, ``region``, ``birth``, ``checksum``, ``differs``."""
    plain = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", number)).upper()
    if kind in (DocumentKind.RESIDENT, DocumentKind.RESIDENCE):
        return _gb11643(kind, plain, birth_on, sex)
    if not re.fullmatch(_SHAPES[DocumentKind(kind)], plain, re.ASCII):
        raise ValidationError(_hint(kind), code="shape")
    return plain


def _hint(kind: str) -> str:
    return {
        DocumentKind.PASSPORT: _("护照号码由 5 至 15 位字母和数字组成，请对照护照资料页填写。"),
        DocumentKind.HK_MACAO: _("通行证号码为字母 H 或 M 加 8 位数字，请对照证件正面填写。"),
        DocumentKind.TAIWAN: _("通行证号码为 8 位数字，请对照证件正面填写。"),
    }[DocumentKind(kind)]


def _gb11643(kind: str, number: str, birth_on: date | None, sex: str) -> str:
    if not re.fullmatch(r"\d{17}[\dX]", number, re.ASCII):
        raise ValidationError(
            _("证件号码应为 18 位，前 17 位是数字，末位是数字或 X，请对照证件填写。"), code="shape"
        )
    if kind == DocumentKind.RESIDENCE and not number.startswith(_RESIDENCE_REGIONS):
        raise ValidationError(
            _("居住证号码以 810000、820000 或 830000 开头，请核对证件类型。"), code="region"
        )
    if kind == DocumentKind.RESIDENT and number.startswith(_RESIDENCE_REGIONS):
        raise ValidationError(_("这是港澳台居民居住证的号码，请改选证件类型。"), code="region")
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as error:
        raise ValidationError(_("第 7 至 14 位不是有效的出生日期，请对照证件填写。"), code="birth") from error
    if number[-1] != ric.calc_check_digit(number):
        raise ValidationError(_("末位校验码不正确，请对照证件逐位核对。"), code="checksum")
    if birth_on and birth_on != born:
        raise ValidationError(_("与出生日期不一致，请核对证件号码和出生日期。"), code="differs")
    if sex and sex != (Sex.MALE if int(number[16]) % 2 else Sex.FEMALE):
        raise ValidationError(_("与性别不一致，请核对证件号码和性别。"), code="differs")
    return number
