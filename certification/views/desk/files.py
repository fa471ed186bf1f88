"""Files of a case as its reviewers may have them: evidence of frozen revisions, forms and scans."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certification.domain import evaluations
from certification.models import Application, Evidence, Revision
from certification.views import refusals
from certification.views.desk.scope import case, viewer
from files.models import StoredFile
from files.responses import serve, serve_page
from workflows.errors import Refused

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def of_a_case(view: Callable[Concatenate[HttpRequest, Application, P], HttpResponseBase]) -> View[P]:
    """Hand the view the case its address names, when the person may see it."""

    @login_required
    @require_safe
    @wraps(view)
    def found(request: HttpRequest, process_id: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            application = case(viewer(request), process_id)
        except Refused as refused:
            back, label = reverse("desk:queue"), _("返回待办")
            return refusals.page(request, refused, back=back, back_label=label)
        return view(request, application, *args, **kwargs)

    return found  # type: ignore[return-value]  # ``process_id`` has become the application


@of_a_case
def evidence(request: HttpRequest, application: Application, pk: int) -> HttpResponseBase:
    """Download one supporting document."""
    found = _evidence(application, pk)
    return serve(request, found.file, found.name)


@of_a_case
def evidence_page(request: HttpRequest, application: Application, pk: int, page: int) -> HttpResponseBase:
    """One page of it as a picture."""
    return _picture(request, _evidence(application, pk).file, page)


@of_a_case
def report(request: HttpRequest, application: Application) -> HttpResponseBase:
    """The report of the entrusted body (第三方评估报告)."""
    evaluation = evaluations.of(application)
    if evaluation is None:
        raise Http404
    return serve(request, evaluation.report, evaluation.report_name)


@of_a_case
def form(request: HttpRequest, application: Application, number: int) -> HttpResponseBase:
    """The printed form (申报书) of a revision."""
    return _paper(request, application, number, "form", _("申报书"))


@of_a_case
def scan(request: HttpRequest, application: Application, number: int) -> HttpResponseBase:
    """The signed and stamped scan of a revision."""
    return _paper(request, application, number, "scan", _("签章扫描件"))


@of_a_case
def scan_page(request: HttpRequest, application: Application, number: int, page: int) -> HttpResponseBase:
    """One page of the scan as a picture."""
    revision = get_object_or_404(_revisions(application), number=number, scan__isnull=False)
    assert revision.scan is not None
    return _picture(request, revision.scan, page)


def _evidence(application: Application, pk: int) -> Evidence:
    """Only what a revision froze: a draft's files are nobody's business yet."""
    rows = application.evidence.filter(revisions__isnull=False).select_related("file").distinct()
    return get_object_or_404(rows, pk=pk)


def _revisions(application: Application) -> QuerySet[Revision]:
    return application.revisions.select_related("form", "scan")


def _paper(
    request: HttpRequest, application: Application, number: int, kind: str, title: str
) -> HttpResponseBase:
    stored: StoredFile | None = getattr(get_object_or_404(_revisions(application), number=number), kind)
    if stored is None:
        raise Http404
    return serve(request, stored, f"{application.number}-v{number}-{title}.{stored.extension}")


def _picture(request: HttpRequest, stored: StoredFile, number: int) -> HttpResponseBase:
    return serve_page(request, get_object_or_404(stored.pages.select_related("image"), number=number))
