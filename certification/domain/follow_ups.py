"""后续管理: duties after the decision (annual reports, appraisals, checks, rectifications), as programmes say."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts import access
from accounts.models import Post, User
from accounts.roles import Role
from certification import registry, rules
from certification.domain import dossiers, letters
from certification.domain.dossiers import BoundSection
from certification.models import Application, FollowUp, FollowUpStatus, LetterKind, Status
from certification.registry import Section
from files.fields import Kept
from workflows import audit, clock, transitions
from workflows.errors import Answer, Refused

SECTION = "report"
"""Slug of the one section a duty asks to fill in."""
OPEN = (FollowUpStatus.DUE, FollowUpStatus.RETURNED)
REVIEWING = frozenset({Role.OFFICER, Role.REVIEWER})


def open_due(application: Application, today: date | None = None) -> list[FollowUp]:
    """Open every duty of a granted case whose period has begun by ``today``; the new ones. Doing it again
    opens nothing twice."""
    made = []
    for kind in application.programme.follow_ups:
        for period, title, due_on in kind.schedule(application, today or clock.today()):
            row = _open(application, kind.kind, period, title, due_on)
            if row is not None:
                made.append(row)
    return made


def open_all(today: date | None = None) -> list[FollowUp]:
    """``open_due`` of every case that gives standing; called every morning."""
    slugs = [p.slug for p in registry.all_programmes() if p.follow_ups]
    granted = Application.objects.filter(status=Status.GRANTED, programme_slug__in=slugs)
    made = []
    for application in granted.order_by("pk").iterator(chunk_size=500):
        with transaction.atomic():
            made += open_due(application, today)
    return made


def demand(
    application: Application, kind: str, *, period: str, due_on: date, by: User, reason: str
) -> FollowUp:
    """The office asks for a duty outside the schedule (限期整改、专项检查) and tells why by letter."""
    spec = application.programme.follow_up(kind)
    answer = may_review(application, kind, by)
    if not answer:
        raise Refused(answer.code, answer.reason)
    if not reason.strip():
        raise Refused("reason", _("请写明要求的理由，理由将写入通知书。"))
    if due_on <= clock.today():
        raise Refused("due_on", _("截止日期须在今天之后。"))
    with transaction.atomic():
        row = _open(application, kind, period, spec.title, due_on, by=by, reason=reason.strip())
        if row is None:
            raise Refused("done", _("“%(title)s”本期已经要求过。") % {"title": spec.title})
        _tell(row, _("%(title)s通知书") % {"title": spec.title}, reason.strip())
    return row


def _open(
    application: Application,
    kind: str,
    period: str,
    title: str,
    due_on: date,
    *,
    by: User | None = None,
    reason: str = "",
) -> FollowUp | None:
    row, made = FollowUp.objects.get_or_create(
        application=application,
        kind=kind,
        period=period,
        defaults={"title": title, "due_on": due_on, "opened_at": clock.now()},
    )
    if not made:
        return None
    audit.record(row.audit_chain, "open", by=by, target=FollowUpStatus.DUE, reason=reason)
    return row


def section(row: FollowUp) -> Section:
    """What the duty asks, as a section of one form."""
    return Section(SECTION, row.title, row.spec.form, hint=row.spec.hint)


def shown(row: FollowUp) -> BoundSection:
    """The form with what was typed, or with what is known already on the first visit."""
    asked = section(row)
    if row.dossier:
        return dossiers.bind(asked, row.dossier)
    known = row.spec.prefill(row) if row.spec.prefill else {}
    return dossiers.blank(asked, known)


def save(row: FollowUp, typed: dict[str, Any], *, by: User) -> BoundSection:
    """Keep what was typed, right or wrong."""
    with transaction.atomic():
        row = _locked(row)
        _demand_open(row, by)
        row.dossier = typed
        row.save(update_fields=["dossier"])
    return dossiers.bind(section(row), typed)


def file(row: FollowUp, *, by: User, attachment: Kept | None = None) -> FollowUp:
    """Hand it in: what was typed must be complete; it is frozen in readable words."""
    with transaction.atomic():
        row = _locked(row)
        _demand_open(row, by)
        bound = dossiers.bind(section(row), row.dossier)
        if not row.dossier or not bound.is_valid:
            raise Refused("incomplete", _("“%(title)s”有需要修改的内容。") % {"title": row.title})
        barrier = row.spec.ready(row) if row.spec.ready else ""
        if barrier:
            raise Refused("incomplete", barrier)
        row = transitions.apply(row, "file_it", by=by)
        row.sheet, row.filed_by, row.filed_at = [dossiers.in_words(bound)], by, clock.now()
        if attachment is not None:
            row.file, row.file_name = attachment.stored, attachment.name
        row.save(update_fields=["sheet", "filed_by", "filed_at", "file", "file_name"])
    return row


def review(row: FollowUp, *, by: User, result: str, comment: str) -> FollowUp:
    """Accept with a result, or send back (``return``) with what is missing. A failing result is told by
    letter, with the remedy; what follows from a result is the programme's."""
    spec, results = row.spec, dict(row.spec.results)
    if result not in {*results, "return"}:
        raise Refused("result", _("请选择审核结果。"))
    if (result == "return" or result in spec.failing) and not comment.strip():
        raise Refused("comment", _("退回或不通过须写明理由。"))
    with transaction.atomic():
        row = _locked(row)
        answer = may_review(row.application, row.kind, by)
        if not answer:
            raise Refused(answer.code, answer.reason)
        if row.filed_by_id == by.pk:
            raise Refused("four_eyes", _("本事项由您提交，须由其他人审核。"))
        move = "send_back" if result == "return" else "fail" if result in spec.failing else "accept"
        row = transitions.apply(row, move, by=by, reason=comment.strip(), data={"result": result})
        row.reviewed_by, row.reviewed_at, row.comment = by, clock.now(), comment.strip()
        row.result = "" if result == "return" else result
        row.save(update_fields=["reviewed_by", "reviewed_at", "comment", "result"])
        if move == "fail":
            title = _("%(title)s审核结果通知书") % {"title": row.title}
            _tell(row, title, comment.strip(), adverse=True)
        if move != "send_back" and spec.effect is not None:
            spec.effect(row, by)
    return row


