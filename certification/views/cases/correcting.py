"""补正: what is asked, item by item, where to put it right, and the answer to each."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import rescue
from certification import units
from certification.domain import corrections, evidence, intake
from certification.forms.cases import CorrectionForm
from certification.models import Application, CorrectionItem, CorrectionNotice
from certification.views import refusals
from certification.views.cases import tasks
from certification.views.cases.scope import submitted_case, viewer
from certification.views.cases.standing import days_until
from workflows import clock
from workflows.errors import Refused
from workflows.models import WorkItem


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """The open notice; ``action=keep`` saves the answers, ``action=submit`` sends everything back."""
    application = submitted_case(request, pk)
    parts = tasks.open_parts(application)
    if parts.notice is None:
        return _too_late(request, application)
    items = list(parts.notice.items.all())
    if request.method != "POST":
        form = CorrectionForm(items=items)
        kept = rescue.pop(request)
        if kept is not None:
            typed = {name: kept.get(name, "") for name in form.fields}
            form = CorrectionForm(items=items, initial=typed)
        return _page(request, application, parts, items, form)
    form = CorrectionForm(request.POST, items=items)
    try:
        corrections.keep_answers(application, form.typed(), by=viewer(request))
        if request.headers.get("X-Autosave") == "1":
            return JsonResponse({"saved_at": f"{clock.now():%H:%M}"})
        if request.POST.get("action") != "submit":
            messages.success(request, _("补正说明已保存，尚未提交。"))
            return redirect("cases:correction", pk=pk)
        if not form.is_valid():
            return _page(request, application, parts, items, form)
        _resubmit(application, form, request)
    except Refused as refused:
        if request.headers.get("X-Autosave") == "1":
            return JsonResponse({"message": refused.message}, status=refused.status)
        if refusals.is_gone(refused):
            return _too_late(request, application)
        form.is_valid()
        form.add_error(None, refused.message)
        return _page(request, application, parts, items, form, status=refused.status)
    messages.success(request, _("补正已提交，由提出补正的部门继续办理。请打印新版申报书，签章后上传扫描件。"))
    return redirect("cases:case", pk=pk)


def _resubmit(application: Application, form: CorrectionForm, request: HttpRequest) -> None:
    item = WorkItem.objects.filter(process=application.process_id, node="amend", closed_at=None).first()
    if item is None:
        raise Refused("done", _("补正已提交，或本件已不在补正中。请返回办件查看进度。"))
    intake.resubmit(item.task_id, process_id=item.process_id, by=viewer(request), answers=form.answers())


def _too_late(request: HttpRequest, application: Application) -> HttpResponse:
    """A colleague was faster, or the same click came twice; what was typed is shown to be copied."""
    if request.method != "POST":
        return redirect("cases:case", pk=application.pk)
    last = WorkItem.objects.filter(process=application.process_id, node="amend").order_by("-pk").first()
    if last is not None and last.closed_by_id == viewer(request).pk:
        return redirect("cases:case", pk=application.pk)
    who = last.closed_by if last is not None and last.closed_by else _("同事")
    message = _("%(who)s已提交补正，或本件已不在补正中。") % {"who": who}
    return refusals.page(
        request,
        Refused("done", message),
        back=reverse("cases:case", args=[application.pk]),
        back_label=_("查看办件"),
        typed=_typed(request.POST),
    )


def _typed(post: QueryDict) -> list[tuple[str, str]]:
    texts = [value for name, value in post.items() if name.startswith("answer-")]
    return [(_("第 %(n)d 项补正说明") % {"n": n}, str(text)) for n, text in enumerate(texts, 1)]


def _page(
    request: HttpRequest,
    application: Application,
    parts: tasks.Open,
    items: list[CorrectionItem],
    form: CorrectionForm,
    *,
    status: int = 200,
) -> HttpResponse:
    notice = parts.notice
    assert notice is not None, "the page of a correction is shown while one is open"
    shelves = evidence.shelves(application)
    names = units.unit_names({notice.unit, *(i.unit for i in items)})
    context = {
        "case": application,
        "notice": notice,
        "unit": names[notice.unit],
        "rows": [_row(application, notice, i, form, shelves, names) for i in items],
        "form": form,
        "days": days_until(notice.due_on),
        "tasks": tasks.task_list(application, parts, shelves, current="correction"),
        "letter": application.letters.filter(content__sequence=notice.number, kind="correction").first(),
        "problems": [p for p in intake.problems(application) if _is_asked(p, application, parts)],
    }
    return render(request, "certification/cases/correction.html", context, status=status)


def _is_asked(problem: dict[str, str], application: Application, parts: tasks.Open) -> bool:
    """Whether a problem lies where the notice allows something to be done about it."""
    slug = problem["slug"]
    if problem["kind"] == "rule":
        slug = {rule.code: rule.section for rule in application.programme.rules}[slug]
    return slug in (parts.evidence if problem["kind"] == "evidence" else parts.sections)


def _row(
    application: Application,
    notice: CorrectionNotice,
    item: CorrectionItem,
    form: CorrectionForm,
    shelves: list[evidence.Shelf],
    names: dict[str, str],
) -> dict[str, Any]:
    """An item with its place, whether something was changed there since, and its answer field."""
    if item.evidence_kind:
        url = f"{reverse('cases:evidence', args=[application.pk])}#kind-{item.evidence_kind}"
        changed = any(tasks.uploaded_since(s, notice) for s in shelves if s.kind.slug == item.evidence_kind)
        title = application.programme.evidence_kind(item.evidence_kind).title
    else:
        url = reverse("cases:section", args=[application.pk, item.section])
        changed = tasks.changed_since(application, notice, item.section)
        title = application.programme.section(item.section).title
    return {
        "item": item,
        "title": title,
        "url": url,
        "changed": changed,
        "unit": names[item.unit],
        "field": form[f"answer-{item.pk}"],
    }
