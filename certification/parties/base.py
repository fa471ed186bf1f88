"""The base as a party: a school applies with its partners."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import OrganisationKind
from bases import partners, projects
from bases.models import Base
from certification.models import DecisionKind
from certification.parties import profile_fields
from certification.registry import BASIC, Party


def _suggestions(case: Any) -> dict[str, Any]:
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


def _place(case: Any, dossier: Mapping[str, Any]) -> tuple[str, str, str]:
    """The base under the name it applies with, where its site is."""
    basic = dossier.get(BASIC, {}).get("fields", {})
    base = case.base
    return (
        basic.get("name") or base.name,
        basic.get("district") or base.district,
        basic.get("zone", base.zone),
    )


def _printed(case: Any) -> dict[str, str]:
    names = [partner.organisation.name for partner in partners.current(case.base)]
    said = {
        "school": case.organisation.name,
        "kind": str(case.base.get_kind_display()),
        "partners": "、".join(names),
    }
    return said | {"stars": _stars(case.about)} if case.programme.stage == "change" else said


def _stars(certificate: Any) -> str:
    """The stars a re-issued certificate keeps: those of the case that was scored, past any change in between."""
    case = certificate.application if certificate is not None else None
    while case is not None and case.programme.stage == "change":
        case = case.about.application if case.about is not None else None
    if case is None:
        return ""
    taken = case.decisions.filter(kind=DecisionKind.FINAL).first()
    return "★" * case.policy.stars_for(taken.score) if taken and taken.score is not None else ""


def _facts(case: Any) -> dict[str, Any]:
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


def _interested(case: Any) -> list[Any]:
    """The school and every partner: their people stand outside the case."""
    return [case.organisation, *(p.organisation for p in partners.current(case.base))]


BASE = Party(
    family="base",
    kind=OrganisationKind.SCHOOL,
    noun="基地",
    profile="bases:new",
    profile_title=_("基地信息"),
    has_profile=lambda organisation: True,
    suggestions=_suggestions,
    place=_place,
    printed=_printed,
    facts=_facts,
    interested=_interested,
    begins="cases:base_begin",
    code_label="",
    addressed=lambda case: case.organisation.name,
)
