"""Where a case stands, in the applicant's words: its state, who has to act, what I must do next, since when.

The legal status has its own words; an applicant reads others. A correction that waits shows 待补正 although
the status stays 已提交 or 已受理. Read for a whole page at once: the queries do not grow with its rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from certification import units
from certification.domain import intake
from certification.models import (
    ENDED,
    Application,
    Certificate,
    CertificateStatus,
    CorrectionNotice,
    NoticeEntry,
    Revision,
    ScanState,
    Status,
)
from workflows import calendar, clock, deadlines
from workflows.models import WorkItem

_INTERNAL = {"merge", "settle"}  # kinds of limits whose steps an applicant need not tell apart


@dataclass(frozen=True)
class Standing:
    """``days`` are working days left (``timed``: a limit runs; ``mine``: it is the applicant's). ``todo`` is what the
    applicant has to do, empty when they only wait; ``url`` and ``action`` lead to what they can do."""

    label: str
    tone: str
    now: str
    since: date | None
    todo: str = ""
    url: str = ""
    action: str = ""
    days: int | None = None
    timed: bool = False
    mine: bool = False


@dataclass(frozen=True)
class _Facts:
    """What standings are read from, for all cases of a page, by application or process."""

    notices: dict[int, CorrectionNotice]
    items: dict[int, list[WorkItem]]
    days: dict[int, int]
    revisions: dict[int, Revision]
    certificates: dict[int, Certificate]
    publicity: dict[int, NoticeEntry]
    names: dict[str, str]
    table: calendar.Table


def standing(application: Application) -> Standing:
    """Where one case stands."""
    return standings([application])[application.pk]


def standings(applications: Sequence[Application]) -> dict[int, Standing]:
    """Where each case stands, by its id."""
    facts = _read(applications)
    return {case.pk: _WORDS[Status(case.status)](case, facts) for case in applications}


def _read(applications: Sequence[Application]) -> _Facts:
    pks = [case.pk for case in applications]
    items = list(
        WorkItem.objects.filter(
            process__in=[case.process_id for case in applications if case.process_id], closed_at=None
        ).select_related("deadline", "process")
    )
    by_process = defaultdict(list)
    for item in items:
        by_process[item.process_id].append(item)
    return _Facts(
        notices=_by_case(CorrectionNotice.objects.filter(application__in=pks, answered_at=None)),
        items=by_process,
        days=deadlines.remaining_each({item.deadline_id: item.deadline for item in items}.values()),
        revisions=_by_case(Revision.objects.filter(application__in=pks).defer(*_BULKY).order_by("number")),
        certificates=_by_case(
            Certificate.objects.filter(application__in=pks).exclude(status=CertificateStatus.VOID)
        ),
        publicity=_by_case(NoticeEntry.objects.filter(application__in=pks).select_related("notice")),
        names=units.unit_names({item.unit for item in items if item.unit}),
        table=calendar.table(),
    )


_BULKY = ("dossier", "sheet", "eligibility")


def _by_case(rows: Iterable[Any]) -> dict[int, Any]:
    return {row.application_id: row for row in rows}


def _draft(case: Application, facts: _Facts) -> Standing:
    closes, today = case.round.closes_on, clock.today()
    url = reverse("cases:case", args=[case.pk])
    since = day(case.created_at)
    if not intake.is_open(case.round):
        late = today > closes
        text = (
            _("本批次已于 %(day)s 截止，草稿不能再提交；下一批次开放后可转入。")
            if late
            else _("本批次 %(day)s 起受理提交，现在可以先填写。")
        )
        return Standing(
            _("草稿"), "neutral", text % {"day": closes if late else case.round.opens_on}, since, url=url
        )
    reopened = case.pk in facts.revisions
    return Standing(
        _("草稿"),
        "neutral",
        _("已撤回修改，尚未重新提交") if reopened else _("尚未提交"),
        since,
        todo=_("修改后重新提交") if reopened else _("填写并提交申报"),
        url=url,
        action=_("继续填写"),
        days=days_until(closes, facts.table),
        timed=True,
        mine=True,
    )


def _correcting(case: Application, notice: CorrectionNotice, facts: _Facts) -> Standing:
    return Standing(
        _("待补正"),
        "warn",
        _("等待本单位补正"),
        day(notice.issued_at),
        todo=_("逐项补正并重新提交"),
        url=reverse("cases:correction", args=[case.pk]),
        action=_("办理补正"),
        days=days_until(notice.due_on, facts.table),
        timed=True,
        mine=True,
    )


def _submitted(case: Application, facts: _Facts) -> Standing:
    notice = facts.notices.get(case.pk)
    if notice is not None:
        return _correcting(case, notice, facts)
    return _waiting(case, facts, _("待受理"), _("等待受理"))


def _accepted(case: Application, facts: _Facts) -> Standing:
    notice = facts.notices.get(case.pk)
    if notice is not None:
        return _correcting(case, notice, facts)
    return _waiting(case, facts, _("审核中"), _("审核部门办理中"))


def _waiting(case: Application, facts: _Facts, label: str, otherwise: str) -> Standing:
    """The offices act; a missing or wrong scan is what the applicant can still do."""
    items = facts.items.get(case.process_id or 0, [])
    since = day(max(item.opened_at for item in items)) if items else day(case.submitted_at)
    now, days, timed = otherwise, None, False
    if items:
        now = _acting(case, items, facts.names)
        running = [item for item in items if not getattr(item.flow_node, "off_clock", "")]
        timed = bool(running)
        days = min((facts.days[item.deadline_id] for item in running), default=None)
    revision = facts.revisions.get(case.pk)
    todo, action = _scan_todo(revision)
    url = f"{reverse('cases:case', args=[case.pk])}#paper" if todo else ""
    return Standing(label, "info", now, since, todo, url, action, days, timed)


def _scan_todo(revision: Revision | None) -> tuple[str, str]:
    if revision is None or revision.scan_state in (ScanState.PENDING, ScanState.MATCHED):
        return "", ""
    if revision.scan_state == ScanState.NONE:
        return _("下载申报书，签字盖章后上传扫描件"), _("上传扫描件")
    if revision.scan_state == ScanState.MISMATCH:
        return _("扫描件不是当前版本，请核对后重新上传"), _("重新上传")
    return _("扫描件上的版本码无法识别，请重新扫描上传"), _("重新上传")


def _acting(case: Application, items: list[WorkItem], names: dict[str, str]) -> str:
    """Which step, and which offices are at it; never which person."""
    if any(item.deadline.kind in _INTERNAL for item in items):
        return _("审核部门正在汇总意见")
    step = {s.node: s for s in case.programme.steps}.get(items[0].node)
    title = step.title if step else items[0].title
    if step and step.off_clock:
        return f"{title} · {step.unit}"
    offices = list(dict.fromkeys(names.get(item.unit, item.unit) for item in items if item.unit))
    return f"{title} · {'、'.join(offices)}" if offices else title


def _publicised(case: Application, facts: _Facts) -> Standing:
    entry = facts.publicity.get(case.pk)
    if entry is not None and clock.today() <= entry.notice.ends_on:
        text = _("公示至 %(day)s") % {"day": entry.notice.ends_on}
        return Standing(_("公示中"), "violet", text, entry.notice.starts_on)
    return _waiting(case, facts, _("公示期满"), _("等待决定"))


def _granted(case: Application, facts: _Facts) -> Standing:
    label, certificate = case.conclusion, facts.certificates.get(case.pk)
    if certificate is None:
        text, action = _("已办结，结论见决定书"), _("查看决定书")
        tone = "bad" if case.ending is not None and case.ending.adverse else "ok"
        return Standing(label, tone, text, day(case.closed_at), url=_letters(case), action=action)
    if certificate.status == CertificateStatus.RESERVED:
        return Standing(label, "ok", _("正在制作证书，一般几分钟内完成"), day(case.closed_at))
    url = reverse("cases:certificate", args=[case.pk])
    issued = day(certificate.issued_at)
    if certificate.status in ENDED:
        text = _("证书已于 %(day)s 失效（%(how)s）") % {
            "day": certificate.ended_on,
            "how": certificate.get_status_display(),
        }
        return Standing(label, "neutral", text, issued, url=url, action=_("下载证书"))
    return Standing(label, "ok", _("证书已签发"), issued, url=url, action=_("下载证书"))


def _refused(case: Application, facts: _Facts) -> Standing:
    text, action = _("已办结，理由和救济途径见决定书"), _("查看决定书")
    return Standing(case.conclusion, "bad", text, day(case.closed_at), url=_letters(case), action=action)


def _deferred(case: Application, facts: _Facts) -> Standing:
    text, action = _("已办结，补充材料后可在下一批次重新申报"), _("查看决定书")
    return Standing(case.conclusion, "warn", text, day(case.closed_at), url=_letters(case), action=action)


def _not_accepted(case: Application, facts: _Facts) -> Standing:
    text, action = _("已办结，理由和救济途径见通知书"), _("查看通知书")
    return Standing(_("不予受理"), "bad", text, day(case.closed_at), url=_letters(case), action=action)


def _letters(case: Application) -> str:
    return f"{reverse('cases:case', args=[case.pk])}#letters"


def _withdrawn(case: Application, facts: _Facts) -> Standing:
    return Standing(_("已撤回"), "neutral", _("本单位撤回申报，已办结"), day(case.closed_at))


_WORDS = {
    Status.DRAFT: _draft,
    Status.SUBMITTED: _submitted,
    Status.ACCEPTED: _accepted,
    Status.PUBLICISED: _publicised,
    Status.GRANTED: _granted,
    Status.REFUSED: _refused,
    Status.DEFERRED: _deferred,
    Status.NOT_ACCEPTED: _not_accepted,
    Status.WITHDRAWN: _withdrawn,
}


def days_until(last: date, table: calendar.Table | None = None) -> int:
    """Working days left until the end of ``last``: 0 on that day, negative from the day after."""
    today = clock.today()
    days = (table or calendar.table()).working_days_between(today, last)
    return days if today <= last else min(days, -1)


def day(moment: datetime | None) -> date | None:
    """The local day of a moment."""
    return timezone.localtime(moment).date() if moment else None
