"""Screens of the self-assessment (自评): years, the table of one year, filling, locking, the workbook."""

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import rescue
from accounts.access import organisations_of
from accounts.models import Organisation, OrganisationKind, User
from schools import assessments, comparison, export, record
from schools.comparison import Place
from schools.forms.assessment import FillForm, OpenForm, ReopenForm, initial_of
from schools.indicators import Indicator
from schools.models import Assessment, IndicatorValue, School
from workflows import clock
from workflows.errors import Refused

MOST_YEARS = 20


@dataclass(frozen=True)
class Line:
    """One indicator as the table shows it."""

    indicator: Indicator
    value: IndicatorValue
    result: Decimal | None
    mine: bool
    place: Place | None


@login_required
@require_safe
def index(request: HttpRequest, organisation_pk: int) -> HttpResponse:
    """The school's assessments by year; its administrator may begin another."""
    organisation = school_organisation(request, organisation_pk)
    return render(request, "schools/assessments.html", index_context(viewer(request), organisation))


@login_required
@require_POST
def begin(request: HttpRequest, organisation_pk: int) -> HttpResponse:
    organisation = managed(request, organisation_pk)
    school = get_object_or_404(School, organisation=organisation)
    form = OpenForm(request.POST, years=_free_years(school))
    if form.is_valid():
        try:
            assessment = assessments.open_year(school, form.cleaned_data["year"], by=viewer(request))
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("自评已启动，请为各项指标指定责任部门和填报人。"))
            return redirect("schools:assign", organisation.pk, assessment.year)
    return render(request, "schools/assessments.html", index_context(viewer(request), organisation, form))


@login_required
@require_safe
def table(request: HttpRequest, organisation_pk: int, year: int) -> HttpResponse:
    """Every indicator with its state, and where the school stands in its group once locked."""
    assessment = assessment_of(request, organisation_pk, year)
    return render(request, "schools/assessment.html", table_context(viewer(request), assessment))


@login_required
def fill(request: HttpRequest, organisation_pk: int, year: int, indicator: str) -> HttpResponse:
    """One indicator. Those who may not fill it read it."""
    assessment = assessment_of(request, organisation_pk, year)
    rows = IndicatorValue.objects.select_related("assignee", "filled_by")
    value = get_object_or_404(rows, assessment=assessment, indicator=indicator)
    value.assessment = assessment
    spec = assessments.indicator_of(value)
    may = assessments.may_fill(viewer(request), value)
    data = request.POST if request.method == "POST" else rescue.pop(request)
    form = FillForm(data, initial=initial_of(value), indicator=spec, year=year)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            assessments.fill(value, form.filled(), version=form.cleaned_data["version"], by=viewer(request))
        except Refused as problem:
            refused = problem
        else:
            messages.success(request, _("“%(title)s”已保存。") % {"title": spec.title})
            return _next(viewer(request), assessment, after=value)
    if not may:
        for field in form.fields.values():
            field.disabled = True
    context = {"assessment": assessment, "organisation": assessment.school.organisation, "value": value,
               "indicator": spec, "form": form, "may": may, "refused": refused}  # fmt: skip
    return render(request, "schools/fill.html", context, status=refused.status if refused else 200)


@login_required
@require_POST
def lock(request: HttpRequest, organisation_pk: int, year: int) -> HttpResponse:
    """Lock; what is missing is said on the same page."""
    managed(request, organisation_pk)
    assessment = assessment_of(request, organisation_pk, year)
    try:
        assessments.lock(assessment, by=viewer(request))
    except Refused as refused:
        context = table_context(viewer(request), assessment) | {"refused": refused}
        return render(request, "schools/assessment.html", context, status=refused.status)
    messages.success(request, _("自评已锁定，可用于申报；同组学校锁定后可查看比较结果。"))
    return redirect("schools:assessment", organisation_pk, year)


