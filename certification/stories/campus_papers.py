"""What the schools of the stories write: a complete, fictional application, report and request."""

from typing import Any

from certification.stories.campus_cast import PARTNER, PARTNER_CODE
from certification.stories.campuses import Campus
from schools.dossier import PROCESSES

Typed = dict[str, dict[str, Any]]


def application(campus: Campus, year: int, **changes: Any) -> Typed:
    """Typed text of every section; ``changes`` are fields of the basic section."""
    return {
        "basic": {"fields": _basic(campus, year) | changes, "tables": {}},
        "governance": _governance(campus, year),
        "assessment": {
            "fields": {
                "year": str(year),
                "summary": "学校联合培养覆盖面逐年扩大，企业授课和双师队伍建设成效明显，就业质量稳定。",
                "problems": "部分专业的企业教师授课比例仍偏低，横向服务的学科分布不均衡。",
                "survey": "示例就业质量调查机构（虚构）",
            },
            "tables": {},
        },
        "cooperation": _cooperation(year),
        "region": {
            "fields": {"summary": "与江苏、浙江的学校和企业共建实训课程，互派教师。"},
            "tables": {
                "projects": [
                    {
                        "title": "长三角智能制造实训课程共建",
                        "region": "several",
                        "partner": "示例职业学院、示例装备企业（均为虚构）",
                        "year": str(year - 2),
                        "result": "共建课程 4 门，互派教师 12 人次",
                    }
                ]
            },
        },
        "cases": {"fields": _cases(), "tables": {}},
        "plan": {
            "fields": {
                "goals": "三年内联合培养学生比例提高三个百分点，企业授课比例达到四分之一，共建基地二十个。",
                "measures": "第一年修订聘任办法；第二年扩建两个产业学院；第三年完成全部专业的企业课程模块。",
                "sharing": "每年举办一次开放日，向同类学校公开制度文本和课程资源。",
            },
            "tables": {},
        },
        "claims": {
            "fields": {
                "report_on": f"{year - 1}-12-31",
                "report_url": "https://example.com/report",
                "no_safety": "on",
                "no_ethics": "on",
                "no_enrolment": "on",
                "no_internship": "on",
                "promise": "on",
            },
            "tables": {},
        },
    }


def nameplate(campus: Campus, year: int, **changes: Any) -> Typed:
    """What a school writes that asks for the nameplate of a technician college."""
    training = {
        "trades": "8",
        "share": "62",
        "workshops": "数控、机电、新能源汽车三个实训中心，设备总值 4,600 万元（虚构）",
        "plan": "三年内新增技师培养职业四个，与两家企业共建技师工作站。",
        "promise": "on",
    }
    return {
        "basic": {"fields": _basic(campus, year), "tables": {}},
        "training": {"fields": training | changes, "tables": {}},
    }


def grounds(ground: str, facts: str, day: str) -> Typed:
    """What the office writes to end a standing."""
    return {"grounds": {"fields": {"ground": ground, "facts": facts, "found_on": day}, "tables": {}}}


def change(new_name: str, day: str) -> Typed:
    """What a renamed school writes."""
    fields = {
        "kind": "name",
        "new_name": new_name,
        "effective_on": day,
        "details": "经批准更名，办学地址、层次和专业设置不变。批准文号：示例教〔更〕1 号（虚构）。",
    }
    return {"change": {"fields": fields, "tables": {}}}


ANNUAL = {
    "progress": "联合培养学生比例较上年提高一个百分点，修订企业教师聘任办法并施行。",
    "results": "新增共建基地两个、校企课程六门；毕业生对口率稳定。",
    "sharing": "举办开放日一次，接待同类学校十二所。",
    "problems": "企业教师授课集中在少数专业；下一年向工科以外的专业扩展。",
    "report_url": "https://example.com/annual",
}
MIDTERM = {
    "goals": "三年目标完成过半，联合培养学生比例和企业授课比例均达到中期数。",
    "changes": "新增一家合作企业、一个基地；领导机构成员调整一人。",
    "incidents": "on",
}
RECTIFICATION = {
    "measures": "停止违规的实习安排，更换实习单位，逐一回访学生并退还费用；追究责任人。",
    "results": "全部学生已转入合规岗位，签订三方协议并投保实习责任保险。",
}


def _basic(campus: Campus, year: int) -> dict[str, str]:
    return {
        "code": campus.code,
        "level": campus.level,
        "orientation": campus.orientation,
        "breadth": campus.breadth,
        "ownership": "public",
        "supervisor": "示例教育主管部门（虚构）",
        "founded_on": "1985-09-01",
        "district": campus.district,
        "zone": campus.zone,
        "students": str(campus.students),
        "teachers": str(campus.teachers),
        "majors": str(campus.majors),
        "legal_representative": f"{campus.clerk[0]}示例",
        "contact_name": campus.clerk,
        "contact_phone": "021-12345678",
        "is_legal": "on",
        "cooperating_since": str(year - 6),
    }


def _governance(campus: Campus, year: int) -> dict[str, Any]:
    return {
        "fields": {
            "body": "产教协同育人委员会",
            "body_document": f"示例校〔{year - 5}〕12 号（虚构）",
            "body_since": f"{year - 5}-03-15",
            "head": f"{campus.clerk[0]}示例，校长",
            "office": "产教融合办公室",
            "partners_in_body": PARTNER,
            "mechanism": "委员会每学期召开两次会议，审议年度计划和经费；年度考核结果与学院绩效挂钩。",
        },
        "tables": {
            "processes": [
                {
                    "process": code,
                    "title": f"{title}管理办法",
                    "number": f"示例校〔{year - 4}〕{n} 号（虚构）",
                    "since": f"{year - 4}-09-01",
                }
                for n, (code, title) in enumerate(PROCESSES, 1)
            ]
        },
    }


def _cooperation(year: int) -> dict[str, Any]:
    return {
        "fields": {"summary": "围绕智能装备和新能源两个方向，与龙头企业共建课程、师资和基地。"},
        "tables": {
            "partners": [
                {
                    "name": PARTNER,
                    "code": PARTNER_CODE,
                    "signed_on": f"{year - 3}-03-01",
                    "until": f"{year + 3}-02-28",
                }
            ],
            "bases": [
                {
                    "name": "智能装备协同育人基地（虚构）",
                    "kind": "D2",
                    "document": f"示例教〔{year - 2}〕8 号（虚构）",
                    "partner": PARTNER,
                    "students": "420",
                }
            ],
        },
    }


def _cases() -> dict[str, str]:
    stories = (
        ("订单班的双导师制", "企业工程师与校内教师共同授课、共同评价，学生在真实项目中完成毕业设计。"),
        ("把车间搬进课堂", "学校与企业共建生产线，按生产节拍安排教学，学期内轮岗不少于八周。"),
        ("教师到企业的一百天", "专业教师每五年累计不少于一百天企业实践，成果转化为教学案例。"),
    )
    fields: dict[str, str] = {}
    for n, (title, story) in enumerate(stories, 1):
        fields |= {f"title_{n}": title, f"partner_{n}": PARTNER, f"story_{n}": story}
    return fields
