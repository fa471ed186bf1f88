"""Names and codes of the offices that act, and which of them act on a case."""

from accounts.models import Organisation
from enterprises.codes import ZONE_LINGANG

ZONE_COMMITTEE = {ZONE_LINGANG: "LG-GWH"}
DEVELOPMENT, EDUCATION = "FGW", "JYJ"


def unit_name(code: str) -> str:
    """The office's name; its code when it is not on record, which a clerk can still ask about."""
    return Organisation.objects.filter(code=code).values_list("name", flat=True).first() or code


def unit_names(codes: set[str]) -> dict[str, str]:
    """Names by code, in one query."""
    known = dict(Organisation.objects.filter(code__in=codes).values_list("code", "name"))
    return {code: known.get(code, code) for code in codes}


def district_units(district: str, zone: str) -> list[str]:
    """Who gives the district's opinion, the lead first: the zone's committee, or the district's
    development commission with its education bureau (区发展改革委牵头、区教育局会同)."""
    if zone in ZONE_COMMITTEE:
        return [ZONE_COMMITTEE[zone]]
    return [f"{district}-{DEVELOPMENT}", f"{district}-{EDUCATION}"]
