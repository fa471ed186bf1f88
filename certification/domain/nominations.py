"""Cases about a nominated person (产业师资): begun from the nomination, stopped when a consent is taken back, heard by
link before a removal. What the person's nominations and certificates say to the rules is here as well."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core import signing
from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import mail
from accounts.models import Organisation, User
from certification import registry, rules
from certification.domain import concerned, intake, letters, lifecycle, publicity, rounds
from certification.models import (
    OPEN_STATUSES,
    UNDECIDED,
    Application,
    Certificate,
    CertificateStatus,
    Decision,
    Evidence,
    FollowUp,
    FollowUpStatus,
    Letter,
    LetterKind,
    Round,
    Status,
)
from certification.registry import Programme
from certification.units import unit_name
from teachers import board, consents, nominating, quotas
from teachers.models import Consent, ConsentKind, Nomination
from workflows import clock, engine, transitions
from workflows.errors import Refused

FAMILY = "teacher"
APPRAISAL = "appraisal"
MOST_SCHOOLS = 2
"""A person serves so many schools at once (示例)."""
_SALT = "certification.hearing"


def subject(nomination: Nomination) -> str:
    """What tells the cases and certificates of one school's people apart."""
    return f"nomination/{nomination.pk}"


def programmes() -> list[Programme]:
    """The first programmes of the family, highest rank first."""
    return [p for p in registry.first_programmes() if p.party.family == FAMILY]


def programme_of(nomination: Nomination) -> Programme:
    """The programme in which a nomination of this rank is decided."""
    return next(p for p in programmes() if p.special["rank"] == nomination.rank)


def begin(nomination: Nomination, round_: Round, *, by: User) -> Application:
    """The draft of the school's application for one nominee, with the papers it has given already; pressed twice
    it is one, with what was added meanwhile."""
    if nomination.closed_at:
        raise Refused("closed", _("该推荐已撤下，不能申报。"))
    if programme_of(nomination).slug != round_.programme_slug:
        raise Refused("rank", _("推荐级别与本批次不符。"))
    if Certificate.objects.in_force(clock.today()).filter(nomination=nomination).exists():
        raise Refused("done", _("已聘任，无需再次申报；到期前请办理续聘。"))
    with transaction.atomic():
        draft = intake.start_draft(
            round_,
            nomination.school,
            by=by,
            nomination=nomination,
            subject=subject(nomination),
            holder_name=nomination.name,
        )
        if draft.status == Status.DRAFT:
            _take_papers(draft, nomination, by)
    return draft


def _take_papers(draft: Application, nomination: Nomination, by: User) -> None:
    """The nomination's papers and the proofs of its notices, as evidence; never the same bytes twice."""
    given = [(row.slot, row.stored, row.name) for row in nomination.files.select_related("stored")]
    for notice in nomination.notices.select_related("proof"):
        given.append((f"{notice.kind}_notice", notice.proof, notice.proof_name))
    there = set(draft.evidence.filter(removed_at=None).values_list("kind", "file"))
    kinds = {kind.slug for kind in draft.programme.evidence}
    Evidence.objects.bulk_create(
        Evidence(
            application=draft, kind=kind, file=stored, name=name, uploaded_by=by, uploaded_at=clock.now()
        )
        for kind, stored, name in given
        if kind in kinds and (kind, stored.pk) not in there
    )


def bring_papers(nomination: Nomination, by: User) -> None:
    """A paper given after the draft was begun lies in the draft as well."""
    slug = programme_of(nomination).slug
    for draft in nomination.applications.filter(status=Status.DRAFT, programme_slug=slug):
        _take_papers(draft, nomination, by)


def facts(case: Application) -> Mapping[str, Any]:
    """What the rules ask of the nomination beside the dossier."""
    nomination = _nomination(case)
    line = board.lines([nomination])[0]
    gaps = {side.kind: "" if side.tone == "ok" else side.text for side in line.sides}
    notices = {label: notice.get_result_display() if notice else "" for label, notice in line.notices}
    failed = _failed_appraisals(case.about or _held(nomination))
    return {
        "nomination": nomination,
        "consents": gaps,
        "agreed": {kind: _agreed(nomination, kind) for kind in ConsentKind.values},
        "notices": notices,
        "upheld": any(notice and notice.result == "upheld" for _label, notice in line.notices),
        "schools": len(schools_of(nomination)),
        "failed": failed,
    }


def _agreed(nomination: Nomination, kind: str) -> bool:
    newest = max((c for c in nomination.consents.all() if c.kind == kind), key=lambda c: c.pk, default=None)
    return newest is not None and newest.status == "agreed"


def _held(nomination: Nomination) -> Certificate | None:
    """The letter of appointment in force today."""
    rows = Certificate.objects.in_force(clock.today()).filter(nomination=nomination)
    return rows.select_related("application__about").order_by("-pk").first()


