"""Names and codes of the offices that act, and which of them act on a case."""

from collections.abc import Iterator

from accounts.models import Organisation, OrganisationKind
from enterprises.codes import DISTRICTS, ZONE_LINGANG, ZONES

ZONE_COMMITTEE = {ZONE_LINGANG: "LG-GWH"}
DEVELOPMENT, EDUCATION = "FGW", "JYJ"

CITY_OFFICES = {
    "SH-JW": "上海市教育委员会",
    "SH-FGW": "上海市发展和改革委员会",
    "SH-GZW": "上海市国有资产监督管理委员会",
    "SH-CZJ": "上海市财政局",
    "SH-SWJ": "国家税务总局上海市税务局",
    "SH-JXW": "上海市经济和信息化委员会",
    "SH-RSJ": "上海市人力资源和社会保障局",
    "SH-PGY": "上海市教育评估院",
}
EXPERT_POOL = "POOL-EXPERT"


def offices() -> Iterator[Organisation]:
    """Every office of the city that acts on cases, unsaved: departments, the districts' two each, the zone's
    committee, the expert pool."""
    for code, name in CITY_OFFICES.items():
        yield Organisation(code=code, name=name, kind=OrganisationKind.DEPARTMENT)
    for district, name in DISTRICTS.items():
        for suffix, office in ((DEVELOPMENT, "发展和改革委员会"), (EDUCATION, "教育局")):
            kind = OrganisationKind.DISTRICT
            yield Organisation(
                code=f"{district}-{suffix}", name=f"{name}{office}", kind=kind, district=district
            )
    for zone, code in ZONE_COMMITTEE.items():
        yield Organisation(code=code, name=f"{ZONES[zone]}管理委员会", kind=OrganisationKind.ZONE, zone=zone)
    yield Organisation(code=EXPERT_POOL, name="产教融合评审专家库", kind=OrganisationKind.POOL)


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
