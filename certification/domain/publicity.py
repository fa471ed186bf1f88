"""公示: explicit dates in working days, one entry a case, nothing personal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from certification.models import Application, DecisionKind, Notice, NoticeEntry, NumberSeries, Outcome
from workflows import audit, calendar, clock, engine, transitions
from workflows.errors import Refused


def publish(task_id: int, *, process_id: int, by: User, title: str) -> None:
    """Publish the case. A notice of the same round and day takes further cases, so that one page carries
    the batch; the first day is the day of publication, the last the n-th working day after it."""
    if not title.strip():
        raise Refused("title", _("请填写公示标题。"))

    def decision(activation: Any) -> engine.Outcome:
        application = activation.process.artifact
        fresh = transitions.apply(application, "publicise", by=by, reason=title.strip())
        notice = _todays(fresh, title.strip(), by)
        NoticeEntry.objects.create(
            notice=notice,
            application=fresh,
            holder_name=fresh.holder_name,
            conclusion=_conclusion(fresh),
        )
        return engine.Outcome("published", f"{notice.number} {notice.starts_on}—{notice.ends_on}")

    engine.act(task_id, by=by, node="publicity", process_id=process_id, decision=decision)


@dataclass(frozen=True)
class Draft:
    """What publishing today would put on the notice page."""

    starts_on: date
    ends_on: date
    days: int
    provisional: bool
    holder_name: str
    conclusion: str


def draft(application: Application) -> Draft:
    """The notice as it would be if it were published now. Nothing is written."""
    first, days = clock.today(), application.policy.notice_days
    last = calendar.add_working_days(first, days)
    return Draft(
        first, last, days, calendar.is_provisional(last), application.holder_name, _conclusion(application)
    )


def proposed_title(application: Application) -> str:
    """The usual title; cases published on one day under one title share a notice."""
    return _("关于%(round)s%(programme)s名单的公示") % {
        "round": application.round.title,
        "programme": application.programme.title,
    }


def strike(application: Application) -> None:
    """A withdrawn case stays on the notice it was published on, which now says so."""
    NoticeEntry.objects.filter(application=application).update(conclusion=_("申报单位已撤回"))


def ends_at(application: Application | int) -> datetime:
    """The last moment of the notice: the end of its last day."""
    return calendar.end_of_day(last_day(Notice.objects.get(entries__application=application)))


def last_day(notice: Notice, table: calendar.Table | None = None) -> date:
    """The printed last day, or a later one when a calendar changed meanwhile leaves fewer working days than
    were promised. Never an earlier one: what was published is not cut short."""
    true = (table or calendar.table()).add_working_days(notice.starts_on, notice.days)
    return max(notice.ends_on, true)


def extend_running() -> list[Notice]:
    """Put the last day of running notices off to the true one, on the record; those that moved."""
    table, moved = calendar.table(), []
    for pk in Notice.objects.filter(ends_on__gte=clock.today()).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            notice = Notice.objects.select_for_update().get(pk=pk)
            printed, true = notice.ends_on, last_day(notice, table)
            if true == printed:
                continue
            notice.ends_on, notice.calendar_version = true, table.version
            notice.save(update_fields=["ends_on", "calendar_version"])
            audit.record(
                notice.audit_chain,
                "extend",
                by=None,
                source=printed.isoformat(),
                target=true.isoformat(),
                reason=_("工作日历调整，公示期顺延"),
            )
            moved.append(notice)
    return moved


calendar.listeners.append(extend_running)


def _conclusion(application: Application) -> str:
    """What is proposed of the case, in the words of the ending that was deliberated."""
    programme = application.programme
    outcomes = application.decisions.filter(kind=DecisionKind.DELIBERATION).values_list("outcome", flat=True)
    ending = programme.endings_by_outcome.get(outcomes.first() or Outcome.GRANT) or programme.endings[0]
    text = str(ending.proposed or _("拟%(title)s") % {"title": ending.title})
    return text.format(**programme.party.printed(application))[:100]


def days_left(notices: Iterable[Notice]) -> dict[int, int | None]:
    """Working days until each notice ends, by id: 0 on its last day, ``None`` when it is over. One query."""
    today, table = clock.today(), calendar.table()
    return {
        notice.pk: table.working_days_between(today, notice.ends_on) if today <= notice.ends_on else None
        for notice in notices
    }


def _todays(application: Application, title: str, by: User) -> Notice:
    now, days = clock.now(), application.policy.notice_days
    same = {"round_id": application.round_id, "starts_on": now.date(), "title": title, "days": days}
    notice = Notice.objects.filter(**same).first()
    if notice is not None:
        return notice
    serial, table = NumberSeries.take(f"notice-{now.year}"), calendar.table()
    try:
        return Notice.objects.create(
            **same,
            number=f"公示〔{now.year}〕第{serial:05d}号",
            ends_on=table.add_working_days(now.date(), days),
            calendar_version=table.version,
            published_by=by,
            published_at=now,
        )
    except (
        IntegrityError
    ) as error:  # a colleague published the same notice meanwhile; this case joins it next
        raise Refused("busy", _("同名公示刚刚由他人发布，请再提交一次，本件将并入该公示。")) from error
