"""办事指南, generated from the programmes: what is here is what the flow does."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from certification import registry
from certification.domain import guide, rounds
from files import kinds


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every programme with the round that is open."""
    open_ = {round_.programme_slug: round_ for round_ in reversed(rounds.current())}
    families = [
        (title, [(programme, open_.get(programme.slug)) for programme in programmes])
        for title, programmes in guide.families()
    ]
    return render(request, "certification/public/guides.html", {"families": families})


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The guide of one programme, with the limits of the round that is open."""
    try:
        programme = registry.get(slug)
    except KeyError as error:
        raise Http404 from error
    of_programme = rounds.current().filter(programme_slug=slug)
    round_ = of_programme.first()
    context = {
        "guide": guide.of(programme, round_),
        "later": registry.later(slug),
        "listed": programme.is_first and "public_list" in programme.special,
        "upcoming": rounds.upcoming().filter(programme_slug=slug).first() if round_ is None else None,
        "file_kinds": kinds.labels(kinds.DOCUMENTS),
    }
    return render(request, "certification/public/guide.html", context)
