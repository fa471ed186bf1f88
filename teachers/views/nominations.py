"""One nomination: made, looked at, amended, substituted, taken back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import rescue
from teachers import board, library, nominating
from teachers.forms import NominationForm, ReasonForm, SubstituteForm
from teachers.models import Nomination
from teachers.papers import SLOTS
from teachers.showing import shown
from teachers.views import scope
from workflows.errors import Refused

_PLACES = {"twice": "document_number", "reason": "reason"}
MOST_LOGS = 100


@login_required
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a person forward for a post."""
    post = scope.post(request, pk)
    form = NominationForm(request.POST if request.method == "POST" else rescue.pop(request))
    if request.method == "POST" and form.is_valid():
        try:
            nomination = nominating.nominate(post, form.cleaned_data, by=scope.viewer(request))
        except Refused as refused:
            form.add_error(_PLACES.get(refused.code), refused.message)
        else:
            messages.success(
                request, _("已推荐 %(name)s。请征求本人和工作单位同意。") % {"name": nomination.name}
            )
            return redirect("teachers:nomination", pk=nomination.pk)
    context = {"form": form, "post": post, "title": _("推荐人选"), "submit": _("推荐")}
    return render(request, "teachers/nomination_form.html", context)


@login_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one nominee, the document's number masked."""
    nomination = scope.nomination(request, pk)
    [line] = board.lines([nomination])
    context = {
        "nomination": nomination,
        "line": line,
        "sections": shown(nomination, "nominee")["sections"],
        "consents": sorted(nomination.consents.all(), key=lambda consent: -consent.pk),
        "files": [(SLOTS[file.slot].label, file) for file in nomination.files.all() if file.slot in SLOTS],
        "logs": nomination.teaching.all()[:MOST_LOGS],
        "profile": library.profile_of(nomination),
        "open": nomination.closed_at is None and nomination.post.is_open,
    }
    return render(request, "teachers/nomination.html", context)


@login_required
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what the school states; who has agreed to other words is asked again."""
    nomination = scope.nomination(request, pk)
    facts = {name: getattr(nomination, name) for name in nominating.FACTS}
    data = request.POST if request.method == "POST" else rescue.pop(request)
    form = NominationForm(data, initial=facts)
    if request.method == "POST" and form.is_valid():
        try:
            nominating.amend(nomination, form.cleaned_data, by=scope.viewer(request))
        except Refused as refused:
            form.add_error(_PLACES.get(refused.code), refused.message)
        else:
            messages.success(request, _("已保存。展示内容有变化的，须重新征求同意。"))
            return redirect("teachers:nomination", pk=pk)
    context = {"form": form, "post": nomination.post, "nomination": nomination, "title": _("更正推荐信息")}
    return render(request, "teachers/nomination_form.html", context | {"submit": _("保存")})


@login_required
def substitute(request: HttpRequest, pk: int) -> HttpResponse:
    """Another person in the same place of the ranking."""
    nomination = scope.nomination(request, pk)
    form = SubstituteForm(request.POST if request.method == "POST" else rescue.pop(request))
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        reason = facts.pop("reason")
        try:
            made = nominating.substitute(nomination, facts, reason=reason, by=scope.viewer(request))
        except Refused as refused:
            form.add_error(_PLACES.get(refused.code), refused.message)
        else:
            words = {"old": nomination.name, "new": made.name}
            messages.success(request, _("已由 %(new)s 替换 %(old)s。") % words)
            return redirect("teachers:nomination", pk=made.pk)
    title = _("替换人选：%(name)s") % {"name": nomination.name}
    context = {"form": form, "post": nomination.post, "nomination": nomination, "title": title}
    return render(request, "teachers/nomination_form.html", context | {"submit": _("替换")})


@login_required
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Nominate the person no longer, with a reason."""
    nomination = scope.nomination(request, pk)
    form = ReasonForm(request.POST if request.method == "POST" else rescue.pop(request))
    if request.method == "POST" and form.is_valid():
        try:
            nominating.take_back(nomination, reason=form.cleaned_data["reason"], by=scope.viewer(request))
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("已撤下 %(name)s。") % {"name": nomination.name})
            return redirect("teachers:board", school_pk=nomination.school_id)
    return one_form(request, nomination, form, _("撤下人选"), _("撤下"), danger=True)


def one_form(
    request: HttpRequest,
    nomination: Nomination,
    form: object,
    title: str,
    submit: str,
    *,
    danger: bool = False,
) -> HttpResponse:
    """A page with one form about a nomination."""
    context = {"form": form, "nomination": nomination, "title": title, "submit": submit, "danger": danger}
    return render(request, "teachers/form.html", context)
