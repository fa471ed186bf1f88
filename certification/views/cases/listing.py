"""我的办件: every case of my organisations, and what can be applied for now."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from certification.domain import intake, openings, queries
from certification.domain.openings import Opening
from certification.models import Application, Round, Status
from certification.views import paging
from certification.views.cases.scope import viewer
from certification.views.cases.standing import days_until, standings
from workflows import calendar
from workflows.errors import Refused

PAGE = 20


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """My cases, newest first, with where each stands; then the open rounds."""
    return _index(request)


@login_required
@require_POST
def start(request: HttpRequest, round_pk: int, organisation_pk: int) -> HttpResponse:
    """Start an application, or lead to the one that is open already."""
    organisations = {o.pk: o for o in openings.applicants(viewer(request))}
    organisation = organisations.get(organisation_pk)
    if organisation is None:
        raise Http404
    round_ = get_object_or_404(Round, pk=round_pk)
    party = round_.programme.party
    if party.kind != organisation.kind or not round_.programme.is_first:
        raise Http404  # what follows a certificate begins at its page
    if not party.has_profile(organisation):
        text = _("申报前请先填写%(title)s，填好后回到“我的办件”开始申报。")
        messages.info(request, text % {"title": party.profile_title})
        return redirect(party.profile, organisation_pk=organisation.pk)
    if party.begins:
        return redirect(party.begins, round_pk=round_.pk, organisation_pk=organisation.pk)
    try:
        application = intake.start_draft(round_, organisation, by=viewer(request))
    except Refused as refused:
        return _index(request, refused)
    return redirect("cases:case", pk=application.pk)


def _index(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    person = viewer(request)
    organisations = openings.applicants(person)
    page: paging.Page[Application] = paging.by_pk(
        queries.of_applicant(person).defer("dossier", "eligibility"),
        after=request.GET.get("after", ""),
        size=PAGE,
    )
    where = standings(page.items)
    rows = [{"case": case, "standing": where[case.pk]} for case in page.items]
    context = {
        "page": page,
        "rows": rows,
        "waiting": sum(bool(at.todo) for at in where.values()),
        "openings": _offers(openings.openings(organisations)),
        "organisations": organisations,
        "several": len(organisations) > 1,
        "refused": refused,
    }
    return render(
        request, "certification/cases/index.html", context, status=refused.status if refused else 200
    )


def _offers(found: list[Opening]) -> list[dict[str, object]]:
    """Openings by round, each with its days left."""
    table = calendar.table()
    offers: dict[int, dict[str, object]] = {}
    for opening in found:
        offer = offers.setdefault(
            opening.round.pk,
            {"round": opening.round, "days": days_until(opening.round.closes_on, table), "rows": []},
        )
        rows = offer["rows"]
        assert isinstance(rows, list)
        standing = opening.standing
        rows.append({"opening": opening, "draft": standing is not None and standing.status == Status.DRAFT})
    return list(offers.values())
