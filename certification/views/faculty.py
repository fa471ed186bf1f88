"""Industry faculty: beginning a case from a nomination, the public library, and the person heard by a signed link."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certification.domain import faculty, lifecycle, nominations
from certification.forms.standing import StatementForm
from certification.models import LetterKind, Round
from certification.views import paging
from certification.views.cases.scope import viewer
from teachers import access, board
from teachers.models import LibraryProfile, Nomination
from teachers.ranks import Rank
from workflows.errors import Refused

PAGE = 20
MOST = 100


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, round_pk: int, organisation_pk: int) -> HttpResponse:
    """Nominees of the round's rank with what each lacks; one press begins the case of one of them."""
    school = get_object_or_404(access.schools_of(viewer(request)), pk=organisation_pk)
    round_ = get_object_or_404(Round, pk=round_pk)
    if round_.programme not in nominations.programmes():
        raise Http404
    rank = Rank(round_.programme.special["rank"])
    rows = Nomination.objects.open().filter(school=school, rank=rank).select_related("post", "school")
    refused = None
    if request.method == "POST":
        pk = request.POST.get("nomination", "")
        nomination = get_object_or_404(rows, pk=pk if pk.isascii() and pk.isdigit() else 0)
        try:
            draft = nominations.begin(nomination, round_, by=viewer(request))
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("已带入推荐信息和材料，请逐节核对后提交。"))
            return redirect("cases:case", pk=draft.pk)
    context = {
        "round": round_,
        "school": school,
        "rank": rank,
        "lines": board.lines(rows.order_by("-post__year", "order", "pk")[:MOST]),
        "refused": refused,
    }
    status = refused.status if refused else 200
    return render(request, "certification/faculty/begin.html", context, status=status)


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """师资库, open to everybody: only people with a letter of appointment in force, only what they opened."""
    read = {
        name: " ".join(request.GET.get(name, "").replace("\0", "").split())[:60]
        for name in ("keyword", "field", "employer", "talent_plan")
    }
    rank = request.GET.get("rank", "")
    wanted = faculty.Narrow(**read, rank=rank if rank in Rank.values else "")
    page: paging.Page[LibraryProfile] = paging.by_pk(
        faculty.searched(wanted), after=request.GET.get("after", ""), size=PAGE
    )
    fields = [
        {"name": "keyword", "label": _("姓名或学校"), "value": wanted.keyword},
        {
            "name": "rank",
            "label": _("级别"),
            "value": wanted.rank,
            "choices": [("", _("全部")), *Rank.choices],
        },
        {"name": "field", "label": _("专业领域"), "value": wanted.field},
        {"name": "employer", "label": _("工作单位"), "value": wanted.employer},
        {"name": "talent_plan", "label": _("人才计划"), "value": wanted.talent_plan},
    ]
    context = {
        "members": faculty.members(page.items),
        "page": page,
        "fields": fields,
        "active": bool(wanted),
    }
    return render(request, "certification/faculty/library.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def hearing(request: HttpRequest, token: str) -> HttpResponse:
    """The person reads facts and grounds of the removal and speaks once, without an account."""
    try:
        case = nominations.hearing(token)
    except Refused as refused:
        told = {"message": refused.message}
        return _private(render(request, "teachers/consent_gone.html", told, status=refused.status))
    assert case.nomination is not None
    form = StatementForm(request.POST, request.FILES) if request.method == "POST" else StatementForm()
    if request.method == "POST" and form.is_valid():
        try:
            lifecycle.state(
                case,
                text=form.cleaned_data["text"],
                speaker=case.nomination.name,
                attachment=form.cleaned_data["file"],
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("您的意见已提交，作出决定前将予以考虑。"))
            return _private(redirect("faculty:hearing", token=token))
    context = {
        "case": case,
        "nomination": case.nomination,
        "letter": case.letters.filter(kind=LetterKind.PRIOR_NOTICE).first(),
        "facts": lifecycle.intended(case),
        "statement": getattr(case, "statement", None),
        "ends": lifecycle.statement_ends(case),
        "form": form,
    }
    return _private(render(request, "certification/faculty/hearing.html", context))


def _private(response: HttpResponse) -> HttpResponse:
    """The address is the key."""
    patch_cache_control(response, no_store=True)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
