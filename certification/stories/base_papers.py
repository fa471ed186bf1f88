"""What the schools of the stories write of their bases: complete, fictional dossiers of every kind."""

from datetime import date
from typing import Any

from bases.kinds import Kind
from bases.models import Base, Partner
from workflows.dates import months_after

Typed = dict[str, dict[str, Any]]
GOALS = (
    ("建成工艺实训平台", "工位不少于 80 个，设备到位率不低于 60%", 8),
    ("完成课程与师资建设", "校企课程不少于 4 门，企业导师不少于 20 人", 18),
    ("达到培养规模", "年培养学生不少于 420 人，接纳教师不少于 36 人", 28),
)
BUDGET = (
    ("school", 0, "场地改造", "8000000"),
    ("enterprise", 0, "工艺设备", "10800000"),
    ("school", 1, "课程开发", "5000000"),
    ("enterprise", 1, "导师与耗材", "8000000"),
    ("school", 2, "质量评价", "3000000"),
)


def application(base: Base, partner: Partner, today: date, **changes: Typed) -> Typed:
    """The dossier of a base's kind as its school types it on ``today``."""
    built = base.kind not in (Kind.D4, Kind.D6)
    typed = {
        "basic": _fields(
            name=base.name, district=base.district, zone=base.zone, address=base.address, leader=base.leader,
            leader_post=base.leader_post, leader_phone=base.leader_phone, contact_name=base.leader,
            contact_phone="021-00000000",
            summary="面向重点产业链，由学校与龙头企业共建，开展课程实践、岗位见习和教师践习。",
        ),
        "partners": _fields(
            division="学校负责教学组织与场地，企业负责设备、导师和真实任务。", is_joint="on",
            _partners=[{
                "company": partner.organisation.name, "code": partner.organisation.code,
                "share": str(partner.share), "signed_on": f"{today.year}-01-10", "until": f"{today.year + 4}-01-09",
            }],
        ),
        "chain": _fields(
            chain=base.chain, positions="工艺、设备、检测和质量岗位群。",
            fit="对接本市重点产业链，岗位需求来自合作企业近三年用工计划。",
            _majors=[{"major": "应用电子技术", "code": "510103", "students": "860"}],
        ),
        "site": _fields(
            area="2600", tenure="owned", equipment_value="18800000", stations="160", capacity="420",
            _equipment=[
                {"item": "工艺实训设备", "quantity": "12", "value": "14400000", "owner": partner.organisation.name},
                {"item": "检测分析仪器", "quantity": "20", "value": "4400000", "owner": base.school.name},
            ],
        ),
        "teaching": _fields(
            school_teachers="28", mentors="22", students_yearly="420", teachers_yearly="36",
            programme="校企共同制定培养方案，企业授课不少于三分之一学时，导师一对一带教。",
        ),
        "facts": _facts(base.kind, today),
        "plan": _fields(
            goals="三年建成开放共享的协同育人基地，形成可复制的培养模式。",
            measures="分年建设平台、课程和师资；建立质量评价与共享机制。",
        ),
        "safety": _fields(
            body="基地管理委员会", systems="设备管理、实习管理和岗位准入制度齐全，按季度检查。",
            risk_plan="制定安全操作规程和应急预案，每学期演练一次。",
            insured="on", insurer="示例财产保险（虚构）PZ-000001", no_incident="on",
        ),
        "sharing": _fields(
            audience="本市同类院校学生、教师和企业职工。", arrangement="每学期公布计划，预约使用。", open_days="120",
        ),
        "claims": _fields(
            no_breach="on", no_failed="on", credit_report_on=today.isoformat(), promise="on",
        ),
    }  # fmt: skip
    if built:
        typed["budget"] = _fields(
            basis="按建设任务逐年测算，企业投入以设备和导师为主。",
            _budget=[
                {"source": source, "year": str(today.year + after), "item": item, "amount": amount}
                for source, after, item, amount in BUDGET
            ],
        )
        typed["plan"]["tables"] = {
            "milestones": [
                {"title": title, "kpi": kpi, "due_on": months_after(today, after).isoformat()}
                for title, kpi, after in GOALS
            ]
        }
    return {**typed, **changes}


