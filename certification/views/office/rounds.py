"""Rounds: the list, one at a glance, laying one down and amending it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import access, rescue
from certification import registry, rules
from certification.domain import overview, queries, ranking, rounds
from certification.forms.office_rounds import ExtendForm, RoundForm, initial
from certification.models import OPEN_STATUSES, Round, Status
from certification.views import refusals
from certification.views.office import filters
from certification.views.office.scope import for_office, viewer
from certification.views.paging import by_pk
from workflows import audit, clock
from workflows.errors import Refused

PAGE_SIZE = 25
MOST_CHANGES = 20


@for_office
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Rounds of the programmes one's office runs, newest first."""
    user = viewer(request)
    page = by_pk(queries.office_rounds(user), after=request.GET.get("after", ""), size=PAGE_SIZE)
    counts, scope = overview.cases_by_round(page.items), access.scope(user.posts)
    context = {
        "page": page,
        "rows": [(round_, counts[round_.pk]) for round_ in page.items],
        # for the buttons alone: the verb asks the rule again
        "may_open": [
            programme
            for programme in registry.all_programmes()
            if not programme.all_year and scope.allows(programme.lead_unit, programme.slug)
        ],
    }
    return render(request, "certification/office/rounds.html", context)


@for_office
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One round: window, policy in force, what stands where, and its cases."""
    user = viewer(request)
    round_ = get_object_or_404(queries.office_rounds(user), pk=pk)
    narrow = filters.read(request.GET)
    cases = overview.narrowed(queries.of_office(user).filter(round=round_), narrow)
    page = by_pk(cases, after=request.GET.get("after", ""), size=PAGE_SIZE)
    held = overview.holdings(page.items)
    by_status = overview.by_status(round_)
    submitted = sum(by_status.values()) - by_status[Status.DRAFT]
    closed = sum(n for status, n in by_status.items() if status not in OPEN_STATUSES)
    context = {
        "round": round_,
        "policy": round_.effective_policy,
        "limits": _limits(round_),
        "may_amend": rules.may_manage_rounds(round_.programme, user),
        "ranked": ranking.of_programme(round_.programme),
        "conditions": any(rule.group == "condition" for rule in round_.programme.rules),
        "drafts": by_status[Status.DRAFT],
        "statuses": [(s, Status(s).label, n) for s, n in by_status.items() if s != Status.DRAFT],
        "submitted": submitted,
        "open": submitted - closed,
        "closed": closed,
        "steps": overview.by_step(round_),
        "late": overview.late_cases(round_),
        "page": page,
        "rows": [(case, held[case.pk]) for case in page.items],
        "filters": filters.fields(narrow, round_.programme),
        "narrow": narrow,
        "changes": list(audit.history(round_.audit_chain).order_by("-seq")[:MOST_CHANGES]),
    }
    return render(request, "certification/office/round.html", context)


@for_office
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """To the form of the programme that was chosen."""
    slug = request.GET.get("programme", "")
    if slug not in queries.office_programmes(viewer(request)):
        raise Http404
    return redirect("office:round_new", slug=slug)


@for_office
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Lay down a round of a programme."""
    user = viewer(request)
    if slug not in queries.office_programmes(user):
        raise Http404
    programme = registry.get(slug)
    answer = rules.may_manage_rounds(programme, user)
    if not answer:
        raise Refused("forbidden", answer.reason)
    data = request.POST if request.method == "POST" else rescue.pop(request)
    form = RoundForm(programme, data, initial=initial(programme, None, clock.today()))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            round_ = rounds.create(programme, form.plan(), by=user)
        except (Refused, ValidationError) as error:
            status = _tell(form, error)
        else:
            messages.success(request, _("批次已设立，到开始日自动开放申报。"))
            return redirect("office:round", pk=round_.pk)
    context = {"form": form, "programme": programme}
    return render(request, "certification/office/round_form.html", context, status=status)


@for_office
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Amend a round; once somebody has submitted, only its last day, forward."""
    user = viewer(request)
    round_ = get_object_or_404(queries.office_rounds(user), pk=pk)
    answer = rules.may_manage_rounds(round_.programme, user)
    if not answer:
        raise Refused("forbidden", answer.reason)
    data = request.POST if request.method == "POST" else rescue.pop(request)
    form = _form_of(round_, data)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            _amend(request, round_, form)
        except (Refused, ValidationError) as error:
            if isinstance(error, Refused) and error.code == "frozen":
                raise  # somebody submitted meanwhile: this form has nothing left to change
            status = _tell(form, error)
            if status == 409:  # the next save speaks of what the person has now been told
                told = request.POST.copy()
                told["version"] = str(rounds.version(round_))
                form.data = told
        else:
            messages.success(request, _("批次已修改，修改理由已记录。"))
            return redirect("office:round", pk=pk)
    context = {
        "form": form,
        "round": round_,
        "programme": round_.programme,
        "limits": _limits(round_),
    }
    return render(request, "certification/office/round_form.html", context, status=status)


def _form_of(round_: Round, data: QueryDict | None) -> RoundForm | ExtendForm:
    if round_.frozen_at is not None:
        opened = {"closes_on": round_.closes_on, "version": rounds.version(round_)}
        return ExtendForm(data, initial=opened)
    values = initial(round_.programme, round_, clock.today()) | {"version": rounds.version(round_)}
    return RoundForm(round_.programme, data, round_=round_, initial=values)


def _amend(request: HttpRequest, round_: Round, form: RoundForm | ExtendForm) -> None:
    user, data = viewer(request), form.cleaned_data
    opened_at, reason = data["version"] or 0, data["reason"]
    if isinstance(form, RoundForm):
        rounds.amend(round_, form.plan(), by=user, reason=reason, opened_at_version=opened_at)
    else:
        rounds.extend(round_, data["closes_on"], by=user, reason=reason, opened_at_version=opened_at)


def _tell(form: Form, error: Refused | ValidationError) -> int:
    """What a verb refused, where it belongs; the HTTP status."""
    if isinstance(error, Refused):
        return refusals.in_place(form, error, {})
    for name, texts in error.message_dict.items():
        form.add_error(name if name in form.fields else None, texts)
    return 200


def _limits(round_: Round) -> list[tuple[str, int, bool]]:
    """Title, working days and whether the round sets them apart from the programme's own."""
    policy, own = round_.effective_policy, round_.programme.policy
    titles = overview.limit_titles(round_.programme)
    return [(title, policy.limits[k], policy.limits[k] != own.limits[k]) for k, title in titles.items()]
