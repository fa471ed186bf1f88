"""What the companies of the stories write and attach: a complete, fictional A1 dossier."""

import hashlib
import io
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

Typed = dict[str, dict[str, Any]]


def dossier(*, district: str, zone: str, year: int, interns: tuple[int, int, int] = (28, 41, 57)) -> Typed:
    """Typed text of every section; the three years before ``year`` are the window."""
    years = (year - 3, year - 2, year - 1)
    return {
        "basic": {
            "fields": {
                "legal_form": "limited",
                "registered_district": district,
                "zone": zone,
                "industry_code": "C3973",
                "focus": "ic",
                "scale": "medium",
                "established_on": "2012-05-18",
                "employees": "860",
                "legal_representative": "林示例",
                "contact_name": "林申报",
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
                        "revenue": f"{600 + 80 * n}000000.00",
                        "tax": f"{24 + 2 * n}000000.00",
                        "training": "3600000.00",
                    }
                    for n, y in enumerate(years)
                ]
            },
        },
        "governance": {
            "fields": {
                "body": "产教融合工作办公室",
                "head": "林示例，副总经理",
                "systems": "制定校企合作管理办法、实习管理办法和带教津贴制度，年度计划经总经理办公会审议，按季度检查。",
                "fund_accrued": "on",
            },
            "tables": {},
        },
        "cooperation": {
            "fields": {
                "summary": "与两所示例院校共建专业三个、联合培养班两个，近三年接收实习生一百二十六人。",
                "school_run": "",
                "training_base": "",
                "alliance": "示例集成电路产教联盟（虚构）",
                "one_plus_x": "",
            },
            "tables": {
                "partners": [
                    {
                        "school": "上海临海示例理工大学（虚构）",
                        "code": "4131099901",
                        "signed_on": f"{years[0]}-03-01",
                        "until": f"{year + 3}-02-28",
                    },
                    {
                        "school": "上海示例应用技术学院（虚构）",
                        "code": "4131099902",
                        "signed_on": f"{years[0]}-05-10",
                        "until": f"{year + 2}-05-09",
                    },
                ],
                "majors": [
                    {
                        "school": "上海临海示例理工大学（虚构）",
                        "major": "微电子科学与工程",
                        "since": f"{years[0]}-09-01",
                        "students": "86",
                    },
                    {
                        "school": "上海示例应用技术学院（虚构）",
                        "major": "集成电路技术",
                        "since": f"{years[0]}-09-01",
                        "students": "120",
                    },
                    {
                        "school": "上海示例应用技术学院（虚构）",
                        "major": "智能制造装备技术",
                        "since": f"{years[1]}-09-01",
                        "students": "90",
                    },
                ],
            },
        },
        "internship": {
            "fields": {
                "mentors": "18",
                "arrangement": "每名实习生配一名带教导师，按岗位能力清单逐月考核，实习期不少于三个月。",
            },
            "tables": {
                "interns": [
                    {
                        "year": str(y),
                        "school": "上海示例应用技术学院（虚构）",
                        "major": "集成电路技术",
                        "headcount": str(n),
                        "months": "4",
                    }
                    for y, n in zip(years, interns, strict=True)
                ]
            },
        },
        "investment": {
            "fields": {"summary": "近三年用于共建实训基地和捐赠设备的投入，以审计报告列示为准。"},
            "tables": {
                "bases": [
                    {"year": str(y), "name": "集成电路工艺实训基地", "area": "2600", "amount": amount}
                    for y, amount in zip(years, ("2100000.00", "2600000.00", "2900000.00"), strict=True)
                ],
                "donations": [
                    {
                        "year": str(years[2]),
                        "receiver": "上海示例应用技术学院（虚构）",
                        "content": "光刻实训设备一套",
                        "amount": "500000.00",
                    }
                ],
            },
        },
        "technology": {
            "fields": {"summary": "与合作学校共同承担工艺改进项目三项，共有专利三件。"},
            "tables": {
                "properties": [
                    {
                        "kind": "invention",
                        "number": "ZL 2024 1 0000000.0（虚构）",
                        "title": "一种刻蚀腔体清洗方法",
                        "granted_on": f"{years[1]}-06-18",
                        "school": "上海临海示例理工大学（虚构）",
                    }
                ],
                "teachers": [
                    {
                        "year": str(years[2]),
                        "school": "上海示例应用技术学院（虚构）",
                        "people": "6",
                        "hours": "192",
                    }
                ],
            },
        },
        "plan": {
            "fields": {
                "goals": "三年内建成开放共享的集成电路工艺实训基地，年接收实习生不少于六十人。",
                "measures": "扩建实训线；与学校共编教材四部；每年选派兼职教师不少于六名；完善带教导师激励。",
                "investment": "12000000.00",
            },
            "tables": {},
        },
        "claims": {
            "fields": {
                "conditions": ["internship", "joint_majors", "investment", "joint_ip"],
                "no_accident": "on",
                "no_breach": "on",
                "credit_report_on": f"{year}-01-20",
                "promise": "on",
            },
            "tables": {},
        },
    }


ATTACHED = (
    "licence",
    "credit_report",
    "audit_report",
    "agreements",
    "plan",
    "interns",
    "majors",
    "invoices",
    "properties",
)


def paper(title: str, holder: str) -> SimpleUploadedFile:
    """A true one-page PDF named after ``title``; each is different, none is about anybody."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
    mark = hashlib.sha256(f"{title} {holder}".encode()).hexdigest()[:9]
    page.Contents = pdf.make_stream(
        f"BT /F1 22 Tf 70 740 Td (SAMPLE DOCUMENT - FICTITIOUS) Tj /F1 13 Tf 0 -40 Td (Reference {mark}) Tj "
        "0 -24 Td (This page stands for a supporting document of the demonstration.) Tj ET "
        "0.75 g 70 120 455 460 re S".encode()
    )
    buffer = io.BytesIO()
    pdf.save(buffer, deterministic_id=True)
    return SimpleUploadedFile(f"{title}.pdf", buffer.getvalue(), content_type="application/pdf")
