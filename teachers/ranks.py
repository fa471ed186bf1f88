"""The three ranks of industry faculty (三级产业师资), and the codes that go with them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Rank(models.TextChoices):
    """Highest first; the value is the series of the certificate (domain facts §3)."""

    PROFESSOR = "B1", _("产业教授")
    MENTOR = "B2", _("产业导师")
    LECTURER = "B3", _("产业讲师")


class Level(models.TextChoices):
    """Professional title or skill level (职称或技能等级); which of them a rank asks for is policy."""

    SENIOR = "senior", _("正高级职称")
    ASSOCIATE = "associate", _("副高级职称")
    MIDDLE = "middle", _("中级职称")
    JUNIOR = "junior", _("初级职称")
    CHIEF = "chief", _("首席技师")
    SPECIAL = "special", _("特级技师")
    SENIOR_TECHNICIAN = "senior_technician", _("高级技师")
    TECHNICIAN = "technician", _("技师")
    NONE = "none", _("无")


class Sex(models.TextChoices):
    MALE = "M", _("男")
    FEMALE = "F", _("女")


def lower(rank: str) -> str:
    """The next rank down (降级聘任): ``"B1"`` -> ``"B2"``; empty below the lowest."""
    ranks = Rank.values
    following = ranks[ranks.index(rank) + 1 :]
    return following[0] if following else ""
