"""证书查验: number and code together, or nothing. What does not match gets one and the same answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from certification.domain import register
from certification.forms.public import VerifyForm
from certification.views.throttle import Throttle
from workflows import clock

MISSES = Throttle("verify", most=20, minutes=10)
"""Wrong answers of one address; whoever reads number and code off a certificate has none."""


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for number and code; a match leads to the page the QR code points to."""
    form = VerifyForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _private(render(request, "certification/public/verify.html", {"form": form}))
    minutes = MISSES.wait(request)
    if minutes:
        return _too_often(request, form, minutes)
    found = register.find(form.cleaned_data["number"], form.cleaned_data["code"])
    if found is None:
        return _no_match(request, form, status=200)
    return redirect("public:certificate", number=found.number, code=found.code)


@require_safe
def certificate(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """The register's own word on one certificate; where the QR code points to."""
    form = VerifyForm({"number": number, "code": code})
    minutes = MISSES.wait(request)
    if minutes:
        return _too_often(request, form, minutes)
    found = register.find(number, code)
    if found is None:
        return _no_match(request, form, status=404)
    context = {
        "certificate": found,
        "standing": register.standing(found),
        "programme": found.programme,
        "now": clock.now(),
    }
    return _private(render(request, "certification/public/certificate.html", context))


def _no_match(request: HttpRequest, form: VerifyForm, *, status: int) -> HttpResponse:
    MISSES.count(request)
    form.add_error(None, _("没有找到与该编号和核验码一致的证书。"))
    return _private(render(request, "certification/public/verify.html", {"form": form}, status=status))


def _too_often(request: HttpRequest, form: VerifyForm, minutes: int) -> HttpResponse:
    text = ngettext(
        "查验过于频繁，请 %(n)d 分钟后再试。",
        "查验过于频繁，请 %(n)d 分钟后再试。",
        minutes,
    )
    form.add_error(None, text % {"n": minutes})
    response = _private(render(request, "certification/public/verify.html", {"form": form}, status=429))
    response["Retry-After"] = str(minutes * 60)
    return response


def _private(response: HttpResponse) -> HttpResponse:
    """Neither a shared computer nor a search engine keeps it: the address holds the code."""
    patch_cache_control(response, no_store=True)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