@login_required
def reopen(request: HttpRequest, organisation_pk: int, year: int) -> HttpResponse:
    """Unlock after asking why."""
    organisation = managed(request, organisation_pk)
    assessment = assessment_of(request, organisation_pk, year)
    form = ReopenForm(request.POST if request.method == "POST" else rescue.pop(request))
    if request.method == "POST" and form.is_valid():
        try:
            assessments.reopen(assessment, form.cleaned_data["reason"], by=viewer(request))
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("自评已解锁，可以修改。"))
            return redirect("schools:assessment", organisation_pk, year)
    context = {"assessment": assessment, "organisation": organisation, "form": form}
    return render(request, "schools/reopen.html", context)


@login_required
@require_safe
def download(request: HttpRequest, organisation_pk: int, year: int) -> HttpResponse:
    """The indicator table as a workbook."""
    assessment = assessment_of(request, organisation_pk, year)
    body = export.workbook(assessment, _rows(assessment))
    name = quote(_("自评指标表-%(school)s-%(year)s.xlsx") % {"school": assessment.school.name, "year": year})
    response = HttpResponse(body, content_type=export.XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def viewer(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def school_organisation(request: HttpRequest, pk: int) -> Organisation:
    """A school the person belongs to, or a 404."""
    mine = organisations_of(viewer(request)).filter(kind=OrganisationKind.SCHOOL)
    return get_object_or_404(mine, pk=pk)


def managed(request: HttpRequest, pk: int) -> Organisation:
    """A school the person administers; colleagues get a 404 like everybody else."""
    organisation = school_organisation(request, pk)
    if not assessments.may_manage(viewer(request), organisation):
        raise Http404
    return organisation


def assessment_of(request: HttpRequest, organisation_pk: int, year: int) -> Assessment:
    mine = assessments.visible(viewer(request))
    return get_object_or_404(mine, school__organisation=organisation_pk, year=year)


def index_context(user: User, organisation: Organisation, form: OpenForm | None = None) -> dict[str, object]:
    """What the page of years shows."""
    school = School.objects.filter(organisation=organisation).first()
    years = _free_years(school) if school else []
    return {
        "organisation": organisation,
        "school": school,
        "assessments": list(assessments.visible(user).filter(school=school)[:MOST_YEARS]) if school else [],
        "manages": bool(assessments.may_manage(user, organisation)),
        "form": form or (OpenForm(years=years) if years else None),
    }


def table_context(user: User, assessment: Assessment) -> dict[str, object]:
    """What the page of one year shows."""
    manages = bool(assessments.may_manage(user, assessment.school.organisation))
    places = comparison.compare(assessments.group_results(assessment))
    lines = []
    for value in _rows(assessment):
        spec = assessments.indicator_of(value)
        result = spec.value(value.numerator, value.denominator)
        mine = not assessment.is_locked and (manages or value.assignee_id == user.pk)
        lines.append(Line(spec, value, result, mine, places.get(spec.slug, {}).get(assessment.pk)))
    return {
        "assessment": assessment,
        "organisation": assessment.school.organisation,
        "lines": lines,
        "done": sum(line.value.is_filled for line in lines),
        "manages": manages,
        "compared": bool(places),
        "fewest": comparison.FEWEST,
        "records": record.entries(assessment),
    }


def _rows(assessment: Assessment) -> list[IndicatorValue]:
    rows = list(assessment.values.select_related("assignee", "filled_by"))
    for row in rows:
        row.assessment = assessment  # its edition names the indicator; no query a row
    return rows


def _free_years(school: School) -> list[int]:
    """Years that may be opened and are not yet."""
    begun = set(school.assessments.values_list("year", flat=True))
    return [year for year in assessments.years(clock.today().year) if year not in begun]


def _next(user: User, assessment: Assessment, *, after: IndicatorValue) -> HttpResponse:
    """The next unfilled indicator of the same person, else the table."""
    rest = assessment.values.filter(filled_at=None, pk__gt=after.pk)
    if not assessments.may_manage(user, assessment.school.organisation):
        rest = rest.filter(assignee=user)
    following = rest.first()
    school = assessment.school.organisation_id
    if following:
        return redirect("schools:fill", school, assessment.year, following.indicator)
    return redirect("schools:assessment", school, assessment.year)
