"""The review page: the case on the left, the one act that is asked for on the right."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import rescue
from certification import units
from certification.domain import queues
from certification.forms import desk_nodes
from certification.forms.desk import DeskForm
from certification.views import refusals
from certification.views.desk import reading
from certification.views.desk.queue import place_name
from certification.views.desk.scope import Place, find, viewer
from workflows import deadlines
from workflows.errors import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, process_id: int, node: str, task_id: int) -> HttpResponse:
    """Read the case and act; what one has done oneself can be read again."""
    try:
        place = find(viewer(request), process_id=process_id, node=node, task_id=task_id)
    except Refused as refused:
        return _refusal(request, refused)
    if not place.open:
        if request.method == "POST":
            messages.info(request, _("本件您已办结，没有重复提交。"))
            return redirect(request.path)
        return _show(request, place, None)
    if request.method == "POST":
        return _post(request, place)
    return _show(request, place, _form(place, rescue.pop(request)))


def _post(request: HttpRequest, place: Place) -> HttpResponse:
    form_class = desk_nodes.FORMS[place.item.node]
    helped = form_class.assisted(request.POST, place.application, place.user)
    form = _form(place, request.POST if helped is None else helped, request.FILES)
    if helped is not None:
        form.hush()
        return _show(request, place, form)
    if not form.is_valid():
        return _show(request, place, form)
    try:
        form.send()
    except Refused as refused:
        if refusals.is_gone(refused):
            return _refusal(request, refused, form)
        return _show(request, place, form, status=refusals.in_place(form, refused, form.places))
    place.item.refresh_from_db()
    done = {"step": place.item.title, "result": desk_nodes.result(place.item)}
    messages.success(request, _("“%(step)s”已办结：%(result)s。") % done)
    return redirect(request.path)


def _form(place: Place, data: object, files: object = None) -> DeskForm:
    form_class = desk_nodes.FORMS[place.item.node]
    return form_class(data, files=files, application=place.application, item=place.item, by=place.user)


def _refusal(request: HttpRequest, refused: Refused, form: DeskForm | None = None) -> HttpResponse:
    typed = form.typed() if form else _posted_text(request)
    back, label = reverse("desk:queue"), _("返回待办")
    return refusals.page(request, refused, back=back, back_label=label, typed=typed)


def _posted_text(request: HttpRequest) -> list[tuple[str, str]]:
    """The longer texts of a post that came too late, whatever form they were typed into."""
    names = {"comment": _("说明"), "reason": _("理由"), "later_reason": _("再次告知的理由")}
    found = [(label, request.POST.get(name, "")[:2000]) for name, label in names.items()]
    notes = [
        (_("补正要求"), str(value)[:2000])
        for name, value in request.POST.items()
        if name.endswith("-note") and value
    ]
    return found + notes[:30]


def _show(request: HttpRequest, place: Place, form: DeskForm | None, *, status: int = 200) -> HttpResponse:
    item = place.item
    following = queues.following(place.user, item)
    context = {
        "place": place,
        "item": item,
        "case": place.application,
        "district": place_name(place.application),
        "unit": units.unit_name(item.unit),
        "left": deadlines.remaining(item.deadline) if place.open else None,
        "off_clock": getattr(item.flow_node, "off_clock", ""),
        "form": form,
        "parts": form.parts if form else [],
        "result": "" if place.open else desk_nodes.result(item),
        "following": following,
        "reading": reading.read(place, request.GET.get("version", "")),
    }
    return render(request, "certification/desk/task.html", context, status=status)
