"""Founding a base and keeping what it says of itself, on record (基地信息)."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import OrganisationKind, User
from bases import access
from bases.models import Base, Project
from workflows import audit, clock
from workflows.errors import Refused

GRANTED_ONLY = frozenset({"kind", "name", "school", "leader", "leader_post", "address"})
"""What only a granted change (变更) alters once the construction was approved."""


@transaction.atomic
def found(base: Base, *, by: User) -> Base:
    """Store a new base of a school. Raises ``forbidden``, ``kind`` (not a school) and ``twice``."""
    access.demand(access.may_edit(by, base))
    if base.school.kind != OrganisationKind.SCHOOL:
        raise Refused("kind", _("基地由学校牵头申报，请以学校身份建立。"))
    if Base.objects.filter(school=base.school, kind=base.kind, name=base.name).exists():
        raise Refused("twice", _("本校已有同类型、同名称的基地，请直接打开该基地。"))
    base.created_by = by
    base.save()
    audit.record(base.audit_chain, "base.founded", by=by, data={"kind": base.kind, "name": base.name})
    return base


@transaction.atomic
def save(base: Base, changed: Iterable[str], *, by: User) -> Base:
    """Store an edited base; the record names the fields, never their values. Raises ``forbidden``, ``granted_only``
    when the construction was approved and a field that was approved with it changed, and ``twice``."""
    access.demand(access.may_edit(by, base))
    stored = lock(base)
    names = sorted(set(changed))
    if set(names) & GRANTED_ONLY and Project.objects.filter(base=stored).exists():
        raise Refused("granted_only", _("基地已立项，名称、类型、负责人和地址的变更请提交变更申请。"))
    same = Base.objects.filter(school=base.school, kind=base.kind, name=base.name).exclude(pk=base.pk)
    if same.exists():
        raise Refused("twice", _("本校已有同类型、同名称的基地，请换一个名称。"))
    base.updated_at = clock.now()
    base.save()
    audit.record(base.audit_chain, "base.saved", by=by, data={"fields": names})
    return base


@transaction.atomic
def change(base: Base, *, by: User | None, reason: str, **fields: Any) -> Base:
    """Apply a change that was granted (e.g. a new ``leader``); the record holds before and after."""
    row = lock(base)
    before = {name: getattr(row, name) for name in fields}
    for name, value in fields.items():
        setattr(row, name, value)
    row.updated_at = clock.now()
    row.full_clean()
    row.save()
    audit.record(
        row.audit_chain, "base.changed", by=by, reason=reason, data={"before": before, "after": fields}
    )
    return row


def lock(base: Base) -> Base:
    """The base under its lock: one change of a base, its partners and its project at a time."""
    return Base.objects.select_for_update(of=("self",)).select_related("school").get(pk=base.pk)
