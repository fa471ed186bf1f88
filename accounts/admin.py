"""Configuration only: the administrator keeps people and offices here; nobody works here."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.domain import memberships
from accounts.models import Membership, Organisation, User


class UserCreation(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ("username", "name", "email")


@admin.register(User)
class PersonAdmin(UserAdmin):
    list_display = ("username", "name", "email", "is_active")
    search_fields = ("username", "name", "email")
    list_filter = ("is_active", "is_superuser")
    ordering = ("username",)
    add_form = UserCreation
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("个人信息"), {"fields": ("name", "email", "phone")}),
        (_("权限"), {"fields": ("is_active", "is_staff", "is_superuser")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "name", "email", "usable_password", "password1", "password2")}),
    )
    filter_horizontal = ()


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin[Organisation]):
    list_display = ("code", "name", "kind", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("code", "name")
    autocomplete_fields = ("parent",)


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin[Membership]):
    """Given and ended through the domain, so that each change is on record; never edited or deleted."""

    list_display = ("user", "organisation", "role", "starts_on", "ends_on")
    list_filter = ("role",)
    search_fields = ("user__name", "user__username", "organisation__name", "organisation__code")
    autocomplete_fields = ("user", "organisation")
    fields = ("user", "organisation", "role")
    list_select_related = ("user", "organisation")
    actions = ("end_selected",)

    def save_model(self, request: HttpRequest, obj: Membership, form: object, change: bool) -> None:
        granted = memberships.grant(
            obj.organisation, obj.user, obj.role, by=_person(request), reason=_t("管理员设置")
        )
        obj.pk = granted.pk

    def has_change_permission(self, request: HttpRequest, obj: Membership | None = None) -> bool:
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Membership | None = None) -> bool:
        return False

    @admin.action(description=_("终止所选任职（立即生效）"))
    def end_selected(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        for membership in queryset.filter(ends_on__isnull=True).select_related("organisation"):
            memberships.end(membership, by=_person(request), reason=_t("管理员终止"))


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
