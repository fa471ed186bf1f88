"""One duty: filled in and handed in by the holder (or the lead office), reviewed by its office."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from certification.domain import dossiers, follow_ups
from certification.domain.dossiers import BoundSection
from certification.forms.standing import AttachmentForm, DutyReviewForm
from certification.models import FollowUp, FollowUpStatus
from certification.views.cases import tasks
from certification.views.cases.scope import viewer
from certification.views.standing import pages
from files.responses import serve
from workflows.errors import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def duty(request: HttpRequest, pk: int) -> HttpResponse:
    """What is asked, as a form while it may be filled in, else as it was handed in."""
    user = viewer(request)
    row = _visible(user, pk)
    if row.status in follow_ups.OPEN and follow_ups.may_file(row, user):
        return _fill(request, row, user)
    if row.status == FollowUpStatus.FILED and follow_ups.may_review(row.application, row.kind, user):
        return _review(request, row, user)
    return _page(request, row)


@login_required
@require_safe
def attachment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file that came with it."""
    row = _visible(viewer(request), pk)
    if row.file is None:
        raise Http404
    return serve(request, row.file, row.file_name)


def _visible(user: User, pk: int) -> FollowUp:
    seen = follow_ups.of_holder(user) | follow_ups.of_office(user)
    rows = FollowUp.objects.select_related("application__organisation", "file", "filed_by", "reviewed_by")
    return get_object_or_404(rows.filter(pk__in=seen.order_by().values("pk")), pk=pk)


def _fill(request: HttpRequest, row: FollowUp, user: User) -> HttpResponse:
    if request.method != "POST":
        return _page(request, row, bound=follow_ups.shown(row), attach=AttachmentForm())
    typed = dossiers.typed_from_post(follow_ups.section(row), request.POST)
    attach = AttachmentForm(request.POST, request.FILES)
    refused = None
    try:
        bound = follow_ups.save(row, typed, by=user)
        if request.POST.get("action") != "file":
            messages.success(request, _("已保存，尚未提交。"))
            return redirect("standing:duty", pk=row.pk)
        if attach.is_valid() and bound.is_valid:
            follow_ups.file(row, by=user, attachment=attach.cleaned_data["file"])
            messages.success(request, _("“%(title)s”已提交。") % {"title": row.title})
            return redirect("standing:duty", pk=row.pk)
    except Refused as error:
        refused, bound = error, dossiers.bind(follow_ups.section(row), typed)
    return _page(request, row, bound=bound, attach=attach, refused=refused)


def _review(request: HttpRequest, row: FollowUp, user: User) -> HttpResponse:
    form = DutyReviewForm(request.POST or None, duty=row)
    if request.method == "POST" and form.is_valid():
        try:
            follow_ups.review(row, by=user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.code if refused.code in form.fields else None, refused.message)
        else:
            messages.success(request, _("“%(title)s”已审核。") % {"title": row.title})
            return redirect("standing:duty", pk=row.pk)
    return _page(request, row, review=form)


def _page(
    request: HttpRequest,
    row: FollowUp,
    *,
    bound: BoundSection | None = None,
    attach: AttachmentForm | None = None,
    review: DutyReviewForm | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    context = {
        "duty": row,
        "row": pages.rows([row])[0],
        "bound": bound,
        "attach": attach,
        "review": review,
        "refused": refused,
        "errors": tasks.errors(bound) if bound is not None and request.method == "POST" else [],
    }
    status = refused.status if refused else 200
    return render(request, "certification/standing/duty.html", context, status=status)
