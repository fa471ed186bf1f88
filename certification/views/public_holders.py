"""名录: who holds a programme's certificate today, for programmes that say so (``special["public_list"]``)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from certification import registry
from certification.domain import standing
from certification.views.paging import by_pk

PAGE_SIZE = 50


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """Holders in standing, newest first, each with what the family says of it in public."""
    try:
        programme = registry.get(slug)
    except KeyError as error:
        raise Http404 from error
    words = programme.special.get("public_list")
    if words is None or not programme.is_first:
        raise Http404
    page = by_pk(standing.valid(slug), after=request.GET.get("after", ""), size=PAGE_SIZE)
    notes = words(page.items)
    context = {
        "programme": programme,
        "page": page,
        "rows": [(certificate, notes.get(certificate.pk, "")) for certificate in page.items],
    }
    return render(request, "certification/public/holders.html", context)
