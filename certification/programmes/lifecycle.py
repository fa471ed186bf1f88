"""Later procedures of every programme (变更、复核、退出), derived from its first: same offices, same words, less to do.

A renewal runs the programme's own flow; a change is checked and decided; an exit is told before it is decided
(事先告知、陈述申辩). Limits are illustrative (示例).
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow

from accounts.forms.answers import Answers, Day, Long, Text
from certification import steps
from certification.domain import certificates, lifecycle
from certification.flow import CertificationFlow
from certification.models import Application, Decision, Outcome
from certification.registry import Ending, EvidenceKind, Programme, Rule, Section, Step
from enterprises import bans
from workflows import clock
from workflows.nodes import Job, Timer

MONTHS_AHEAD = 3
STATEMENT_CLOCK = _("陈述申辩期不计入承诺时限")


class ChangeFlow(CertificationFlow):
    """变更: 受理 → 决定 → 换发."""

    process_title = _("证书变更")
    version = 1

    start = flow.StartHandle().Next(this.intake)
    intake = steps.Intake(unit=this.intake_unit).Next(this.screened)
    screened = (
        flow.Switch()
        .Case(this.decision, this.intake_accepts)
        .Case(this.declined, this.intake_declines)
        .Default(this.amend)
    )
    amend = steps.Amend(unit=this.applicant_unit).Next(this.intake)
    decision = steps.Decide(unit=this.decision_unit).Next(this.decided)
    decided = (
        flow.Switch()
        .Case(this.issue, this.gives_certificate)
        .Case(this.granted, this.is_granted)
        .Default(this.refused)
    )
    issue = Job(effect="certificates.issue", key=this.certificate_key, title=_("制证")).Next(this.granted)

    granted = flow.End()
    refused = flow.End()
    declined = flow.End()


class ExitFlow(CertificationFlow):
    """退出、撤销: 事先告知 → 陈述申辩期 → 决定."""

    process_title = _("退出与撤销")
    version = 1

    start = flow.StartHandle().Next(this.prior_notice)
    prior_notice = flow.Function(this.give_prior_notice).Next(this.statement_period)
    statement_period = Timer(due=this.statement_ends, kind="statement", title=_("陈述申辩期")).Next(
        this.decision
    )
    decision = steps.Decide(unit=this.decision_unit).Next(this.decided)
    decided = flow.If(this.is_granted).Then(this.ended).Else(this.dropped)

    ended = flow.End()
    dropped = flow.End()


class ChangeForm(Answers):
    """What has changed, with its day; the new name where it is one."""

    kind = forms.ChoiceField(
        label=_("变更类型"),
        choices=[
            ("name", _("名称变更")),
            ("merger", _("合并、分立或重组")),
            ("relocation", _("住所迁移")),
            ("business", _("主营业务变更")),
        ],
    )
    new_name = Text(
        label=_("变更后的名称"), max_length=200, required=False, help_text=_("名称变更、合并重组时填写。")
    )
    effective_on = Day(label=_("变更生效日期"))
    details = Long(label=_("变更情况"), help_text=_("写明变更前后的内容和登记机关的文书。"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") in ("name", "merger") and not data.get("new_name") and not self.errors:
            self.add_error("new_name", _("请填写变更后的名称，与登记证书一致。"))
        if (day := data.get("effective_on")) and day > clock.today():
            self.add_error("effective_on", _("生效日期不能晚于今天，请在变更登记完成后办理。"))
        return data


class GroundsForm(Answers):
    """Why the standing is to end."""

    ground = forms.ChoiceField(label=_("情形"), choices=[])
    facts = Long(label=_("事实和理由"), help_text=_("将写入事先告知书。"))
    found_on = Day(label=_("查明日期"))


CHANGE_EVIDENCE = (
    EvidenceKind("registration", "变更登记证明", required=True, hint="营业执照、法人证书或批复"),
)
CHANGE_STEPS = (
    Step("intake", "受理审查", "受理部门", "intake"),
    Step("decision", "决定与换发", "决定部门", "decision"),
)
EXIT_STEPS = (
    Step("statement_period", "事先告知与陈述申辩", "牵头部门", "statement", str(STATEMENT_CLOCK)),
    Step("decision", "决定", "决定部门", "decision"),
)
GROUNDS = (
    ("fraud", _("申报、年度报告或考核中弄虚作假")),
    ("accident", _("发生重大安全、质量、环保事故")),
    ("students", _("侵犯学生合法权益")),
    ("credit", _("列入严重失信主体名单")),
    ("voluntary", _("自愿退出")),
    ("unqualified", _("复核不合格或不再符合条件")),
)
LEAVES = _("退出")
FOR_CAUSE = ("fraud", "accident", "students", "credit")


def renewal_of(
    programme: Programme,
    *,
    title: str,
    endings: tuple[Ending, ...],
    suffix: str = "renewal",
    months: int = MONTHS_AHEAD,
    **changes: Any,
) -> Programme:
    """复核、续聘、复评: the programme's own flow again, open ``months`` before the certificate's last day. The
    ending that renews takes ``valid=after_the_old_one``."""
    return replace(
        programme,
        slug=f"{programme.slug}-{suffix}",
        code=f"{programme.code}-F",
        title=title,
        title_en=f"{programme.title_en}: renewal",
        summary=f"证书到期前 {months} 个月起办理。",
        endings=endings,
        parent=programme.slug,
        stage="renewal",
        all_year=True,
        special={**programme.special, "months_ahead": months},
        **changes,
    )


def after_the_old_one(case: Application) -> tuple[date, date | None]:
    """The days of a renewed certificate: from the day after the old one's last, never before today."""
    spec = case.programme.certificate
    old = case.about.valid_to if case.about else None
    first = max(old + timedelta(days=1), clock.today()) if old else clock.today()
    return first, certificates.last_day(first, spec.years if spec else None)


