"""The filters above the list of cases, from a query string nobody has to trust."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from certification.domain.overview import Narrow, steps
from certification.models import Status
from certification.registry import Programme
from enterprises.codes import DISTRICTS, ZONES

_LONGEST = 60


def read(query: QueryDict) -> Narrow:
    """What is asked for; a value that is none of the choices asks for nothing."""
    status, place = query.get("status", ""), query.get("place", "")
    return Narrow(
        keyword=query.get("q", "").strip().replace("\x00", "")[:_LONGEST],
        status=status if status in Status.values and status != Status.DRAFT else "",
        node=query.get("step", "")[:_LONGEST].replace("\x00", ""),
        place=place if place in DISTRICTS or place in ZONES else "",
        late=query.get("late") == "1",
    )


def fields(narrow: Narrow, programme: Programme) -> list[dict[str, Any]]:
    """For ``components/filters.html``."""
    statuses = [(s, label) for s, label in Status.choices if s != Status.DRAFT]
    places = [*DISTRICTS.items(), *ZONES.items()]
    return [
        {
            "name": "q",
            "label": _("关键词"),
            "value": narrow.keyword,
            "wide": True,
            "placeholder": _("单位名称或办件编号"),
        },
        {"name": "status", "label": _("状态"), "value": narrow.status, "choices": _any(statuses)},
        {"name": "step", "label": _("环节"), "value": narrow.node, "choices": _any(steps(programme))},
        {"name": "place", "label": _("注册区"), "value": narrow.place, "choices": _any(places)},
        {
            "name": "late",
            "label": _("时限"),
            "value": "1" if narrow.late else "",
            "choices": [("", _("全部")), ("1", _("已超期"))],
        },
    ]


def _any(choices: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    return [("", _("全部")), *choices]
