"""Code tables of a school's profile, and the checks of its identification code.

Classification: Shanghai's two-dimensional scheme (二维分类) puts a university at one of four orientations and one
of three breadths; schools are compared only within such a group. Secondary vocational schools are not part of
the scheme and form a group of their own.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Level(models.TextChoices):
    """Level of the school (办学层次)."""

    SECONDARY = "secondary", gettext_lazy("中等职业学校")
    COLLEGE = "college", gettext_lazy("高等职业学校（专科）")
    VOCATIONAL = "vocational", gettext_lazy("职业本科学校")
    APPLIED = "applied", gettext_lazy("应用型本科高校")
    RESEARCH = "research", gettext_lazy("研究型本科高校")


class Orientation(models.TextChoices):
    """First dimension (主体功能与承担的人才培养类型)."""

    ACADEMIC = "academic", gettext_lazy("学术研究")
    APPLIED = "applied", gettext_lazy("应用研究")
    TECHNOLOGY = "technology", gettext_lazy("应用技术")
    SKILLS = "skills", gettext_lazy("应用技能")


class Breadth(models.TextChoices):
    """Second dimension (学科专业集中度)."""

    COMPREHENSIVE = "comprehensive", gettext_lazy("综合")
    MULTI = "multi", gettext_lazy("多科")
    SPECIAL = "special", gettext_lazy("特色")


class Ownership(models.TextChoices):
    """Who runs the school (办学性质)."""

    PUBLIC = "public", gettext_lazy("公办")
    PRIVATE = "private", gettext_lazy("民办")
    JOINT = "joint", gettext_lazy("中外合作办学")


SECONDARY_GROUP = "secondary"
_HIGHER, _SECONDARY, _SHANGHAI = "4", "3", "31"
_FIRST_HEI_CODE = 10_000  # institution codes of higher education have five digits without leading zeros


def group_of(level: str, orientation: str, breadth: str) -> str:
    """Comparison group: ``"secondary"``, ``"technology-multi"`` …, or ``""`` while the classification is open."""
    if level == Level.SECONDARY:
        return SECONDARY_GROUP
    return f"{orientation}-{breadth}" if orientation and breadth else ""


def group_name(group: str) -> str:
    """``"technology-multi"`` -> 应用技术·多科; empty for an unknown or open group."""
    if group == SECONDARY_GROUP:
        return str(Level.SECONDARY.label)
    orientation, _dash, breadth = group.partition("-")
    if orientation not in Orientation.values or breadth not in Breadth.values:
        return ""
    return f"{Orientation(orientation).label}·{Breadth(breadth).label}"


def groups() -> list[tuple[str, str]]:
    """Every comparison group as ``(code, name)``."""
    codes = [SECONDARY_GROUP, *(f"{o}-{b}" for o in Orientation.values for b in Breadth.values)]
    return [(code, group_name(code)) for code in codes]


def validate_school_code(value: str, level: str = "") -> str:
    """Normal form of a school identification code (学校标识码): 10 digits, kind of school (2), province (2, 31 for
    Shanghai), number (6). A university's number is 0 and its five-digit institution code, e.g.
    4131010246. With ``level`` the first digit must fit it: 3 secondary, 4 higher education."""
    code = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", value))
    if not re.fullmatch(r"\d{10}", code, re.ASCII):
        raise ValidationError(
            _("学校标识码为 10 位数字，可在学校官网或教育部门公布的名单中查询。"), code="format"
        )
    if code[0] not in (_HIGHER, _SECONDARY):
        raise ValidationError(
            _("学校标识码第 1 位应为 3（中等教育）或 4（高等教育），现为 %(digit)s，请核对。")
            % {"digit": code[0]},
            code="kind",
        )
    if code[2:4] != _SHANGHAI:
        raise ValidationError(
            _("学校标识码第 3、4 位为所在省份，上海为 31，现为 %(digits)s，请核对。") % {"digits": code[2:4]},
            code="province",
        )
    if code[0] == _HIGHER and (code[4] != "0" or int(code[5:]) < _FIRST_HEI_CODE):
        raise ValidationError(_("高等学校标识码后 6 位为 0 加 5 位院校代码，请核对。"), code="institution")
    expected = _SECONDARY if level == Level.SECONDARY else _HIGHER
    if level and code[0] != expected:
        raise ValidationError(
            _("办学层次与学校标识码不符：%(level)s的标识码以 %(digit)s 开头，请核对。")
            % {"level": Level(level).label, "digit": expected},
            code="level",
        )
    return code
