"""The front page and the source code: for everybody."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from certification.domain import publicity, rounds
from certification.forms.public import VerifyForm
from certification.models import Notice
from workflows import clock
from workflows.release import release

MOST_ROUNDS, MOST_NOTICES = 6, 5


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, what is open now, where to go, and the certificate check (首页)."""
    today = clock.today()
    notices = list(Notice.objects.order_by("-pk")[:MOST_NOTICES])
    open_ = list(rounds.current(today)[: MOST_ROUNDS + 1])
    left = publicity.days_left(notices)
    context = {
        "open_rounds": open_[:MOST_ROUNDS],
        "more_rounds": len(open_) > MOST_ROUNDS,
        "upcoming": list(rounds.upcoming(today)[:3]),
        "notices": [(notice, left[notice.pk]) for notice in notices],
        "form": VerifyForm(),
    }
    return render(request, "certification/public/home.html", context)


@require_safe
def source(request: HttpRequest) -> HttpResponse:
    """Where the source code is and under which licence (AGPL-3.0-or-later, section 13)."""
    return render(request, "certification/public/source.html", {"release": release()})


@require_safe
def licence(request: HttpRequest) -> HttpResponse:
    """The text of the licence, as it was received."""
    text = (settings.BASE_DIR / "LICENSE").read_text(encoding="utf-8")
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
