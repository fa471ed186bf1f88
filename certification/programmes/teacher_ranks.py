"""B1 产业教授, B2 产业导师, B3 产业讲师: three ranks of industry faculty on one flow (plan tasks 22, 25).

Sources: 沪教委高〔2021〕64号 (plan), 八部门《普通本科高校产业兼职教师管理办法》(2025) as the baseline. Ranks, limits,
marks, terms, wording and numbering are illustrative (示例). What follows an appointment is in ``teacher_terms``.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow

from certification import steps
from certification.domain import nominations
from certification.flow import CertificationFlow, case
from certification.models import Application, Outcome
from certification.parties.person import PERSON
from certification.policy import Criterion, Policy
from certification.programmes import teacher_rules
from certification.programmes.teacher_terms import duties
from certification.registry import (
    Basis,
    CertificateSpec,
    Ending,
    EvidenceKind,
    Programme,
    Section,
    Step,
    Table,
    register,
)
from certification.units import EXPERT_POOL
from teachers import dossier
from teachers.papers import SLOTS
from teachers.ranks import Rank, lower
from workflows import clock, transitions
from workflows.nodes import Countersign, Job, Panel, Timer


class NominationFlow(CertificationFlow):
    """形式审查 → 人社会审 → 专家评议（产业教授）→ 审议 → 公示 → 会签（产业教授）→ 决定 → 聘书; lecturers the school
    decides on. What is not granted needs no countersignature."""

    process_title = _("产业师资聘任")
    version = 1

    start = flow.StartHandle().Next(this.route)
    route = flow.If(this.school_decides).Then(this.taken_in).Else(this.intake)
    taken_in = flow.Function(this.take_in).Next(this.decision)

    intake = steps.Intake(unit=this.intake_unit).Next(this.screened)
    screened = (
        flow.Switch()
        .Case(this.joint_review, this.intake_accepts)
        .Case(this.declined, this.intake_declines)
        .Default(this.amend)
    )
    joint_review = Countersign(units=this.joint_units, title=_("人社会审")).Next(this.joint_opinion)
    joint_opinion = steps.Opinion(limit="joint", title=_("人社会审")).Next(this.joint_answered)
    joint_answered = flow.Join(continue_on_condition=this.joint_objects).Next(this.joint_result)
    joint_result = (
        flow.Switch()
        .Case(this.joint_settle, this.joint_objects)
        .Case(this.joint_merge, this.joint_asks)
        .Default(this.assessed)
    )
    joint_merge = steps.Merge(unit=this.lead_unit, title=_("会审补正汇总")).Next(this.amend)
    joint_settle = steps.Settle(unit=this.lead_unit, title=_("会审不同意见处理")).Next(this.joint_ruling)
    joint_ruling = flow.If(this.joint_goes_on).Then(this.assessed).Else(this.decision)

    amend = steps.Amend(unit=this.applicant_unit).Next(this.amended)
    amended = flow.If(this.asked_by_intake).Then(this.intake).Else(this.joint_review)

    assessed = flow.If(this.needs_experts).Then(this.panel).Else(this.deliberation)
    panel = steps.AppointPanel(unit=this.lead_unit).Next(this.scoring)
    scoring = Panel(seats=this.expert_seats, title=_("专家评议")).Next(this.score)
    score = steps.Score(unit=EXPERT_POOL).Next(this.scored)
    scored = flow.Join().Next(this.deliberation)
    deliberation = steps.Deliberate(unit=this.deliberation_unit).Next(this.concluded)
    concluded = flow.If(this.deliberation_grants).Then(this.publicity).Else(this.decision)

    publicity = steps.Publicise(unit=this.lead_unit).Next(this.notice_period)
    notice_period = Timer(due=this.notice_ends, kind="notice", title=_("公示期")).Next(this.noticed)
    noticed = flow.If(this.needs_cosigner).Then(this.cosign_opinion).Else(this.decision)
    cosign_opinion = steps.Cosign(unit=this.cosigner).Next(this.decision)
    decision = steps.Decide(unit=this.decision_unit).Next(this.decided)
    decided = (
        flow.Switch()
        .Case(this.issue, this.gives_certificate)
        .Case(this.granted, this.is_granted)
        .Default(this.refused)
    )
    issue = Job(effect="certificates.issue", key=this.certificate_key, title=_("制发聘书")).Next(this.granted)

    granted = flow.End()
    refused = flow.End()
    declined = flow.End()

    def school_decides(self, activation: Any) -> bool:
        return bool(case(activation).programme.special.get("school_decides"))

    def needs_experts(self, activation: Any) -> bool:
        return bool(case(activation).policy.criteria)

    def needs_cosigner(self, activation: Any) -> bool:
        return bool(case(activation).programme.special.get("cosigner"))

    def cosigner(self, activation: Any) -> str:
        """The other department that decides."""
        return str(case(activation).programme.special["cosigner"])

    def take_in(self, activation: Any) -> None:
        """Nobody screens what the school itself decides: its own review and notice came first."""
        transitions.apply(case(activation), "accept", by=None, at=clock.now(), reason=str(_("学校自行审核")))


SLUGS = {
    Rank.PROFESSOR: "industry-professor",
    Rank.MENTOR: "industry-mentor",
    Rank.LECTURER: "industry-lecturer",
}
EDUCATION, LABOUR = "示例教育主管部门（虚构）", "示例人力资源社会保障部门（虚构）"
ISSUERS = {Rank.PROFESSOR: (EDUCATION, LABOUR), Rank.MENTOR: (EDUCATION,), Rank.LECTURER: ("{school}",)}
YEARS = {Rank.PROFESSOR: 3, Rank.MENTOR: 3, Rank.LECTURER: 2}
ENGLISH = {
    Rank.PROFESSOR: "Industry Professor",
    Rank.MENTOR: "Industry Mentor",
    Rank.LECTURER: "Industry Lecturer",
}

CRITERIA = (
    Criterion("experience", "行业资历", Decimal(30), "职称、经历与行业影响"),
    Criterion("plan", "育人方案", Decimal(30), "课程、讲座与联合指导安排"),
    Criterion("results", "成果", Decimal(20), "项目、专利、标准与奖励"),
    Criterion("match", "岗位匹配", Decimal(10), "专业领域与岗位、学科一致"),
    Criterion("support", "单位支持", Decimal(10), "工作单位与学校的支持条件"),
)
LIMITS = {
    "intake": 5, "joint": 10, "panel": 3, "experts": 10, "deliberation": 5, "publicity": 3, "decision": 5,
    "correction": 10, "merge": 2, "settle": 5,
}  # fmt: skip


def certificate(rank: str) -> CertificateSpec:
    """The letter of appointment (聘书) of a rank; it gives that rank's standing, whatever was applied for."""
    label, series = Rank(rank).label, str(rank)
    return CertificateSpec(
        template="certificates/teacher.html",
        series=series,
        title=f"{label}聘书",
        title_en=f"Letter of Appointment · {ENGLISH[Rank(rank)]}",
        document_no=f"沪产教师聘{series}〔{{year}}〕第{{serial:05d}}号（示例）",
        body=f"兹聘请**{{holder}}**为**{{school}}{label}**，聘期{{from}}至{{to}}，纳入上海市市级产教融合师资库。",
        body_en=f"Appointed {ENGLISH[Rank(rank)]} from {{date}} to {{to}}; listed in the municipal faculty library.",
        issuers=ISSUERS[Rank(rank)],
        years=YEARS[Rank(rank)],
        validity_label="聘期",
        standing=SLUGS[Rank(rank)],
    )


