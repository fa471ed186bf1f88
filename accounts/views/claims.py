"""Claiming an organisation, following one's claim, and the officer's side of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import rescue
from accounts.domain import claims
from accounts.forms.organisations import ClaimForm, DecideClaimForm
from accounts.models import ClaimKind, ClaimStatus, Organisation, OrganisationClaim
from accounts.views.scope import own_claims, reviewable_claims, viewer, visible_claims
from files.models import StoredFile
from files.responses import serve, serve_page
from workflows.errors import Refused

PAGE_SIZE = 25


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Claim an organisation; when people are there already, the same form asks why (接管)."""
    data = request.POST if request.method == "POST" else rescue.pop(request)
    form = ClaimForm(data, request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            claim = claims.submit(claims.Asked(**form.cleaned_data), by=viewer(request))
        except Refused as refused:
            form.add_error(
                {"reason": "reason", "member": "uscc", "pending": "uscc"}[refused.code], refused.message
            )
        else:
            messages.success(request, _("认领申请已提交，审核结果将显示在本页。"))
            return redirect("accounts:claim_detail", pk=claim.pk)
    return render(request, "accounts/claim_form.html", {"form": form})


@login_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The applicant follows their claim."""
    claim = get_object_or_404(own_claims(viewer(request)), pk=pk)
    return render(request, "accounts/claim_detail.html", {"claim": claim})


@login_required
@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    """The officer's claims, the pending ones oldest first, the decided ones newest first."""
    decided = request.GET.get("state") == "decided"
    rows = reviewable_claims(viewer(request))
    after = _last_seen(request)
    if decided:
        rows = rows.exclude(status=ClaimStatus.PENDING).order_by("-pk")
        rows = rows.filter(pk__lt=after) if after else rows
    else:
        rows = rows.filter(status=ClaimStatus.PENDING).order_by("pk")
        rows = rows.filter(pk__gt=after) if after else rows
    found = list(rows[: PAGE_SIZE + 1])
    following = found[PAGE_SIZE - 1].pk if len(found) > PAGE_SIZE else ""
    page = {"items": found[:PAGE_SIZE], "next": following}
    return render(request, "accounts/claim_list.html", {"page": page, "decided": decided})


def _last_seen(request: HttpRequest) -> int:
    """Key of the last row of the page before; 0, the first page, for anything that is none."""
    text = request.GET.get("after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


@login_required
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Licence and letter beside the decision."""
    claim = get_object_or_404(reviewable_claims(viewer(request)), pk=pk)
    members = claims.live_members(claim.uscc)
    data = request.POST if request.method == "POST" else rescue.pop(request)
    form = DecideClaimForm(data, members=members if claim.kind == ClaimKind.TAKEOVER else [])
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, claim, form)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("审核结果已保存，申请人可以看到。"))
            return redirect("accounts:claim_review", pk=pk)
    context = {
        "claim": claim,
        "form": form,
        "members": members,
        "known": Organisation.objects.filter(code=claim.uscc).first(),
        "evidence": [
            (
                "licence",
                _("营业执照或法人证书"),
                claim.licence_name,
                claim.licence,
                list(claim.licence.pages.all()),
            ),
            ("letter", _("授权委托书"), claim.letter_name, claim.letter, list(claim.letter.pages.all())),
        ],
    }
    return render(request, "accounts/claim_review.html", context)


def _decide(request: HttpRequest, claim: OrganisationClaim, form: DecideClaimForm) -> None:
    reason = form.cleaned_data["reason"]
    if form.cleaned_data["decision"] == "approve":
        claims.approve(claim, by=viewer(request), ending=form.ending_ids(), reason=reason)
    else:
        claims.reject(claim, by=viewer(request), reason=reason)


@login_required
@require_safe
def download(request: HttpRequest, pk: int, which: str) -> HttpResponseBase:
    """Licence or letter, for the applicant and the officers."""
    stored, name = _file_of(get_object_or_404(visible_claims(viewer(request)), pk=pk), which)
    return serve(request, stored, name)


@login_required
@require_safe
def page_image(request: HttpRequest, pk: int, which: str, number: int) -> HttpResponseBase:
    """One page of licence or letter as a picture, for the review page."""
    stored, _name = _file_of(get_object_or_404(visible_claims(viewer(request)), pk=pk), which)
    return serve_page(request, get_object_or_404(stored.pages.select_related("image"), number=number))


def _file_of(claim: OrganisationClaim, which: str) -> tuple[StoredFile, str]:
    files = {
        "licence": (claim.licence, claim.licence_name),
        "letter": (claim.letter, claim.letter_name),
    }
    if which not in files:
        raise Http404
    return files[which]
