"""What the register says of an organisation, changed with the reason: its name and where it is registered."""

from django.db import transaction

from accounts.domain.memberships import lock
from accounts.models import Organisation, User
from workflows import audit


@transaction.atomic
def amend(organisation: Organisation, *, by: User, reason: str, source: str, **changes: str) -> Organisation:
    """Set ``name``, ``district`` or ``zone`` after a granted change. The caller has established the right: the
    decision that ``source`` names. What stays the same leaves no record."""
    unknown = set(changes) - {"name", "district", "zone"}
    if unknown:
        raise TypeError(f"not amended here: {', '.join(sorted(unknown))}")
    lock(organisation)
    fresh = Organisation.objects.get(pk=organisation.pk)
    moved = {field: value for field, value in changes.items() if getattr(fresh, field) != value}
    if not moved:
        return fresh
    before = {field: getattr(fresh, field) for field in moved}
    for field, value in moved.items():
        setattr(fresh, field, value)
    fresh.save(update_fields=sorted(moved))
    audit.record(
        fresh.audit_chain,
        "organisation.amended",
        by=by,
        source=source,
        reason=reason,
        data={"before": before, "after": moved},
    )
    return fresh
