"""Bans are looked up here and never edited: ``enterprises.bans.impose`` makes them."""

from django.contrib import admin
from django.http import HttpRequest

from enterprises.models import Ban


@admin.register(Ban)
class BanAdmin(admin.ModelAdmin[Ban]):
    list_display = ("uscc", "starts_on", "ends_on", "reason")
    search_fields = ("uscc",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Ban | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Ban | None = None) -> bool:
        return False
