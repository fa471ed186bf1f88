"""The families' parties (认定对象): what a case takes from an enterprise's own profile, and prints of it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, OrganisationKind
from bases import partners, projects
from bases.models import Base
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


def _base_suggestions(case: Any) -> dict[str, Any]:
    """What the base says of itself, under the names the sections of its dossiers use."""
    known = profile_fields(case.base)
    if not known:
        return {}
    return known | {
        "students_yearly": known["capacity"],
        "teachers_yearly": known["teacher_places"],
        "contact_name": known["leader"],
        "contact_phone": known["leader_phone"],
    }


def _base_place(case: Any, dossier: Mapping[str, Any]) -> tuple[str, str, str]:
    """The base under the name it applies with, where its site is."""
    basic = dossier.get(BASIC, {}).get("fields", {})
    base = case.base
    return (
        basic.get("name") or base.name,
        basic.get("district") or base.district,
        basic.get("zone", base.zone),
    )


def _base_printed(case: Any) -> dict[str, str]:
    names = [partner.organisation.name for partner in partners.current(case.base)]
    return {
        "school": case.organisation.name,
        "kind": str(case.base.get_kind_display()),
        "partners": "、".join(names),
    }


def _base_facts(case: Any) -> dict[str, Any]:
    """What rules ask of a base beside its dossier: who has confirmed, how its construction stands."""
    base = case.base
    project = getattr(base, "project", None)
    return {
        "base": base,
        "project": project,
        "waiting": [p.organisation.name for p in partners.waiting_for(base)],
        "partners": {p.organisation.code: p for p in partners.current(base)},
        "unsettled": projects.unsettled(case.organisation_id),
        "colleges": Base.objects.filter(
            school=case.organisation_id, kind=base.kind, project__isnull=False
        ).count(),
        "same_site": Base.objects.filter(address=base.address, project__status__in=projects.STANDING)
        .exclude(pk=base.pk)
        .exists(),
    }


def _base_interested(case: Any) -> list[Any]:
    """The school and every partner: their people stand outside the case."""
    return [case.organisation, *(p.organisation for p in partners.current(case.base))]


BASE = Party(
    family="base",
    kind=OrganisationKind.SCHOOL,
    noun="基地",
    profile="bases:new",
    profile_title=_("基地信息"),
    has_profile=lambda organisation: True,
    suggestions=_base_suggestions,
    place=_base_place,
    printed=_base_printed,
    facts=_base_facts,
    interested=_base_interested,
    begins="cases:base_begin",
    code_label="",
    addressed=lambda case: case.organisation.name,
)
