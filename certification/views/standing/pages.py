"""What a certificate's page shows, to its holder and to the office alike."""

from typing import Any

from accounts.models import User
from certification.domain import follow_ups, lifecycle, register, standing
from certification.models import Certificate, FollowUp, FollowUpStatus
from certification.views.cases.standing import days_until
from workflows import calendar

TONES = {
    FollowUpStatus.DUE: "warn",
    FollowUpStatus.FILED: "info",
    FollowUpStatus.RETURNED: "warn",
    FollowUpStatus.ACCEPTED: "ok",
    FollowUpStatus.FAILED: "bad",
}
MOST = 60
"""Duties one page shows; a certificate of three years has about a dozen."""


def life(certificate: Certificate, user: User) -> dict[str, Any]:
    """Standing, what may be begun (and why not), duties, later cases."""
    answers = [(p, lifecycle.may_begin(certificate, p, user)) for p in lifecycle.procedures(certificate)]
    duties = standing.duties_of(certificate).select_related("application__organisation")
    return {
        "certificate": certificate,
        "programme": certificate.programme,
        "standing": register.standing(certificate),
        "procedures": [(p, a) for p, a in answers if a.code not in ("role", "not_found")],
        "duties": rows(list(duties[:MOST])),
        "later": lifecycle.history(certificate),
        "over": lifecycle.is_over(certificate),
    }


def listed(certificates: list[Certificate]) -> list[dict[str, Any]]:
    """Rows of a list of certificates."""
    return [
        {"certificate": row, "programme": row.programme, "standing": register.standing(row)}
        for row in certificates
    ]


def rows(duties: list[FollowUp]) -> list[dict[str, Any]]:
    """Duties with tone and working days left, for a table."""
    table = calendar.table()
    return [
        {
            "duty": duty,
            "tone": TONES[FollowUpStatus(duty.status)],
            "days": days_until(duty.due_on, table) if duty.status in follow_ups.OPEN else None,
        }
        for duty in duties
    ]


def expiring(certificates: list[Certificate]) -> int:
    """How many of them end soon."""
    pks = [c.pk for c in certificates]
    return standing.searched(Certificate.objects.filter(pk__in=pks), state="expiring").count()
