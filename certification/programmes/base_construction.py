"""D1–D8 协同育人基地: approval → construction → acceptance with stars → re-evaluation (plan tasks 23, 24, 26, 27).

Sources: 沪教委高〔2021〕64号; 沪教委职〔2023〕39号 for colleges. Who leads and who joins follows the plan's task table:
市教委 with 经信、人社、国资 for D1–D7, 市人社局 first for D8. The conference's office, which deliberates, is at
市教委 for all of them (task 2). Limits, weights and stars are illustrative (示例).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from bases import dossier
from bases.dossier_facts import FACTS, FACTS_TITLES, CourseRow
from bases.kinds import RECOMMENDED, Kind
from certification.models import Outcome
from certification.parties.base import BASE
from certification.policy import Criterion, Policy
from certification.programmes import base_conditions, base_effects, base_follow_ups, base_later
from certification.programmes.base_flows import BaseFlow
from certification.registry import (
    Basis,
    Ending,
    EvidenceKind,
    Programme,
    Section,
    Step,
    Table,
    register,
)
from certification.units import ZONE_COMMITTEE

EDUCATION, INDUSTRY, LABOUR, ASSETS = "SH-JW", "SH-JXW", "SH-RSJ", "SH-GZW"
PLAN = ("上海市深化产教融合协同育人行动计划（2021—2025年）", "沪教委高〔2021〕64号")


@dataclass(frozen=True)
class Sort:
    """What tells one kind of base from another: its name, its lead and departments, plan tasks, and whether the
    office of the site's district joins the review."""

    kind: Kind
    name: str
    english: str
    lead: str = EDUCATION
    departments: tuple[str, ...] = (EDUCATION, INDUSTRY, LABOUR, ASSETS)
    tasks: tuple[int, ...] = (26,)
    local: bool = False
    basis: tuple[Basis, ...] = ()


SORTS = (
    Sort(Kind.D1, "就业型协同育人基地", "Employment base", local=True),
    Sort(Kind.D2, "教学型协同育人基地", "Teaching base"),
    Sort(Kind.D3, "践习型协同育人基地", "Teacher practice base", tasks=(24, 26)),
    Sort(Kind.D4, "国家研究生联合培养基地", "National graduate training base", tasks=(23, 26)),
    Sort(
        Kind.D5, "现代产业学院", "Modern industry college",
        basis=(Basis("现代产业学院建设通知", "沪教委职〔2023〕39号"),),
    ),
    Sort(Kind.D6, "未来技术学院", "College of future technology"),
    Sort(Kind.D7, "生产性实训中心", "Productive training centre", local=True),
    Sort(
        Kind.D8, "高技能人才培养基地", "High-skill training base",
        lead=LABOUR, departments=(LABOUR, EDUCATION), tasks=(27,),
    ),
)  # fmt: skip

CRITERIA = (
    Criterion("chain", "产业契合", Decimal(20), "对接重点产业链，岗位群明确"),
    Criterion("plan", "建设方案", Decimal(20), "目标、内容和里程碑清晰可行"),
    Criterion("investment", "校企投入", Decimal(20), "资金来源落实，企业投入到位"),
    Criterion("scale", "育人规模与质量", Decimal(20), "师资、工位和培养规模"),
    Criterion("mechanism", "运行机制", Decimal(10), "治理、安全和共享机制"),
    Criterion("measurable", "绩效可测", Decimal(10), "考核指标可测量、可核查"),
)
LIMITS = {
    "intake": 5, "joint": 10, "panel": 3, "experts": 15, "deliberation": 10, "publicity": 3, "decision": 5,
    "correction": 15, "merge": 2, "settle": 5,
}  # fmt: skip
POLICY = Policy(
    reference_date=date(2026, 1, 1),
    limits=LIMITS,
    criteria=CRITERIA,
    pass_mark=Decimal(75),
    marks={Outcome.RECOMMEND: Decimal(75)},
    illustrative=("limits", "criteria", "pass_mark", "notice_days"),
)

EVIDENCE = (
    EvidenceKind("agreements", "校企共建协议", required=True, hint="协议期限不少于三年"),
    EvidenceKind("credit_report", "学校和合作企业专用信用报告", required=True),
    EvidenceKind("tenure", "场地权属或使用证明", required=True, most=5),
    EvidenceKind("equipment", "设备清单", required=True, most=3),
    EvidenceKind("curricula", "培养方案或课程标准", required=True),
    EvidenceKind("insurance", "实习责任保险单", required=True, most=3),
    EvidenceKind("risk_plan", "安全管理制度与应急预案", required=True, most=3),
    EvidenceKind("school_letter", "学校推荐函", required=True, most=1),
)
FUNDS = EvidenceKind("funds", "经费投入承诺", required=True, hint="按资金来源分别出具", most=5)


