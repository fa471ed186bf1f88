"""Where rescue meets the request: a post turned away to the sign-in page leaves its fields behind."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _
from django.views import csrf as django_csrf
from django_htmx.http import HttpResponseClientRedirect

from accounts import rescue


class FormRescueMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method == "POST" and request.user.is_authenticated:
            rescue.forget(request)
        response = self.get_response(request)
        if request.method == "POST" and not request.user.is_authenticated and _to_sign_in(response):
            return _turned_away(request, response)
        return response


def _to_sign_in(response: HttpResponseBase) -> bool:
    location = response.headers.get("Location", "")
    return response.status_code == 302 and location.partition("?")[0] == resolve_url(settings.LOGIN_URL)


def _turned_away(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    page = rescue.keep(request)
    if page:
        messages.warning(request, _("登录已过期。您填写的内容已暂存，请重新登录后继续。"))
        response = redirect_to_login(page)
    if request.headers.get("HX-Request"):  # a fragment must not be replaced by the sign-in page
        return HttpResponseClientRedirect(response.headers["Location"])
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """A stale form token, mostly because the person signed in again in another tab: keep what was typed
    for its owner and show the page anew. Anything else is refused as usual."""
    page = rescue.keep(request) if request.method == "POST" else None
    if page is None:
        return django_csrf.csrf_failure(request, reason)
    if not request.user.is_authenticated:
        messages.warning(request, _("登录已过期。您填写的内容已暂存，请重新登录后继续。"))
        return redirect_to_login(page)
    return redirect(page)
