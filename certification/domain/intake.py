"""From draft to case: start, save, submit, take back, withdraw. Each verb checks, then does."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from viewflow.workflow.models import Process

from accounts.models import Organisation, User
from certification import rules
from certification.domain import (
    concerned,
    corrections,
    dossiers,
    eligibility,
    evidence,
    letters,
    publicity,
    reviews,
    revisions,
)
from certification.domain.dossiers import BoundSection
from certification.models import (
    OPEN_STATUSES,
    UNDECIDED,
    Application,
    LetterKind,
    NumberSeries,
    Revision,
    Round,
    Status,
)
from certification.registry import BASIC
from workflows import audit, clock, deadlines, engine, transitions
from workflows.errors import Answer, Refused


def is_open(round_: Round, on: date | None = None) -> bool:
    """Whether the window is open on a day (default today); both ends count."""
    return round_.opens_on <= (on or clock.today()) <= round_.closes_on


def start_draft(round_: Round, organisation: Organisation, *, by: User, **about: Any) -> Application:
    """A new draft, or the one that is open already: pressing twice makes no second one. ``about`` is what the
    case concerns beside the organisation: ``nomination``, ``base`` or ``about`` (a certificate), with the
    ``subject`` that tells it apart and the ``holder_name`` it goes by."""
    if not is_open(round_):
        raise Refused(
            "window",
            _("本批次申报时间为 %(from)s 至 %(to)s，现不在申报期内。")
            % {"from": round_.opens_on, "to": round_.closes_on},
        )
    draft = Application(
        programme_slug=round_.programme_slug,
        round=round_,
        organisation=organisation,
        created_by=by,
        created_at=clock.now(),
        **{"holder_name": organisation.name, **about},
    )
    answer = rules.may_edit(draft, by)
    if not answer:
        raise Refused("forbidden", answer.reason)
    if concerned.missing(draft):
        raise Refused("not_found", _("请从所涉证书或基地的页面办理该事项。"))
    try:
        with transaction.atomic():
            draft.save()
            audit.record(draft.audit_chain, "draft", by=by, target=Status.DRAFT)
            return draft
    except IntegrityError:
        return _carry_over(draft, by=by)


@transaction.atomic
def _carry_over(wanted: Application, *, by: User) -> Application:
    """The case that is open already. A draft left over from an earlier round moves to this one, so that an
    old draft neither blocks a new application nor is lost."""
    round_ = wanted.round
    existing = Application.objects.select_for_update().get(
        organisation=wanted.organisation,
        programme_slug=round_.programme_slug,
        subject=wanted.subject,
        status__in=OPEN_STATUSES,
    )
    if existing.status == Status.DRAFT and existing.round_id != round_.pk:
        audit.record(
            existing.audit_chain,
            "move",
            by=by,
            source=existing.round.title,
            target=round_.title,
            reason=_("原批次已截止，草稿转入本批次"),
        )
        existing.round = round_
        existing.eligibility = eligibility.evaluate(existing)  # 基准日 and window are the new round's
        existing.save(update_fields=["round", "eligibility"])
    return existing


@transaction.atomic
def save_section(
    application: Application, slug: str, typed: dict[str, Any], *, by: User, version: int
) -> BoundSection:
    """Keep what was typed in one section and evaluate eligibility anew. ``version`` is the section's version
    the page was opened at: a page older than a colleague's save is refused, its text is not written."""
    application = locked(application)
    demand_editable(application, slug, by=by)
    section = application.programme.section(slug)
    stored = application.dossier.get(slug) or {}
    if stored.get("version", 0) != version:
        raise Refused(
            "stale",
            _("%(name)s已于 %(at)s 保存过本节。请核对下方您填写的内容后再次保存，以您的内容为准。")
            % {"name": stored.get("by", ""), "at": stored.get("at", "")},
        )
    application.dossier[slug] = {
        **typed,
        "version": version + 1,
        "by": by.get_full_name(),
        "at": f"{clock.now():%Y-%m-%d %H:%M}",
    }
    application.dossier_version += 1
    application.eligibility = eligibility.evaluate(application)
    application.save(update_fields=["dossier", "dossier_version", "eligibility"])
    return dossiers.bind(section, application.dossier[slug])


def suggestions(application: Application, slug: str) -> dict[str, Any]:
    """What the party already knows of a section's fields, by field name."""
    known = application.programme.party.suggestions(application)
    names = application.programme.section(slug).form.base_fields
    return {name: known[name] for name in names if name in known}


