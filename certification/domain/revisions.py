"""Frozen submissions, their printed form and the signed scan that must carry the same version code."""

import secrets
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from certification import rules
from certification.domain import dossiers
from certification.models import Application, Revision, ScanState, Status
from files import pages, storage
from files.kinds import SCANS
from workflows import clock, outbox
from workflows.errors import Refused

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L, U: the code is read off paper


def freeze(application: Application, *, by: User) -> Revision:
    """Freeze the draft as the next revision and promise its printed form (申报书). The holder's own figures
    (``special["figures"]``) are kept with the eligibility report: later changes show in no older revision."""
    previous = application.revisions.order_by("-number").first()
    revision = Revision.objects.create(
        application=application,
        number=previous.number + 1 if previous else 1,
        dossier=application.dossier,
        sheet=dossiers.sheet(application.programme, application.dossier),
        eligibility=application.eligibility | _figures(application),
        version_code="".join(secrets.choice(_ALPHABET) for _ in range(10)),
        submitted_by=by,
        submitted_at=clock.now(),
    )
    held = application.evidence.filter(removed_at=None).values_list("pk", flat=True)
    link = Revision.evidence.through
    link.objects.bulk_create(link(revision=revision, evidence_id=pk) for pk in held)
    outbox.post("revisions.print", f"revision/{revision.pk}", {"revision": revision.pk})
    return revision


def _figures(application: Application) -> dict[str, Any]:
    read = application.programme.special.get("figures")
    return {"figures": read(application)} if read else {}


def attach_scan(revision: Revision, upload: UploadedFile, *, by: User) -> Revision:
    """Keep the signed and stamped scan (PDF or image) of the newest revision; the worker reads its version
    code. Raises ``ValidationError`` for a bad file."""
    demand_scannable(revision, by=by)
    stored = storage.store(upload, kinds=SCANS)
    with transaction.atomic():
        revision = Revision.objects.select_for_update().get(pk=revision.pk)
        demand_scannable(revision, by=by)
        if revision.scan_id == stored.pk:
            return revision  # the same paper again: it is judged already, or about to be
        revision.scan, revision.scan_state, revision.scan_found = stored, ScanState.PENDING, ""
        revision.save(update_fields=["scan", "scan_state", "scan_found"])
        pages.request(stored)
        # a key of its own each time: a paper uploaded, replaced and uploaded again is judged again
        key = f"scan/{revision.pk}/{secrets.token_hex(8)}"
        outbox.post("revisions.scan", key, {"revision": revision.pk, "file": stored.pk})
    return revision


def demand_scannable(revision: Revision, *, by: User) -> None:
    """Raise unless a scan of ``revision`` may be uploaded now."""
    application = revision.application
    answer = rules.may_edit(application, by)
    if not answer:
        raise Refused("forbidden", answer.reason)
    if application.status == Status.DRAFT:
        raise Refused("closed", _("申报已撤回修改。重新提交后，请用新版本的申报书签章上传。"))
    if not application.is_open:
        raise Refused("closed", _("本件已办结，不能再上传扫描件。"))
    newest = application.revisions.latest("number").number
    if newest != revision.number:
        raise Refused("stale", _("申报书已有第 %(number)d 版，请用新版本签章后上传。") % {"number": newest})


def judge_scan(revision_id: int, file_id: int, codes: list[str]) -> None:
    """Write down which version codes were read off the scan. Any other code among them flags it."""
    with transaction.atomic():
        revision = Revision.objects.select_for_update().get(pk=revision_id)
        if revision.scan_id != file_id:
            return  # a newer scan was uploaded meanwhile; its own message will judge it
        foreign = sorted(set(codes) - {revision.version_code})
        if not codes:
            revision.scan_state = ScanState.UNREADABLE
        else:
            revision.scan_state = ScanState.MISMATCH if foreign else ScanState.MATCHED
        revision.scan_found = "、".join(foreign or codes[:1])[:60]
        revision.save(update_fields=["scan_state", "scan_found"])
