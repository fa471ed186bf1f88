from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts import rescue
from accounts.access import organisations_of
from accounts.models import User
from schools import profile as profiles
from schools.forms.profile import SchoolForm
from workflows.errors import Refused


@login_required
def profile(request: HttpRequest, organisation_pk: int) -> HttpResponse:
    """The school's own data, prefilled from the claim where the claim knew it."""
    assert isinstance(request.user, User)
    organisation = get_object_or_404(organisations_of(request.user), pk=organisation_pk)
    if not profiles.may_edit(request.user, organisation):
        raise Http404
    school = profiles.profile_of(organisation)
    initial = {"contact_name": request.user.name, "contact_phone": request.user.phone}
    data = request.POST if request.method == "POST" else rescue.pop(request)
    form = SchoolForm(data, instance=school, initial={} if school.pk else initial)
    if request.method == "POST" and form.is_valid():
        try:
            profiles.save(form.save(commit=False), form.changed_data, by=request.user)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("学校信息已保存。"))
            return redirect("schools:profile", organisation_pk=organisation.pk)
    return render(request, "schools/profile.html", {"organisation": organisation, "form": form})
