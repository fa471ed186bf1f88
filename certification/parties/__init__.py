"""Parties of the families (认定对象), one module each: what a case takes from a profile, prints and asks of it."""

from collections.abc import Mapping
from typing import Any

from certification.registry import BASIC


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
