"""My bases, one base, and keeping what it says of itself."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import rescue
from bases import access, budget, partners, profile, recovery
from bases.forms import BaseForm
from bases.kinds import PURPOSES, Kind
from bases.models import Base
from bases.views.scope import base_of, frame, last_seen, own_base, viewer
from workflows import clock
from workflows.errors import Refused

PAGE = 25


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Bases the person sees, the newest first (我的基地)."""
    rows = access.visible(viewer(request)).select_related("school", "project").order_by("-pk")
    after = last_seen(request.GET.get("after", ""))
    found = list((rows.filter(pk__lt=after) if after else rows)[: PAGE + 1])
    page = {"items": found[:PAGE], "next": found[PAGE - 1].pk if len(found) > PAGE else ""}
    schools = list(access.schools_of(viewer(request))[:PAGE])
    return render(request, "bases/index.html", {"page": page, "schools": schools})


@login_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One base: what it is, how the construction stands, what is to be done (基地概况)."""
    base = base_of(request, pk)
    context = frame(request, base, "bases:detail")
    context["purpose"] = PURPOSES[Kind(base.kind)]
    project = context["project"]
    if project is None:
        context["waiting"] = partners.waiting_for(base)
        context["members"] = partners.current(base)
    else:
        sums = budget.by_source(project)
        goals = list(project.milestones.all())
        context |= {
            "money": budget.total(sums),
            "reached": sum(1 for goal in goals if goal.done_on),
            "goals": len(goals),
            "late": [g for g in goals if g.state(clock.today()) == "late"] if project.is_running else [],
            "next_goal": next((g for g in goals if not g.done_on), None) if project.is_running else None,
            "rectified_late": project.rectify_by is not None and project.rectify_by < clock.today(),
            "extensions": list(project.extension_rows.all()),
            "suspensions": list(project.suspensions.all()),
            "recovery": getattr(project, "recovery", None),
        }
        if context["recovery"]:
            context["recovered"] = recovery.recovered(context["recovery"])
            context["outstanding"] = context["recovery"].amount - context["recovered"]
            context["repayments"] = list(context["recovery"].repayments.all())
    return render(request, "bases/detail.html", context)


@login_required
def new(request: HttpRequest, organisation_pk: int) -> HttpResponse:
    """Found a base for a school (建立基地)."""
    school = get_object_or_404(access.schools_of(viewer(request)), pk=organisation_pk)
    base = Base(school=school)
    form = _form(request, base)
    if request.method == "POST" and form.is_valid():
        try:
            base = profile.found(form.save(commit=False), by=viewer(request))
        except Refused as refused:
            form.add_error("name", refused.message)
        else:
            messages.success(request, _("基地已建立，请添加合作企业并邀请确认。"))
            return redirect("bases:partners", pk=base.pk)
    return render(request, "bases/form.html", {"form": form, "school": school})


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a base says of itself (修改基地信息)."""
    base = own_base(request, pk)
    settled = profile.GRANTED_ONLY if hasattr(base, "project") else frozenset()
    form = _form(request, base, settled)
    if request.method == "POST" and form.is_valid():
        try:
            profile.save(form.save(commit=False), form.changed_data, by=viewer(request))
        except Refused as refused:
            form.add_error("name" if refused.code == "twice" else None, refused.message)
        else:
            messages.success(request, _("基地信息已保存。"))
            return redirect("bases:detail", pk=base.pk)
    return render(request, "bases/form.html", {"form": form, "school": base.school, "base": base})


def _form(request: HttpRequest, base: Base, settled: frozenset[str] = frozenset()) -> BaseForm:
    data = request.POST if request.method == "POST" else rescue.pop(request)
    return BaseForm(data, instance=base, settled=settled)
