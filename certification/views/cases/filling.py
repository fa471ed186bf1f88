"""Filling in: one page a section, saved as typed, errors beside the fields, nothing lost."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts import rescue
from certification.domain import dossiers, eligibility, evidence, intake
from certification.domain.dossiers import BoundSection
from certification.models import Application
from certification.registry import Section
from certification.views.cases import conditions, tasks
from certification.views.cases.scope import case_of, section_of, viewer
from workflows import clock
from workflows.errors import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """One section: what was typed with its errors, or suggestions on the first visit."""
    application = case_of(request, pk)
    part = section_of(application, slug)
    if request.method == "POST":
        return _posted(request, application, part)
    if slug not in tasks.open_parts(application).sections:
        messages.info(request, _("“%(section)s”现在只能查看，不能修改。") % {"section": part.title})
        return redirect(frozen_url(application, slug))
    stored = application.dossier.get(slug)
    kept = rescue.pop(request)
    if kept is not None:
        return _page(
            request, application, _as_typed(part, kept), version=_number(kept.get("version")), restored=True
        )
    if stored:
        return _page(request, application, dossiers.bind(part, stored), version=stored["version"])
    bound = dossiers.blank(part, intake.suggestions(application, slug), application.policy.window)
    return _page(request, application, bound, version=0)


def frozen_url(application: Application, slug: str) -> str:
    """Where a section that cannot be changed is read: in the newest revision."""
    number = application.revisions.order_by("-number").values_list("number", flat=True).first()
    if number is None:
        return reverse("cases:case", args=[application.pk])
    return f"{reverse('cases:revision', args=[application.pk, number])}#section-{slug}"


def _posted(request: HttpRequest, application: Application, part: Section) -> HttpResponse:
    post, version = request.POST, _number(request.POST.get("version"))
    if "add_row" in post or "remove_row" in post:
        return _page(request, application, _as_typed(part, post), version=version, unsaved=True)
    typed = dossiers.typed_from_post(part, post)
    autosave = request.headers.get("X-Autosave") == "1"
    try:
        bound = intake.save_section(application, part.slug, typed, by=viewer(request), version=version)
    except Refused as refused:
        if autosave:
            return JsonResponse({"message": refused.message}, status=refused.status)
        return _refused(request, application, dossiers.bind(part, typed), refused, version)
    if autosave:
        return JsonResponse({"saved_at": f"{clock.now():%H:%M}", "version": version + 1})
    return _saved(request, application, bound)


def _saved(request: HttpRequest, application: Application, bound: BoundSection) -> HttpResponse:
    """Back to the list, or on to the next section once this one is complete."""
    parts, here = tasks.open_parts(application), bound.section
    url = reverse("cases:section", args=[application.pk, here.slug])
    if bound.state == dossiers.COMPLETE:
        messages.success(request, _("“%(section)s”已保存。") % {"section": here.title})
    else:
        n = tasks.count_errors(bound)
        text = ngettext(
            "“%(section)s”已保存，还有 %(n)d 处需要完善。", "“%(section)s”已保存，还有 %(n)d 处需要完善。", n
        )
        messages.warning(request, text % {"section": here.title, "n": n})
    action = request.POST.get("action")
    if action == "back":
        url = reverse("cases:correction" if parts.notice else "cases:case", args=[application.pk])
    elif action == "next" and bound.state == dossiers.COMPLETE:
        url = tasks.next_step(application, parts, here)
    return redirect(url)


def _refused(
    request: HttpRequest, application: Application, bound: BoundSection, refused: Refused, version: int
) -> HttpResponse:
    """Everything typed stays; a second save of a stale page goes through and replaces the other's text."""
    fresh = case_of(request, application.pk)
    stored = fresh.dossier.get(bound.section.slug) or {}
    stale = refused.code == "stale"
    return _page(
        request,
        fresh,
        bound,
        version=stored.get("version", 0) if stale else version,
        refused=refused,
        replaces=stored.get("by", "") if stale else "",
        status=refused.status,
    )


def _as_typed(part: Section, post: QueryDict) -> BoundSection:
    """The page as it was posted, not judged: with one more row, or without the one that was removed."""
    data = post.copy()
    if "remove_row" in post:
        data[f"{post['remove_row']}-remove"] = "1"
    bound = dossiers.shown(part, dossiers.typed_from_post(part, data))
    for table in bound.tables:
        if post.get("add_row") == table.table.slug:
            wanted = _number(post.get(f"{table.table.slug}-rows")) + 1
            for _extra in range(min(wanted, table.table.most) - len(table.rows)):
                table.add_row()
    return bound


def _page(
    request: HttpRequest,
    application: Application,
    bound: BoundSection,
    *,
    version: int,
    refused: Refused | None = None,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    parts = tasks.open_parts(application)
    here, report = bound.section, None
    editable = here.slug in parts.sections
    if here.slug == application.programme.claims[0]:
        report = conditions.panel(application, eligibility.evaluate(application))
    for table in bound.tables:
        if not table.rows:
            table.add_row()
    errors = [] if extra.get("unsaved") or extra.get("restored") else tasks.errors(bound)
    context = {
        "case": application,
        "bound": bound,
        "form": bound.form,
        "version": version,
        "errors": errors,
        "tasks": tasks.task_list(application, parts, evidence.shelves(application), current=here.slug)
        if editable
        else [],
        "editable": editable,
        "notice": parts.notice,
        "items": [i for i in parts.notice.items.all() if i.section == here.slug] if parts.notice else [],
        "first_visit": not bound.touched and version == 0,
        "report": report,
        "refused": refused,
        **extra,
    }
    return render(request, "certification/cases/section.html", context, status=status)


def _number(text: str | None) -> int:
    """A count from a hidden field; 0 for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
