"""A1 产教融合型企业建设培育: the first rung of 先建后认 (plan tasks 12 and 13).

Sources: 沪教委高〔2021〕64号 (plan), 发改社会〔2019〕590号 (trial measures). Limits, weights, wording and numbering
are illustrative (示例) until the competent department confirms them.
"""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow

from certification import steps
from certification.flow import CertificationFlow
from certification.models import Outcome
from certification.parties.enterprise import ENTERPRISE
from certification.policy import Criterion, Policy
from certification.programmes.enterprise_conditions import NOT_HELD, RULES
from certification.programmes.enterprise_duties import DUTIES
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
from enterprises import dossier
from workflows.nodes import Countersign, Job, Panel, Timer


class EnterpriseFlow(CertificationFlow):
    """受理 → 区初审 → 市级联合复核 → 专家评审 → 联席会议审议 → 公示 → 决定 → 发证."""

    process_title = _("产教融合型企业")
    version = 1

    start = flow.StartHandle().Next(this.intake)
    intake = steps.Intake(unit=this.intake_unit).Next(this.screened)
    screened = (
        flow.Switch()
        .Case(this.district_review, this.intake_accepts)
        .Case(this.declined, this.intake_declines)
        .Default(this.amend)
    )

    district_review = Countersign(units=this.district_units, title=_("区初审")).Next(this.district_opinion)
    district_opinion = steps.Opinion(limit="district", title=_("区初审")).Next(this.district_answered)
    district_answered = flow.Join(continue_on_condition=this.district_objects).Next(this.district_result)
    district_result = (
        flow.Switch()
        .Case(this.district_settle, this.district_objects)
        .Case(this.district_merge, this.district_asks)
        .Default(this.joint_review)
    )
    district_merge = steps.Merge(unit=this.district_lead, title=_("区级补正汇总")).Next(this.amend)
    district_settle = steps.Settle(unit=this.lead_unit, title=_("区级不同意见处理")).Next(
        this.district_ruling
    )
    district_ruling = flow.If(this.district_goes_on).Then(this.joint_review).Else(this.decision)

    joint_review = Countersign(units=this.joint_units, title=_("市级联合复核")).Next(this.joint_opinion)
    joint_opinion = steps.Opinion(limit="joint", title=_("市级联合复核")).Next(this.joint_answered)
    joint_answered = flow.Join(continue_on_condition=this.joint_objects).Next(this.joint_result)
    joint_result = (
        flow.Switch()
        .Case(this.joint_settle, this.joint_objects)
        .Case(this.joint_merge, this.joint_asks)
        .Default(this.panel)
    )
    joint_merge = steps.Merge(unit=this.lead_unit, title=_("市级补正汇总")).Next(this.amend)
    joint_settle = steps.Settle(unit=this.lead_unit, title=_("部门不同意见处理")).Next(this.joint_ruling)
    joint_ruling = flow.If(this.joint_goes_on).Then(this.panel).Else(this.decision)

    amend = steps.Amend(unit=this.applicant_unit).Next(this.amended)
    amended = (
        flow.Switch()
        .Case(this.intake, this.asked_by_intake)
        .Case(this.district_review, this.asked_by_district)
        .Default(this.joint_review)
    )

    panel = steps.AppointPanel(unit=this.lead_unit).Next(this.scoring)
    scoring = Panel(seats=this.expert_seats, title=_("专家评审")).Next(this.score)
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


CRITERIA = (
    Criterion("mechanism", "组织机制", Decimal(15), "机构健全、制度完善、职责明确"),
    Criterion("internship", "实习培养", Decimal(25), "接收实习实训的规模、时长与质量"),
    Criterion("investment", "投入与基地", Decimal(20), "近三年投入以审计报告或票据为准"),
    Criterion("courses", "专业课程师资", Decimal(15), "共建专业、课程与兼职教师"),
    Criterion("technology", "技术协同", Decimal(10), "联合攻关与共有知识产权"),
    Criterion("training", "职工培训", Decimal(10), "职工教育经费提取与培训开展"),
    Criterion("credit", "信用责任", Decimal(5), "信用记录与社会责任"),
)

POLICY = Policy(
    reference_date=date(2026, 1, 1),
    limits={
        "intake": 5,
        "district": 10,
        "joint": 10,
        "panel": 3,
        "experts": 15,
        "deliberation": 10,
        "publicity": 3,
        "decision": 5,
        "correction": 15,
        "merge": 2,
        "settle": 5,
    },
    criteria=CRITERIA,
    illustrative=("limits", "criteria", "pass_mark", "min_conditions", "notice_days"),
)

EVIDENCE = (
    EvidenceKind("licence", "营业执照", required=True, source="可由平台调取", waivable=True, most=1),
    EvidenceKind("credit_report", "专用信用报告", required=True, hint="替代逐项开具的无违法违规证明", most=2),
    EvidenceKind("audit_report", "近三年审计报告", required=True),
    EvidenceKind("agreements", "校企合作协议", required=True),
    EvidenceKind("plan", "三年规划", required=True, most=2),
    EvidenceKind("school_run", "举办或参与举办院校的证明", condition="runs_school"),
    EvidenceKind(
        "training_base", "企业大学或高技能人才培养基地批复及开放培训记录", condition="open_training"
    ),
    EvidenceKind("alliance", "职教集团或产教联盟组建文件", condition="alliance"),
    EvidenceKind("interns", "实习名册或学徒制批复", condition="internship"),
    EvidenceKind("one_plus_x", "1+X 试点批复", condition="one_plus_x"),
    EvidenceKind("majors", "共建学科专业点材料", condition="joint_majors"),
    EvidenceKind("invoices", "投入票据或捐赠证明", condition="investment"),
    EvidenceKind("properties", "共有知识产权证书", condition="joint_ip"),
)

