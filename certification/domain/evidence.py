"""Supporting files of an application: attach, remove, and what is still missing."""

from collections.abc import Collection
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from certification import rules
from certification.domain import corrections
from certification.models import Application, Evidence, Status
from certification.registry import EvidenceKind
from files import pages, storage
from files.names import display_name
from workflows import clock
from workflows.errors import Refused


@dataclass(frozen=True)
class Shelf:
    """One kind of evidence with what lies there. ``needed`` now: always, or by a claimed condition, whose
    title is ``condition``."""

    kind: EvidenceKind
    files: list[Evidence]
    needed: bool
    condition: str = ""

    @property
    def is_missing(self) -> bool:
        return self.needed and not self.files

    @property
    def is_full(self) -> bool:
        return len(self.files) >= self.kind.most


def attach(application: Application, kind: EvidenceKind, upload: UploadedFile, *, by: User) -> Evidence:
    """Store ``upload`` as evidence of ``kind``; the same bytes twice are one paper. Raises
    ``ValidationError`` for a bad file and ``Refused`` when the case is not open for it. The bytes are
    stored before the lock is taken."""
    demand_open(application, kind, by=by)
    stored = storage.store(upload)
    with transaction.atomic():
        application = Application.objects.select_for_update().get(pk=application.pk)
        demand_open(application, kind, by=by)
        present = application.evidence.filter(kind=kind.slug, removed_at=None)
        same = present.filter(file=stored).first()
        if same is not None:
            return same
        if present.count() >= kind.most:
            raise Refused(
                "full",
                _("“%(kind)s”最多 %(most)d 份，请先移除不需要的文件。")
                % {"kind": kind.title, "most": kind.most},
            )
        pages.request(stored)
        return Evidence.objects.create(
            application=application,
            kind=kind.slug,
            file=stored,
            name=display_name(upload.name or ""),
            uploaded_by=by,
            uploaded_at=clock.now(),
        )


def remove(evidence: Evidence, *, by: User) -> None:
    """Take a file out of the draft. Revisions that hold it keep it."""
    with transaction.atomic():
        application = Application.objects.select_for_update().get(pk=evidence.application_id)
        demand_open(application, application.programme.evidence_kind(evidence.kind), by=by)
        Evidence.objects.filter(pk=evidence.pk, removed_at=None).update(removed_at=clock.now())


def demand_open(application: Application, kind: EvidenceKind, *, by: User) -> None:
    """Raise unless ``by`` may change evidence of ``kind`` now: a draft, or an item asked to be corrected."""
    answer = rules.may_edit(application, by)
    if not answer:
        raise Refused("forbidden", answer.reason)
    if application.status != Status.DRAFT and kind.slug not in corrections.flagged(application).evidence:
        raise Refused("closed", _("申报已提交，只能修改补正通知中列出的内容。"))


def missing(application: Application) -> list[EvidenceKind]:
    """Kinds that are required, always or by a claimed condition, and have no file."""
    there = set(application.evidence.filter(removed_at=None).values_list("kind", flat=True))
    claimed = _claimed(application)
    kinds = application.programme.evidence
    return [kind for kind in kinds if _needed(kind, claimed) and kind.slug not in there]


def shelves(application: Application) -> list[Shelf]:
    """Every kind of the programme with its files, in the programme's order; two queries with pages."""
    programme = application.programme
    claimed = _claimed(application)
    titles = {rule.code: rule.title for rule in programme.rules}
    files: dict[str, list[Evidence]] = {kind.slug: [] for kind in programme.evidence}
    rows = application.evidence.filter(removed_at=None).select_related("file", "uploaded_by")
    for row in rows.prefetch_related("file__pages").order_by("pk"):
        files.setdefault(row.kind, []).append(row)
    return [
        Shelf(
            kind,
            files[kind.slug],
            needed=_needed(kind, claimed),
            condition=titles.get(kind.condition, ""),
        )
        for kind in programme.evidence
    ]


def _claimed(application: Application) -> Collection[str]:
    section, field = application.programme.claims
    return application.dossier.get(section, {}).get("fields", {}).get(field, [])


def _needed(kind: EvidenceKind, claimed: Collection[str]) -> bool:
    return kind.required or bool(kind.condition and kind.condition in claimed)
