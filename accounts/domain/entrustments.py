"""Entrusting an agency with the officer's work of a programme (委托办理), and taking it back."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import has_role
from accounts.domain.memberships import lock
from accounts.models import Entrustment, Organisation, OrganisationKind, User
from accounts.roles import Role
from workflows import audit, clock
from workflows.errors import Answer, Refused

PRINCIPALS = frozenset({OrganisationKind.DEPARTMENT, OrganisationKind.DISTRICT, OrganisationKind.ZONE})


def may_entrust(user: User, principal: Organisation) -> Answer:
    """Who signs for the office, or the administrator of the site."""
    if user.is_active and user.is_superuser:
        return Answer(True)
    if has_role(user, Role.DECIDER, principal.code):
        return Answer(True)
    return Answer(False, _("委托由委托单位的签发人办理。"), "role")


@transaction.atomic
def grant(
    principal: Organisation,
    agency: Organisation,
    programmes: Iterable[str],
    *,
    starts_on: date,
    ends_on: date,
    document: str,
    by: User,
) -> list[Entrustment]:
    """Lend the officer's desk of ``principal`` to ``agency`` for each programme. One that is lent to this agency
    already within those dates is refused, so that ending it ends it."""
    _demand(may_entrust(by, principal))
    lock(principal)
    slugs = sorted(set(programmes))
    check(principal, agency, slugs, starts_on=starts_on, ends_on=ends_on, document=document)
    made = []
    for slug in slugs:
        one = Entrustment.objects.create(
            principal=principal,
            agency=agency,
            programme_slug=slug,
            starts_on=starts_on,
            ends_on=ends_on,
            document=document.strip(),
            by=by,
        )
        _note(one, "entrustment.granted", by=by, reason=one.document)
        made.append(one)
    return made


@transaction.atomic
def end(entrustment: Entrustment, *, by: User, reason: str) -> Entrustment:
    """Take the desk back at once: yesterday was its last whole day. Ending one that is over changes nothing."""
    _demand(may_entrust(by, entrustment.principal))
    if not reason.strip():
        raise Refused("reason", _("请写明终止委托的理由。"))
    lock(entrustment.principal)
    fresh = Entrustment.objects.select_related("principal").get(pk=entrustment.pk)
    yesterday = clock.today() - timedelta(days=1)
    if fresh.ends_on > yesterday:
        fresh.ends_on = yesterday
        fresh.save(update_fields=["ends_on"])
        _note(fresh, "entrustment.ended", by=by, reason=reason)
    return fresh


def check(
    principal: Organisation,
    agency: Organisation,
    programmes: Iterable[str],
    *,
    starts_on: date,
    ends_on: date,
    document: str,
) -> None:
    """Raise ``Refused`` with what keeps this from being entrusted."""
    slugs = list(programmes)
    if principal.kind not in PRINCIPALS:
        raise Refused("principal", _("只有主管部门可以委托。"))
    if agency.kind != OrganisationKind.AGENCY:
        raise Refused("agency", _("受托单位的类别应为“受托机构”。"))
    if not slugs:
        raise Refused("programmes", _("请选择委托办理的事项。"))
    if ends_on < starts_on:
        raise Refused("dates", _("终止日期早于起始日期，请核对。"))
    if not document.strip():
        raise Refused("document", _("请写明委托文书的名称和文号。"))
    clash = Entrustment.objects.filter(
        principal=principal,
        agency=agency,
        programme_slug__in=slugs,
        starts_on__lte=ends_on,
        ends_on__gte=starts_on,
    )
    if clash.exists():
        raise Refused("exists", _("该事项在此期间已委托给该机构，请先终止原委托。"))


def _note(entrustment: Entrustment, action: str, *, by: User, reason: str) -> None:
    audit.record(
        entrustment.principal.audit_chain,
        action,
        by=by,
        reason=reason,
        data={
            "entrustment": entrustment.pk,
            "agency": entrustment.agency_id,
            "programme": entrustment.programme_slug,
            "starts_on": entrustment.starts_on.isoformat(),
            "ends_on": entrustment.ends_on.isoformat(),
        },
    )


def _demand(answer: Answer) -> None:
    if not answer:
        raise Refused("forbidden", answer.reason)
