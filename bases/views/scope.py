"""Who sees what: every view fetches its base through here, so that a stranger gets a 404 and learns nothing."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from bases import access
from bases.models import Base, Project


def viewer(request: HttpRequest) -> User:
    """The signed-in person; views here stand behind ``login_required``."""
    assert isinstance(request.user, User)
    return request.user


def base_of(request: HttpRequest, pk: int) -> Base:
    """The base, if the person may see it."""
    return get_object_or_404(access.visible(viewer(request)).select_related("school", "project"), pk=pk)


def own_base(request: HttpRequest, pk: int) -> Base:
    """The base, if the person writes for its school; a reader who only sees it gets a 404 here as well."""
    base = base_of(request, pk)
    if not access.may_edit(viewer(request), base):
        raise Http404
    return base


def project_of(base: Base) -> Project:
    """Its construction; 404 before the approval."""
    project: Project | None = getattr(base, "project", None)
    if project is None:
        raise Http404
    project.base = base
    return project


def frame(request: HttpRequest, base: Base, here: str) -> dict[str, Any]:
    """What every page of a base shows: the base, its tabs, whether the person writes or answers."""
    user = viewer(request)
    tabs = [("bases:detail", _("概况")), ("bases:partners", _("合作单位"))]
    if hasattr(base, "project"):
        tabs += [
            ("bases:milestones", _("里程碑")),
            ("bases:budget", _("预算与支出")),
            ("bases:reports", _("年度报告")),
        ]
    return {
        "base": base,
        "project": getattr(base, "project", None),
        "writes": bool(access.may_edit(user, base)),
        "mine": access.partner_of(user, base),
        "tabs": [
            {"label": label, "url": reverse(name, args=[base.pk]), "current": name == here}
            for name, label in tabs
        ],
    }


def last_seen(text: str) -> int:
    """Key of the last row of the page before; 0, the first page, for anything that is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