def _failed_appraisals(held: Certificate | None) -> int:
    """How often the person failed in the term of ``held``: a term before it is closed. A re-issued letter (变更)
    runs on in the term of the one it replaces, whose case carries the appraisals."""
    case = held.application if held else None
    while case is not None and case.programme.stage == concerned.CHANGE and case.about is not None:
        case = case.about.application
    rows = FollowUp.objects.filter(application=case, kind=APPRAISAL, status=FollowUpStatus.FAILED)
    return rows.count() if case is not None else 0


def standing_of(nomination: Nomination) -> Any:
    """Certificates in force today of the same person, at whatever school, found by the document."""
    return Certificate.objects.in_force(clock.today()).filter(
        programme_slug__in=[p.slug for p in programmes()],
        nomination__document_kind=nomination.document_kind,
        nomination__document_number=nomination.document_number,
    )


def schools_of(nomination: Nomination) -> set[int]:
    """Other schools at which the person serves today."""
    rows = standing_of(nomination).exclude(organisation=nomination.school_id)
    return set(rows.values_list("organisation", flat=True))


def interested(case: Application) -> list[Organisation]:
    """The school and, where it is on record, the employer: their people stand outside the case."""
    codes = [case.organisation.code, _nomination(case).employer_code]
    return list(Organisation.objects.filter(code__in=codes))


def hold_seats(case: Application) -> None:
    """Inside a transaction: whoever decides on another person of the school, or on the same person for another
    school, waits, so that two conclusions at once exceed neither the quota nor the two schools."""
    if not connection.in_atomic_block:
        return
    nomination = _nomination(case)
    Organisation.objects.select_for_update().get(pk=case.organisation_id)
    same = Nomination.objects.filter(
        document_kind=nomination.document_kind, document_number=nomination.document_number
    )
    list(same.select_for_update().order_by("pk").values_list("pk", flat=True))


def quota_left(case: Application, slug: str) -> int:
    """Appointments a school may still get in a rank for the year of the post."""
    nomination = _nomination(case)
    rank, year = registry.get(slug).special["rank"], nomination.post.year
    taken = Certificate.objects.filter(
        programme_slug=slug,
        organisation=case.organisation_id,
        nomination__post__year=year,
        application__programme_slug__in=[p.slug for p in programmes()],
    ).exclude(Q(nomination=nomination) | Q(status=CertificateStatus.VOID))
    return quotas.number(case.organisation, rank, year) - taken.values("nomination").distinct().count()


def _nomination(case: Application) -> Nomination:
    assert case.nomination is not None, "a case of this family is about a nomination"
    return case.nomination


# what the packages below ask and tell


def refuse_while_open(nomination: Nomination) -> None:
    """A nomination stays as it is while a case about it is under way, and once it is decided."""
    case = nomination.applications.exclude(status=Status.DRAFT).order_by("-pk").first()
    if case is not None and case.status in UNDECIDED:
        raise Refused("busy", _("办件 %(number)s 正在办理，不能变更。") % {"number": case.number})
    if case is not None and case.status == Status.GRANTED:
        raise Refused("busy", _("已聘任，信息变化请办理变更。"))


def stop(consent: Consent) -> None:
    """A consent refused or taken back ends the case that runs; a removal or a renewed question is the school's."""
    cases = Application.objects.filter(nomination=consent.nomination, status__in=UNDECIDED)
    reason = _("%(side)s：%(state)s") % {
        "side": consent.get_kind_display(),
        "state": consent.get_status_display(),
    }
    cause = {
        ConsentKind.NOMINEE: _("被推荐人不再同意推荐"),
        ConsentKind.EMPLOYER: _("工作单位不再同意推荐"),
    }[ConsentKind(consent.kind)]
    for case in cases.exclude(process=None):
        if case.programme.stage == "exit":
            continue  # what the person withdraws from does not stop a removal
        assert case.process_id is not None
        with engine.hold(case.process_id):
            fresh = transitions.apply(intake.locked(case), "withdraw", by=None, reason=reason, at=clock.now())
            engine.cancel(case.process, by=None, reason=reason)
            publicity.strike(fresh)
            letters.write(fresh, LetterKind.WITHDRAWAL, reason=reason, cause=cause)


def cases(nominations: Iterable[Nomination]) -> dict[int, board.Case]:
    """Each nomination's newest case, or where to begin one while a round is open; two queries."""
    rows = list(nominations)
    found: dict[int, board.Case] = {}
    newest = Application.objects.filter(nomination__in=rows).order_by("pk")
    for case in newest.only("pk", "nomination", "status", "outcome", "programme_slug"):
        assert case.nomination_id is not None
        url = reverse("cases:case", args=[case.pk])
        granted, first = case.status == Status.GRANTED, case.programme.is_first
        words = case.conclusion if first else f"{case.programme.title}：{case.conclusion}"
        found[case.nomination_id] = board.Case(
            words,
            "ok" if granted else "info",
            url,
            again=first and not granted and case.status not in OPEN_STATUSES,
            locks=granted or case.status in UNDECIDED or not first,
        )
    open_rounds = {round_.programme_slug: round_ for round_ in rounds.current(clock.today())}
    for row in rows:
        round_ = open_rounds.get(programme_of(row).slug)
        if row.pk not in found and round_ is not None:
            url = reverse("faculty:begin", args=[round_.pk, row.school_id])
            found[row.pk] = board.Case(_("发起申报"), "info", url, begins=True)
    return found