def problems(application: Application, report: dict[str, Any] | None = None) -> list[dict[str, str]]:
    """What keeps the draft from being submitted: ``[{kind, slug, message}]``, in the order of the form.
    ``report`` is the eligibility report, when it has just been made."""
    found = []
    for section in application.programme.sections:
        bound = dossiers.bind(section, application.dossier.get(section.slug))
        if not bound.touched:
            found.append(
                {"kind": "section", "slug": section.slug, "message": _("“%s”尚未填写。") % section.title}
            )
        elif not bound.is_valid:
            found.append(
                {
                    "kind": "section",
                    "slug": section.slug,
                    "message": _("“%s”有需要修改的内容。") % section.title,
                }
            )
    for kind in evidence.missing(application):
        found.append({"kind": "evidence", "slug": kind.slug, "message": _("请上传“%s”。") % kind.title})
    if not found:
        for result in (report or eligibility.evaluate(application))["results"]:
            if result["group"] != "condition" and not result["passed"]:
                message = _("不符合“%(title)s”：%(value)s。%(remedy)s") % result
                found.append({"kind": "rule", "slug": result["code"], "message": message})
    return found


def submit(application: Application, *, by: User) -> Application:
    """Freeze the dossier as revision 1, give the case its number and start the flow. Eligibility is
    evaluated again under the lock; the round freezes with its first submission."""
    with transaction.atomic():
        round_ = Round.objects.select_for_update().get(pk=application.round_id)
        application = locked(application)
        demand_draft(application, by=by)
        if not is_open(round_):
            raise Refused("window", _("本批次已于 %(day)s 截止申报。") % {"day": round_.closes_on})
        _demand_concerned(application)
        report = eligibility.evaluate(application)
        _demand_complete(problems(application, report))
        now = clock.now()
        number = application.number or f"CJ{now.year}-{NumberSeries.take(f'case-{now.year}'):05d}"
        if round_.frozen_at is None:
            round_.frozen_at, round_.policy_snapshot = now, round_.effective_policy.to_json()
            round_.save(update_fields=["frozen_at", "policy_snapshot"])
        application = transitions.apply(
            application,
            "submit",
            by=by,
            at=now,
            number=number,
            policy=round_.effective_policy.to_json(),
            flow_version=application.programme.flow.version,
        )
        application.eligibility = report
        _take_over_profile(application)
        application.interested.set(application.programme.party.interested(application))
        revisions.freeze(application, by=by)
        application.process = engine.start(application.programme.flow, by=by, artifact=application)
        application.save(update_fields=["process", "holder_name", "district", "zone", "eligibility"])
        return application


def reopen(application: Application, *, by: User, reason: str = "") -> Application:
    """撤回修改: back to the draft, before acceptance and before the round closes."""
    with _case_lock(application):
        application = locked(application)
        _demand_applicant(application, by)
        answer = may_reopen(application)
        if not answer:
            raise Refused(answer.code, answer.reason)
        process = application.process
        fresh = transitions.apply(application, "reopen", by=by, reason=reason)
        engine.cancel(process, by=by, reason=_("申报单位撤回修改"))
        return fresh


def may_reopen(application: Application) -> Answer:
    """Whether the case may go back to the draft now: before acceptance, before a correction was asked, and
    before the round closes."""
    if application.status != Status.SUBMITTED or corrections.open_notice(application):
        return Answer(False, _("本件已进入办理，不能撤回修改。需要停止办理的，请撤回申报。"), "not_allowed")
    if application.corrections.exists():
        return Answer(False, _("本件已按补正通知修改过，不能撤回修改。"), "not_allowed")
    if not is_open(application.round):
        return Answer(False, _("申报已截止，不能撤回修改。"), "window")
    return Answer(True)


def may_withdraw(application: Application) -> bool:
    """Whether the case can still be withdrawn: from submission until the decision."""
    return application.status in UNDECIDED


def withdraw(application: Application, *, by: User, reason: str) -> Application:
    """撤回申报: the case ends; possible until the decision."""
    if not reason.strip():
        raise Refused("reason", _("请填写撤回原因。"))
    with _case_lock(application):
        application = locked(application)
        _demand_applicant(application, by)
        fresh = transitions.apply(application, "withdraw", by=by, reason=reason.strip(), at=clock.now())
        engine.cancel(application.process, by=by, reason=reason.strip())
        publicity.strike(fresh)
        letters.write(fresh, LetterKind.WITHDRAWAL, reason=reason.strip())
        return fresh


