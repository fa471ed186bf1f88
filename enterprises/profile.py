"""Keeping an enterprise's profile: the one way it changes, on record."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import has_role
from accounts.domain.memberships import lock
from accounts.models import Organisation, OrganisationKind, User
from accounts.roles import Role
from enterprises.models import Enterprise
from workflows import audit, clock
from workflows.errors import Answer, Refused


def profile_of(organisation: Organisation) -> Enterprise:
    """The stored profile, or an unsaved empty one for an enterprise just claimed."""
    return Enterprise.objects.filter(organisation=organisation).first() or Enterprise(
        organisation=organisation
    )


def may_edit(user: User, organisation: Organisation) -> Answer:
    """Clerks and administrators of the enterprise itself."""
    if organisation.kind != OrganisationKind.ENTERPRISE:
        return Answer(False, "not an enterprise", "kind")
    clerk = has_role(user, Role.CLERK, organisation.code)
    return clerk or has_role(user, Role.ORG_ADMIN, organisation.code)


@transaction.atomic
def save(enterprise: Enterprise, changed: list[str], *, by: User) -> Enterprise:
    """Store an edited profile; the record names the fields that changed, never their values."""
    answer = may_edit(by, enterprise.organisation)
    if not answer:
        raise Refused("forbidden", answer.reason)
    lock(enterprise.organisation)
    if enterprise.pk is None and Enterprise.objects.filter(organisation=enterprise.organisation).exists():
        raise Refused("stale", _("同事刚刚保存了本单位的信息。请打开新页面核对后再保存。"))
    enterprise.updated_at = clock.now()
    enterprise.save()
    audit.record(enterprise.audit_chain, "enterprise.saved", by=by, data={"fields": sorted(changed)})
    return enterprise


@transaction.atomic
def adopt(organisation: Organisation, *, by: User, reason: str, **changes: str) -> None:
    """Write what a granted change says into the profile, where there is one. The caller is the decision itself;
    the record names the fields, never their values."""
    lock(organisation)
    enterprise = Enterprise.objects.filter(organisation=organisation).first()
    if enterprise is None or not changes:
        return
    for field, value in changes.items():
        setattr(enterprise, field, value)
    enterprise.updated_at = clock.now()
    enterprise.save(update_fields=[*changes, "updated_at"])
    audit.record(
        enterprise.audit_chain, "enterprise.adopted", by=by, reason=reason, data={"fields": sorted(changes)}
    )