# the person heard before a removal


def hearing_token(case: Application) -> str:
    """The unguessable part of the link by which the person speaks without an account."""
    return signing.Signer(salt=_SALT).sign_object([case.pk, _nomination(case).pk])


def hearing(value: str) -> Application:
    """The removal a link stands for; refuses what is forged, and every link once the time to speak is over or the
    case has ended: the address is the only key to facts about a person."""
    gone = Refused("link", _("链接不完整或已失效。请从邮件中完整打开链接，或联系聘任学校。"), status=404)
    try:
        pk, nomination = signing.Signer(salt=_SALT).unsign_object(value)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise gone from error
    rows = Application.objects.select_related("nomination", "organisation", "round", "about")
    case = rows.filter(pk=pk, nomination=nomination).exclude(status=Status.DRAFT).first()
    if case is None or case.programme.stage != concerned.EXIT:
        raise gone
    if case.status != Status.ACCEPTED:
        message = _("本件已作出决定或已终止，链接失效。对决定有异议的，可按决定书载明的途径申请复核。")
        raise Refused("closed", message, status=410)
    if clock.now() > lifecycle.statement_ends(case):
        message = _(
            "陈述申辩期已过，链接失效，不能再查看或提交。对决定有异议的，可按决定书载明的途径申请复核。"
        )
        raise Refused("closed", message, status=410)
    return case


def tell(case: Application, letter: Letter) -> None:
    """Write to the person with the notice, the last day to speak and the link."""
    if case.programme.party.family != FAMILY or case.nomination is None:
        return
    link = mail.link(reverse("faculty:hearing", args=[hearing_token(case)]))
    by_office = case.programme.opener == rules.OFFICE
    words = {
        "name": case.nomination.name,
        "opener": unit_name(case.programme.lead_unit) if by_office else case.organisation,
        "title": case.programme.title,
        "number": letter.number,
        "day": timezone.localtime(lifecycle.statement_ends(case)).date(),
        "link": link,
    }
    body = _(
        "%(name)s：\n\n%(opener)s 提出%(title)s，事先告知书编号 %(number)s。您有权陈述和申辩，"
        "请在 %(day)s 前打开以下链接查看事实和理由并提交意见（无需注册，手机可用）：\n\n%(link)s\n\n"
        "逾期未提交的，视为放弃陈述申辩，不影响您对决定申请复核。"
    )
    subject_ = _("【融证】%(title)s事先告知书，请陈述申辩") % words
    mail.post(case.nomination.email, subject_, body % words)


def tell_removed(case: Application, decision: Decision, by: User) -> None:
    """The person has no account: the decision, its reason and the remedy reach them by mail."""
    nomination = _nomination(case)
    letter = case.letters.filter(kind=LetterKind.GRANT).latest("pk")
    words = {
        "name": nomination.name,
        "title": letter.content["title"],
        "number": letter.number,
        "decided": letter.content["decided"],
        "reason": decision.reason,
        "remedy": letter.content["remedy"],
    }
    body = _(
        "%(name)s：\n\n%(title)s（%(number)s）：现决定%(decided)s。\n\n理由：%(reason)s\n\n%(remedy)s\n\n"
        "文书由聘任学校送达；需要领取的，请联系聘任学校。"
    )
    mail.post(nomination.email, _("【融证】%(title)s") % words, body % words)


def propose_removal(row: FollowUp, by: User) -> Application | None:
    """After a second 不合格 the removal lies drafted on the school's desk, in the name of who filed the appraisal."""
    if row.status != FollowUpStatus.FAILED or row.application.nomination is None:
        return None
    nomination = row.application.nomination
    held = _held(nomination)
    if held is None or _failed_appraisals(held) < 2 or row.filed_by is None:
        return None
    removal = registry.get(f"{held.programme_slug}-exit")
    if not lifecycle.may_begin(held, removal, row.filed_by):
        return None
    draft = lifecycle.begin(held, removal, by=row.filed_by)
    typed = {
        "ground": "appraisal",
        "facts": _("%(name)s 两次年度考核不合格，最近一次为%(title)s。")
        % {"name": nomination.name, "title": row.title},
        "found_on": clock.today().isoformat(),
    }
    if not draft.dossier.get("grounds"):
        intake.save_section(draft, "grounds", {"fields": typed, "tables": {}}, by=row.filed_by, version=0)
    return draft


nominating.blockers.append(refuse_while_open)
nominating.added.append(bring_papers)
consents.listeners.append(stop)
board.cases.append(cases)
lifecycle.told.append(tell)