def sections(sort: Sort, *, built: bool) -> tuple[Section, ...]:
    """The dossier of a kind; budget and milestones where a construction follows."""
    own = (Table("courses", "嵌入课程", CourseRow),) if sort.kind == Kind.D2 else ()
    goals = (Table("milestones", "年度里程碑", dossier.MilestoneRow, 30),) if built else ()
    money = (
        Section("budget", "三年预算", dossier.BudgetForm, (Table("budget", "预算", dossier.BudgetRow),)),
    )
    return (
        Section("basic", "基地基本信息", dossier.BasicForm),
        Section(
            "partners", "合作单位与协议", dossier.PartnersForm,
            (Table("partners", "合作单位", dossier.PartnerRow, 20),), "须与基地页面的合作单位一致。",
        ),
        Section("chain", "产业链与专业", dossier.ChainForm, (Table("majors", "依托专业", dossier.MajorRow),)),
        Section("site", "场地设备", dossier.SiteForm, (Table("equipment", "主要设备", dossier.EquipmentRow),)),
        Section("teaching", "师资与培养规模", dossier.TeachingForm),
        Section("facts", str(FACTS_TITLES[sort.kind]), FACTS[sort.kind], own),
        *(money if built else ()),
        Section("plan", "建设目标与年度里程碑" if built else "建设目标", dossier.PlanForm, goals),
        Section("safety", "治理与安全", dossier.SafetyForm),
        Section("sharing", "共享方案", dossier.SharingForm),
        Section("claims", "申报条件与承诺", dossier.ClaimsForm),
    )  # fmt: skip


def reviewers(sort: Sort) -> Any:
    """Units of the joint review, the lead first; the zone's committee or the district's education bureau joins
    where the base stands in a workplace."""

    def units(case: Any) -> list[str]:
        local = ZONE_COMMITTEE.get(case.zone) or f"{case.district}-JYJ"
        return [*sort.departments, *([local] if sort.local else [])]

    return units


def steps(sort: Sort) -> tuple[Step, ...]:
    """The steps of approval for the guide."""
    office = "市人力资源社会保障局" if sort.lead == LABOUR else "市教委"
    names = {
        EDUCATION: "市教委",
        INDUSTRY: "市经济信息化委",
        LABOUR: "市人力资源社会保障局",
        ASSETS: "市国资委",
    }
    joint = "、".join(names[unit] for unit in sort.departments)
    return (
        Step("intake", "形式审查", f"{office}受理窗口", "intake"),
        Step(
            "joint_opinion",
            "部门联审",
            f"{joint}{'；所在区教育局或临港管委会' if sort.local else ''}",
            "joint",
        ),
        Step("score", "专家评审（现场）", "随机抽取的评审专家", "experts", "专家评审不计入承诺时限"),
        Step("deliberation", "联席会议审议", "联席会议办公室", "deliberation"),
        Step("notice_period", "公示", office, "publicity", "公示期不计入承诺时限"),
        Step("decision", "决定", office, "decision"),
    )


APPROVED = Ending(
    Outcome.GRANT, _("立项"), "grant", "立项通知书",
    "自{date}起对{holder}予以立项建设，建设期三年；立项不授予牌匾，验收合格后发证",
    status=_("予以立项"), proposed="拟予立项建设", effect=base_effects.start_project,
)  # fmt: skip
RECOMMENDS = Ending(
    Outcome.RECOMMEND, _("推荐"), "grant", "市级推荐函",
    "向国家主管部门推荐{holder}；最终结果以国家主管部门的决定为准",
    status=_("予以推荐"), proposed="拟向国家推荐",
)  # fmt: skip
REFUSALS = (
    Ending(Outcome.DEFER, _("完善后再报"), "defer", "完善后再报通知书", "本次暂不立项，建议完善后重新申报"),
    Ending(Outcome.REFUSE, _("不予立项"), "refuse", "不予立项决定书", "不予立项", adverse=True),
)
NOT_RECOMMENDED = (
    Ending(Outcome.REFUSE, _("不予推荐"), "refuse", "不予推荐决定书", "不予推荐", adverse=True),
)
FAQ = (
    (
        "合作企业怎样确认？",
        "企业在平台认领单位后，由其申报员在基地页面核对申报书并确认；内容修改后须重新确认。",
    ),
    ("立项后授牌吗？", "立项只发通知书；建设期满验收合格后发证并授牌，按得分评定星级。"),
    ("验收未通过怎么办？", "给予六个月整改期；整改后仍不合格的，撤销立项并追回资金。"),
)


def programme(sort: Sort) -> Programme:
    """The first procedure of a kind of base."""
    built = sort.kind not in RECOMMENDED
    decided = (APPROVED, *REFUSALS) if built else (RECOMMENDS, *NOT_RECOMMENDED)
    return Programme(
        slug=f"base-{sort.kind}",
        code=sort.kind.upper(),
        title=sort.name if built else f"{sort.name}推荐",
        title_en=sort.english,
        summary="学校与企业联合申报，立项建设三年，验收合格后认定并评定星级。"
        if built
        else "学校与企业联合申报，由本市择优向国家推荐。",
        tasks=sort.tasks,
        basis=(Basis(*PLAN, f"任务 {'、'.join(map(str, sort.tasks))}"), *sort.basis),
        flow=BaseFlow,
        policy=POLICY,
        rules_version=f"{sort.kind.upper()}-2026.1",
        party=BASE,
        sections=sections(sort, built=built),
        evidence=(*EVIDENCE, FUNDS) if built else EVIDENCE,
        rules=base_conditions.rules(sort.kind, built=built),
        steps=steps(sort),
        endings=decided,
        intake_unit=sort.lead,
        lead_unit=sort.lead,
        departments=sort.departments,
        deliberation_unit=EDUCATION,
        decision_unit=sort.lead,
        stages={"joint": reviewers(sort)},
        follow_ups=base_follow_ups.BUILDING if built else (),
        faq=FAQ if built else FAQ[:1],
        contact="联席会议办公室 021-00000000（示例）",
    )


for _sort in SORTS:
    _first = register(programme(_sort))
    if _sort.kind not in RECOMMENDED:
        for _later in base_later.procedures(_first, _sort.name):
            register(_later)