SECTIONS = (
    Section("post", "岗位与学校", dossier.PostSection),
    Section("person", "被推荐人", dossier.PersonSection),
    Section(
        "experience",
        "行业资历",
        dossier.ExperienceSection,
        (Table("achievements", "业绩成果", dossier.AchievementRow, 30, "近五年代表性成果。"),),
    ),
    Section(
        "plan",
        "育人方案",
        dossier.PlanSection,
        (Table("courses", "拟承担的课程与讲座", dossier.CourseRow, 20, "按一学年填写。"),),
    ),
    Section("review", "学校评审与公示", dossier.ReviewSection),
    Section("claims", "承诺", dossier.PromiseSection),
)

EVIDENCE = (
    *(
        EvidenceKind(slot.key, str(slot.label), required=slot.required, source="推荐时提交")
        for slot in SLOTS.values()
    ),
    EvidenceKind("employer_notice", "单位公示证明", required=True, source="登记公示时提交", most=2),
    EvidenceKind("school_notice", "学校公示证明", required=True, source="登记公示时提交", most=2),
)

BASIS = (
    Basis("上海市深化产教融合协同育人行动计划（2021—2025年）", "沪教委高〔2021〕64号", "任务 22、25"),
    Basis("普通本科高校产业兼职教师管理办法"),
)


