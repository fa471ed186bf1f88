"""核对并提交: the whole dossier in words, what still keeps it from being submitted, and the confirmation."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certification.domain import eligibility, evidence, intake
from certification.models import Application, Status
from certification.views.cases import conditions, printed, sheets, tasks
from certification.views.cases.scope import case_of, submitted_case, viewer
from certification.views.cases.standing import days_until
from workflows.errors import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything once more before it is submitted; a second submit leads to the same case."""
    application = case_of(request, pk)
    if application.status != Status.DRAFT:
        return redirect("cases:case", pk=pk)
    if request.method != "POST":
        return _page(request, application)
    try:
        intake.submit(application, by=viewer(request))
    except Refused as refused:
        if refused.code == "done":  # the first of two clicks has submitted it
            return redirect("cases:done", pk=pk)
        return _page(request, case_of(request, pk), refused=refused)
    return redirect("cases:done", pk=pk)


@login_required
@require_safe
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """What happens next, and the paper to print, sign, stamp, scan and upload."""
    application = submitted_case(request, pk)
    if application.status != Status.SUBMITTED or application.corrections.exists():
        return redirect("cases:case", pk=pk)
    policy = application.policy
    steps = [
        {
            "step": step,
            "days": policy.notice_days if step.node == "notice_period" else policy.limits[step.limit],
        }
        for step in application.programme.steps
    ]
    context = {**printed.card(application), "steps": steps}
    return render(request, "certification/cases/done.html", context)


def _page(request: HttpRequest, application: Application, *, refused: Refused | None = None) -> HttpResponse:
    shelves = evidence.shelves(application)
    parts = tasks.open_parts(application)
    report = conditions.panel(application, eligibility.evaluate(application))
    context = {
        "case": application,
        "sections": [sheets.editable(application, bound) for bound in tasks.bound_sections(application)],
        "shelves": [s for s in shelves if s.files or s.needed],
        "report": report,
        "problems": [_problem(application, p) for p in intake.problems(application)],
        "tasks": tasks.task_list(application, parts, shelves, current="check"),
        "open": intake.is_open(application.round),
        "days": days_until(application.round.closes_on),
        "refused": refused,
    }
    return render(
        request, "certification/cases/check.html", context, status=refused.status if refused else 200
    )


def _problem(application: Application, problem: dict[str, str]) -> dict[str, str]:
    """A problem with the link to where it is put right."""
    pk, slug = application.pk, problem["slug"]
    if problem["kind"] == "section":
        url = reverse("cases:section", args=[pk, slug])
    elif problem["kind"] == "evidence":
        url = f"{reverse('cases:evidence', args=[pk])}#kind-{slug}"
    else:
        section = {rule.code: rule.section for rule in application.programme.rules}.get(slug)
        url = reverse("cases:section", args=[pk, section]) if section else ""
    return {"message": problem["message"], "url": url, "label": _("去修改")}
