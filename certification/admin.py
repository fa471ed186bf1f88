"""Configuration at a glance, for the administrator. Rounds, certificates and counters change through their
domain verbs alone; here they are only looked up."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.domain import entrustments
from accounts.models import Entrustment, User
from certification import registry
from certification.models import Certificate, NumberSeries, Round
from workflows.errors import Refused

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


class EntrustmentForm(forms.ModelForm[Entrustment]):
    """Which programme is a choice among those that are registered; the domain is asked before anything is saved."""

    programme_slug = forms.ChoiceField(label=_("事项"))

    class Meta:
        model = Entrustment
        fields = ("principal", "agency", "programme_slug", "starts_on", "ends_on", "document")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["programme_slug"]
        field.choices = [(p.slug, f"{p.code} {p.title}") for p in registry.all_programmes()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                entrustments.check(programmes=[data["programme_slug"]], **_but_programme(data))
            except Refused as refused:
                raise forms.ValidationError(refused.message) from refused
        return self.cleaned_data


@admin.register(Entrustment)
class EntrustmentAdmin(Base):
    """Given and ended through the domain, so that each is on record; never edited or deleted."""

    list_display = ("principal", "agency", "programme_slug", "starts_on", "ends_on", "document")
    list_filter = ("programme_slug",)
    search_fields = ("agency__name", "principal__name", "document")
    list_select_related = ("principal", "agency")
    autocomplete_fields = ("principal",)
    form = EntrustmentForm
    actions = ("end_selected",)

    def save_model(self, request: HttpRequest, obj: Entrustment, form: Any, change: bool) -> None:
        data = form.cleaned_data
        [made] = entrustments.grant(
            programmes=[data["programme_slug"]], by=_person(request), **_but_programme(data)
        )
        obj.pk = made.pk

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description=_("终止所选委托（立即生效）"))
    def end_selected(self, request: HttpRequest, queryset: QuerySet[Entrustment]) -> None:
        for one in queryset.select_related("principal"):
            entrustments.end(one, by=_person(request), reason=_t("管理员终止"))
        messages.success(request, _t("所选委托已终止。"))


def _but_programme(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name != "programme_slug"}


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
