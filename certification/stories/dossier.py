"""What the companies of the stories write: a complete, fictional A1 dossier, in the words of their trade."""

from typing import Any

from certification.stories.companies import Company

Typed = dict[str, dict[str, Any]]
UNIVERSITY, COLLEGE = "上海临海示例理工大学（虚构）", "上海示例应用技术学院（虚构）"


def write(
    company: Company,
    *,
    district: str,
    zone: str,
    year: int,
    interns: tuple[int, int, int] = (28, 41, 57),
    conditions: tuple[str, ...] = (),
) -> Typed:
    """Typed text of every section; the three years before ``year`` are the window. Claimed are ``conditions``,
    or the company's own."""
    years = (year - 3, year - 2, year - 1)
    return {
        "basic": _basic(company, district, zone, years),
        "governance": {
            "fields": {
                "body": "产教融合工作办公室",
                "head": f"{company.clerk[0]}示例，副总经理",
                "systems": "制定校企合作管理办法、实习管理办法和带教津贴制度，年度计划经总经理办公会审议，按季度检查。",
                "fund_accrued": "on",
            },
            "tables": {},
        },
        "cooperation": _cooperation(company, years, sum(interns)),
        "internship": {
            "fields": {
                "mentors": str(max(6, company.employees // 48)),
                "arrangement": "每名实习生配一名带教导师，按岗位能力清单逐月考核，实习期不少于三个月。",
            },
            "tables": {
                "interns": [
                    {
                        "year": str(y),
                        "school": COLLEGE,
                        "major": f"{company.trade}技术",
                        "headcount": str(n),
                        "months": "4",
                    }
                    for y, n in zip(years, interns, strict=True)
                ]
            },
        },
        "investment": _investment(company, years),
        "technology": _technology(company, years),
        "plan": {
            "fields": {
                "goals": f"三年内建成开放共享的{company.trade}实训基地，年接收实习生不少于六十人。",
                "measures": "扩建实训线；与学校共编教材四部；每年选派兼职教师不少于六名；完善带教导师激励。",
                "investment": "12000000.00",
            },
            "tables": {},
        },
        "claims": {
            "fields": {
                "conditions": list(conditions or company.conditions),
                "no_accident": "on",
                "no_breach": "on",
                "credit_report_on": f"{year}-01-20",
                "promise": "on",
            },
            "tables": {},
        },
    }


def _basic(company: Company, district: str, zone: str, years: tuple[int, int, int]) -> dict[str, Any]:
    return {
        "fields": {
            "legal_form": "limited",
            "registered_district": district,
            "zone": zone,
            "industry_code": company.industry,
            "focus": company.focus,
            "scale": "large" if company.employees >= 1000 else "medium",
            "established_on": "2012-05-18",
            "employees": str(company.employees),
            "legal_representative": f"{company.clerk[0]}示例",
            "contact_name": company.clerk,
            "contact_phone": "021-00000000",
            "is_independent": "on",
            "pays_tax_here": "on",
            "is_specialised": "on",
            "is_high_tech": "on",
        },
        "tables": {
            "finance": [
                {
                    "year": str(y),
                    "revenue": f"{company.employees * (70 + 9 * n)}0000.00",
                    "tax": f"{company.employees * (28 + 2 * n)}00.00",
                    "training": f"{company.employees * 42}00.00",
                }
                for n, y in enumerate(years)
            ]
        },
    }


def _cooperation(company: Company, years: tuple[int, int, int], interns: int) -> dict[str, Any]:
    first, second, last = years
    majors = [
        (UNIVERSITY, f"{company.trade}工程", f"{first}-09-01", "86"),
        (COLLEGE, f"{company.trade}技术", f"{first}-09-01", "120"),
        (COLLEGE, "智能制造装备技术", f"{second}-09-01", "90"),
    ]
    partners = [
        (UNIVERSITY, "4131099901", f"{first}-03-01", f"{last + 4}-02-28"),
        (COLLEGE, "4131099902", f"{first}-05-10", f"{last + 3}-05-09"),
    ]
    return {
        "fields": {
            "summary": f"与两所示例院校共建专业三个、联合培养班两个，近三年接收实习生 {interns} 人。",
            "school_run": "",
            "training_base": "",
            "alliance": f"示例{company.trade}产教联盟（虚构）",
            "one_plus_x": "",
        },
        "tables": {
            "partners": [
                dict(zip(("school", "code", "signed_on", "until"), row, strict=True)) for row in partners
            ],
            "majors": [
                dict(zip(("school", "major", "since", "students"), row, strict=True)) for row in majors
            ],
        },
    }


def _investment(company: Company, years: tuple[int, int, int]) -> dict[str, Any]:
    return {
        "fields": {"summary": "近三年用于共建实训基地和捐赠设备的投入，以审计报告列示为准。"},
        "tables": {
            "bases": [
                {"year": str(y), "name": f"{company.trade}实训基地", "area": "2600", "amount": amount}
                for y, amount in zip(years, ("2100000.00", "2600000.00", "2900000.00"), strict=True)
            ],
            "donations": [
                {
                    "year": str(years[2]),
                    "receiver": COLLEGE,
                    "content": f"{company.trade}实训设备一套",
                    "amount": "500000.00",
                }
            ],
        },
    }


def _technology(company: Company, years: tuple[int, int, int]) -> dict[str, Any]:
    return {
        "fields": {"summary": "与合作学校共同承担工艺改进项目三项，共有专利一件。"},
        "tables": {
            "properties": [
                {
                    "kind": "invention",
                    "number": f"ZL {years[1]} 1 0000000.0（虚构）",
                    "title": f"一种{company.trade}用检测方法",
                    "granted_on": f"{years[1]}-06-18",
                    "school": UNIVERSITY,
                }
            ],
            "teachers": [{"year": str(years[2]), "school": COLLEGE, "people": "6", "hours": "192"}],
        },
    }
