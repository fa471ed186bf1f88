"""待办 and 已办: the list of a desk, taking items from it and giving them back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from certification.domain import queues
from certification.forms import desk_nodes
from certification.views.desk.scope import viewer
from enterprises.codes import DISTRICTS, ZONES
from workflows import deadlines, engine, inbox
from workflows.errors import Refused
from workflows.models import WorkItem

SIZE = 25
TABS = (
    (queues.ALL, _("全部待办")),
    (queues.MINE, _("我领取的")),
    (queues.POOL, _("待领取")),
    (queues.DONE, _("已办")),
)
EMPTY = {
    queues.ALL: (_("没有待办事项"), _("新的办件到达后会显示在这里，并按办理时限排序。")),
    queues.MINE: (_("您没有领取的事项"), _("可以在“待领取”中领取；直接打开办理也会自动领取。")),
    queues.POOL: (_("没有待领取的事项"), _("本单位的事项都已有人办理。")),
    queues.DONE: (_("还没有办结的事项"), _("您办结的事项会保留在这里，可以随时查看当时的办理结果。")),
}


@login_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """One of the four lists, narrowed by step, district and keyword, a page at a time."""
    user = viewer(request)
    if not queues.desks(user):
        raise Http404
    tab = request.GET.get("tab", queues.ALL)
    tab = tab if tab in EMPTY else queues.ALL
    steps = queues.steps(user)
    narrow = _narrow(request, steps)
    page = inbox.page(queues.listed(user, tab, narrow), after=request.GET.get("after", ""), size=SIZE)
    context = {
        "tab": tab,
        "tabs": _tabs(user, tab),
        "narrow": narrow,
        "fields": _filters(narrow, steps),
        "page": page,
        "rows": _rows(page.items, user, done=tab == queues.DONE),
        "empty": _nothing_found() if narrow else EMPTY[tab],
        # who sits at one desk need not read its name on every row
        "several_units": len({unit for _role, unit in user.desks} | {item.unit for item in page.items}) > 1,
        "claimable": any(item.owner_id is None for item in page.items) and tab != queues.DONE,
    }
    return render(request, "certification/desk/queue.html", context)


@login_required
@require_POST
def claim(request: HttpRequest) -> HttpResponse:
    """领取 one or several; each on its own, so that one refusal holds up no other."""
    taken, refused = 0, []
    for task_id in _tasks(request):
        try:
            engine.claim(task_id, by=viewer(request))
            taken += 1
        except Refused as refusal:
            refused.append(refusal.message)
    if taken:
        text = ngettext(
            "已领取 %(n)d 件，在“我领取的”中办理。", "已领取 %(n)d 件，在“我领取的”中办理。", taken
        )
        messages.success(request, text % {"n": taken})
    for message in dict.fromkeys(refused):
        messages.warning(request, _("未能领取：%(why)s") % {"why": message})
    if not taken and not refused:
        messages.info(request, _("请先选择要领取的办件。"))
    return redirect(_back(request))


@login_required
@require_POST
def release(request: HttpRequest) -> HttpResponse:
    """退回 to the desk's pool."""
    for task_id in _tasks(request)[:1]:
        try:
            engine.release(task_id, by=viewer(request))
            messages.success(request, _("已退回，本单位其他同事可以领取。"))
        except Refused as refusal:
            messages.warning(request, refusal.message)
    return redirect(_back(request))


def _tasks(request: HttpRequest) -> list[int]:
    """Posted task numbers, at most one page of them."""
    texts = request.POST.getlist("task")[: inbox.MAX_SIZE]
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]


def _back(request: HttpRequest) -> str:
    """The list the person came from, else the plain one."""
    url = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())
    return url if here and url.startswith("/") else reverse("desk:queue")


def _narrow(request: HttpRequest, steps: list[tuple[str, str]]) -> queues.Narrow:
    """What the address asks for; values nobody offered are dropped."""
    node, place = request.GET.get("step", ""), request.GET.get("place", "")
    return queues.Narrow(
        keyword=" ".join(request.GET.get("q", "").replace("\x00", "").split())[:50],
        node=node if node in dict(steps) else "",
        place=place if place in DISTRICTS or place in ZONES else "",
    )


def _tabs(user: User, current: str) -> list[dict[str, Any]]:
    counts = queues.counts(user)
    return [
        {
            "label": label,
            "url": reverse("desk:queue") + ("" if name == queues.ALL else f"?tab={name}"),
            "count": "99+" if counts[name] >= queues.CAP else counts[name],
            "current": name == current,
        }
        for name, label in TABS
    ]


def _filters(narrow: queues.Narrow, steps: list[tuple[str, str]]) -> list[dict[str, Any]]:
    places = [("", _("全部")), *ZONES.items(), *DISTRICTS.items()]
    fields: list[dict[str, Any]] = [
        {
            "name": "q",
            "label": _("关键词"),
            "value": narrow.keyword,
            "wide": True,
            "placeholder": _("单位名称或办件编号"),
        }
    ]
    if len(steps) > 1:
        choices = [("", _("全部")), *steps]
        fields.append({"name": "step", "label": _("环节"), "value": narrow.node, "choices": choices})
    fields.append({"name": "place", "label": _("所属区"), "value": narrow.place, "choices": places})
    return fields


def _nothing_found() -> tuple[Any, Any]:
    return _("没有符合条件的办件"), _("请减少筛选条件，或点“重置”查看全部。")


def _rows(items: list[WorkItem], user: User, *, done: bool) -> list[dict[str, Any]]:
    """What the table shows of each item, without a query per row."""
    left = {} if done else deadlines.remaining_each(item.deadline for item in items)
    return [
        {
            "item": item,
            "case": item.process.application,
            "place": place_name(item.process.application),
            "off_clock": getattr(item.flow_node, "off_clock", ""),
            "left": left.get(item.deadline_id),
            "mine": item.owner_id == user.pk,
            "result": desk_nodes.result(item) if done else "",
        }
        for item in items
    ]


def place_name(case: Any) -> str:
    """The district in words, and the zone when the case lies in one."""
    if case.zone in ZONES:
        return str(_("临港新片区"))
    return DISTRICTS.get(case.district, "")
