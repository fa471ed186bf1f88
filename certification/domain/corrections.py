"""补正: itemised, told once, answered item by item; only what was asked is open while it lasts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _
from viewflow.workflow.models import Process

from accounts.models import User
from certification import rules
from certification.domain import letters
from certification.models import (
    UNDECIDED,
    Application,
    CorrectionItem,
    CorrectionNotice,
    LetterKind,
    ReasonCode,
)
from workflows import calendar, clock, deadlines
from workflows.errors import Refused


@dataclass(frozen=True)
class Request:
    """One thing to correct, as a reviewer asks for it. ``section`` or ``evidence_kind`` says where."""

    reason_code: str
    note: str
    section: str = ""
    evidence_kind: str = ""


@dataclass(frozen=True)
class Flagged:
    """What the open notice allows the applicant to change."""

    sections: frozenset[str] = frozenset()
    evidence: frozenset[str] = frozenset()


def open_notice(application: Application) -> CorrectionNotice | None:
    """The notice that waits for an answer, with its items; none once the case has ended (withdrawn)."""
    return (
        application.corrections.filter(answered_at=None, application__status__in=UNDECIDED)
        .prefetch_related(Prefetch("items", CorrectionItem.objects.filter(dropped_reason="")))
        .first()
    )


def flagged(application: Application) -> Flagged:
    """Sections and evidence kinds that are open for correction; empty without an open notice."""
    notice = open_notice(application)
    return places(notice) if notice else Flagged()


def places(notice: CorrectionNotice) -> Flagged:
    """Where the items of ``notice`` lie."""
    items = notice.items.all()
    return Flagged(
        frozenset(i.section for i in items if i.section),
        frozenset(i.evidence_kind for i in items if i.evidence_kind),
    )


def pending(application: Application | int, stage: str) -> list[CorrectionItem]:
    """Items units raised at ``stage`` that no notice carries yet."""
    items = CorrectionItem.objects.filter(application=application, stage=stage, notice=None)
    return list(items.filter(dropped_reason=""))


def raise_items(
    application: Application, requests: Sequence[Request], *, stage: str, unit: str, by: User
) -> list[CorrectionItem]:
    """Record what ``unit`` wants corrected. Raises ``Refused`` for an empty or pointless request."""
    if not requests:
        raise Refused("no_items", _("请至少列出一项需要补正的内容。"))
    programme = application.programme
    for request in requests:
        try:
            if request.evidence_kind:
                programme.evidence_kind(request.evidence_kind)
            else:
                programme.section(request.section)
        except KeyError as error:
            raise Refused("no_place", _("请选择需要补正的分节或材料。")) from error
        if request.reason_code not in ReasonCode.values:
            raise Refused("no_reason", _("请为每项补正选择原因。"))
        if not request.note.strip():
            raise Refused("no_note", _("请写明补正要求。"))
    now = clock.now()
    return CorrectionItem.objects.bulk_create(
        CorrectionItem(
            application=application,
            stage=stage,
            unit=unit,
            raised_by=by,
            raised_at=now,
            section="" if r.evidence_kind else r.section,
            evidence_kind=r.evidence_kind,
            reason_code=r.reason_code,
            note=r.note.strip(),
        )
        for r in requests
    )


def issue(
    application: Application,
    items: Sequence[CorrectionItem],
    *,
    stage: str,
    unit: str,
    by: User,
    later_reason: str = "",
) -> CorrectionNotice:
    """Send one notice with all ``items`` (一次性告知) and stop the clock. A second notice needs
    ``later_reason``: why this was not told the first time."""
    number = application.corrections.count() + 1
    if number > 1 and not later_reason.strip():
        raise Refused(
            "later_reason",
            _("本件已一次性告知过补正内容，再次补正须写明理由。"),
        )
    now = clock.now()
    notice = CorrectionNotice.objects.create(
        application=application,
        revision_id=application.filing.revision_id,
        number=number,
        stage=stage,
        unit=unit,
        later_reason=later_reason.strip(),
        issued_by=by,
        issued_at=now,
        due_on=calendar.add_working_days(now.date(), application.policy.limits["correction"]),
    )
    CorrectionItem.objects.filter(pk__in=[item.pk for item in items]).update(notice=notice)
    letters.write(application, LetterKind.CORRECTION, reason=later_reason, notice=notice)
    return notice


def drop(items: Sequence[CorrectionItem], reasons: dict[int, str]) -> list[CorrectionItem]:
    """Leave out what the lead does not adopt, each with its reason; returns what stays."""
    kept = []
    for item in items:
        if item.pk not in reasons:
            kept.append(item)
        elif not reasons[item.pk].strip():
            raise Refused("drop_reason", _("不采纳的补正事项须写明理由。"))
        else:
            item.dropped_reason = reasons[item.pk].strip()
            item.save(update_fields=["dropped_reason"])
    return kept


def abandon(process: Process, application: Application, stage: str, reason: str) -> None:
    """An objection at ``stage`` was ruled on, so what other units wanted corrected there is asked no more:
    the items keep the reason, and the clocks that waited for an answer stop for good."""
    items = pending(application, stage)
    for item in items:
        item.dropped_reason = reason
    CorrectionItem.objects.bulk_update(items, ["dropped_reason"])
    for unit in sorted({item.unit for item in items}):
        deadlines.close(process, stage, unit=unit)


def keep_answers(application: Application, answers: dict[int, str], *, by: User) -> CorrectionNotice:
    """Keep the applicant's words on the open notice while the correction is being made. Reviewers read
    them once the notice is answered."""
    may = rules.may_edit(application, by)
    if not may:
        raise Refused("forbidden", may.reason)
    with transaction.atomic():
        Application.objects.select_for_update().get(pk=application.pk)
        notice = open_notice(application)
        if notice is None:
            raise Refused("done", _("补正已提交，或本件已不在补正中。请返回办件查看进度。"))
        for item in notice.items.all():
            if item.pk in answers and item.answer != answers[item.pk]:
                item.answer = answers[item.pk].strip()
                item.save(update_fields=["answer"])
    return notice


def answer(notice: CorrectionNotice, answers: dict[int, str]) -> None:
    """Close ``notice`` with the applicant's word on each item. The clock starts again when the step of
    whoever asked is reached."""
    items = list(notice.items.all())
    for item in items:
        item.answer = answers.get(item.pk, "").strip()[:2000]
        if not item.answer:
            raise Refused("answer", _("请逐项说明补正情况。"))
    CorrectionItem.objects.bulk_update(items, ["answer"])
    notice.answered_at = clock.now()
    notice.save(update_fields=["answered_at"])


def stop_clock(activation: Any) -> None:
    """Whoever asks for a correction is off the clock until the step is theirs again (补正不计时)."""
    item = activation.task.item
    deadlines.pause(
        activation.process, _("等待申报单位补正"), kind=item.deadline.kind, unit=item.deadline.unit
    )
