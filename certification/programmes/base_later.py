"""Acceptance, re-evaluation, change and end of a base that was approved, derived from its first procedure."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.answers import Amount, Day
from bases import later, reports
from bases.models import ProjectStatus
from certification.models import Outcome
from certification.policy import Criterion
from certification.programmes import base_effects, base_follow_ups, lifecycle
from certification.programmes.base_conditions import DESIGN
from certification.programmes.base_flows import AcceptanceFlow
from certification.registry import (
    CertificateSpec,
    Ending,
    EvidenceKind,
    Facts,
    Finding,
    Programme,
    Rule,
    Section,
    Step,
    Table,
)
from workflows.dates import months_after

YEARS = 3
ACCEPTED_AHEAD = 6
"""Months before the end of the construction from which acceptance may be applied for."""
CRITERIA = (
    Criterion("goals", "建设目标完成", Decimal(25), "里程碑和考核指标的完成情况"),
    Criterion("education", "育人成效", Decimal(25), "培养规模、质量和就业"),
    Criterion("funds", "经费使用", Decimal(15), "到位率、执行率和合规性"),
    Criterion("enterprise", "企业参与", Decimal(15), "投入、导师和岗位"),
    Criterion("sharing", "开放共享", Decimal(10), "面向其他学校和社会开放"),
    Criterion("safety", "安全与管理", Decimal(10), "制度落实，无责任事故"),
)
STARS = (Decimal(60), Decimal(70), Decimal(78), Decimal(85), Decimal(92))
"""Scores from which one to five stars are given; 60 is 合格, 85 优秀."""


def procedures(first: Programme, name: str) -> tuple[Programme, ...]:
    """What may follow the approval of one kind of base."""
    return acceptance(first, name), renewal(first, name), change(first, name), leaving(first, name)


def certificate(first: Programme, name: str) -> CertificateSpec:
    """The certificate with its stars, for three years; a plaque goes with it."""
    return CertificateSpec(
        template="certificates/cooperation_base.html",
        series=first.code,
        title="协同育人基地认定证书",
        title_en=f"Certificate of Recognition: {first.title_en}",
        document_no=f"沪产教基{first.code}〔{{year}}〕第{{serial:05d}}号（示例）",
        body=f"经立项建设和验收，兹认定{{school}}与{{partners}}共建的**{{holder}}**为上海市产教融合协同育人基地"
        f"（**{name}，{{stars}}**），有效期三年。",
        body_en="Recognised as a base of industry-education integration of Shanghai, valid until {to}.",
        issuers=_ISSUERS[first.lead_unit],
        years=YEARS,
        plaque=True,
    )


_ISSUERS = {
    "SH-JW": ("示例教育主管部门（虚构）",),
    "SH-RSJ": ("示例人力资源社会保障主管部门（虚构）", "示例教育主管部门（虚构）"),
}


def acceptance(first: Programme, name: str) -> Programme:
    """验收: at the end of the construction; 合格 from 60, stars by score, one rectification."""
    return replace(
        _judged(first),
        slug=f"{first.slug}-acceptance",
        code=f"{first.code}-Y",
        title=f"{name}验收",
        title_en=f"{first.title_en}: acceptance",
        summary="建设期满前六个月起申请验收，60 分合格，85 分优秀，按得分评定星级。",
        sections=(Section("acceptance", "验收申请", later.AcceptanceForm),),
        rules=ACCEPTANCE_RULES,
        endings=(
            Ending(
                Outcome.GRANT, _("验收通过"), "grant", "验收决定书",
                "{holder}验收合格，自{date}起认定为上海市产教融合协同育人基地",
                status=_("验收合格"), proposed="拟认定为协同育人基地", certificate=certificate(first, name),
                effect=base_effects.accept,
            ),
            Ending(
                Outcome.EXTEND, _("限期整改"), "defer", "限期整改通知书",
                "{holder}验收未通过，给予六个月整改期，期满前重新申请验收", status=_("限期整改"),
                obstacle=base_effects.rectified_already, effect=base_effects.rectify, adverse=True,
            ),
            Ending(
                Outcome.REFUSE, _("验收不合格"), "refuse", "验收不合格决定书",
                "{holder}整改后验收仍不合格，将依程序撤销立项", status=_("验收不合格"),
                obstacle=base_effects.not_rectified_yet, effect=base_effects.fail, adverse=True,
            ),
        ),
        stage="acceptance",
    )  # fmt: skip


def renewal(first: Programme, name: str) -> Programme:
    """复评: every three years, by the same panel; the stars are given anew."""
    endings = (
        Ending(
            Outcome.GRANT, _("复评通过"), "grant", "复评决定书", "{holder}复评合格，延续认定",
            status=_("复评合格"), proposed="拟延续认定", certificate=certificate(first, name),
            valid=lifecycle.after_the_old_one,  # the old one runs to its last day: nothing is replaced
        ),
        Ending(
            Outcome.REFUSE, _("复评不合格"), "refuse", "复评不合格决定书",
            "{holder}复评不合格，现证书期满后不再延续", adverse=True,
        ),
    )  # fmt: skip
    made = lifecycle.renewal_of(_judged(first), title=f"{name}复评", endings=endings, months=6)
    return replace(
        made,
        sections=(Section("renewal", "复评申请", later.RenewalForm),),
        rules=(_safe("renewal"), OPERATED),
    )


def _judged(first: Programme) -> Programme:
    """What acceptance and re-evaluation have in common."""
    return replace(
        first,
        flow=AcceptanceFlow,
        policy=replace(
            first.policy,
            criteria=CRITERIA,
            pass_mark=Decimal(60),
            marks={},
            stars=STARS,
            illustrative=("limits", "criteria", "pass_mark", "stars", "notice_days"),
        ),
        evidence=(
            EvidenceKind("summary", "建设或运行总结报告", required=True, most=3),
            EvidenceKind("audit_report", "专项资金审计报告", required=True, most=3),
            EvidenceKind("results", "育人成效佐证材料", most=10),
        ),
        steps=(
            first.steps[0],
            Step("score", "专家验收（现场）", "随机抽取的评审专家", "experts", "专家评审不计入承诺时限"),
            *first.steps[-3:],
        ),
        follow_ups=base_follow_ups.OPERATING,
        parent=first.slug,
        all_year=True,
    )


def change(first: Programme, name: str) -> Programme:
    """变更: partner, name, leader, budget, milestone, extension, standstill; written to the base's rows when granted.
    After acceptance, a change of what the certificate says re-issues it for the same days."""
    made = lifecycle.change_of(
        first,
        title=f"{name}变更",
        form=later.BaseChangeForm,
        evidence=(EvidenceKind("consent", "合作单位同意变更的文件", required=True, most=5),),
        apply=base_effects.change,
        reissue=False,
        rules=CHANGE_RULES,
    )
    grant, *others = made.endings
    grant = replace(
        grant,
        certificate=certificate(first, name),
        gives=base_effects.reissues,
        replaces=(first.slug,),
        valid=base_effects.same_days,
        obstacle=base_effects.cannot_reissue,
    )
    tables = (
        Table("budget", "预算调整", later.BudgetChangeRow, 30, "变更预算时填写；逐项写明调整后的金额。"),
        Table("milestones", "里程碑调整", later.MilestoneChangeRow, 30, "变更里程碑时填写。"),
    )
    return replace(
        made,
        endings=(grant, *others),
        summary="合作单位、名称、负责人、预算、里程碑和建设期的变更，批准后生效；证书记载的合作单位、名称变更后换发证书。",
        sections=(Section("change", "变更事项", later.BaseChangeForm, tables),),
    )


class LeavingForm(lifecycle.GroundsForm):
    """Why the base is to leave, and what is to be paid back."""

    recover_amount = Amount(label=_("应追回资金（元）"), required=False, help_text=_("不追回的留空。"))
    recover_by = Day(label=_("追回期限"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("recover_amount") and not data.get("recover_by"):
            self.add_error("recover_by", _("请选择追回期限。"))
        return data


GROUNDS = (
    ("misuse", _("挪用、套取建设资金")),
    ("idle", _("连续十二个月未开展育人活动")),
    ("students", _("侵犯学生合法权益")),
    ("fraud", _("申报、报告或验收中弄虚作假")),
    ("failed", _("整改后验收仍不合格")),
    ("overdue", _("整改期满未通过验收")),
    ("voluntary", _("自愿退出")),
)
FOR_CAUSE = ("misuse", "students", "fraud", "failed", "overdue")


def leaving(first: Programme, name: str) -> Programme:
    """退出、撤销: the office opens it; certificate and plaque are taken back, funds recovered."""
    made = lifecycle.exit_of(
        first,
        title=f"{name}退出",
        grounds=GROUNDS,
        for_cause=FOR_CAUSE,
        text="自{date}起终止{holder}的建设或认定，收回证书和牌匾，应追回的资金按期缴回",
        effect=base_effects.leave,
    )
    form = type(
        "BaseGrounds", (LeavingForm,), {"ground": forms.ChoiceField(label=_("情形"), choices=GROUNDS)}
    )
    return replace(made, sections=(Section("grounds", "情形与事实", form),))


def _rule(code: str, title: str, check: Any, section: str, remedy: str = "") -> Rule:
    return Rule(code, title, DESIGN, "gate", check, "", remedy, section)


def _safe(section: str) -> Rule:
    def check(facts: Facts) -> Finding:
        safe = bool(facts.fields(section).get("no_incident"))
        return Finding(safe, "无事故" if safe else "未承诺")

    return _rule("incident", "无安全责任事故", check, section)


def _running(facts: Facts) -> Finding:
    project = facts.party["project"]
    if project is None:
        return Finding(False, "尚未立项")
    return Finding(project.is_running, str(project.get_status_display()))


def _in_time(facts: Facts) -> Finding:
    """Six months before the end at the earliest; while rectifying, before the rectification ends."""
    project = facts.party["project"]
    if project is None:
        return Finding(False, "尚未立项")
    if project.status == ProjectStatus.RECTIFYING:
        return Finding(facts.today <= project.rectify_by, f"整改至 {project.rectify_by}")
    opens = months_after(project.due_on, -ACCEPTED_AHEAD)
    return Finding(facts.today >= opens, f"{opens} 起可以申请")


def _reached(facts: Facts) -> Finding:
    project = facts.party["project"]
    left = project.milestones.filter(done_on=None).count() if project else 0
    return Finding(project is not None and not left, f"未完成 {left} 个" if left else "均已完成")


def _reported(facts: Facts) -> Finding:
    project = facts.party["project"]
    if project is None:
        return Finding(False, "尚未立项")
    over = [year for year in reports.due_years(project) if year < facts.today.year]
    missing = [str(year) for year in over if not reports.filed(project, year)]
    return Finding(not missing, f"缺 {'、'.join(missing)} 年度" if missing else "均已提交")


def _checked(facts: Facts) -> Finding:
    done = facts.filed.get(base_follow_ups.MIDTERM, 0)
    return Finding(done > 0, "已通过" if done else "未通过")


def _operated(facts: Facts) -> Finding:
    """By number: for a report that failed the office may ask for another one."""
    project = facts.party["project"]
    if project is None:
        return Finding(False, "尚未立项")
    due = base_follow_ups.operated(project, facts.today)
    passed = facts.filed.get(base_follow_ups.OPERATION, 0)
    return Finding(passed >= due, f"应提交 {due} 份，已通过 {passed} 份")


OPERATED = _rule(
    "operated",
    "历年年度运行报告已通过",
    _operated,
    "renewal",
    "请在“后续管理”中提交年度运行报告，等待审核通过。",
)
RUNNING = _rule("running", "基地在建", _running, "acceptance")
ACCEPTANCE_RULES = (
    RUNNING,
    _rule("in_time", "已到验收时间", _in_time, "acceptance"),
    _rule("reached", "里程碑均已完成", _reached, "acceptance", "请在基地页面登记完成情况。"),
    _rule("reported", "历年年度报告已提交", _reported, "acceptance", "请在基地页面完成年度报告。"),
    _rule("midterm", "中期检查已通过", _checked, "acceptance"),
    _safe("acceptance"),
)


def _changeable(facts: Facts) -> Finding:
    """Each kind of change fits how the construction stands, and names what is there."""
    project, fields = facts.party["project"], facts.fields("change")
    kind = fields.get("kind", "")
    if project is None:
        return Finding(False, "尚未立项")
    wanted = ProjectStatus.SUSPENDED if kind == later.RESUMPTION else ProjectStatus.UNDER_CONSTRUCTION
    settled = {later.PARTNER, later.NAME, later.LEADER}
    if kind not in settled and project.status != wanted:
        return Finding(False, f"建设项目为“{project.get_status_display()}”")
    return _CHECKS.get(kind, _fine)(facts, project)


def _fine(facts: Facts, project: Any) -> Finding:
    return Finding(True, "可以变更")


def _leaver(facts: Facts, project: Any) -> Finding:
    leaving_, joining = facts.fields("change")["leaving"], facts.fields("change")["joining"]
    known = facts.party["partners"]
    if leaving_ and leaving_ not in known:
        return Finding(False, "退出的企业不是合作单位")
    if joining and joining in known:
        return Finding(False, "加入的企业已是合作单位")
    if leaving_ and not joining and len(known) == 1:
        return Finding(False, "至少保留一家合作企业")
    return _fine(facts, project)


def _amounts(facts: Facts, project: Any) -> Finding:
    rows = facts.rows("change", "budget")
    return Finding(bool(rows), f"{len(rows)} 项")


def _goals(facts: Facts, project: Any) -> Finding:
    rows = facts.rows("change", "milestones")
    open_ = set(project.milestones.filter(done_on=None).values_list("title", flat=True))
    unknown = [row["title"] for row in rows if row["title"] not in open_]
    outside = [row["title"] for row in rows if not project.starts_on <= row["due_on"] <= project.due_on]
    if unknown or outside:
        said = f"没有或已完成：{'、'.join(unknown)}" if unknown else f"不在建设期内：{'、'.join(outside)}"
        return Finding(False, said)
    return Finding(bool(rows), f"{len(rows)} 个")


def _longer(facts: Facts, project: Any) -> Finding:
    until = facts.fields("change")["until"]
    most = months_after(project.due_on, 12)
    if project.extensions:
        return Finding(False, "已延长过一次")
    return Finding(project.due_on < until <= most, f"延至 {until}，最迟 {most}")


_CHECKS: dict[str, Any] = {
    later.PARTNER: _leaver,
    later.BUDGET: _amounts,
    later.MILESTONE: _goals,
    later.EXTENSION: _longer,
}
CHANGE_RULES = (_rule("changeable", "可以办理该项变更", _changeable, "change", "请核对变更内容。"),)
