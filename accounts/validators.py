"""Text hygiene and codes, shared by every form.

What a person typed is kept as typed (full-width brackets stay full-width); what cannot be seen or
turns the reading direction is refused, because it makes two names look alike.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.cn import uscc

_USCC_CHARACTERS = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")  # GB 32100-2015: no I, O, S, V, Z
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # letters and marks that draw nothing
_LINE_BREAKS = {"\n", "\r", "\t"}
_PHONE = re.compile(r"(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(?:-\d{1,6})?)", re.ASCII)


def clean_text(value: str, *, max_length: int | None = None, multiline: bool = False) -> str:
    """The text as typed, trimmed; refuses control, invisible and direction-changing characters and
    text longer than ``max_length`` characters."""
    text = value.strip()
    for place, character in enumerate(text, start=1):
        unseen = unicodedata.category(character) in _UNSEEN or character in _BLANK
        if unseen and not (multiline and character in _LINE_BREAKS):
            raise ValidationError(
                _("第 %(place)s 个字符不可见（%(code)s），请删除后重新填写，不要从网页直接粘贴。")
                % {"place": place, "code": f"U+{ord(character):04X}"},
                code="unseen",
            )
    if max_length is not None and len(text) > max_length:
        raise ValidationError(
            _("最多 %(limit)s 个字，现有 %(length)s 个字，请精简。")
            % {"limit": max_length, "length": len(text)},
            code="max_length",
        )
    return text


def validate_text(value: str) -> None:
    """``clean_text`` as a field validator for one line."""
    clean_text(value)


def validate_multiline(value: str) -> None:
    clean_text(value, multiline=True)


def validate_uscc(value: str) -> str:
    """The normal form (18 capitals and digits) of a unified social credit code
    (统一社会信用代码, GB 32100-2015). The error names the character that is wrong."""
    code = unicodedata.normalize("NFKC", clean_text(value)).upper()
    code = re.sub(r"[ \-]", "", code)
    if len(code) != 18:
        raise ValidationError(
            _("统一社会信用代码应为 18 位，现为 %(length)s 位，请核对营业执照后重新填写。")
            % {"length": len(code)},
            code="length",
        )
    for place, character in enumerate(code, start=1):
        if character not in _USCC_CHARACTERS or (3 <= place <= 8 and not "0" <= character <= "9"):
            raise ValidationError(
                _("第 %(place)s 位“%(character)s”不能出现在此处（%(rule)s），请核对营业执照后重新填写。")
                % {"place": place, "character": character, "rule": _rule(place)},
                code="character",
            )
    if code[-1] != uscc.calc_check_digit(code):
        raise ValidationError(_("第 18 位校验码不正确，请核对营业执照后重新填写。"), code="checksum")
    return code


def _rule(place: int) -> str:
    if 3 <= place <= 8:
        return _("第 3 至 8 位应为数字")
    return _("不使用字母 I、O、S、V、Z 和符号")


def validate_phone(value: str) -> str:
    """A mainland mobile number or a landline with area code, full-width digits made plain."""
    phone = unicodedata.normalize("NFKC", clean_text(value)).replace(" ", "")
    if not _PHONE.fullmatch(phone):
        raise ValidationError(_("请填写 11 位手机号，或带区号的固定电话，如 021-12345678。"), code="phone")
    return phone


def validate_mobile(value: str) -> str:
    """An eleven-digit mainland mobile number."""
    phone = unicodedata.normalize("NFKC", clean_text(value)).replace(" ", "")
    if not re.fullmatch(r"1[3-9]\d{9}", phone, re.ASCII):
        raise ValidationError(_("请填写 11 位手机号，以 1 开头。"), code="phone")
    return phone
