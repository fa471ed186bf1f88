"""Who builds the base with the school, inviting them, and a partner's own answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import rescue
from bases import access, partners
from bases.forms import AnswerForm, PartnerForm
from bases.joint import joint_text
from bases.models import PartnerStatus
from bases.views.scope import base_of, frame, own_base, viewer
from workflows.errors import Refused

_FIELDS = {"share": "share", "twice": "code", "kind": "code"}


@login_required
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """The partners with where each stands; the school adds one here (合作单位)."""
    base = base_of(request, pk)
    context = frame(request, base, "bases:partners")
    open_ = context["writes"] and context["project"] is None
    if request.method == "POST" and not open_:
        raise Http404
    form = PartnerForm(request.POST if request.method == "POST" else rescue.pop(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            partners.name(
                base,
                said["code"],
                role=said["role"],
                share=said["share"],
                duties=said["duties"],
                by=viewer(request),
            )
        except Refused as refused:
            form.add_error(_FIELDS.get(refused.code), refused.message)
        else:
            messages.success(request, _("已添加合作单位。填写完毕后请邀请各单位确认。"))
            return redirect("bases:partners", pk=base.pk)
    rows = list(base.partners.select_related("organisation", "answered_by").order_by("pk"))
    version = joint_text(base).version
    present = [row for row in rows if row.status != PartnerStatus.LEFT]
    context |= {
        "form": form if open_ else None,
        "rows": [(row, row.version == version) for row in rows],
        "to_ask": [
            row
            for row in present
            if row.version != version or row.status in {PartnerStatus.NAMED, PartnerStatus.REFUSED}
        ],
        "all_in": bool(present)
        and all(row.status == PartnerStatus.CONFIRMED and row.version == version for row in present),
    }
    return render(request, "bases/partners.html", context)


@login_required
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whoever has not confirmed the joint text as it stands (邀请确认)."""
    base = own_base(request, pk)
    try:
        asked = partners.ask(base, by=viewer(request))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("已邀请 %(n)d 家合作单位确认。") % {"n": len(asked)})
    return redirect("bases:partners", pk=base.pk)


@login_required
def drop(request: HttpRequest, pk: int, partner_pk: int) -> HttpResponse:
    """Take a partner out, after a look (移除合作单位)."""
    base = own_base(request, pk)
    partner = get_object_or_404(base.partners.select_related("organisation"), pk=partner_pk, left_on=None)
    if request.method == "POST":
        try:
            partners.drop(partner, by=viewer(request))
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, _("已移除合作单位。"))
        return redirect("bases:partners", pk=base.pk)
    return render(request, "bases/drop.html", {"base": base, "partner": partner})


@login_required
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The joint text with the partner's answer below it (确认联合申报)."""
    base = base_of(request, pk)
    mine = access.partner_of(viewer(request), base)
    if mine is None:
        raise Http404
    text = joint_text(base)
    asked = mine.status == PartnerStatus.ASKED and mine.version == text.version
    data = request.POST if request.method == "POST" else rescue.pop(request)
    form = AnswerForm(data, initial={"version": text.version})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            if said["answer"] == "agree":
                partners.confirm(mine, said["version"], by=viewer(request), note=said["note"])
            else:
                partners.refuse(mine, said["version"], by=viewer(request), note=said["note"])
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("答复已提交，学校可以看到。"))
            return redirect("bases:detail", pk=base.pk)
    context = {"base": base, "mine": mine, "text": text, "form": form, "asked": asked}
    return render(request, "bases/confirm.html", context)
