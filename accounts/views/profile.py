from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts import rescue
from accounts.access import memberships_of
from accounts.forms.organisations import ProfileForm
from accounts.models import User
from accounts.views.scope import viewer


@login_required
def edit(request: HttpRequest) -> HttpResponse:
    """One's own name and number, and what one is where (个人中心)."""
    person = User.objects.get(pk=viewer(request).pk)  # the menu must not show a refused name
    data = request.POST if request.method == "POST" else rescue.pop(request)
    form = ProfileForm(data, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("个人信息已保存。"))
        return redirect("accounts:profile")
    memberships = memberships_of(viewer(request)).order_by("organisation__name", "role")
    return render(request, "accounts/profile.html", {"form": form, "memberships": memberships})
