"""Inviting, removing, handing over: thin doors to ``accounts.domain``."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import mail, rescue
from accounts.domain import invitations, memberships
from accounts.forms.organisations import HandOverForm, InviteForm, ReasonForm
from accounts.models import Invitation, Organisation, User
from accounts.roles import Role
from accounts.views.organisations import organisation_context
from accounts.views.scope import organisations, viewer
from workflows.errors import Refused


def _managed(request: HttpRequest, pk: int) -> Organisation:
    """An organisation the person administers; a 404 for everybody else, colleagues included."""
    organisation = get_object_or_404(organisations(viewer(request)), pk=pk)
    if not memberships.may_manage(viewer(request), organisation):
        raise Http404
    return organisation


@login_required
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a colleague to join; the link is mailed and shown once to copy."""
    organisation = _managed(request, pk)
    form = InviteForm(request.POST if request.method == "POST" else rescue.pop(request))
    if request.method == "POST" and form.is_valid():
        email, role = form.cleaned_data["email"], form.cleaned_data["role"]
        try:
            invitation = invitations.invite(organisation, email, role, by=viewer(request))
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            link = mail.link(reverse("accounts:accept", args=[invitations.token(invitation)]))
            _write_to(invitation, link)
            return render(
                request, "accounts/invited.html", {"organisation": organisation, "email": email, "link": link}
            )
    if not form.is_bound:
        return redirect("accounts:organisation", pk=pk)
    return render(request, "accounts/organisation.html", organisation_context(request, organisation, form))


def _write_to(invitation: Invitation, link: str) -> None:
    body = _(
        "您好：\n\n%(inviter)s 邀请您以“%(role)s”身份加入 %(organisation)s。"
        "请在 7 天内打开以下链接并登录（没有账户可先注册）：\n\n%(link)s\n\n如果您不认识邀请人，请忽略本邮件。"
    ) % {
        "inviter": invitation.invited_by,
        "role": invitation.get_role_display(),
        "organisation": invitation.organisation,
        "link": link,
    }
    mail.post(invitation.email, _("【融证】%(name)s 邀请您加入") % {"name": invitation.organisation}, body)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int, invitation_pk: int) -> HttpResponse:
    organisation = _managed(request, pk)
    invitation = get_object_or_404(Invitation, pk=invitation_pk, organisation=organisation)
    invitations.withdraw(invitation, by=viewer(request))
    messages.success(request, _("邀请已撤回，原链接不再有效。"))
    return redirect("accounts:organisation", pk=pk)


@login_required
def remove(request: HttpRequest, pk: int, user_pk: int) -> HttpResponse:
    """End a colleague's roles after asking why; with one's own number it is leaving."""
    leaving = viewer(request).pk == user_pk
    organisation = (
        get_object_or_404(organisations(viewer(request)), pk=pk) if leaving else _managed(request, pk)
    )
    person = get_object_or_404(
        User.objects.filter(memberships__organisation=organisation).distinct(), pk=user_pk
    )
    form = ReasonForm(request.POST if request.method == "POST" else rescue.pop(request))
    if request.method == "POST" and form.is_valid():
        try:
            memberships.remove(organisation, person, by=viewer(request), reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(
                request,
                _("%(name)s 已移出 %(organisation)s。") % {"name": person, "organisation": organisation},
            )
            return redirect("accounts:organisations" if leaving else organisation_url(organisation))
    context = {"organisation": organisation, "person": person, "leaving": leaving, "form": form}
    return render(request, "accounts/remove.html", context)


@login_required
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Pass the administrator's role on (移交管理员)."""
    organisation = _managed(request, pk)
    colleagues = User.objects.filter(
        pk__in=organisation.memberships.live().values("user"), is_active=True
    ).exclude(pk=viewer(request).pk)
    data = request.POST if request.method == "POST" else rescue.pop(request)
    form = HandOverForm(data, colleagues=colleagues)
    if request.method == "POST" and form.is_valid():
        to, reason = form.cleaned_data["to"], form.cleaned_data["reason"]
        try:
            memberships.hand_over(organisation, to, by=viewer(request), reason=reason)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("管理员已移交给 %(name)s。") % {"name": to})
            mine = organisations(viewer(request)).filter(pk=pk).exists()
            return redirect(organisation_url(organisation) if mine else "accounts:organisations")
    context = {"organisation": organisation, "form": form, "has_colleagues": colleagues.exists()}
    return render(request, "accounts/hand_over.html", context)


@login_required
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """The invited person reads who asks, then joins."""
    try:
        invitation = invitations.find(token)
        if request.method == "POST":
            organisation = invitations.accept(token, by=viewer(request))
            messages.success(request, _("您已加入 %(name)s。") % {"name": organisation})
            return redirect(organisation_url(organisation))
    except Refused as refused:
        return render(request, "accounts/invitation_gone.html", {"message": refused.message}, status=404)
    context = {"invitation": invitation, "role": Role(invitation.role).label}
    return render(request, "accounts/accept.html", context)


def organisation_url(organisation: Organisation) -> str:
    return reverse("accounts:organisation", args=[organisation.pk])
