"""A case's way in the applicant's words: each promised step, its unit, planned and actual working days."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from certification import units
from certification.models import Application, CorrectionNotice, LetterKind, Status
from certification.registry import Step
from workflows import calendar, clock, deadlines
from workflows.models import WorkItem

DONE, NOW, NEXT, SKIPPED = "done", "now", "next", "skipped"


@dataclass(frozen=True)
class Entry:
    """One line of the timeline. ``actual`` counts working days, pauses left out; dates are local days."""

    title: str
    unit: str
    state: str
    planned: int | None = None
    actual: int | None = None
    started_on: date | None = None
    ended_on: date | None = None
    note: str = ""


def entries(application: Application) -> list[Entry]:
    """The steps of the programme in order, with the corrections asked between them."""
    items = list(
        WorkItem.objects.filter(process_id=application.process_id, cancelled=False).select_related("deadline")
        if application.process_id
        else []
    )
    notices = list(application.corrections.all())
    names = units.unit_names({item.unit for item in items if item.unit} | {n.unit for n in notices})
    used = deadlines.elapsed_each({item.deadline_id: item.deadline for item in items}.values())
    lines: list[Entry] = []
    for step in application.programme.steps:
        lines.append(_step(application, step, [i for i in items if i.node == step.node], names, used))
        stage = step.node.removesuffix("_opinion")
        lines += [_correction(application, n, names) for n in notices if n.stage == stage]
    return lines


def _step(
    application: Application, step: Step, items: list[WorkItem], names: dict[str, str], used: dict[int, int]
) -> Entry:
    if step.node == "notice_period":
        return _notice(application, step)
    planned = application.policy.limits[step.limit]
    if step.node == "statement_period":
        return _statement(application, step, planned)
    if not items:
        state = NEXT if application.is_open else SKIPPED
        return Entry(step.title, step.unit, state, planned, note=str(step.off_clock))
    running = [i for i in items if i.closed_at is None]
    acting = "、".join(sorted({names.get(i.unit, i.unit) for i in items if i.unit})) or step.unit
    return Entry(
        step.title,
        step.unit if step.off_clock else acting,
        NOW if running else DONE,
        planned,
        max(used[i.deadline_id] for i in items),
        min(_day(i.opened_at) for i in items),
        None if running else max(_day(i.closed_at) for i in items),
        _ended_here(application, step) or str(step.off_clock),
    )


def _ended_here(application: Application, step: Step) -> str:
    """What the case ended with at this step, where that was not the way on."""
    last = {
        Status.NOT_ACCEPTED: "intake",
        Status.REFUSED: "decision",
        Status.DEFERRED: "decision",
    }.get(Status(application.status))
    return application.conclusion if step.node == last else ""


def _notice(application: Application, step: Step) -> Entry:
    days, entry = application.policy.notice_days, getattr(application, "notice_entry", None)
    if entry is None:
        state = NEXT if application.is_open else SKIPPED
        return Entry(step.title, step.unit, state, days, note=str(step.off_clock))
    notice = entry.notice
    running = clock.today() <= notice.ends_on
    until = min(clock.today(), notice.ends_on)
    return Entry(
        step.title,
        step.unit,
        NOW if running and application.is_open else DONE,
        days,
        calendar.working_days_between(notice.starts_on, until),
        notice.starts_on,
        None if running else notice.ends_on,
        str(step.off_clock),
    )


def _statement(application: Application, step: Step, planned: int) -> Entry:
    """陈述申辩期: from the prior notice to its last day."""
    letter = application.letters.filter(kind=LetterKind.PRIOR_NOTICE).first()
    if letter is None:
        return Entry(step.title, step.unit, NEXT, planned, note=str(step.off_clock))
    first, last = _day(letter.written_at), date.fromisoformat(letter.content["due_on"])
    running = clock.today() <= last and application.is_open
    used = calendar.working_days_between(first, min(clock.today(), last))
    ended = None if running else last
    return Entry(
        step.title, step.unit, NOW if running else DONE, planned, used, first, ended, str(step.off_clock)
    )


def _correction(application: Application, notice: CorrectionNotice, names: dict[str, str]) -> Entry:
    return Entry(
        "补正",
        names.get(notice.unit, notice.unit),
        DONE if notice.answered_at else NOW if application.is_open else SKIPPED,
        started_on=_day(notice.issued_at),
        ended_on=_day(notice.answered_at) if notice.answered_at else None,
        note="补正期间不计入承诺时限",
    )


def _day(moment: object) -> date:
    return timezone.localtime(moment).date()  # type: ignore[arg-type]  # a DateTimeField's value
