"""What a nominee and an employer are shown before they consent (告知内容), and what may become public.

The result is plain data: it is stored with the answer and hashed, so that years later anybody can see what
exactly was agreed to.
"""

from typing import Any, TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from teachers.models import ConsentKind, Nomination
from workflows.canonical import digest, plain

LIBRARY = "library"
FACTS: dict[str, Any] = {
    LIBRARY: gettext_lazy("姓名、聘任级别和聘任学校"),
    "employer": gettext_lazy("工作单位"),
    "position": gettext_lazy("现任职务"),
    "level": gettext_lazy("职称或技能等级"),
    "field": gettext_lazy("专业领域"),
    "talent_plan": gettext_lazy("人才计划"),
    "introduction": gettext_lazy("个人简介"),
    "teaching": gettext_lazy("教学与指导学时"),
}
"""What the person may open to the public in the faculty library. Without ``library`` nothing is shown."""


class Shown(TypedDict):
    """``sections`` are ``{"title", "rows": [[label, value], …]}``; ``public`` sentences on what is public anyway."""

    kind: str
    sections: list[dict[str, Any]]
    public: list[str]
    terms: list[str]


def shown(nomination: Nomination, kind: str) -> Shown:
    """The content for one side as of now. The employer sees neither document nor birth nor private address."""
    return plain(_nominee(nomination) if kind == ConsentKind.NOMINEE else _employer(nomination))


def sha256(content: Shown) -> str:
    return digest(plain(content))


def _post(nomination: Nomination) -> dict[str, Any]:
    post = nomination.post
    return {
        "title": _("岗位"),
        "rows": [
            [_("聘任学校"), nomination.school.name],
            [_("推荐级别"), nomination.get_rank_display()],
            [_("岗位"), post.title],
            [_("学科专业"), post.discipline],
            [_("岗位职责"), post.duties],
        ],
    }


def _nominee(nomination: Nomination) -> Shown:
    person = [
        [_("姓名"), nomination.name],
        [_("性别"), nomination.get_sex_display()],
        [_("出生日期"), nomination.birth_on.isoformat()],
        [nomination.get_document_kind_display(), nomination.masked_number],
        [_("联系电话"), nomination.phone],
        [_("本人邮箱"), nomination.email],
    ]
    return {
        "kind": ConsentKind.NOMINEE.value,
        "sections": [
            _post(nomination),
            {"title": _("本人信息"), "rows": person},
            {"title": _("工作与资历"), "rows": _work(nomination)},
        ],
        "public": [_public(nomination)],
        "terms": [
            _("同意接受上述学校推荐，参加产业师资聘任的审核、评议与公示。"),
            _("同意学校和主管部门为审核目的使用上述信息和推荐材料；证件号码、电话和邮箱不公开。"),
            _("聘任后按岗位职责承担教学与指导任务，接受学校年度考核。"),
            _("可以随时通过本链接撤回同意；撤回前已完成的审核不受影响，撤回后推荐终止。"),
        ],
    }


def _employer(nomination: Nomination) -> Shown:
    return {
        "kind": ConsentKind.EMPLOYER.value,
        "sections": [
            _post(nomination),
            {"title": _("被推荐人"), "rows": [[_("姓名"), nomination.name], *_work(nomination)]},
        ],
        "public": [_public(nomination)],
        "terms": [
            _("确认上述人员为本单位在职人员，任职信息属实。"),
            _("同意其在不影响本职工作的前提下到上述学校兼职，并支持其履行岗位职责。"),
            _("同意在本单位公示不少于 5 个工作日，并将公示结果告知学校。"),
        ],
    }


def _work(nomination: Nomination) -> list[list[str]]:
    return [
        [_("工作单位"), nomination.employer_name],
        [_("统一社会信用代码"), nomination.employer_code],
        [_("现任职务"), nomination.position],
        [_("职称或技能等级"), nomination.get_level_display()],
        [_("行业工作年限"), _("%(n)s 年") % {"n": nomination.years}],
        [_("专业领域"), nomination.field],
    ]


def _public(nomination: Nomination) -> str:
    return _(
        "单位、学校和市级公示时公开：姓名（%(name)s）、工作单位、现任职务、职称或技能等级。"
        "公示期间任何人可见，公示结束后不再展示。"
    ) % {"name": nomination.name}
