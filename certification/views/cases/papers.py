"""佐证材料: why each paper is needed, what lies there, upload, look, download, remove."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certification.domain import evidence
from certification.models import Application, Evidence
from certification.registry import EvidenceKind
from certification.views.cases import tasks
from certification.views.cases.scope import case_of, viewer
from files.kinds import DOCUMENTS, accept, labels
from files.names import display_name
from files.responses import serve, serve_page
from workflows.errors import Refused


@dataclass(frozen=True)
class Problem:
    """A file that was not taken, and why."""

    name: str
    message: str


@login_required
@require_safe
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """Every kind of evidence that is open now."""
    application = case_of(request, pk)
    if not tasks.open_parts(application).evidence:
        messages.info(request, _("申报已提交，佐证材料现在只能查看。"))
        return redirect("cases:case", pk=pk)
    return _page(request, application)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Take one or several files of a kind. Good ones are kept even when another is not taken."""
    application = case_of(request, pk)
    wanted = _kind(application, kind)
    if request.method != "POST":
        return redirect(_place(application, wanted))
    files = request.FILES.getlist("files")
    problems = [] if files else [Problem("", _("请先选择要上传的文件。"))]
    kept, status = 0, 200
    for file in files:
        try:
            evidence.attach(application, wanted, file, by=viewer(request))
            kept += 1
        except ValidationError as error:
            problems.append(Problem(display_name(file.name or ""), " ".join(error.messages)))
        except Refused as refused:
            status = refused.status
            problems.append(Problem(_name(file), refused.message))
    if not problems:
        text = ngettext("“%(kind)s”已上传 %(n)d 份。", "“%(kind)s”已上传 %(n)d 份。", kept)
        messages.success(request, text % {"kind": wanted.title, "n": kept})
        return redirect(_place(application, wanted))
    return _page(request, application, at=wanted.slug, problems=problems, kept=kept, status=status)


@login_required
@require_POST
def remove(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    """Take a file out of the draft; removing it twice changes nothing."""
    application = case_of(request, pk)
    row = get_object_or_404(application.evidence, pk=evidence_pk)
    try:
        evidence.remove(row, by=viewer(request))
    except Refused as refused:
        problems = [Problem(row.name, refused.message)]
        return _page(request, application, at=row.kind, problems=problems, status=refused.status)
    messages.success(request, _("已移除“%(name)s”。") % {"name": row.name})
    return redirect(_place(application, _kind(application, row.kind)))


@login_required
@require_safe
def download(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponseBase:
    """The file itself, under the name its owner gave it."""
    row = _row(request, pk, evidence_pk)
    return serve(request, row.file, row.name)


@login_required
@require_safe
def page_image(request: HttpRequest, pk: int, evidence_pk: int, number: int) -> HttpResponseBase:
    """One page as a picture."""
    row = _row(request, pk, evidence_pk)
    return serve_page(request, get_object_or_404(row.file.pages.select_related("image"), number=number))


def _row(request: HttpRequest, pk: int, evidence_pk: int) -> Evidence:
    rows = case_of(request, pk).evidence.select_related("file")
    return get_object_or_404(rows, pk=evidence_pk)


def _kind(application: Application, slug: str) -> EvidenceKind:
    try:
        return application.programme.evidence_kind(slug)
    except KeyError as error:
        raise Http404 from error


def _place(application: Application, kind: EvidenceKind) -> str:
    return f"{reverse('cases:evidence', args=[application.pk])}#kind-{kind.slug}"


def _name(file: UploadedFile) -> str:
    return display_name(file.name or "")


def _page(
    request: HttpRequest,
    application: Application,
    *,
    at: str = "",
    problems: list[Problem] | None = None,
    kept: int = 0,
    status: int = 200,
) -> HttpResponse:
    parts = tasks.open_parts(application)
    shelves = evidence.shelves(application)
    items = list(parts.notice.items.all()) if parts.notice else []
    rows = [
        {"shelf": s, "asked": [i for i in items if i.evidence_kind == s.kind.slug]}
        for s in shelves
        if s.kind.slug in parts.evidence or s.kind.slug == at
    ]
    context = {
        "case": application,
        "groups": _groups(rows, corrected=parts.notice is not None),
        "tasks": tasks.task_list(application, parts, shelves, current="evidence"),
        "editable": parts.evidence,
        "notice": parts.notice,
        "at": at,
        "problems": problems or [],
        "kept": kept,
        "accept": accept(DOCUMENTS),
        "kinds": labels(DOCUMENTS),
        "max_bytes": settings.FILE_MAX_BYTES,
    }
    return render(request, "certification/cases/evidence.html", context, status=status)


def _groups(rows: list[dict[str, Any]], *, corrected: bool) -> list[dict[str, Any]]:
    """Always needed, needed by a claimed condition, and the rest; in a correction all in one."""
    if corrected:
        return [{"title": _("需要补正的材料"), "rows": rows, "folded": False}]
    always = [r for r in rows if r["shelf"].kind.required]
    claimed = [r for r in rows if r["shelf"].needed and not r["shelf"].kind.required]
    rest = [r for r in rows if not r["shelf"].needed]
    groups = [
        {"title": _("必须提交"), "rows": always, "folded": False},
        {"title": _("按申报的条件提交"), "rows": claimed, "folded": False},
        {"title": _("其他条件的材料（未申报，可不提交）"), "rows": rest, "folded": True},
    ]
    return [g for g in groups if g["rows"]]
