"""Configuration at a glance, for the administrator. Rounds, certificates and counters change through their
domain verbs alone; here they are only looked up."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from certification.models import Certificate, NumberSeries, Round

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:
    Base = admin.ModelAdmin


class LookedUp(Base):
    """A list to search and read: nothing is added, changed or deleted here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Round)
class RoundAdmin(LookedUp):
    list_display = ("title", "programme_slug", "year", "opens_on", "closes_on", "reference_date", "frozen_at")
    list_filter = ("programme_slug", "year")
    search_fields = ("title",)


@admin.register(Certificate)
class CertificateAdmin(LookedUp):
    """Without the code: who administers the machine need not be able to show a certificate as its holder."""

    list_display = ("number", "holder_name", "status", "valid_from", "valid_to", "issued_at")
    list_filter = ("status",)
    search_fields = ("number", "holder_name")
    fields = (*list_display, "content_sha256", "pdf_sha256", "reserved_at")


@admin.register(NumberSeries)
class NumberSeriesAdmin(LookedUp):
    list_display = ("name", "last")
    search_fields = ("name",)
