"""C 产教融合协同育人标杆学校 (plan task 6; 市教委 and the schools).

Source: 沪教委高〔2021〕64号, tasks 3, 4, 6 and 35. No official criteria were found: limits, weights, marks, quota
wording and numbering are illustrative (示例) until the competent department confirms them. Material is evaluated by an
entrusted body, as 市教委 entrusts one for the open training centres.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow

from accounts.roles import Role
from certification import steps
from certification.domain import ranking
from certification.flow import CertificationFlow, case
from certification.models import Outcome
from certification.parties import school
from certification.policy import Criterion, Policy
from certification.programmes.benchmark_school_conditions import RULES
from certification.programmes.benchmark_school_duties import FOLLOW_UPS
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
from schools import dossier
from schools.codes import group_name
from workflows.nodes import Human, Job, Panel, Timer

EVALUATOR = "SH-PGY"
EVALUATION_CLOCK = "第三方评估不计入承诺时限"
VISIT_CLOCK = "现场考察不计入承诺时限"


class BenchmarkSchoolFlow(CertificationFlow):
    """形式审查 → 第三方材料评估 → 现场考察 → 联席会议审议 (组内排序) → 公示 → 决定 → 发证."""

    process_title = _("协同育人标杆学校")
    version = 1

    start = flow.StartHandle().Next(this.intake)
    intake = steps.Intake(unit=this.intake_unit).Next(this.screened)
    screened = (
        flow.Switch()
        .Case(this.evaluation, this.intake_accepts)
        .Case(this.declined, this.intake_declines)
        .Default(this.amend)
    )
    amend = steps.Amend(unit=this.applicant_unit).Next(this.intake)

    evaluation = Human(
        role=Role.REVIEWER,
        limit="evaluation",
        title=_("第三方材料评估"),
        unit=this.evaluator_unit,
        off_clock=EVALUATION_CLOCK,
    ).Next(this.panel)
    panel = steps.AppointPanel(unit=this.lead_unit).Next(this.scoring)
    scoring = Panel(seats=this.expert_seats, title=_("现场考察")).Next(this.score)
    score = Human(
        role=Role.EXPERT, limit="experts", title=_("现场考察评分"), unit=EXPERT_POOL, off_clock=VISIT_CLOCK
    ).Next(this.scored)
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

    def evaluator_unit(self, activation: Any) -> str:
        return str(case(activation).programme.special["evaluator"])


CRITERIA = (
    Criterion("governance", "治理机制", Decimal(15), "领导机构、制度文件及其执行"),
    Criterion("training", "培养模式", Decimal(25), "联合培养的规模、企业授课与课程共建"),
    Criterion("faculty", "师资", Decimal(15), "双师型教师、企业实践与企业教师"),
    Criterion("bases", "基地资源", Decimal(15), "共建基地与产业学院的运行"),
    Criterion("research", "科研服务", Decimal(10), "横向到款、技术服务与职工培训"),
    Criterion("careers", "就业与区域贡献", Decimal(15), "留沪就业、专业对口与长三角合作"),
    Criterion("model", "特色示范", Decimal(5), "典型案例的可推广性"),
)

POLICY = Policy(
    reference_date=date(2026, 1, 1),
    limits={
        "intake": 5,
        "evaluation": 20,
        "panel": 3,
        "experts": 10,
        "deliberation": 10,
        "publicity": 3,
        "decision": 5,
        "correction": 15,
    },
    criteria=CRITERIA,
    pass_mark=Decimal(85),
    marks={"cultivate": Decimal(75)},
    illustrative=("limits", "criteria", "pass_mark", "marks", "quota", "notice_days"),
)

RANKING = ranking.Ranking(
    group=school.group, name=group_name, members=school.group_members, share=Decimal("0.2")
)

SECTIONS = (
    Section("basic", "学校基本信息", dossier.BasicForm),
    Section(
        "governance",
        "治理机制与过程文件",
        dossier.GovernanceForm,
        (Table("processes", "过程文件", dossier.ProcessRow, 30, "六个育人环节各至少一份，均已施行。"),),
    ),
    Section(
        "assessment",
        "学校自评",
        dossier.AssessmentForm,
        hint="指标值取自已锁定的学校自评，无需在此填写，提交时随申报书固定。",
    ),
    Section(
        "cooperation",
        "合作企业与基地",
        dossier.CooperationForm,
        (
            Table(
                "partners",
                "合作企业",
                dossier.PartnerRow,
                hint="是否为在册产教融合型企业按信用代码自动核对。",
            ),
            Table("bases", "协同育人基地", dossier.BaseRow),
        ),
    ),
    Section("region", "长三角合作", dossier.RegionForm, (Table("projects", "合作项目", dossier.RegionRow),)),
    Section("cases", "典型案例", dossier.CasesForm),
    Section("plan", "改进计划", dossier.PlanForm),
    Section("claims", "申报条件与承诺", dossier.ClaimsForm),
)

EVIDENCE = (
    EvidenceKind("legal_person", "事业单位法人证书或办学许可证", required=True, waivable=True, most=2),
    EvidenceKind("policies", "机构成立文件与六个环节的制度文件", required=True, most=20),
    EvidenceKind("agreements", "校企合作协议", required=True, most=20),
    EvidenceKind("state_data", "人才培养状态数据导出件", required=True),
    EvidenceKind("audited_funds", "横向经费到款审计证明", hint="中等职业学校可不提供"),
    EvidenceKind("cases", "典型案例佐证材料", required=True),
    EvidenceKind("survey", "第三方就业质量调查报告", required=True),
)

STEPS = (
    Step("intake", "形式审查", "市教委受理窗口", "intake"),
    Step("evaluation", "第三方材料评估", "市教委委托的评估机构", "evaluation", EVALUATION_CLOCK),
    Step("score", "现场考察", "随机抽取的考察专家", "experts", VISIT_CLOCK),
    Step("deliberation", "联席会议审议", "联席会议办公室", "deliberation"),
    Step("notice_period", "公示", "市教委", "publicity", "公示期不计入承诺时限"),
    Step("decision", "决定与发证", "市教委", "decision"),
)

CERTIFICATE = CertificateSpec(
    template="certificates/benchmark_school.html",
    series="C",
    title="产教融合协同育人标杆学校证书",
    title_en="Certificate of Benchmark School for Industry-Education Cooperation",
    document_no="沪产教标校〔{year}〕第{serial:05d}号（示例）",
    body="经学校自评、第三方评估、现场考察、审议和公示，兹认定**{holder}**为"
    "**上海市产教融合协同育人标杆学校**，有效期三年，自{from}至{to}。",
    body_en="Recognised as a benchmark school for industry-education cooperation until {to}.",
    issuers=("示例教育主管部门（虚构）",),
    years=3,
)

ENDINGS = (
    Ending(
        Outcome.GRANT,
        _("认定"),
        "grant",
        "认定决定书",
        "认定你校为{programme}，有效期三年",
        status=_("予以认定"),
        proposed="拟认定为产教融合协同育人标杆学校",
        certificate=CERTIFICATE,
        obstacle=ranking.obstacle,
    ),
    Ending(
        Outcome.CULTIVATE,
        _("培育"),
        "grant",
        "培育入选通知书",
        "自{date}起将你校列为{programme}培育学校。培育不授予标杆学校称号，可在以后批次重新申报认定",
        status=_("列为培育"),
        proposed="拟列为产教融合协同育人标杆学校培育学校",
    ),
    Ending(Outcome.DEFER, _("缓议"), "defer", "缓议通知书", "本次暂缓审议，待有关事项查清后再议"),
    Ending(Outcome.REFUSE, _("不予认定"), "refuse", "不予认定决定书", "不予认定", adverse=True),
)

PROGRAMME = register(
    Programme(
        slug="benchmark-school",
        code="C",
        title="产教融合协同育人标杆学校",
        title_en="Benchmark schools for industry-education cooperation",
        summary="按分类组内排序，认定产教融合协同育人成效突出的学校。",
        tasks=(3, 4, 5, 6, 35),
        basis=(
            Basis(
                "上海市深化产教融合协同育人行动计划（2021—2025年）", "沪教委高〔2021〕64号", "任务 3、4、6"
            ),
        ),
        flow=BenchmarkSchoolFlow,
        policy=POLICY,
        rules_version="C-2026.1",
        party=school.SCHOOL,
        sections=SECTIONS,
        evidence=EVIDENCE,
        rules=RULES,
        steps=STEPS,
        endings=ENDINGS,
        follow_ups=FOLLOW_UPS,
        intake_unit="SH-JW",
        lead_unit="SH-JW",
        departments=("SH-JW",),
        deliberation_unit="SH-JW",
        decision_unit="SH-JW",
        contact="市教委产教融合工作办公室 021-00000000（示例）",
        faq=(
            (
                "与哪些学校比较？",
                "按本市高校二维分类分组，组内排序；中等职业学校单独成组。每组持有有效证书的约两成（示例），有效证书占用名额。",
            ),
            ("自评指标由谁填写？", "由本校管理员分工，各部门填报，管理员锁定；申报时自动带入。"),
            ("得分达到 85 分但不在名额内怎么办？", "可以列为培育，以后批次重新申报认定。"),
            ("被撤销后何时可以再次申报？", f"撤销满 {school.WAIT_YEARS} 年后。"),
        ),
        special={
            "ranking": RANKING,
            "evaluator": EVALUATOR,
            "figures": school.figures,
            "background": school.background,
            "public_list": school.public_words,
        },
    )
)