def as_long_as_the_old_one(case: Application) -> tuple[date, date | None]:
    """The days of a re-issued certificate: from today to the last day of the one it replaces."""
    return clock.today(), case.about.valid_to if case.about else None


def change_of(
    programme: Programme,
    *,
    title: str = "",
    form: type[forms.Form] = ChangeForm,
    evidence: tuple[EvidenceKind, ...] = CHANGE_EVIDENCE,
    apply: Callable[[Application, Decision, Any], None] | None = None,
    reissue: bool = True,
    limits: tuple[tuple[str, int], ...] = (("intake", 5), ("correction", 10), ("decision", 10)),
    rules: tuple[Rule, ...] = (),
) -> Programme:
    """变更: the holder reports what changed; once granted, ``apply`` writes it to the party's rows and the
    certificate is re-issued for what is left of its term."""
    return replace(
        programme,
        slug=f"{programme.slug}-change",
        code=f"{programme.code}-G",
        title=title or f"{programme.title}变更",
        title_en=f"{programme.title_en}: change",
        summary="名称、住所等登记事项变更后办理。",
        flow=ChangeFlow,
        policy=replace(programme.policy, limits=dict(limits), criteria=(), marks={}, stars=()),
        sections=(Section("change", "变更事项", form),),
        evidence=evidence,
        rules=rules,
        steps=CHANGE_STEPS,
        endings=(
            Ending(
                Outcome.GRANT,
                _("同意变更"),
                "grant",
                "变更决定书",
                "同意{you}申请的变更",
                notice=False,
                certificate=programme.certificate if reissue else None,
                replaces=(programme.slug,) if reissue else (),
                valid=as_long_as_the_old_one,
                effect=apply,
            ),
            Ending(Outcome.REFUSE, _("不同意变更"), "refuse", "不予变更决定书", "不同意变更", adverse=True),
        ),
        follow_ups=(),
        faq=(),
        parent=programme.slug,
        stage="change",
        all_year=True,
    )


def exit_of(
    programme: Programme,
    *,
    title: str = "",
    grounds: tuple[tuple[str, Any], ...] = GROUNDS,
    for_cause: tuple[str, ...] = FOR_CAUSE,
    ban_years: int = 0,
    opener: str = "office",
    outcome_title: Any = LEAVES,
    text: str = "自{date}起终止{you}所持证书的效力",
    effect: Callable[[Application, Decision, Any], None] | None = None,
    limits: tuple[tuple[str, int], ...] = (("statement", 5), ("decision", 10), ("correction", 10)),
) -> Programme:
    """退出、撤销: opened by the office (or the holder's school), told in advance with time to speak, decided by
    somebody else. A ground of ``for_cause`` revokes and bars from applying for ``ban_years``; others exit."""
    form = type("Grounds", (GroundsForm,), {"ground": forms.ChoiceField(label=_("情形"), choices=grounds)})

    def end(case: Application, decision: Decision, by: Any) -> None:
        """End the standing, impose the ban, then what the family adds."""
        ground = str(case.dossier["grounds"]["fields"].get("ground", ""))
        cause = ground in for_cause
        reason = f"{dict(grounds).get(ground, '')}：{decision.reason}"
        lifecycle.end_standing(case, "revoke" if cause else "exit", by=by, reason=reason)
        if cause and ban_years:
            bans.impose(
                case.organisation.code,
                starts_on=clock.today(),
                reason=reason[:500],
                source=f"{case.number} {case.programme.title}",
                by=by,
                years=ban_years,
                family=programme.party.family,
            )
        if effect is not None:
            effect(case, decision, by)

    return replace(
        programme,
        slug=f"{programme.slug}-exit",
        code=f"{programme.code}-T",
        title=title or f"{programme.title}退出",
        title_en=f"{programme.title_en}: exit",
        summary="不再符合条件、自愿退出或有违规情形的，依程序终止。",
        flow=ExitFlow,
        policy=replace(programme.policy, limits=dict(limits), criteria=(), marks={}, stars=()),
        sections=(Section("grounds", "情形与事实", form),),
        evidence=(EvidenceKind("findings", "核查材料", hint="调查记录、通报或自愿退出申请"),),
        rules=(),
        steps=EXIT_STEPS,
        endings=(
            Ending(
                Outcome.EXIT,
                outcome_title,
                "grant",
                "终止决定书",
                text,
                notice=False,
                adverse=True,
                effect=end,
            ),
            Ending(Outcome.REFUSE, _("不予终止"), "refuse", "终结程序通知书", "不终止{you}的资格"),
        ),
        follow_ups=(),
        faq=(),
        parent=programme.slug,
        stage="exit",
        opener=opener,
        all_year=True,
    )
