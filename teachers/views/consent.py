"""The page behind a consent link: no account, one hand, one thumb."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from teachers import consents
from teachers.consent_forms import AGREE, CORRECT, AnswerForm, PublicForm, WithdrawForm
from teachers.models import Consent, ConsentKind, ConsentState
from teachers.showing import FACTS
from workflows.errors import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """What is agreed to and what becomes public; then the answer, or what may still be done."""
    try:
        consent = consents.find(token)
    except Refused as refused:
        told = {"message": refused.message}
        return _private(render(request, "teachers/consent_gone.html", told, status=refused.status))
    act = request.POST.get("act", "") if request.method == "POST" else ""
    answering = AnswerForm(request.POST if act == "answer" else None, consent=consent)
    leaving = WithdrawForm(request.POST if act == "withdraw" else None)
    choosing = PublicForm(request.POST if act == "public" else None, initial={"public": consent.public})
    form = {"answer": answering, "withdraw": leaving, "public": choosing}.get(act)
    if form is not None and form.is_valid():
        try:
            _do(act, token, form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _DONE[act]())
            return _private(redirect("teachers:consent", token=token))
    context = {
        "consent": consent,
        "nomination": consent.nomination,
        "is_nominee": consent.kind == ConsentKind.NOMINEE,
        "state": ConsentState.EXPIRED if consent.is_late else consent.status,
        "public_now": [FACTS[key] for key in consent.public if key in FACTS],
        "answering": answering,
        "leaving": leaving,
        "choosing": choosing,
        "form": form,
    }
    return _private(render(request, "teachers/consent.html", context))


def _do(act: str, token: str, data: dict[str, object]) -> Consent:
    note, public = str(data.get("note") or ""), data.get("public") or []
    assert isinstance(public, list)
    if act == "withdraw":
        return consents.withdraw(token, reason=note)
    if act == "public":
        return consents.choose(token, public=public)
    signer = str(data["signer"])
    if data["answer"] == AGREE:
        return consents.agree(token, signer=signer, public=public)
    verb = consents.ask_correction if data["answer"] == CORRECT else consents.refuse
    return verb(token, signer=signer, reason=note)


_DONE = {
    "answer": lambda: _("您的答复已提交，学校会收到通知。"),
    "withdraw": lambda: _("已撤回同意，公开的信息已停止展示。"),
    "public": lambda: _("公开范围已更改，立即生效。"),
}


def _private(response: HttpResponse) -> HttpResponse:
    """The address is the key: nothing shared keeps it, nothing else is told of it."""
    patch_cache_control(response, no_store=True)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response