SECTIONS = (
    Section(
        "basic",
        "单位基本信息",
        dossier.BasicForm,
        (Table("finance", "近三年经营情况", dossier.FinanceRow, 3, yearly=True),),
    ),
    Section("governance", "组织与制度", dossier.GovernanceForm),
    Section(
        "cooperation",
        "校企合作",
        dossier.CooperationForm,
        (Table("partners", "合作学校", dossier.PartnerRow), Table("majors", "共建专业", dossier.MajorRow)),
    ),
    Section(
        "internship",
        "实习与学徒",
        dossier.InternshipForm,
        (Table("interns", "接收实习实训", dossier.InternRow, 100, "只填写近三年；每行一所学校、一个专业。"),),
    ),
    Section(
        "investment",
        "投入与基地",
        dossier.InvestmentForm,
        (Table("bases", "共建基地", dossier.BaseRow), Table("donations", "捐赠设备", dossier.DonationRow)),
    ),
    Section(
        "technology",
        "技术协同与师资",
        dossier.TechnologyForm,
        (
            Table("properties", "共有知识产权", dossier.PropertyRow),
            Table("teachers", "派出兼职教师", dossier.TeacherRow),
        ),
    ),
    Section("plan", "三年规划", dossier.PlanForm),
    Section("claims", "申报条件与承诺", dossier.ClaimsForm),
)

STEPS = (
    Step("intake", "受理", "市教委受理窗口", "intake"),
    Step("district_opinion", "区初审", "区发展改革委牵头，区教育局会同；临港由管委会办理", "district"),
    Step("joint_opinion", "市级联合复核", "市发展改革委、市教委、市国资委、市财政局、市税务局", "joint"),
    Step("score", "专家评审", "随机抽取的评审专家", "experts", "专家评审不计入承诺时限"),
    Step("deliberation", "联席会议审议", "联席会议办公室", "deliberation"),
    Step("notice_period", "公示", "市发展改革委", "publicity", "公示期不计入承诺时限"),
    Step("decision", "决定与发证", "市发展改革委", "decision"),
)

CERTIFICATE = CertificateSpec(
    template="certificates/enterprise_cultivation.html",
    series="A1",
    title="产教融合型企业建设培育证书",
    title_en="Certificate of Industry-Education Enterprise Cultivation",
    document_no="沪产教融企培〔{year}〕第{serial:05d}号（示例）",
    body="经申报、复核、评审和公示，现将**{holder}**（统一社会信用代码 {code}）纳入"
    "**上海市产教融合型企业建设培育**范围，培育期自{date}起，不少于一年。",
    body_en="Admitted to the cultivation programme for industry-education integrated enterprises from {date}, "
    "for a period of not less than one year.",
    issuers=("示例发展改革主管部门（虚构）", "示例教育主管部门（虚构）"),
    validity_label="培育期",
    validity="自{date}起，不少于一年",
)

ENDINGS = (
    Ending(
        Outcome.GRANT,
        _("纳入"),
        "grant",
        "纳入决定书",
        "自{date}起将你单位纳入{programme}范围",
        status=_("予以纳入"),
        proposed="拟纳入产教融合型企业建设培育范围",
        certificate=CERTIFICATE,
    ),
    Ending(Outcome.DEFER, _("补正后再报"), "defer", "补正后再报通知书", "本次暂不纳入，建议完善后重新申报"),
    Ending(Outcome.REFUSE, _("不予纳入"), "refuse", "不予纳入决定书", "不予纳入", adverse=True),
)

PROGRAMME = register(
    Programme(
        slug="enterprise-cultivation",
        code="A1",
        title="产教融合型企业建设培育",
        title_en="Industry-education enterprise cultivation",
        summary="纳入产教融合型企业建设培育范围，培育满一年后可申请认定。",
        tasks=(12, 13),
        basis=(
            Basis("上海市深化产教融合协同育人行动计划（2021—2025年）", "沪教委高〔2021〕64号", "任务 12、13"),
            Basis("建设产教融合型企业实施办法（试行）", "发改社会〔2019〕590号"),
            Basis("关于调整部分政府性基金有关政策的通知", "财税〔2019〕46号"),
        ),
        flow=EnterpriseFlow,
        policy=POLICY,
        rules_version="A1-2026.1",
        party=ENTERPRISE,
        sections=SECTIONS,
        evidence=EVIDENCE,
        rules=(*RULES, NOT_HELD),
        steps=STEPS,
        endings=ENDINGS,
        intake_unit="SH-JW",
        lead_unit="SH-FGW",
        departments=("SH-FGW", "SH-JW", "SH-GZW", "SH-CZJ", "SH-SWJ"),
        deliberation_unit="SH-JW",
        decision_unit="SH-FGW",
        follow_ups=DUTIES,
        contact="联席会议办公室 021-00000000（示例）",
        faq=(
            ("纳入培育后多久可以申请认定？", "培育期不少于一年；期满后按先建后认的原则另行申请。"),
            ("没有违法违规的证明怎样开具？", "提交一份专用信用报告即可，不需要逐项开具证明。"),
            ("审核中发现材料不全怎么办？", "审核部门会一次性告知需要补正的内容，补正期间不计入办理时限。"),
        ),
    )
)
