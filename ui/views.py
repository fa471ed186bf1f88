"""The reference page of the design system and previews of the error pages."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from ui import kit, kit_data


def _for_builders(request: HttpRequest) -> None:
    """The page is for those who build screens: shown in demo and debug, otherwise to staff only."""
    user: Any = request.user
    if not (settings.DEBUG or settings.DEMO_MODE or user.is_staff):
        raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
def ui_kit(request: HttpRequest) -> HttpResponse:
    """Every part, live, with its source beside it. A POST keeps nothing: it answers autosave and upload."""
    _for_builders(request)
    if request.method == "POST":
        return JsonResponse({"saved_at": "10:02"})
    context = kit.sample()
    context["groups"] = kit.groups(context, request)
    return render(request, "ui_kit.html", context)


@require_GET
def error_page(request: HttpRequest, code: int) -> HttpResponse:
    """An error page as people meet it."""
    _for_builders(request)
    if code not in kit_data.DATA["error_codes"]:
        raise Http404
    return render(request, f"{code}.html", {"message": ""}, status=code)
