"""Naming office and person of every indicator (指标分工)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import mail, rescue
from accounts.models import User
from schools import assessments
from schools.forms.assessment import AssignRow
from schools.models import Assessment, IndicatorValue
from schools.views.assessment import assessment_of, managed, viewer
from ui.errors import collect
from workflows.errors import Refused

MOST_PEOPLE = 200


@login_required
def assign(request: HttpRequest, organisation_pk: int, year: int) -> HttpResponse:
    """One row an indicator; whoever is newly named gets one mail with all of theirs."""
    organisation = managed(request, organisation_pk)
    assessment = assessment_of(request, organisation_pk, year)
    data = request.POST if request.method == "POST" else rescue.pop(request)
    members = assessments.live_members(organisation)
    people = [(str(user.pk), str(user)) for user in members[:MOST_PEOPLE]]
    rows = []
    for value in assessment.values.all():
        value.assessment = assessment
        initial = {"office": value.office, "assignee": value.assignee_id}
        spec = assessments.indicator_of(value)
        form = AssignRow(
            data, prefix=spec.slug, initial=initial, title=spec.title, people=people, members=members
        )
        rows.append((spec, value, form))
    refused: Refused | None = None
    if request.method == "POST" and all(form.is_valid() for _spec, _value, form in rows):
        wanted = {v.indicator: (f.cleaned_data["office"], f.cleaned_data["assignee"]) for _s, v, f in rows}
        try:
            told = assessments.assign(assessment, wanted, by=viewer(request))
        except Refused as problem:
            refused = problem
        else:
            _tell(assessment, told, by=viewer(request))
            messages.success(request, _("分工已保存。"))
            return redirect("schools:assessment", organisation_pk, year)
    context = {"assessment": assessment, "organisation": organisation, "rows": rows, "refused": refused,
               "errors": collect(*(form for _spec, _value, form in rows))}  # fmt: skip
    return render(request, "schools/assign.html", context, status=refused.status if refused else 200)


def _tell(assessment: Assessment, told: list[IndicatorValue], *, by: User) -> None:
    """One mail a person, however many indicators."""
    path = reverse("schools:assessment", args=[assessment.school.organisation_id, assessment.year])
    titles: dict[User, list[str]] = {}
    for value in told:
        value.assessment = assessment
        if value.assignee and value.assignee.email:
            titles.setdefault(value.assignee, []).append(assessments.indicator_of(value).title)
    for person, theirs in titles.items():
        body = _(
            "%(person)s：\n\n%(by)s 请您填报%(school)s %(year)s 年度自评的以下指标：%(titles)s。\n"
            "请登录后打开：\n\n%(link)s\n"
        ) % {
            "person": person,
            "by": by,
            "school": assessment.school,
            "year": assessment.year,
            "titles": "、".join(theirs),
            "link": mail.link(path),
        }
        mail.post(person.email, _("【融证】请填报 %(year)s 年度自评指标") % {"year": assessment.year}, body)
