"""The families' parties (认定对象): what a case takes from an enterprise's own profile, and prints of it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, OrganisationKind
from certification.registry import Party

BASIC = "basic"
"""The section every dossier has: it says where the applicant is registered."""


def profile_fields(profile: Any) -> dict[str, Any]:
    """Every column of a profile by name; empty without a profile."""
    if profile is None:
        return {}
    return {field.name: getattr(profile, field.name) for field in profile._meta.concrete_fields}


def registered(case: Any, dossier: Mapping[str, Any]) -> tuple[str, str, str]:
    """The organisation under its present name, where the dossier says it is registered."""
    basic = dossier.get(BASIC, {}).get("fields", {})
    place = basic.get("registered_district") or case.organisation.district, basic.get("zone") or ""
    return case.organisation.name, *place


def _enterprise(organisation: Organisation) -> Any:
    return getattr(organisation, "enterprise", None)


ENTERPRISE = Party(
    family="enterprise",
    kind=OrganisationKind.ENTERPRISE,
    noun="企业",
    profile="enterprises:profile",
    profile_title=_("企业信息"),
    has_profile=lambda organisation: _enterprise(organisation) is not None,
    suggestions=lambda case: profile_fields(_enterprise(case.organisation)),
    place=registered,
)
