"""Holders of an older register are taken over (历史导入): checked against what is here, then entered by two persons.

They count as standing from the dates on their papers; the certificate is a row without a paper of ours, its
``file`` the scan of the one that was issued then.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import access
from accounts.models import Organisation, OrganisationKind, User
from accounts.roles import Role
from certification import registry
from certification.domain import standing
from certification.domain.certificates import fingerprint
from certification.domain.register_rows import MOST, Checked, Holder, check, columns
from certification.models import Certificate, CertificateStatus, NumberSeries
from certification.registry import Programme
from documents import codes
from enterprises.bans import live_ban
from files import sniff, storage, workbooks
from files.kinds import SCANS
from workflows import audit, clock, transitions
from workflows.errors import Refused

KINDS = frozenset({OrganisationKind.ENTERPRISE, OrganisationKind.SCHOOL})


@dataclass(frozen=True)
class Plan:
    """A file as read: every row with its finding, and the certificates of rows that are here already."""

    rows: list[Checked]
    known: Mapping[int, Certificate]

    @property
    def wrong(self) -> list[Checked]:
        return [row for row in self.rows if row.holder is None]

    @property
    def fresh(self) -> list[Checked]:
        return [row for row in self.rows if row.holder is not None and row.row.number not in self.known]


def programmes() -> dict[str, Programme]:
    """Those whose register can be taken over, by code: they certify an organisation as a whole."""
    return {
        p.code: p
        for p in registry.first_programmes()
        if p.party.kind in KINDS and not p.party.begins and p.certificate is not None
    }


def layout() -> tuple[workbooks.Column, ...]:
    """The columns of the workbook."""
    return columns({code: str(programme.title) for code, programme in programmes().items()})


def read(data: bytes, scans: Path | None, today: date | None = None) -> Plan:
    """What a workbook would do. Raises ``ValidationError`` when it cannot be read as one; whatever is wrong with
    a row is told by column. ``scans`` is the folder of the scanned papers; without it they are not looked at."""
    rows = check(workbooks.read(data, layout(), MOST), today or clock.today())
    known: dict[int, Certificate] = {}
    declared = programmes()
    for row in rows:
        if row.holder is None:
            continue
        holder, programme = row.holder, declared[row.holder.programme]
        found = _same_entry(holder, programme)
        if found is not None:
            known[row.row.number] = found
        _against_register(row, holder, programme, found)
        if scans is not None and row.holder is not None:
            _look_at_scan(row, scans / holder.scan)
    return Plan(rows, known)


def _same_entry(holder: Holder, programme: Programme) -> Certificate | None:
    rows = Certificate.objects.filter(
        imported=True,
        programme_slug=programme.slug,
        organisation__code=holder.uscc,
        content__document_no=holder.document_no,
    )
    return rows.order_by("pk").first()


def _against_register(row: Checked, holder: Holder, programme: Programme, same: Certificate | None) -> None:
    """Refuse what contradicts the register; taking a file over twice is no contradiction."""
    organisation = Organisation.objects.filter(code=holder.uscc).first()
    if organisation is not None and organisation.kind != programme.party.kind:
        row.refuse("uscc", _("该代码在平台登记为%(kind)s") % {"kind": organisation.get_kind_display()})
    elif organisation is not None and organisation.name != holder.name:
        message = _("与平台登记的名称“%(name)s”不一致，已更名的填写现名")
        row.refuse("name", message % {"name": organisation.name})
    if same is not None:
        if (same.valid_from, same.valid_to) != (holder.valid_from, holder.valid_to):
            row.refuse("valid_from", _("该文号已导入过，有效期与本次不同，请核对"))
        return
    held = standing.valid(programme.slug, organisation).first() if organisation is not None else None
    if held is not None:
        row.refuse("uscc", _("该单位在本事项已有有效证书 %(number)s") % {"number": held.number})
    ban = live_ban(holder.uscc, clock.today())
    if ban is not None:
        row.refuse("uscc", _("该单位在禁止申报期内（至 %(day)s）") % {"day": ban.ends_on})


def _look_at_scan(row: Checked, path: Path) -> None:
    if not path.is_file():
        row.refuse("scan", _("扫描件目录中没有这个文件"))
        return
    try:
        sniff.check(_upload(path), frozenset(SCANS))
    except ValidationError as error:
        row.refuse("scan", " ".join(error.messages))


def _upload(path: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes())


def take_over(data: bytes, scans: Path, *, by: User, second: User, note: str = "") -> list[Certificate]:
    """Enter every row that is not here yet, all or none, on the word of two persons: who enters it, and another
    who has compared it with the documents. Raises ``Refused``; ``note`` names the file in the record."""
    with transaction.atomic():
        batch = NumberSeries.take(
            "register-import"
        )  # whoever imports at the same time waits, then finds the rows
        plan = read(data, scans)
        if plan.wrong:
            message = _("有 %(count)d 行需要更正，没有导入任何内容。")
            raise Refused("rows", message % {"count": len(plan.wrong)})
        holders = [row.holder for row in plan.rows if row.holder is not None]
        _demand_two(by, second, holders)
        fresh = [row.holder for row in plan.fresh if row.holder is not None]
        told = {"second": second.pk, "second_name": str(second), "file": note, "batch": batch}
        return [_enter(holder, scans, by=by, told=told) for holder in fresh]


def _demand_two(by: User, second: User, holders: Iterable[Holder]) -> None:
    """Two different persons; the one an officer of the office that leads, the other signs or works there."""
    if by == second:
        raise Refused("second", _("导入须由两名不同的人员办理：一人录入，另一人核对。"))
    declared = programmes()
    for programme in {
        declared[holder.programme].slug: declared[holder.programme] for holder in holders
    }.values():
        units = {programme.lead_unit, programme.decision_unit}
        if (Role.OFFICER, programme.lead_unit) not in _own_desks(by):
            message = _("“%(title)s”的历史名录由牵头部门的主办录入。")
            raise Refused("forbidden", message % {"title": programme.title})
        checks = {(role, unit) for role in (Role.OFFICER, Role.DECIDER) for unit in units}
        if not checks & _own_desks(second):
            message = _("“%(title)s”的历史名录由牵头部门的另一名主办或签发人核对。")
            raise Refused("forbidden", message % {"title": programme.title})


def _own_desks(user: User) -> set[tuple[str, str]]:
    """Without those lent to an agency: an older register is not a case it was entrusted with."""
    return {(post.role, post.unit) for post in access.posts(user) if post.own}


def _enter(holder: Holder, scans: Path, *, by: User, told: dict[str, Any]) -> Certificate:
    programme = programmes()[holder.programme]
    spec, now = programme.certificate, clock.now()
    assert spec is not None, "programmes() lists those that give a certificate"
    organisation, made = Organisation.objects.get_or_create(
        code=holder.uscc,
        defaults={"kind": programme.party.kind, "name": holder.name, "district": holder.district},
    )
    if made:
        audit.record(organisation.audit_chain, "organisation.imported", by=by, data=told)
    series = f"{spec.series}-{holder.valid_from.year}"
    serial = NumberSeries.take(f"certificate-{series}")
    number = codes.certificate_number(spec.series, holder.valid_from.year, serial)
    code = codes.verification_code()
    scan = storage.store(_upload(scans / holder.scan), kinds=SCANS)
    content = {
        "title": spec.title,
        "holder": holder.name,
        "uscc": holder.uscc,
        "document_no": holder.document_no,
        "old_number": holder.old_number,
        "number": number,
        "code": code,
        "valid_from": holder.valid_from.isoformat(),
        "valid_to": holder.valid_to.isoformat() if holder.valid_to else None,
        "issuers": list(spec.issuers),
        "scan": {"name": holder.scan, "sha256": scan.sha256},
    }
    row = Certificate.objects.create(
        programme_slug=programme.slug,
        organisation=organisation,
        series=series,
        serial=serial,
        number=number,
        code=code,
        holder_name=holder.name,
        valid_from=holder.valid_from,
        valid_to=holder.valid_to,
        content=content,
        content_sha256=fingerprint(content),
        imported=True,
        file=scan,
        reserved_at=now,
    )
    audit.record(
        row.audit_chain,
        "import",
        by=by,
        target=CertificateStatus.RESERVED,
        reason=_("历史导入：%(document)s") % {"document": holder.document_no},
        data={**told, "scan": scan.sha256},
    )
    return transitions.apply(row, "take_over", by=by, reason=_("历史导入"), at=now)
