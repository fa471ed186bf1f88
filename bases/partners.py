"""Who builds the base with the school, and whether they stand by the joint application (合作单位).

An approval belongs to a version of the joint text: when the text changes, ``ask`` asks again and the earlier word
no longer counts. Only a clerk or administrator of the enterprise itself answers.
"""

from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.models import Organisation, OrganisationKind, User
from bases import access, notices, profile
from bases.joint import joint_text
from bases.models import Base, Partner, PartnerRole, PartnerStatus, Project
from workflows import audit, transitions
from workflows.errors import Refused

MOST = 20
WHOLE = Decimal(100)


@transaction.atomic
def name(
    base: Base, organisation: Organisation, *, role: str, share: Decimal, duties: str, by: User
) -> Partner:
    """Add an enterprise of the platform. Raises ``forbidden``, ``kind``, ``twice``, ``share``, ``full`` and, once
    the construction was approved, ``granted_only``."""
    access.demand(access.may_edit(by, base))
    base = _open(base)
    partner = _add(base, organisation, role=role, share=share, duties=duties)
    audit.record(base.audit_chain, "partner.named", by=by, data=_said(partner))
    return partner


@transaction.atomic
def amend(partner: Partner, *, role: str, share: Decimal, duties: str, by: User) -> Partner:
    """Change what a partner does or gives; it is asked again by the next ``ask``. Raises as ``name``."""
    access.demand(access.may_edit(by, partner.base))
    base = _open(partner.base)
    row = base.partners.exclude(status=PartnerStatus.LEFT).filter(pk=partner.pk).first()
    if row is None:
        raise Refused("not_found", _("该合作单位已不在本基地，请刷新页面。"))
    _demand_share(base, share, but=row)
    row.role, row.share, row.duties = role, share, duties
    row.save(update_fields=["role", "share", "duties"])
    audit.record(base.audit_chain, "partner.amended", by=by, data=_said(row))
    return row


@transaction.atomic
def drop(partner: Partner, *, by: User) -> None:
    """Take a partner out before the construction is approved. Raises ``forbidden`` and ``granted_only``."""
    access.demand(access.may_edit(by, partner.base))
    _open(partner.base)
    transitions.apply(partner, "leave", by=by, data={"organisation": partner.organisation_id})


@transaction.atomic
def ask(base: Base, *, by: User) -> list[Partner]:
    """Ask every partner that has not confirmed the joint text as it stands now. Raises ``forbidden`` and ``none``."""
    access.demand(access.may_edit(by, base))
    base = profile.lock(base)
    version = joint_text(base).version
    rows = list(_present(base))
    if not rows:
        raise Refused("none", _("请先添加至少一家合作企业。"))
    waiting = [row for row in rows if not (row.status == PartnerStatus.CONFIRMED and row.version == version)]
    waiting = [row for row in waiting if not (row.status == PartnerStatus.ASKED and row.version == version)]
    if Project.objects.filter(base=base).exists():  # what was approved stands; only newcomers are asked
        waiting = [row for row in waiting if row.status != PartnerStatus.CONFIRMED]
    asked = [transitions.apply(row, "ask", by=by, version=version, data=_at(row, version)) for row in waiting]
    for row in asked:
        notices.asked(row)
    return asked


@transaction.atomic
def confirm(partner: Partner, version: str, *, by: User, note: str = "") -> Partner:
    """The enterprise stands by the version it was shown. Raises ``forbidden``, ``stale`` when the joint text has
    changed since, and ``not_allowed`` when nothing is asked."""
    return _answer(partner, "confirm", version, by=by, note=note)


@transaction.atomic
def refuse(partner: Partner, version: str, *, by: User, note: str) -> Partner:
    """The enterprise does not agree; the school reads why. Raises as ``confirm``, and ``reason`` without one."""
    if not note.strip():
        raise Refused("reason", _("请写明不同意的理由，学校据此修改。"))
    return _answer(partner, "refuse", version, by=by, note=note)


