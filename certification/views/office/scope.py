"""Who the office's screens are for; everybody else is told that there is no such page."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.views.scope import viewer
from certification.navigation import operates, works_in_an_office
from certification.views import refusals
from workflows.errors import Refused

__all__ = ["for_office", "for_operators", "viewer"]

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def for_office(view: View[P]) -> View[P]:
    """For intake, officers, secretaries and deciders of a programme. A refusal becomes a page of its own."""
    return _only(view, works_in_an_office)


def for_operators(view: View[P]) -> View[P]:
    """For officers and the administrator: what keeps the machinery running."""
    return _only(view, operates)


def _only(view: View[P], allowed: Callable[..., bool]) -> View[P]:
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not allowed(viewer(request)):
            raise Http404
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            back = reverse("office:rounds")
            return refusals.page(request, refused, back=back, back_label=_("返回批次与办件"))

    return guarded