def no_quota(slug: str) -> Callable[[Application], str]:
    """Why the school may not get another appointment of that rank, or nothing; the limit of two schools too."""

    def obstacle(application: Application) -> str:
        nominations.hold_seats(application)
        if nominations.quota_left(application, slug) <= 0:
            return str(_("该校本年度该级别的聘任名额已用完。"))
        nomination = application.nomination
        if nomination is not None and len(nominations.schools_of(nomination)) >= nominations.MOST_SCHOOLS:
            return str(_("此人已在两所学校受聘。"))
        return ""

    return obstacle


def lowered(rank: str) -> Callable[[Application], str]:
    """Why the lower ``rank`` is not open: the age it asks, then what bars any appointment."""

    def obstacle(application: Application) -> str:
        if application.nomination is not None and teacher_rules.too_old(
            application.nomination, rank, False, clock.today()
        ):
            return str(_("超过%(rank)s的年龄条件。") % {"rank": Rank(rank).label})
        return no_quota(SLUGS[Rank(rank)])(application)

    return obstacle


def endings(rank: str) -> tuple[Ending, ...]:
    """聘任, 降级聘任 (where there is a lower rank), 缓议, 不予聘任."""
    label, below = Rank(rank).label, lower(rank)
    public = rank != Rank.LECTURER
    who = "（{employer}，{position}，{level}）"
    found = [
        Ending(
            Outcome.GRANT,
            _("聘任"),
            "grant",
            "聘任决定书",
            f"自{{date}}起聘任{{holder}}为{label}",
            status=_("予以聘任"),
            proposed=f"拟由{{school}}聘任为{label}{who}",
            certificate=certificate(rank),
            notice=public,
            obstacle=no_quota(SLUGS[Rank(rank)]),
        )
    ]
    if below:
        lesser = Rank(below).label
        found.append(
            Ending(
                Outcome.LOWER,
                _("降级聘任"),
                "grant",
                "降级聘任决定书",
                f"自{{date}}起聘任{{holder}}为{lesser}",
                status=_("降级聘任"),
                proposed=f"拟由{{school}}聘任为{lesser}{who}",
                certificate=certificate(below),
                notice=public,
                obstacle=lowered(below),
                adverse=True,
            )
        )
    return (
        *found,
        Ending(
            Outcome.DEFER,
            _("缓议"),
            "defer",
            "缓议通知书",
            "对{holder}的推荐本次暂缓审议，请学校补充后重新申报",
        ),
        Ending(
            Outcome.REFUSE,
            _("不予聘任"),
            "refuse",
            "不予聘任决定书",
            "对{holder}不予聘任",
            status=_("不予聘任"),
            adverse=True,
        ),
    )