def _facts(kind: str, today: date) -> dict[str, Any]:
    """What the kind is asked beside."""
    courses = [
        {"course": name, "hours": "64", "enterprise_hours": "24", "students": "210"}
        for name in ("工艺基础", "设备运行与维护", "质量检测技术", "智能产线实践")
    ]
    own: dict[str, dict[str, Any]] = {
        Kind.D1: {
            "hires": "46", "trainees": "120", "converted": "48",
            "jobs": "提供工艺、质检、设备岗位，见习期薪酬不低于本市标准。",
        },
        Kind.D2: {"teaching": "企业工程师承担实践学时，校企共同考核。", "_courses": courses},
        Kind.D3: {
            "teacher_places": "36", "weeks": "8", "projects": "参与产线改进、工艺验证等真实项目，结项考核。",
        },
        Kind.D4: {
            "degree_types": "电子信息、材料与化工", "students": "64", "supervisors": "18",
            "municipal_base": "市级专业学位研究生实践基地（2022 年）", "projects": "联合承担材料检测与工艺课题六项。",
        },
        Kind.D5: {
            "level": "vocational_bachelor", "founded_on": months_after(today, -14).isoformat(), "existing": "1",
            "field": "equipment", "council": "理事会由学校、企业和行业专家组成，每半年召开一次会议。",
        },
        Kind.D6: {
            "direction": "智能视觉与具身智能", "students": "120", "platforms": "依托两个一流学科和一个重点实验室。",
            "programme": "本硕博贯通，项目制培养。",
        },
        Kind.D7: {
            "training_hours": "9600", "order_hours": "5400", "products": "承接合作企业检测与试制订单，按企业标准验收。",
        },
        Kind.D8: {
            "level": "300", "public_funds": "3000000", "occupations": "数控车工、模具工", "trained": "640",
            "projects_running": "2", "worldskills": "数控铣 · 参与基地", "programme": "学徒制与技能等级认定相结合。",
        },
    }  # fmt: skip
    return _fields(**own[Kind(kind)])


def acceptance() -> Typed:
    """验收申请."""
    return {
        "acceptance": _fields(
            summary="平台、课程和师资建设任务全部完成，运行稳定。", students="1180", teachers="96",
            funds="资金按计划到位，专款专用，审计无问题。", sharing="累计向九所院校开放 330 天。",
            no_incident="on", promise="on",
        )
    }  # fmt: skip


def renewal() -> Typed:
    """复评申请."""
    return {
        "renewal": _fields(
            summary="认定以来按年度计划运行，规模稳步扩大。", students="1360", teachers="118",
            results="毕业生留沪就业率和企业满意度逐年提高。", plan="扩建检测平台，新增两门课程。",
            no_incident="on", promise="on",
        )
    }  # fmt: skip


def change(kind: str, details: str, **fields: Any) -> Typed:
    """变更申请; ``_budget`` and ``_milestones`` are rows of its tables."""
    return {"change": _fields(kind=kind, details=details, **fields)}


def grounds(ground: str, facts: str, day: date, amount: str = "", by: date | None = None) -> Typed:
    """Why the office begins the exit, and what is to come back."""
    return {
        "grounds": _fields(
            ground=ground, facts=facts, found_on=day.isoformat(), recover_amount=amount,
            recover_by=by.isoformat() if by else "",
        )
    }  # fmt: skip


YEAR = {"progress": "完成年度任务。", "problems": "", "next_steps": "按计划推进。"}
"""Words of a yearly report on the base's own page."""
REPORTS: dict[str, dict[str, str]] = {
    "milestone": {"result": "按期完成，考核指标达到，佐证材料已上传。"},
    "midterm": {
        "progress": "平台建成并投入使用，课程开发按计划推进。",
        "funds": "资金按计划到位，执行率符合进度。",
        "problems": "部分进口设备到货较晚，已调整安装计划。",
    },
    "yearly": {"students": "320", "teachers": "28", "progress": "完成年度任务。"},
    "operation": {"students": "430", "teachers": "38", "summary": "按年度计划运行，开放 118 天。"},
}
"""What is typed into each duty."""


def _fields(**said: Any) -> dict[str, Any]:
    """Fields of a section, and its tables: those whose name begins with an underscore."""
    return {
        "fields": {name: value for name, value in said.items() if not name.startswith("_")},
        "tables": {name[1:]: rows for name, rows in said.items() if name.startswith("_")},
    }