def may_file(row: FollowUp, user: User) -> Answer:
    """Whether ``user`` may fill in and hand in: the holder's clerk, or an officer of the lead office."""
    if row.spec.holder:
        return rules.may_state(row.application, user)
    return rules.may_open(row.application.programme, user)


def may_review(application: Application, kind: str, user: User) -> Answer:
    """Whether ``user`` may review duties of this kind: officer or reviewer of its office, without a tie."""
    programme = application.programme
    unit = programme.follow_up(kind).reviewer or programme.lead_unit
    if unit not in _units(access.posts(user), programme.slug):
        return Answer(False, _("您没有审核该事项的权限。"), "role")
    return rules.conflict(application, user)


def _units(posts: Iterable[Post], slug: str) -> set[str]:
    """The units for which somebody with these posts reviews duties of a programme."""
    return {post.unit for post in posts if post.role in REVIEWING and post.programme in ("", slug)}


def of_holder(user: User, posts: Iterable[Post] | None = None) -> QuerySet[FollowUp]:
    """Duties of the organisations ``user`` fills in for, the one due first at the top. A menu passes the posts of
    its request."""
    held = access.posts(user) if posts is None else posts
    codes = {post.unit for post in held if post.role in rules.APPLICANT_ROLES}
    rows = FollowUp.objects.filter(application__organisation__code__in=codes)
    return rows.select_related("application__organisation", "application__round").order_by("due_on", "pk")


def of_office(user: User, posts: Iterable[Post] | None = None) -> QuerySet[FollowUp]:
    """Duties ``user``'s office reviews or files itself; posts as in ``of_holder``."""
    held = list(access.posts(user) if posts is None else posts)
    asked = Q(pk__in=[])
    for programme in registry.all_programmes():
        units = _units(held, programme.slug)
        kinds = [k.kind for k in programme.follow_ups if (k.reviewer or programme.lead_unit) in units]
        if kinds:
            asked |= Q(application__programme_slug=programme.slug, kind__in=kinds)
    rows = FollowUp.objects.filter(asked)
    return rows.select_related("application__organisation", "application__round").order_by("due_on", "pk")


def _locked(row: FollowUp) -> FollowUp:
    rows = FollowUp.objects.select_for_update(of=("self",)).select_related("application")
    return rows.get(pk=row.pk)


def _demand_open(row: FollowUp, by: User) -> None:
    answer = may_file(row, by)
    if not answer:
        raise Refused(answer.code, answer.reason)
    if row.status not in OPEN:
        raise Refused("done", _("“%(title)s”已经提交，不能再修改。") % {"title": row.title})


def _tell(row: FollowUp, title: str, reason: str, *, adverse: bool = False) -> None:
    letters.write(
        row.application,
        LetterKind.NOTIFICATION,
        reason=reason,
        adverse=adverse,
        title=title,
        subject=row.title,
        due_on=row.due_on.isoformat(),
    )
