"""Yearly milestones, and writing down that one was reached."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import rescue
from bases import milestones
from bases.forms import ReachForm
from bases.views.scope import base_of, frame, own_base, project_of, viewer
from files.responses import serve
from workflows import clock
from workflows.errors import Refused

_FIELDS = {"future": "done_on", "early": "done_on"}


@login_required
@require_safe
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """All milestones in the order of their days (里程碑)."""
    base = base_of(request, pk)
    project = project_of(base)
    context = frame(request, base, "bases:milestones")
    today = clock.today()
    context["rows"] = [(row, row.state(today)) for row in project.milestones.all()]
    return render(request, "bases/milestones.html", context)


@login_required
def reach(request: HttpRequest, pk: int, milestone_pk: int) -> HttpResponse:
    """Write down that a milestone was reached, with the proof (登记完成)."""
    base = own_base(request, pk)
    milestone = get_object_or_404(project_of(base).milestones.all(), pk=milestone_pk, done_on=None)
    data = request.POST if request.method == "POST" else rescue.pop(request)
    form = ReachForm(data, request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            milestones.reach(milestone, by=viewer(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error(_FIELDS.get(refused.code), refused.message)
        else:
            messages.success(request, _("已登记完成“%(title)s”。") % {"title": milestone.title})
            return redirect("bases:milestones", pk=base.pk)
    return render(request, "bases/reach.html", {"base": base, "milestone": milestone, "form": form})


@login_required
@require_safe
def evidence(request: HttpRequest, pk: int, milestone_pk: int) -> HttpResponseBase:
    """The proof of a milestone."""
    project = project_of(base_of(request, pk))
    row = get_object_or_404(project.milestones.select_related("evidence"), pk=milestone_pk)
    if row.evidence is None:
        raise Http404
    return serve(request, row.evidence, row.evidence_name)
