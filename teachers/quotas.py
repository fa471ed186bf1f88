"""How many people a school may nominate for a rank in a year (推荐名额)."""

from django.db import transaction

from accounts.access import has_role
from accounts.models import Organisation, User
from accounts.roles import Role
from teachers.models import Nomination, Quota
from teachers.ranks import Rank
from workflows import audit
from workflows.errors import Refused

DEFAULTS: dict[str, int] = {Rank.PROFESSOR: 5, Rank.MENTOR: 10, Rank.LECTURER: 20}
"""Illustrative (示例); comparable provinces allow three to five 产业教授 a school. A ``Quota`` row beats it."""

CITY = "SH-JW"
"""The office that sets quotas."""


def number(school: Organisation, rank: str, year: int) -> int:
    row = Quota.objects.filter(school=school, rank=rank, year=year).values_list("number", flat=True).first()
    return DEFAULTS[rank] if row is None else row


def used(school: Organisation, rank: str, year: int) -> int:
    """Open nominations of a school for a rank in a year."""
    return Nomination.objects.open().filter(school=school, rank=rank, post__year=year).count()


@transaction.atomic
def set_number(
    school: Organisation, rank: str, year: int, value: int, *, by: User, administered: bool = False
) -> Quota:
    """An officer of the city's education commission gives a school another number, nobody else's does; or the
    system administrator, whom the configuration site has let in (``administered``)."""
    answer = has_role(by, Role.OFFICER, CITY)
    if not answer and not (administered and by.is_staff):
        raise Refused("forbidden", answer.reason)
    row, _made = Quota.objects.update_or_create(
        school=school, rank=rank, year=year, defaults={"number": value}
    )
    data = {"rank": rank, "year": year, "number": value}
    audit.record(school.audit_chain, "quota.set", by=by, data=data)
    return row
