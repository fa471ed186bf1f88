from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import rescue
from accounts.access import organisations_of
from accounts.models import Organisation, User
from enterprises import offset as offsets
from enterprises import profile as profiles
from enterprises.forms import EnterpriseForm
from enterprises.offset_forms import MOST, PREFIX, Years
from ui import formsets
from workflows.errors import Refused


@login_required
def profile(request: HttpRequest, organisation_pk: int) -> HttpResponse:
    """The enterprise's own data, prefilled from the claim where the claim knew it."""
    assert isinstance(request.user, User)
    organisation = _own(request.user, organisation_pk)
    enterprise = profiles.profile_of(organisation)
    initial = {"contact_name": request.user.name, "contact_phone": request.user.phone}
    data = request.POST if request.method == "POST" else rescue.pop(request)
    form = EnterpriseForm(data, instance=enterprise, initial={} if enterprise.pk else initial)
    if request.method == "POST" and form.is_valid():
        try:
            profiles.save(form.save(commit=False), form.changed_data, by=request.user)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("企业信息已保存。"))
            return redirect("enterprises:profile", organisation_pk=organisation.pk)
    return render(request, "enterprises/profile.html", {"organisation": organisation, "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offset(request: HttpRequest, organisation_pk: int) -> HttpResponse:
    """Estimate of the surcharge offset (抵免预估): what is posted is reckoned and shown, never stored."""
    assert isinstance(request.user, User)
    organisation = _own(request.user, organisation_pk)
    data = request.POST if request.method == "POST" else rescue.pop(request)
    ledgers: list[offsets.Ledger] = []
    if data is not None and formsets.wants_row(data) == PREFIX:
        rows = Years(formsets.grow(data, PREFIX, limit=MOST), prefix=PREFIX)
    else:
        rows = Years(data, prefix=PREFIX)
        if request.method == "POST" and rows.is_valid():
            ledgers = offsets.estimate(rows.entries())
    context = {"organisation": organisation, "rows": rows, "ledgers": ledgers, "total": _total(ledgers)}
    return render(request, "enterprises/offset.html", context)


def _total(ledgers: list[offsets.Ledger]) -> dict[str, Decimal]:
    """Set off, carried beyond the last year and paid back, over all units."""
    return {
        name: sum((getattr(ledger, name) for ledger in ledgers), Decimal("0.00"))
        for name in ("used", "carried", "repaid")
    }


def _own(user: User, pk: int) -> Organisation:
    """The enterprise a clerk or administrator acts for; 404 for anybody else."""
    organisation = get_object_or_404(organisations_of(user), pk=pk)
    if not profiles.may_edit(user, organisation):
        raise Http404
    return organisation
