"""Which base an application is for, and the procedures of a base's later life."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts import rescue
from bases import access, recovery
from bases.forms import RepayForm
from bases.models import Base, PartnerStatus, Recovery
from certification import registry, rules
from certification.domain import intake, lifecycle, openings, repayments, rounds, standing
from certification.models import OPEN_STATUSES, Application, Certificate, Round
from certification.registry import Programme
from certification.views.cases.scope import viewer
from workflows.errors import Refused

MOST = 50
CERTIFIED = frozenset({"renewal"})
"""Stages that need a certificate in force; the others may follow the approval as well."""

_BESIDE = {"amount": "amount", "future": "paid_on"}


@login_required
def begin(request: HttpRequest, round_pk: int, organisation_pk: int) -> HttpResponse:
    """Choose the base the application is for; one that was not approved yet and has no open case."""
    round_ = get_object_or_404(Round, pk=round_pk)
    school = {o.pk: o for o in openings.applicants(viewer(request))}.get(organisation_pk)
    programme = round_.programme
    if school is None or programme.party.family != "base" or not programme.is_first:
        raise Http404
    rows = Base.objects.filter(school=school, kind=_kind(programme), project=None)
    if request.method == "POST":
        base = get_object_or_404(rows, pk=_pk(request))
        try:
            case = start(round_, base, by=viewer(request))
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            return redirect("cases:case", pk=case.pk)
    present = ~Q(partners__status=PartnerStatus.LEFT)
    rows = rows.annotate(members=Count("partners", filter=present)).order_by("-pk")
    context = {"round": round_, "school": school, "programme": programme, "offers": rows[:MOST]}
    return render(request, "certification/cases/base_begin.html", context)


@login_required
def procedures(request: HttpRequest, pk: int) -> HttpResponse:
    """Every case about a base, and what may be begun now: acceptance, change, re-evaluation; the office's: exit."""
    person = viewer(request)
    base = get_object_or_404(access.visible(person).select_related("school", "project"), pk=pk)
    offers = _offers(base, request)
    if request.method == "POST":
        slug = request.POST.get("procedure", "")
        chosen = next((offer["programme"] for offer in offers if offer["programme"].slug == slug), None)
        if chosen is None:
            raise Http404
        try:
            case = start(rounds.all_year(chosen), base, by=person, about=certificate_of(base))
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            return redirect("cases:case", pk=case.pk)
    mine, offered = bool(access.may_edit(person, base)), {offer["programme"].slug for offer in offers}
    cases = base.applications.select_related("round", "organisation").order_by("-pk")[:MOST]
    context = {
        "base": base,
        "cases": [
            case
            for case in cases
            if case.number
            or case.programme_slug in offered
            or (mine and case.programme.opener != rules.OFFICE)  # an exit is told when it begins, not before
        ],
        "offers": offers,
        "certificate": certificate_of(base),
        "mine": mine,
        "owed": _owed(base) if repayments.may_record(base, person) else None,
    }
    return render(request, "certification/cases/base.html", context)


@login_required
def repay(request: HttpRequest, pk: int) -> HttpResponse:
    """The lead office writes down money that came back (登记到账); nobody else finds the page."""
    person = viewer(request)
    base = get_object_or_404(access.visible(person).select_related("school", "project"), pk=pk)
    owed = _owed(base) if repayments.may_record(base, person) else None
    if owed is None:
        raise Http404
    form = RepayForm(request.POST if request.method == "POST" else rescue.pop(request))
    if request.method == "POST" and form.is_valid():
        try:
            repayments.record(owed["row"], by=person, **form.cleaned_data)
        except Refused as refused:
            form.add_error(_BESIDE.get(refused.code), refused.message)
        else:
            messages.success(request, _("到账已登记。"))
            return redirect("bases:detail", pk=base.pk)
    context = {"base": base, "owed": owed, "form": form}
    return render(request, "certification/cases/base_repay.html", context)


def _owed(base: Base) -> dict[str, Any] | None:
    """The recovery on record and what of it is still to come; none when nothing is."""
    row = Recovery.objects.filter(project__base=base).select_related("project__base").first()
    left = recovery.outstanding(row) if row else recovery.NOTHING
    return {"row": row, "left": left} if left > 0 else None


def start(round_: Round, base: Base, *, by: Any, about: Certificate | None = None) -> Application:
    """A draft about a base; pressed twice it is one."""
    return intake.start_draft(
        round_,
        base.school,
        by=by,
        base=base,
        about=about,
        subject=subject_of(base),
        holder_name=base.name,
    )


def subject_of(base: Base) -> str:
    """What tells cases about this base apart from the school's others."""
    return f"base/{base.pk}"


def certificate_of(base: Base) -> Certificate | None:
    """The certificate in force, if any."""
    return standing.valid(f"base-{base.kind}", base.school, subject=subject_of(base)).order_by("-pk").first()


def _offers(base: Base, request: HttpRequest) -> list[dict[str, Any]]:
    """Procedures the person may begin, each with its open case where there is one. Nothing before the approval."""
    if getattr(base, "project", None) is None:
        return []
    held = certificate_of(base)
    found = []
    open_ = {
        case.programme_slug: case
        for case in base.applications.filter(status__in=OPEN_STATUSES).select_related("round")
    }
    for programme in registry.later(f"base-{base.kind}"):
        if (programme.stage in CERTIFIED and held is None) or (programme.stage == "acceptance" and held):
            continue
        if programme.opener == rules.OFFICE:
            allowed = rules.may_open(programme, viewer(request))
        elif programme.stage in CERTIFIED and held is not None:
            allowed = lifecycle.may_begin(held, programme, viewer(request))
        else:
            allowed = rules.may_state_for(base.school, viewer(request))
        if allowed:
            found.append({"programme": programme, "case": open_.get(programme.slug)})
    return found


def _kind(programme: Programme) -> str:
    return programme.slug.removeprefix("base-")


def _pk(request: HttpRequest) -> int:
    text = request.POST.get("base", "")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404(_("没有这个基地"))
    return int(text)