@transaction.atomic
def join(
    base: Base,
    organisation: Organisation,
    *,
    role: str,
    share: Decimal,
    duties: str,
    by: User | None,
    reason: str,
) -> Partner:
    """A partner comes in by a granted change: it is asked at once, and is a partner when it has confirmed."""
    base = profile.lock(base)
    partner = _add(base, organisation, role=role, share=share, duties=duties)
    version = joint_text(base).version
    data = {**_said(partner), "version": version}
    partner = transitions.apply(partner, "ask", by=by, reason=reason, version=version, data=data)
    notices.asked(partner)
    return partner


@transaction.atomic
def leave(partner: Partner, *, by: User | None, reason: str) -> Partner:
    """A partner goes by a granted change."""
    profile.lock(partner.base)
    return transitions.apply(partner, "leave", by=by, reason=reason, data=_said(partner))


def current(base: Base) -> list[Partner]:
    """Partners that have not left, with their organisations."""
    return list(_present(base).select_related("organisation"))


def waiting_for(base: Base) -> list[Partner]:
    """Partners that have not confirmed the joint text as it stands now."""
    version = joint_text(base).version
    return [
        row for row in current(base) if not (row.status == PartnerStatus.CONFIRMED and row.version == version)
    ]


def all_confirmed(base: Base) -> bool:
    """Whether there is a partner at all and each stands by the joint text as it is now."""
    return bool(current(base)) and not waiting_for(base)


def enterprise_share(base: Base) -> Decimal:
    """Percent of the investment the partners have promised together."""
    return _present(base).aggregate(total=Sum("share"))["total"] or Decimal(0)


def _answer(partner: Partner, move: str, version: str, *, by: User, note: str) -> Partner:
    access.demand(access.may_act(by, partner.organisation))
    base = profile.lock(partner.base)
    row = Partner.objects.get(pk=partner.pk)
    if row.status == PartnerStatus.ASKED and not (row.version == version == joint_text(base).version):
        raise Refused("stale", _("联合申报内容已修改，请等待学校重新邀请确认后再答复。"))
    data = {**_said(row), "version": version}
    return transitions.apply(row, move, by=by, reason=note, data=data, person=by, note=note)


def _open(base: Base) -> Base:
    base = profile.lock(base)
    if Project.objects.filter(base=base).exists():
        raise Refused("granted_only", _("基地已立项，合作单位的变更请提交变更申请。"))
    return base


def _add(base: Base, organisation: Organisation, *, role: str, share: Decimal, duties: str) -> Partner:
    if organisation.kind != OrganisationKind.ENTERPRISE:
        raise Refused("kind", _("合作单位须为企业，请核对统一社会信用代码。"))
    present = _present(base)
    if present.filter(organisation=organisation).exists():
        raise Refused("twice", _("该企业已在合作单位中。"))
    if present.count() >= MOST:
        raise Refused("full", _("合作单位最多 %(n)d 家。") % {"n": MOST})
    _demand_share(base, share)
    return Partner.objects.create(
        base=base, organisation=organisation, role=PartnerRole(role), share=share, duties=duties
    )


def _demand_share(base: Base, share: Decimal, but: Partner | None = None) -> None:
    rows = _present(base).exclude(pk=but.pk) if but else _present(base)
    others = rows.aggregate(total=Sum("share"))["total"]
    if share < 0 or (others or Decimal(0)) + share > WHOLE:
        raise Refused("share", _("各合作企业投入占比合计不能超过 100%，请核对。"))


def _present(base: Base) -> QuerySet[Partner]:
    return base.partners.exclude(status=PartnerStatus.LEFT).order_by("pk")


def _said(partner: Partner) -> dict[str, object]:
    return {
        "partner": partner.pk,
        "organisation": partner.organisation_id,
        "role": partner.role,
        "share": partner.share,
    }


def _at(partner: Partner, version: str) -> dict[str, object]:
    return {"partner": partner.pk, "organisation": partner.organisation_id, "version": version}
