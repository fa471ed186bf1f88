"""Filled contexts of every template, plainly fictional: for the bench, the tests and whoever designs a template."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

Context = dict[str, Any]

CREATED = datetime(2026, 12, 9, 2, 0, tzinfo=UTC)
HOLDER = "申芯示例半导体（上海）有限公司（虚构）"
USCC = "91310115000000019M"  # check character valid, deliberately synthetic
AGENCY = "示例市教育委员会（虚构）"
LONGEST_HOLDER = "示例集成电路与智能制造装备系统研究开发及技术咨询服务（上海）股份有限公司（虚构）"


def certificate(**changes: Any) -> Context:
    """The context of certificates/enterprise_cultivation.html."""
    holder = changes.get("holder", HOLDER)
    return {
        "title": "产教融合型企业建设培育证书",
        "title_en": "Certificate of Industry-Education Integration Enterprise in Cultivation",
        "holder": holder,
        "uscc": USCC,
        "body": [
            [
                "经申报、复核、评审和公示，现将",
                {"strong": holder},
                "（统一社会信用代码",
                {"strong": USCC},
                "）纳入上海市产教融合型企业建设培育范围，培育期自2026年12月9日起不少于一年。",
            ]
        ],
        "statement_en": "The enterprise named above is admitted to the municipal cultivation programme of "
        "industry-education integration enterprises.",
        "number": "SHCJ-A1-2026-00017-T",
        "document_no": "沪产教融企培〔2026〕第0017号",
        "validity_label": "培育期",
        "validity": "自2026年12月9日起，不少于一年",
        "issued_on": date(2026, 12, 9),
        "valid_from": date(2026, 12, 9),
        "valid_to": None,
        "issuers": ["示例发证机关（虚构）"],
        "verify_url": "http://localhost:8000/verify/SHCJ-A1-2026-00017-T/7Q2MK0TXA1B2C3D4E5F6",
        "verify_host": "localhost:8000",
        "code": "7Q2M-K0TX-A1B2-C3D4-E5F6",
        "demo": True,
        **changes,
    }


def letter(kind: str) -> Context:
    """The context of letters/<kind>.html."""
    return {
        "issuer": AGENCY,
        "number": "示教融函〔2026〕第00017号",
        "to": HOLDER,
        "you": "你单位",
        "uscc": USCC,
        "case_number": "A1-2026-00017",
        "programme": "产教融合型企业建设培育",
        "round": "2026年第一批（示例）",
        "submitted_on": date(2026, 9, 14),
        "issued_on": date(2026, 9, 17),
        "reason": "",
        "basis": [
            {
                "title": "建设产教融合型企业实施办法（试行）",
                "number": "发改社会〔2019〕590号",
                "article": "第五条",
            }
        ],
        "contact": "示例受理窗口，电话 021-0000 0000（虚构）",
        "check_url": "http://localhost:8000/verify/",
        "demo": True,
        **LETTERS[kind],
    }


_REMEDY = "如有异议，可自收到本通知之日起十个工作日内向本机关书面申请复核。"
_STEPS = (
    ("受理", 5, ""),
    ("区初审", 10, ""),
    ("市级联合复核", 10, ""),
    ("专家评审", 15, "专家评审所需时间另行告知"),
    ("联席会议审议", 10, ""),
    ("公示", 5, ""),
    ("发文制证", 5, ""),
)

LETTERS: dict[str, Context] = {
    "acceptance": {
        "kind_title": "受理通知书",
        "limits": [{"step": step, "unit": "", "days": days, "off_clock": why} for step, days, why in _STEPS],
    },
    "non_acceptance": {
        "kind_title": "不予受理通知书",
        "reason": "主营业务为教育培训，不属于本项目的申报对象；且满足的申报条件少于两项。",
        "remedy": _REMEDY,
    },
    "correction": {
        "kind_title": "补正通知书",
        "sequence": 1,
        "due_on": date(2026, 10, 9),
        "items": [
            {
                "place": "实习学生",
                "reason": "填报与材料不一致",
                "note": "2025年度申报57人，名册为54人：核对后更正人数，或补充缺少的名册。",
            },
            {
                "place": "捐赠票据",
                "reason": "材料不清晰或无法识别",
                "note": "第3页票据金额无法辨认，请重新扫描上传，分辨率不低于200dpi。",
            },
            {"place": "校企合作协议", "reason": "缺少签字或盖章", "note": "补充合作学校的签章页。"},
        ],
    },
    "refusal": {
        "kind_title": "不予纳入决定书",
        "decided": "不予纳入",
        "reason": "近三年接收实习学生累计48人，未达到60人。\n\n专家评审得分低于60分的纳入标准。",
        "score": "52.33",
        "remedy": _REMEDY,
    },
    "deferral": {
        "kind_title": "补正后再报通知书",
        "decided": "本次暂不纳入，建议完善后重新申报",
        "reason": "实训基地投入的财务凭证尚不完整，暂无法核定近三年投入总额。",
        "score": "71.50",
        "remedy": _REMEDY,
    },
    "withdrawal": {"kind_title": "撤回确认书", "reason": "拟调整三年规划后再行申报。"},
    "grant": {
        "kind_title": "纳入决定书",
        "decided": "自2026年12月9日起将你单位纳入产教融合型企业建设培育范围",
        "paper": True,
        "remedy": "",
        "score": "87.00",
    },
    "prior_notice": {
        "kind_title": "事先告知书",
        "reason": "年度报告所列接收实习人数与合作学校名册不符。",
        "due_on": date(2026, 10, 9),
        "standing": "SHCJ-A1-2026-00017-N",
    },
    "notification": {
        "kind_title": "限期整改通知书",
        "subject": "限期整改",
        "reason": "实训基地停用超过六个月，请整改并提交报告。",
        "due_on": date(2026, 10, 9),
        "remedy": "",
    },
}

APPLICATION_FORM: Context = {
    "programme": "产教融合型企业建设培育",
    "round": "2026年第一批（示例）",
    "reference_date": date(2025, 12, 31),
    "holder": HOLDER,
    "uscc": USCC,
    "number": "A1-2026-00017",
    "revision": 1,
    "version_code": "7Q2MK0TXA1",
    "version_mark": "RZ-V:7Q2MK0TXA1",
    "submitted_at": datetime(2026, 9, 14, 2, 0, tzinfo=UTC),
    "submitted_by": "林示例（虚构）",
    "conditions": [
        {"title": "在本市注册的独立法人", "source": "申报指南第二条", "value": "浦东新区", "passed": True},
        {"title": "近三年接收实习学生不少于60人", "source": "第四条", "value": "126人", "passed": True},
        {"title": "校企共有知识产权", "source": "第四条", "value": "0件", "passed": False},
    ],
    "sections": [
        {
            "title": "企业基本情况",
            "fields": [
                {"label": "企业名称", "value": HOLDER},
                {"label": "行业", "value": "C3973 集成电路制造"},
                {"label": "近三年营业收入", "value": "1,512,000,000.00 元（151,200 万元）"},
                {"label": "专精特新企业", "value": ""},
                {"label": "三年规划", "value": "围绕集成电路制造共建专业与实训基地。\n" * 30},
            ],
            "tables": [],
        },
        {
            "title": "实习学生",
            "fields": [],
            "tables": [
                {
                    "title": "接收实习学生情况",
                    "columns": ["年度", "合作学校", "专业", "人数", "月数"],
                    "rows": [
                        [year, "上海示例应用技术学院（虚构）", "集成电路技术", people, "3"]
                        for year, people in (("2023", "28"), ("2024", "41"), ("2025", "57"))
                        for _ in range(9)
                    ],
                    "totals": [{"label": "人数", "value": "1,134"}],
                },
                {"title": "捐赠设备", "columns": ["名称", "金额（元）", "日期"], "rows": [], "totals": []},
            ],
        },
    ],
    "evidence": [
        {"title": "专用信用报告", "name": "专用信用报告.pdf", "sha256": "3d914f9348c9cc0ff8a797163d914f93"},
        {
            "title": "校企合作协议",
            "name": "校企合作协议（2024）.pdf",
            "sha256": "a0914f9348c9cc0ff8a797163d914f93",
        },
    ],
    "demo": True,
}
