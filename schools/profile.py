"""Keeping a school's profile: the one way it changes, on record."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import has_role
from accounts.domain.memberships import lock
from accounts.models import Organisation, OrganisationKind, User
from accounts.roles import Role
from schools.models import School
from workflows import audit, clock
from workflows.errors import Answer, Refused


def profile_of(organisation: Organisation) -> School:
    """The stored profile, or an unsaved empty one for a school just claimed."""
    return School.objects.filter(organisation=organisation).first() or School(organisation=organisation)


def may_edit(user: User, organisation: Organisation) -> Answer:
    """Clerks and administrators of the school itself."""
    if organisation.kind != OrganisationKind.SCHOOL:
        return Answer(False, "not a school", "kind")
    clerk = has_role(user, Role.CLERK, organisation.code)
    return clerk or has_role(user, Role.ORG_ADMIN, organisation.code)


@transaction.atomic
def save(school: School, changed: list[str], *, by: User) -> School:
    """Store an edited profile; the record names the fields that changed, never their values."""
    answer = may_edit(by, school.organisation)
    if not answer:
        raise Refused("forbidden", answer.reason)
    lock(school.organisation)
    if school.pk is None and School.objects.filter(organisation=school.organisation).exists():
        raise Refused("stale", _("同事刚刚保存了本单位的信息。请打开新页面核对后再保存。"))
    if School.objects.filter(code=school.code).exclude(pk=school.pk).exists():
        raise Refused("code_taken", _("此学校标识码已由另一所学校登记，请核对；确属本校的，请联系主管部门。"))
    school.updated_at = clock.now()
    school.save()
    audit.record(school.audit_chain, "school.saved", by=by, data={"fields": sorted(changed)})
    return school
