"""Fictional data of ``/ui-kit/``. Organisations say so in their names; codes use an unassigned region."""
# ruff: noqa: E501  one row of data a line reads best

from decimal import Decimal
from typing import Any

FORM = {
    "code": "91990000MA00000D0Y",
    "invested": "4,215,000.00",
    "signed_on": "2024-03-01",
    "district": "310115",
    "kind": "private",
    "ways": ["base", "order"],
    "truthful": "on",
}
ROWS = {
    "rows-TOTAL_FORMS": "2",
    "rows-INITIAL_FORMS": "0",
    "rows-MIN_NUM_FORMS": "0",
    "rows-MAX_NUM_FORMS": "20",
    "rows-0-year": "2025",
    "rows-0-item": "工业机器人实训设备",
    "rows-0-amount": "2600000",
    "rows-1-year": "2026",
    "rows-1-item": "企业导师课时费",
    "rows-1-amount": "一百万",
}
SCORES = {"mechanism": Decimal(15), "investment": Decimal(40), "outcome": Decimal("22.5")}


def _row(name: str, number: str, district: str, step: str, tone: str, days: int | None) -> dict[str, Any]:
    return {
        "name": name, "number": number, "district": district, "step": step, "tone": tone, "days": days,
    }  # fmt: skip


DATA: dict[str, Any] = {
    "late": -1,
    "crumbs": [("首页", "/")],
    "error_codes": [400, 403, 404, 409, 413, 429, 500],
    "done_actions": [
        {"label": "查看办理进度", "url": "#confirm", "kind": "primary"},
        {"label": "下载申报书", "url": "#confirm", "icon": "download"},
    ],
    "files": [
        {"name": "校企合作协议（2024）.pdf", "url": "#upload", "meta": "2.4 MB · 6 页 · 2026-11-20 上传", "tag": "已通过检查", "tone": "ok", "remove_url": "#upload"},
        {"name": "实训基地照片合集-第二实训楼一层数控车间与三层工业机器人工作站-20261118.jpg", "url": "#upload", "meta": "8.1 MB · 2026-11-20 上传", "tag": "检查中", "tone": "info"},
        {"name": "审计报告.ofd", "url": "#upload", "meta": "1.2 MB · 仅供下载", "tag": "需重新上传", "tone": "bad", "remove_url": "#upload"},
    ],
    "summary": [
        {"label": "合作单位", "value": "示例职业技术学院（虚构）", "change_url": "#summary_list"},
        {"label": "协议期限", "value": "2024年3月1日至2029年2月28日", "change_url": "#summary_list"},
        {"label": "近三年职业教育投入", "value": "4,215,000.00 元（421.50 万元）", "change_url": "#summary_list"},
        {"label": "共建实训基地名称", "value": "", "change_url": "#summary_list", "state": "todo"},
    ],
    "tasks": [
        {"label": "单位基本信息", "url": "#task_list", "state": "done"},
        {"label": "校企合作情况", "url": "#task_list", "state": "error", "current": True, "note": "2 处需要修改"},
        {"label": "近三年投入", "url": "#task_list", "state": "doing"},
        {"label": "佐证材料", "url": "#task_list", "state": "correct", "note": "第 3 项：协议缺少签字页"},
        {"label": "核对并提交", "url": "", "state": "todo", "note": "各节完成后可以核对"},
    ],
    "stepper": [
        {"label": "填写申报", "state": "done"},
        {"label": "核对", "state": "done"},
        {"label": "下载并盖章", "state": "now"},
        {"label": "上传扫描件", "state": "next"},
        {"label": "提交", "state": "next"},
    ],
    "timeline": [
        {"step": "受理", "unit": "市教委（虚构）", "state": "done", "planned": 5, "actual": 2, "at": "2026-11-04"},
        {"step": "区初审", "unit": "浦东新区发展改革委（虚构）", "state": "done", "planned": 10, "actual": 7, "at": "2026-11-13", "note": "2026-11-06 要求补正 2 项，11-10 补正完毕；期间不计入时限。"},
        {"step": "市级联合复核", "unit": "五部门并行", "state": "now", "planned": 10, "actual": 6, "at": "已有 3 个部门同意"},
        {"step": "专家评审", "unit": "评审专家组", "state": "next", "planned": None},
        {"step": "公示", "unit": "市教委（虚构）", "state": "next", "planned": 5},
        {"step": "现场核查", "unit": "评审专家组", "state": "skipped"},
    ],
    "tabs": [
        {"label": "全部待办", "url": "#tabs", "count": 18, "current": True},
        {"label": "区初审", "url": "#tabs", "count": 6},
        {"label": "联合复核", "url": "#tabs", "count": 7},
        {"label": "待补正", "url": "#tabs", "count": 3},
        {"label": "即将到期", "url": "#tabs", "count": 2},
    ],
    "evidence_tabs": [
        {"label": "合作协议", "url": "#review", "current": True},
        {"label": "审计报告", "url": "#review"},
        {"label": "实训基地照片", "url": "#review"},
    ],
    "filters": [
        {"name": "q", "label": "关键词", "value": "", "wide": True, "placeholder": "单位名称、编号或信用代码"},
        {"name": "district", "label": "所属区", "value": "", "choices": [("", "全部"), ("310115", "浦东新区"), ("310112", "闵行区")]},
        {"name": "limit", "label": "办理时限", "value": "", "choices": [("", "不限"), ("late", "已超期"), ("soon", "两日内到期")]},
    ],
    "queue": {
        "next": "kit",
        "items": [
            _row("云岚智能装备有限公司（虚构）", "A1-2026-00003", "浦东新区", "区初审", "info", -1),
            _row("申澜生物医药科技股份有限公司（虚构）", "A1-2026-00012", "闵行区", "区初审", "info", 0),
            _row("东岸精密仪器有限公司（虚构）", "A1-2026-00017", "嘉定区", "联合复核", "violet", 2),
            _row("澄海数据服务有限公司（虚构）", "A1-2026-00021", "杨浦区", "待补正", "warn", None),
            _row("锦程物流供应链管理有限公司（虚构）", "A1-2026-00024", "宝山区", "已受理", "ok", 8),
        ],
    },
    "opinions": [
        {"unit": "市发展改革委", "opinion": "同意", "tone": "ok", "days": 4, "reason": "符合培育条件"},
        {"unit": "市财政局", "opinion": "不同意", "tone": "bad", "days": 6, "reason": "投入明细与审计报告不一致，差额 12.00 万元"},
        {"unit": "市税务局", "opinion": "已取消", "tone": "neutral", "days": "—", "reason": "因有部门不同意，转由主办决定"},
    ],
}  # fmt: skip
