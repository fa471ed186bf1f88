"""E 技师学院挂牌 (plan task 11; 市教委, 市人社局 and the schools). ``docs/new-programme.md`` walks through this module.

Source: 沪教委高〔2021〕64号. Conditions, limits and wording are illustrative (示例).
"""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow

from accounts.forms.answers import Answers, Long, Text
from certification import registry, steps
from certification.flow import CertificationFlow
from certification.models import Outcome
from certification.parties.school import SCHOOL
from certification.policy import Policy
from schools.codes import Level
from schools.dossier import BasicForm
from workflows.nodes import Countersign, Job

LEVELS, TRADES, SHARE = (Level.SECONDARY, Level.COLLEGE, Level.VOCATIONAL), 5, 50
LIMITS = {"intake": 5, "joint": 10, "merge": 2, "settle": 5, "correction": 15, "decision": 5}


class TechnicianCollegeFlow(CertificationFlow):
    """受理 → 教育、人社两部门联合审核 → 决定 → 制证."""

    process_title = _("技师学院挂牌")
    version = 1

    start = flow.StartHandle().Next(this.intake)
    intake = steps.Intake(unit=this.intake_unit).Next(this.screened)
    screened = (
        flow.Switch()
        .Case(this.joint_review, this.intake_accepts)
        .Case(this.declined, this.intake_declines)
        .Default(this.amend)
    )
    joint_review = Countersign(units=this.joint_units, title=_("联合审核")).Next(this.joint_opinion)
    joint_opinion = steps.Opinion(limit="joint", title=_("联合审核")).Next(this.joint_answered)
    joint_answered = flow.Join(continue_on_condition=this.joint_objects).Next(this.joint_result)
    joint_result = (
        flow.Switch()
        .Case(this.joint_settle, this.joint_objects)
        .Case(this.joint_merge, this.joint_asks)
        .Default(this.decision)
    )
    joint_merge = steps.Merge(unit=this.lead_unit, title=_("补正汇总")).Next(this.amend)
    joint_settle = steps.Settle(unit=this.lead_unit, title=_("不同意见处理")).Next(this.decision)
    amend = steps.Amend(unit=this.applicant_unit).Next(this.amended)
    amended = flow.If(this.asked_by_intake).Then(this.intake).Else(this.joint_review)
    decision = steps.Decide(unit=this.decision_unit).Next(this.decided)
    decided = flow.If(this.gives_certificate).Then(this.issue).Else(this.refused)
    issue = Job(effect="certificates.issue", key=this.certificate_key, title=_("制证")).Next(this.granted)
    granted, refused, declined = flow.End(), flow.End(), flow.End()


class TrainingForm(Answers):
    """高技能人才培养."""

    trades = forms.IntegerField(label=_("高级工以上职业（工种）数"), min_value=0, max_value=999)
    share = forms.IntegerField(label=_("高级工以上在校生比例（%）"), min_value=0, max_value=100)
    workshops = Text(label=_("实训场所及主要设备"), max_length=300)
    plan = Long(label=_("技师、高级技师培养计划"))
    promise = forms.BooleanField(label=_("承诺所填内容和所附材料真实、准确、完整，并承担相应责任"))


def _level(facts: registry.Facts) -> registry.Finding:
    level = facts.fields("basic").get("level", "")
    return registry.Finding(level in LEVELS, str(Level(level).label) if level else "未填写")


def _at_least(field: str, least: int, unit: str) -> registry.Rule:
    def check(facts: registry.Facts) -> registry.Finding:
        value = facts.fields("training").get(field, 0)
        return registry.Finding(value >= least, f"{value}{unit}")

    title = f"{TrainingForm.base_fields[field].label}不少于 {least}"
    return registry.Rule(field, title, "示例", "gate", check, remedy="达到后再申报。", section="training")


CERTIFICATE = registry.CertificateSpec(
    "certificates/base.html", "E", "技师学院挂牌证书", "Certificate of Technician College",
    "沪教人技院〔{year}〕第{serial:05d}号（示例）",
    "经审核，同意**{holder}**增挂**技师学院**校牌，有效期五年，自{from}至{to}。",
    "May use the name of technician college until {to}.",
    ("示例教育主管部门（虚构）", "示例人力资源社会保障主管部门（虚构）"), years=5, plaque=True,
)  # fmt: skip
PROGRAMME = registry.register(
    registry.Programme(
        slug="technician-college", code="E", title="技师学院挂牌", title_en="Technician college nameplate",
        summary="符合条件的职业院校增挂技师学院校牌。", tasks=(11,),
        basis=(registry.Basis("上海市深化产教融合协同育人行动计划", "沪教委高〔2021〕64号", "任务 11"),),
        flow=TechnicianCollegeFlow, rules_version="E-2026.1", party=SCHOOL, claims=("training", "conditions"),
        policy=Policy(date(2026, 1, 1), LIMITS, illustrative=("limits",)),
        sections=(registry.Section("basic", "学校基本信息", BasicForm),
                  registry.Section("training", "高技能人才培养", TrainingForm)),
        evidence=(registry.EvidenceKind("approval", "办学批准文件", required=True),
                  registry.EvidenceKind("equipment", "实训设备清单", required=True)),
        rules=(registry.Rule("level", "职业院校", "示例", "gate", _level, remedy="由职业院校申报。", section="basic"),
               _at_least("trades", TRADES, " 个"), _at_least("share", SHARE, "%")),
        steps=(registry.Step("intake", "受理", "市教委受理窗口", "intake"),
               registry.Step("joint_opinion", "联合审核", "市教委、市人社局", "joint"),
               registry.Step("decision", "决定与发证", "市教委", "decision")),
        endings=(
            registry.Ending(Outcome.GRANT, _("同意挂牌"), "grant", "挂牌决定书", "同意你校增挂技师学院校牌",
                   certificate=CERTIFICATE, notice=False),
            registry.Ending(Outcome.REFUSE, _("不同意挂牌"), "refuse", "不予挂牌决定书", "不同意挂牌", adverse=True),
        ),
        intake_unit="SH-JW", lead_unit="SH-JW", departments=("SH-JW", "SH-RSJ"),
        deliberation_unit="SH-JW", decision_unit="SH-JW", contact="021-00000000（示例）",
    )
)  # fmt: skip
