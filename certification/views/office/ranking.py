"""The ranking of a round within its comparison groups (组内排序)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from certification.domain import queries, ranking
from certification.views.office.scope import for_office, viewer


@for_office
@require_safe
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """Score, rank, quota and cut-off of every group; a 404 for a programme that does not rank."""
    round_ = get_object_or_404(queries.office_rounds(viewer(request)), pk=pk)
    if ranking.of_programme(round_.programme) is None:
        raise Http404
    endings = round_.programme.endings_by_outcome
    groups = [
        (
            group,
            [(row, str(endings[row.outcome].title) if row.outcome in endings else "") for row in group.rows],
        )
        for group in ranking.groups(round_)
    ]
    context = {"round": round_, "groups": groups, "policy": round_.effective_policy}
    return render(request, "certification/office/ranking.html", context)
