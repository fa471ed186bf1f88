"""The school as a party: what a case takes from its profile and its locked self-assessment, and may ask of both."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, OrganisationKind
from certification.models import Certificate, Revision
from certification.parties import profile_fields
from certification.registry import BASIC, Party
from schools import assessments, comparison
from schools.codes import group_of
from schools.indicators import by_slug
from schools.models import School
from workflows import clock

WAIT_YEARS = 2
"""Years a school waits after a revocation before it may apply again (示例)."""

PARTNER_STANDINGS = ("enterprise-cultivation", "enterprise-recognition")
"""Programmes whose certificate makes an enterprise a 产教融合型企业."""


def school_of(organisation: Organisation) -> School | None:
    return School.objects.filter(organisation=organisation).first()


def suggestions(case: Any) -> dict[str, Any]:
    """Columns of the profile, and the year of the latest locked self-assessment."""
    known = profile_fields(school_of(case.organisation))
    locked = assessments.locked(case.organisation)
    return known | ({"year": locked.year} if locked else {})


def place(case: Any, dossier: Mapping[str, Any]) -> tuple[str, str, str]:
    """The school under its present name, where the dossier says it is."""
    basic = dossier.get(BASIC, {}).get("fields", {})
    district = basic.get("district") or case.organisation.district
    return case.organisation.name, district, basic.get("zone") or ""


def group(case: Any) -> str:
    """The comparison group the dossier declares; empty while it declares none."""
    basic = case.dossier.get(BASIC, {}).get("fields", {})
    return group_of(*(_one(basic.get(name)) for name in ("level", "orientation", "breadth")))


def group_members(code: str) -> frozenset[int]:
    """Organisations of the schools on the platform that belong to a comparison group, by their profiles."""
    rows = School.objects.values_list("organisation", "level", "orientation", "breadth")
    return frozenset(organisation for organisation, *kind in rows if group_of(*kind) == code)


def facts(case: Any) -> dict[str, Any]:
    """For the rules: ``assessment`` (year, group, locked_on, values as ``[(title, words)]``) or None;
    ``holders``, credit codes of enterprises in standing; ``bases``, how many bases of the school are in
    standing."""
    return {"assessment": _assessment(case), "holders": _holders(), "bases": _bases(case)}


def figures(case: Any) -> dict[str, Any] | None:
    """The latest locked self-assessment as a revision keeps it (JSON-ready): ``assessment`` (its id), ``year``,
    ``group``, ``scheme`` and ``values``, text by indicator. None while nothing is locked."""
    locked = assessments.locked(case.organisation)
    if locked is None:
        return None
    values = assessments.results(locked)
    return {
        "assessment": locked.pk,
        "year": locked.year,
        "group": locked.group,
        "scheme": locked.scheme,
        "values": {slug: None if value is None else str(value) for slug, value in values.items()},
    }


def background(revision: Revision) -> list[dict[str, Any]]:
    """Indicators as the school submitted them with ``revision``, for reviewers, with their place among the
    group's assessments of that year; what the school has reopened or locked since changes no value. Empty
    where the revision keeps no figures."""
    kept = revision.eligibility.get("figures")
    if not kept:
        return []
    own = {slug: None if value is None else Decimal(value) for slug, value in kept["values"].items()}
    group = assessments.locked_results(kept["year"], kept["group"], kept["scheme"])
    places = comparison.compare({**group, kept["assessment"]: own})
    known = by_slug(kept["scheme"])
    return [
        {
            "code": known[slug].code,
            "title": known[slug].title,
            "unit": known[slug].unit,
            "value": value,
            "place": places.get(slug, {}).get(kept["assessment"]),
        }
        for slug, value in own.items()
    ]


def public_words(certificates: Sequence[Certificate]) -> dict[int, str]:
    """What a public list says of each holder beside its name: group and district; one query."""
    schools = School.objects.filter(organisation__in=[c.organisation_id for c in certificates])
    by_organisation = {school.organisation_id: school for school in schools}
    return {
        c.pk: " · ".join(filter(None, [_kind(school), school.district_name]))
        for c in certificates
        if (school := by_organisation.get(c.organisation_id))
    }


def _kind(school: School) -> str:
    return school.comparison_group_name or str(school.get_level_display())


def _assessment(case: Any) -> dict[str, Any] | None:
    locked = assessments.locked(case.organisation)
    if locked is None or locked.locked_at is None:
        return None
    known = by_slug(locked.scheme)
    values = [
        (known[slug].title, f"{value} {known[slug].unit}")
        for slug, value in assessments.results(locked).items()
    ]
    return {"year": locked.year, "group": locked.group, "locked_at": locked.locked_at, "values": values}


def _holders() -> frozenset[str]:
    rows = Certificate.objects.in_force(clock.today()).filter(programme_slug__in=PARTNER_STANDINGS)
    return frozenset(rows.values_list("organisation__code", flat=True))


def _bases(case: Any) -> int:
    rows = Certificate.objects.in_force(clock.today())
    return rows.filter(organisation=case.organisation_id, base__isnull=False).count()


def _one(typed: Any) -> str:
    """A choice as the dossier keeps it: text, or a list of one."""
    return str(typed[0] if isinstance(typed, list) and typed else typed or "")


SCHOOL = Party(
    family="school",
    kind=OrganisationKind.SCHOOL,
    noun="学校",
    profile="schools:profile",
    profile_title=_("学校信息"),
    has_profile=lambda organisation: school_of(organisation) is not None,
    suggestions=suggestions,
    place=place,
    facts=facts,
)
