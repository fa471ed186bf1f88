"""The eight kinds of base (基地类型) and what each is asked for.

D1–D3 and D7 share the thresholds of a joint base, D5 follows 沪教委职〔2023〕39号, D8 the high-skill bases of
市人社局; D4 and D6 are national tracks where the city only recommends. Numbers marked illustrative in
``docs/programmes.md`` are the programme's policy; here stand the facts that name and tell the kinds apart.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """基地类型; the value is the certificate series in small letters."""

    D1 = "d1", _("就业型基地")
    D2 = "d2", _("教学型基地")
    D3 = "d3", _("践习型基地")
    D4 = "d4", _("国家研究生联合培养基地")
    D5 = "d5", _("现代产业学院")
    D6 = "d6", _("未来技术学院")
    D7 = "d7", _("生产性实训中心")
    D8 = "d8", _("高技能人才培养基地")


PURPOSES = {
    Kind.D1: _("提供稳定的见习与就业岗位，学生见习后在合作企业就业。"),
    Kind.D2: _("把企业实践嵌入专业课程，校企共同授课。"),
    Kind.D3: _("面向教师产学研践习和学生综合实践。"),
    Kind.D4: _("高校与企业、科研机构联合培养研究生，由本市择优向国家推荐。"),
    Kind.D5: _("依托优势专业与产业共建的学院。"),
    Kind.D6: _("面向前沿技术的拔尖人才培养，由本市择优向国家推荐。"),
    Kind.D7: _("承接真实生产任务的实训中心。"),
    Kind.D8: _("培养高技能人才，含世界技能大赛集训基地。"),
}

RECOMMENDED = frozenset({Kind.D4, Kind.D6})
"""The city only recommends these: no construction project, no certificate."""