def resubmit(task_id: int, *, process_id: int, by: User, answers: dict[int, str]) -> Revision:
    """The applicant answers the open notice: a new revision, item by item, back to whoever asked."""

    def decision(activation: Any) -> engine.Outcome:
        application = locked(activation.process.artifact)
        notice = corrections.open_notice(application)
        if notice is None:
            raise Refused("not_allowed", _("没有待答复的补正通知。"))
        application.eligibility = eligibility.evaluate(application)
        asked = corrections.places(notice)
        _demand_complete(
            [p for p in problems(application, application.eligibility) if _in(asked, p, application)]
        )
        corrections.answer(notice, answers)
        if BASIC in asked.sections:
            _move(activation.process, application)
        application.save(update_fields=["holder_name", "district", "zone", "eligibility"])
        made.append(revisions.freeze(application, by=by))
        return engine.Outcome("resubmitted", _("第 %(number)d 版") % {"number": made[0].number})

    made: list[Revision] = []
    engine.act(task_id, by=by, node="amend", process_id=process_id, decision=decision)
    return made[0]


def _demand_complete(found: list[dict[str, str]]) -> None:
    if found:
        raise Refused("incomplete", " ".join(p["message"] for p in found[:5]))


def _in(asked: corrections.Flagged, problem: dict[str, str], application: Application) -> bool:
    """Whether ``problem`` lies where the notice asks, so that the applicant can mend it. What lies elsewhere
    (a ban imposed since, a form grown stricter) must not keep them from answering."""
    if problem["kind"] == "rule":
        section = {rule.code: rule.section for rule in application.programme.rules}[problem["slug"]]
        return section in asked.sections
    return problem["slug"] in (asked.sections if problem["kind"] == "section" else asked.evidence)


def locked(application: Application) -> Application:
    """The row as it is now, under its lock."""
    return Application.objects.select_for_update().get(pk=application.pk)


def demand_draft(application: Application, *, by: User) -> None:
    _demand_applicant(application, by)
    if application.status != Status.DRAFT:
        raise Refused(
            "done",
            _("本件已于 %(at)s 提交，办件编号 %(number)s。")
            % {
                "at": f"{timezone.localtime(application.submitted_at):%Y-%m-%d %H:%M}"
                if application.submitted_at
                else "",
                "number": application.number,
            },
        )


def demand_editable(application: Application, slug: str, *, by: User) -> None:
    """Raise unless ``by`` may change section ``slug`` now: a draft, or a section asked to be corrected."""
    _demand_applicant(application, by)
    if application.status != Status.DRAFT and slug not in corrections.flagged(application).sections:
        raise Refused("closed", _("申报已提交，只能修改补正通知中列出的内容。"))


def _demand_concerned(application: Application) -> None:
    """A draft may have lain while the certificate it is about ended, expired or was renewed."""
    if concerned.missing(application):
        raise Refused("not_found", _("请从所涉证书或基地的页面办理该事项。"))
    held, programme = application.about, application.programme
    barrier = (concerned.barrier(held, programme) or concerned.expired(held, programme)) if held else ""
    if barrier:
        raise Refused("not_allowed", barrier)


def _demand_applicant(application: Application, by: User) -> None:
    answer = rules.may_edit(application, by)
    if not answer:
        raise Refused("forbidden", answer.reason)


def _take_over_profile(application: Application) -> None:
    """Routing follows what was declared in the dossier and the name on the licence at submission."""
    declared = dossiers.clean(application.programme, application.dossier)
    place = application.programme.party.place(application, declared)
    application.holder_name, application.district, application.zone = place


def _move(process: Process, application: Application) -> None:
    """A corrected district of registration brings the case to the offices in charge there; the clocks of
    those it leaves stop for good."""
    before = reviews.units(application, reviews.DISTRICT)
    _take_over_profile(application)
    for unit in sorted(set(before) - set(reviews.units(application, reviews.DISTRICT))):
        deadlines.close(process, reviews.DISTRICT, unit=unit)


def _case_lock(application: Application) -> Any:
    """The process lock first, as every act takes it; a draft has no process and needs none."""
    process_id = Application.objects.values_list("process_id", flat=True).get(pk=application.pk)
    if process_id is None:
        raise Refused("not_allowed", _("本件尚未提交。"))
    return engine.hold(process_id)
