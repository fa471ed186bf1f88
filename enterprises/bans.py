"""Bans on applying again: the one door to make one, and the one question asked at submission."""

from datetime import date

from django.db import transaction

from accounts.models import User
from enterprises.models import Ban
from files.models import StoredFile
from workflows import audit
from workflows.dates import eve_of_anniversary

YEARS = 5


def live_ban(uscc: str, on: date, family: str = "") -> Ban | None:
    """The ban in force on a day that lasts longest, or none; one of another family of programmes does not
    count."""
    bans = Ban.objects.filter(uscc=uscc, starts_on__lte=on, ends_on__gte=on)
    if family:
        bans = bans.filter(family__in=["", family])
    return bans.order_by("-ends_on").first()


@transaction.atomic
def impose(
    uscc: str,
    *,
    starts_on: date,
    reason: str,
    source: str,
    by: User,
    document: StoredFile | None = None,
    years: int = YEARS,
    family: str = "",
) -> Ban:
    """Bar a code for ``years`` from ``starts_on``, from every programme or those of one ``family``; the last
    day is the eve of the anniversary."""
    ban = Ban.objects.create(
        uscc=uscc,
        starts_on=starts_on,
        ends_on=eve_of_anniversary(starts_on, years),
        family=family,
        reason=reason,
        source=source,
        document=document,
        by=by,
    )
    audit.record(ban.audit_chain, "ban.imposed", by=by, reason=reason, data={"ban": ban.pk, "source": source})
    return ban
