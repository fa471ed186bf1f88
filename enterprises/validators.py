"""Checks of an enterprise's codes that reach beyond one table."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from enterprises.codes import DIVISIONS, SECTIONS


def validate_industry_code(value: str) -> str:
    """Normal form of an industry code of GB/T 4754-2017: section letter, then division, group or class
    (2 to 4 digits), e.g. ``C39``, ``C397``, ``C3973``. Letter and division must belong together."""
    code = unicodedata.normalize("NFKC", value).strip().upper()
    if not re.fullmatch(r"[A-Z]\d{2,4}", code, re.ASCII):
        raise ValidationError(
            _("行业代码由 1 个门类字母和 2 至 4 位数字组成，如 C3973，请核对后重新填写。"), code="format"
        )
    division = DIVISIONS.get(code[1:3])
    if division is None:
        raise ValidationError(
            _("没有大类 %(division)s，大类为 01 至 97，请查国民经济行业分类后重新填写。")
            % {"division": code[1:3]},
            code="division",
        )
    letter, name = division
    if code[0] != letter:
        raise ValidationError(
            _("大类 %(division)s（%(name)s）属于门类 %(letter)s（%(section)s），请改为 %(right)s。")
            % {
                "division": code[1:3],
                "name": name,
                "letter": letter,
                "section": SECTIONS[letter],
                "right": letter + code[1:],
            },
            code="section",
        )
    return code