def route(rank: str) -> tuple[Step, ...]:
    """The steps of the service guide."""
    if rank == Rank.LECTURER:
        return (Step("decision", "学校决定与聘任", "推荐学校，聘任后 5 个工作日内报市教委备案", "decision"),)
    experts = (Step("score", "专家评议", "随机抽取的评审专家", "experts", "专家评议不计入承诺时限"),)
    cosign = (Step("cosign_opinion", "会签", "市人力资源社会保障局", "decision"),)
    return (
        Step("intake", "形式审查", "市教委", "intake"),
        Step("joint_opinion", "人社会审", "市人力资源社会保障局", "joint"),
        *(experts if rank == Rank.PROFESSOR else ()),
        Step("deliberation", "审议", "联席会议办公室", "deliberation"),
        Step("notice_period", "公示", "市教委", "publicity", "公示期不计入承诺时限"),
        *(cosign if rank == Rank.PROFESSOR else ()),
        Step("decision", "决定与聘任", "市教委", "decision"),
    )


FAQ = (
    ("被推荐人需要注册账户吗？", "不需要。本人和工作单位通过邮件中的链接答复，手机即可办理，随时可以撤回。"),
    ("哪些个人信息会公开？", "公示时公开姓名、工作单位、职务和职称；聘任后师资库公开哪些信息由本人选择。"),
    ("推荐截止前可以换人吗？", "可以。在推荐进度中替换人选，名次不变；截止后不能再变更。"),
    ("评议分数不够怎么办？", "可以降级聘任或缓议，决定书会写明理由和救济途径（示例）。"),
)


def policy(rank: str) -> Policy:
    """Limits of all, experts and marks of 产业教授 only."""
    common = Policy(
        reference_date=date(2026, 1, 1),
        limits=LIMITS,
        min_conditions=1,
        illustrative=("limits", "criteria", "pass_mark", "notice_days", "marks"),
    )
    if rank != Rank.PROFESSOR:
        return common
    return replace(common, criteria=CRITERIA, pass_mark=Decimal(75), marks={Outcome.LOWER.value: Decimal(60)})


def programme(rank: str, title_en: str, summary: str) -> Programme:
    """The first appointment to a rank."""
    return register(
        Programme(
            slug=SLUGS[Rank(rank)],
            code=str(rank),
            title=f"{Rank(rank).label}聘任",
            title_en=title_en,
            summary=summary,
            tasks=(22, 25),
            basis=BASIS,
            flow=NominationFlow,
            policy=policy(rank),
            rules_version=f"{rank}-2026.1",
            party=PERSON,
            sections=SECTIONS,
            evidence=EVIDENCE,
            rules=teacher_rules.rules(rank),
            steps=route(rank),
            endings=endings(rank),
            intake_unit="SH-JW",
            lead_unit="SH-JW",
            departments=("SH-JW", "SH-RSJ"),
            deliberation_unit="SH-JW",
            decision_unit="SH-JW",
            stages={"joint": lambda application: ["SH-RSJ"]},
            follow_ups=duties(rank),
            faq=FAQ,
            contact="市教委产业师资工作组 021-00000000（示例）",
            special={
                "rank": str(rank),
                "school_decides": rank == Rank.LECTURER,
                "cosigner": "SH-RSJ" if rank == Rank.PROFESSOR else "",  # 市教委 and 市人社局 decide together
            },
        )
    )


PROFESSOR = programme(
    Rank.PROFESSOR, "Appointment of industry professors", "高校聘请企业高层次专家担任产业教授，聘期三年。"
)
MENTOR = programme(
    Rank.MENTOR, "Appointment of industry mentors", "高校聘请企业技术骨干担任产业导师，聘期三年。"
)
LECTURER = programme(
    Rank.LECTURER,
    "Appointment of industry lecturers",
    "高校聘请企业技术技能人员担任产业讲师，由学校决定并报市教委备案，聘期两年。",
)
