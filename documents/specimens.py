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
        "number": "SHCJ-A1-2026-00017-N",
        "document_no": "沪产教融企培〔2026〕第0017号",
        "validity_label": "培育期",
        "validity": "自2026年12月9日起，不少于一年",
        "issued_on": date(2026, 12, 9),
        "valid_from": date(2026, 12, 9),
        "valid_to": None,
        "issuers": ["示例发证机关（虚构）"],
        "verify_url": "http://localhost:8000/verify/SHCJ-A1-2026-00017-N/7Q2MK0TXA1B2C3D4E5F6",
        "verify_host": "localhost:8000",
        "code": "7Q2M-K0TX-A1B2-C3D4-E5F6",
        "demo": True,
        **changes,
    }


def _letter(**more: Any) -> Context:
    return {
        "agency": AGENCY,
        "number": "示教融函〔2026〕17号",
        "recipient": HOLDER,
        "matter": "产教融合型企业建设培育",
        "case_no": "A1-2026-00017",
        "issued_on": date(2026, 9, 17),
        "printed_on": date(2026, 9, 17),
        "contact": "示例受理窗口，电话 021-0000 0000（虚构）",
        "verify_url": "http://localhost:8000/receipts/A1-2026-00017/7Q2MK0TXA1B2C3D4E5F6",
        "verify_host": "localhost:8000",
        "demo": True,
        **more,
    }


_SUBMITTED, _ACCEPTED = date(2026, 9, 14), date(2026, 9, 17)
_PROCESS = ["区初审", "市级联合复核", "专家评审", "联席会议审议"]
_REMEDIES = [
    "对本决定有异议的，可自收到之日起十五个工作日内向本机关书面申请复核，并说明理由。",
    "本项目不属于行政许可。认为本决定侵犯合法权益的，可依法另行寻求救济。",
]

LETTERS: dict[str, Context] = {
    "acceptance": _letter(
        submitted_on=_SUBMITTED,
        accepted_on=_ACCEPTED,
        limit_days=45,
        due_on=date(2026, 11, 27),
        materials=["申报书（签章扫描件）", "专用信用报告", "近三年审计报告", "校企合作协议", "三年发展规划"],
        off_clock=["专家评审", "补正", "公示"],
    ),
    "non_acceptance": _letter(
        submitted_on=_SUBMITTED,
        reasons=[
            {
                "reason": "主营业务为教育培训，不属于本项目的申报对象",
                "basis": "《建设产教融合型企业实施办法（试行）》第五条",
            },
            {"reason": "满足的申报条件少于两项"},
        ],
        remedies=["补齐条件后可重新申报。", *_REMEDIES],
    ),
    "correction": _letter(
        submitted_on=_SUBMITTED,
        items=[
            {
                "subject": "实习实训台账",
                "problem": "2025年度实习人数与名册不一致：申报57人，名册54人",
                "request": "核对后更正人数，或补充缺少的名册",
                "unit": "市教育委员会",
            },
            {
                "subject": "捐赠票据",
                "problem": "第3页票据金额模糊，无法辨认",
                "request": "重新扫描上传，分辨率不低于200dpi",
                "unit": "市财政局",
            },
            {
                "subject": "校企合作协议",
                "problem": "缺少合作学校签章页",
                "request": "补充完整协议",
                "unit": "市教育委员会",
            },
        ],
        days=10,
        due_on=date(2026, 10, 9),
    ),
    "refusal": _letter(
        accepted_on=_ACCEPTED,
        scope="上海市产教融合型企业建设培育范围",
        process=_PROCESS,
        reasons=[
            {"reason": "专家评审得分52.33分，低于60分的纳入标准", "basis": "本批次申报指南第八条"},
            {"reason": "近三年接收实习学生累计48人，未达到60人"},
        ],
        remedies=_REMEDIES,
    ),
    "resubmission": _letter(
        accepted_on=_ACCEPTED,
        process=_PROCESS,
        reasons=[{"reason": "实训基地投入的财务凭证尚不完整，暂无法核定近三年投入总额"}],
        requests=["补齐2024年度设备采购的发票与验收单。", "与合作学校续签已到期的共建协议。"],
        next_round="2027年度批次开放后即可提交",
        remedies=_REMEDIES[:1],
    ),
    "withdrawal": _letter(
        submitted_on=_SUBMITTED,
        withdrawn_on=date(2026, 9, 21),
        withdrawn_by="经办人林示例（虚构）",
        reason="拟调整三年规划后再行申报",
    ),
    "admission": _letter(
        accepted_on=_ACCEPTED,
        process=[*_PROCESS, "公示"],
        scope="上海市产教融合型企业建设培育范围",
        valid_from=date(2026, 12, 9),
        validity="培育期不少于一年",
        certificate_number="SHCJ-A1-2026-00017-N",
        duties=["三个月内公布三年发展规划并报备。", "每年1月31日前提交上一年度报告。"],
    ),
}

APPLICATION_FORM: Context = {
    "heading": "产教融合型企业建设培育申报书",
    "applicant": HOLDER,
    "uscc": USCC,
    "matter": "产教融合型企业建设培育",
    "round": "2026年第一批（示例）",
    "case_no": "A1-2026-00017",
    "version_code": "SQ-7Q2M-K0TX-A1B2",
    "submitted_on": _SUBMITTED,
    "printed_on": _SUBMITTED,
    "facts": [["注册区", "浦东新区（临港新片区）"], ["行业", "C3973 集成电路制造"]],
    "sections": [
        {
            "title": "一、企业基本情况",
            "note": "金额单位为万元，基准日 2025年12月31日。",
            "fields": [
                ["企业名称", HOLDER],
                ["法定代表人", "申示例（虚构）"],
                ["职工人数", "860"],
                ["近三年营业收入", "120,000.00 / 135,500.00 / 151,200.00 万元"],
                ["专精特新企业", None],
            ],
        },
        {
            "title": "二、实习学生",
            "tables": [
                {
                    "title": "接收实习学生情况",
                    "headers": ["年度", "合作学校", "专业", "人数", "月数"],
                    "rows": [
                        [year, "上海示例应用技术学院（虚构）", "集成电路技术", people, "3"]
                        for year, people in ((2023, 28), (2024, 41), (2025, 57))
                        for _ in range(9)
                    ],
                    "note": "近三年累计 126 人。",
                },
                {"title": "捐赠设备", "headers": ["名称", "金额（元）", "日期"], "rows": []},
            ],
        },
        {
            "title": "三、三年规划",
            "paragraphs": [
                [
                    "建设目标",
                    "围绕集成电路制造，与合作学校共建专业与实训基地。" * 12
                    + "\n\n"
                    + "逐年扩大接收规模。" * 20,
                ]
            ],
        },
    ],
    "attachments": [
        {"name": "专用信用报告.pdf", "extent": "6页", "sha256": "3d914f9348c9cc0ff8a797163d914f93"},
        {"name": "校企合作协议（2024）.pdf", "extent": "24页", "sha256": "a0914f9348c9cc0ff8a797163d914f93"},
    ],
    "commitment": [
        "本单位承诺所填内容与所附材料真实、准确、完整，愿意接受核查；如有虚假，自愿承担相应责任。",
    ],
    "verify_url": "http://localhost:8000/receipts/A1-2026-00017/7Q2MK0TXA1B2C3D4E5F6",
    "verify_host": "localhost:8000",
    "demo": True,
}
