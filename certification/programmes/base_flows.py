"""The two procedures of the bases: approval of a construction (立项、推荐), and acceptance (验收、复评)."""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow

from certification import steps
from certification.flow import CertificationFlow
from certification.units import EXPERT_POOL
from workflows.nodes import Countersign, Job, Panel, Timer


class BaseFlow(CertificationFlow):
    """形式审查 → 部门联审 → 专家评审 → 审议 → 公示 → 决定: approval gives a letter, no certificate and no plaque.
    Partners have confirmed the dossier before it can be submitted; that is a condition, not a step."""

    process_title = _("协同育人基地立项")
    version = 1

    start = flow.StartHandle().Next(this.intake)
    intake = steps.Intake(unit=this.intake_unit).Next(this.screened)
    screened = (
        flow.Switch()
        .Case(this.joint_review, this.intake_accepts)
        .Case(this.declined, this.intake_declines)
        .Default(this.amend)
    )

    joint_review = Countersign(units=this.joint_units, title=_("部门联审")).Next(this.joint_opinion)
    joint_opinion = steps.Opinion(limit="joint", title=_("部门联审")).Next(this.joint_answered)
    joint_answered = flow.Join(continue_on_condition=this.joint_objects).Next(this.joint_result)
    joint_result = (
        flow.Switch()
        .Case(this.joint_settle, this.joint_objects)
        .Case(this.joint_merge, this.joint_asks)
        .Default(this.panel)
    )
    joint_merge = steps.Merge(unit=this.lead_unit, title=_("部门补正汇总")).Next(this.amend)
    joint_settle = steps.Settle(unit=this.lead_unit, title=_("部门不同意见处理")).Next(this.joint_ruling)
    joint_ruling = flow.If(this.joint_goes_on).Then(this.panel).Else(this.decision)

    amend = steps.Amend(unit=this.applicant_unit).Next(this.amended)
    amended = flow.If(this.asked_by_intake).Then(this.intake).Else(this.joint_review)

    panel = steps.AppointPanel(unit=this.lead_unit).Next(this.scoring)
    scoring = Panel(seats=this.expert_seats, title=_("专家评审（现场）")).Next(this.score)
    score = steps.Score(unit=EXPERT_POOL).Next(this.scored)
    scored = flow.Join().Next(this.deliberation)
    deliberation = steps.Deliberate(unit=this.deliberation_unit).Next(this.concluded)
    concluded = flow.If(this.deliberation_grants).Then(this.publicity).Else(this.decision)

    publicity = steps.Publicise(unit=this.lead_unit).Next(this.notice_period)
    notice_period = Timer(due=this.notice_ends, kind="notice", title=_("公示期")).Next(this.decision)
    decision = steps.Decide(unit=this.decision_unit).Next(this.decided)
    decided = flow.If(this.is_granted).Then(this.granted).Else(this.refused)

    granted = flow.End()
    refused = flow.End()
    declined = flow.End()


class AcceptanceFlow(CertificationFlow):
    """受理 → 专家验收 → 审议 → 公示 → 决定 → 发证; failing is told with a term to put it right."""

    process_title = _("协同育人基地验收")
    version = 1

    start = flow.StartHandle().Next(this.intake)
    intake = steps.Intake(unit=this.intake_unit).Next(this.screened)
    screened = (
        flow.Switch()
        .Case(this.panel, this.intake_accepts)
        .Case(this.declined, this.intake_declines)
        .Default(this.amend)
    )
    amend = steps.Amend(unit=this.applicant_unit).Next(this.intake)

    panel = steps.AppointPanel(unit=this.lead_unit).Next(this.scoring)
    scoring = Panel(seats=this.expert_seats, title=_("专家验收（现场）")).Next(this.score)
    score = steps.Score(unit=EXPERT_POOL).Next(this.scored)
    scored = flow.Join().Next(this.deliberation)
    deliberation = steps.Deliberate(unit=this.deliberation_unit).Next(this.concluded)
    concluded = flow.If(this.deliberation_grants).Then(this.publicity).Else(this.decision)

    publicity = steps.Publicise(unit=this.lead_unit).Next(this.notice_period)
    notice_period = Timer(due=this.notice_ends, kind="notice", title=_("公示期")).Next(this.decision)
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
