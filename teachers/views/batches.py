"""Many nominations at once: the template, the upload, its progress, and the rows to mend."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from files import archives, workbooks
from files.fields import Kept, KeptFileField
from files.names import display_name
from teachers import access, bulk
from teachers.forms import Answers
from teachers.models import BatchState, NominationBatch
from teachers.views import scope
from workflows.errors import Refused


class BatchForm(Answers):
    workbook = KeptFileField(label=_("推荐人选表"), kinds=frozenset({"xlsx"}))
    archive = forms.FileField(
        label=_("推荐材料压缩包"),
        required=False,
        help_text=_("可选，ZIP 格式，不超过 80 MB；文件名为“姓名-材料名”。"),
        widget=forms.FileInput({"accept": ".zip"}),
    )

    def clean_archive(self) -> Kept | None:
        uploaded = self.cleaned_data["archive"]
        return archives.keep(uploaded) if uploaded else None


@login_required
@require_safe
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook to fill in."""
    post = scope.post(request, pk)
    return _workbook(bulk.template(post), f"推荐人选-{post.title}.xlsx")


@login_required
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Upload a filled workbook and, perhaps, the papers."""
    post = scope.post(request, pk)
    form = BatchForm(request.POST, request.FILES) if request.method == "POST" else BatchForm()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            batch = bulk.start(post, data["workbook"], data["archive"], by=scope.viewer(request))
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            return redirect("teachers:batch", pk=batch.pk)
    return render(request, "teachers/batch_form.html", {"form": form, "post": post})


@login_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is and what came of it; the page reloads itself while the worker works."""
    batch = _batch(request, pk)
    running = batch.status in (BatchState.WAITING, BatchState.RUNNING)
    titles = {column.key: str(column.title) for column in bulk.columns()}
    wrong = [
        (number, [(titles.get(key, ""), message) for key, message in errors.items()])
        for number, errors in batch.errors[:50]
    ]
    context = {"batch": batch, "running": running, "wrong": wrong, "more": len(batch.errors) - len(wrong)}
    response = render(request, "teachers/batch.html", context)
    if running:
        response["Refresh"] = "3"  # works without scripts
    return response


@login_required
@require_safe
def errors(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that were not taken, wrong cells marked."""
    batch = _batch(request, pk)
    if not batch.errors:
        raise Http404
    return _workbook(bulk.error_workbook(batch), f"需要更正-{batch.workbook_name}")


def _batch(request: HttpRequest, pk: int) -> NominationBatch:
    rows = NominationBatch.objects.select_related("post__school", "school", "workbook", "archive")
    return get_object_or_404(rows.filter(school__in=access.schools_of(scope.viewer(request))), pk=pk)


def _workbook(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=workbooks.MIME)
    response["Content-Disposition"] = content_disposition_header(True, display_name(name)) or "attachment"
    patch_cache_control(response, private=True, no_store=True)
    return response
