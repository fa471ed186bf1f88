"""Configuration: how many people a school may nominate. Given through the domain, so that it is on record."""

from typing import cast

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import User
from teachers import quotas
from teachers.models import Quota


@admin.register(Quota)
class QuotaAdmin(admin.ModelAdmin[Quota]):
    list_display = ("school", "rank", "year", "number")
    list_filter = ("rank", "year")
    search_fields = ("school__name", "school__code")
    autocomplete_fields = ("school",)
    list_select_related = ("school",)

    def save_model(self, request: HttpRequest, obj: Quota, form: object, change: bool) -> None:
        row = quotas.set_number(
            obj.school, obj.rank, obj.year, obj.number, by=cast(User, request.user), administered=True
        )
        obj.pk = row.pk

    def get_readonly_fields(self, request: HttpRequest, obj: Quota | None = None) -> tuple[str, ...]:
        return ("school", "rank", "year") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Quota | None = None) -> bool:
        return False
