"""我的资格: the holder's certificates, the duties that come with them, and what may follow."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certification import registry
from certification.domain import follow_ups, lifecycle, standing
from certification.forms.standing import StatementForm
from certification.models import Certificate
from certification.views.cases.scope import submitted_case, viewer
from certification.views.paging import by_pk
from certification.views.standing import pages
from workflows.errors import Refused

PAGE, MOST_DUTIES = 20, 30


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Certificates, newest first; above them the duties that wait."""
    user = viewer(request)
    page = by_pk(standing.of_holder(user), after=request.GET.get("after", ""), size=PAGE)
    waiting = follow_ups.of_holder(user).filter(status__in=follow_ups.OPEN)[:MOST_DUTIES]
    context = {"page": page, "rows": pages.listed(page.items), "duties": pages.rows(list(waiting))}
    return render(request, "certification/standing/index.html", context)


@login_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One certificate's life."""
    user = viewer(request)
    row = get_object_or_404(standing.of_holder(user), pk=pk)
    return render(request, "certification/standing/life.html", {**pages.life(row, user), "office": False})


@login_required
@require_POST
def begin(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Begin a later procedure about the certificate: renewal, change, exit."""
    user = viewer(request)
    rows = standing.of_holder(user) | standing.of_office(user)
    row = get_object_or_404(Certificate.objects.filter(pk__in=rows.values("pk")), pk=pk)
    programme = {p.slug: p for p in registry.later(row.programme_slug)}.get(slug)
    if programme is None:
        messages.error(request, _("没有这个事项。"))
        return redirect("standing:detail", pk=pk)
    try:
        case = lifecycle.begin(row, programme, by=user)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("standing:detail", pk=pk)
    return redirect("cases:case", pk=case.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """陈述申辩 about a case that would end one's standing."""
    case, user = submitted_case(request, pk), viewer(request)
    if case.programme.stage != "exit" or case.nomination_id:
        raise Http404  # nothing to speak to, or the person's own to say (``faculty:hearing``)
    form = StatementForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            lifecycle.state(
                case, text=data["text"], speaker=user.get_full_name(), by=user, attachment=data["file"]
            )
        except Refused as refused:
            form.add_error("text" if refused.code == "text" else None, refused.message)
            status = refused.status
        else:
            messages.success(request, _("陈述申辩意见已提交，决定前会予以复核。"))
            return redirect("cases:case", pk=pk)
    context = {"case": case, "form": form, "open": lifecycle.may_speak(case), "notice": case.letters.first()}
    return render(request, "certification/standing/statement.html", context, status=status)
