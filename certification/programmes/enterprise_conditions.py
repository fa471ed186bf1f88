"""Eligibility rules of the enterprise programmes (申报条件): facts in, finding out, nothing else.

Sources: S4 Shanghai notice, 590 = 发改社会〔2019〕590号 and provincial versions. Thresholds are illustrative
(示例) until confirmed. The national group keeps conditions 1-3 apart from the Shanghai items.
"""

from collections.abc import Callable
from decimal import Decimal

from certification.registry import Facts, Finding, Rule
from enterprises.dossier import CONDITIONS, FOCUS
from enterprises.money import yuan

NATIONAL = "发改社会〔2019〕590号"
SHANGHAI = "上海市申报通知（示例）"
CREDIT = "沪府办规〔2023〕6号"

INTERN_MONTHS, INTERN_TOTAL = 3, 60
MAJORS = 3
INVESTMENT = Decimal("1000000.00")

HELD = ("enterprise-cultivation", "enterprise-recognition")
"""Whoever holds one of these does not apply for cultivation again."""

Proof = Callable[[Facts], tuple[bool, str]]
_titles = dict(CONDITIONS)
_focus = {code: str(title) for code, title in FOCUS}


def _claimed(facts: Facts, code: str) -> bool:
    return code in facts.fields("claims").get("conditions", [])


def _condition(code: str, source: str, track: str, section: str, proof: Proof, remedy: str) -> Rule:
    """A condition counts only when it is claimed and proven; the finding says which is missing."""

    def check(facts: Facts) -> Finding:
        passed, value = proof(facts)
        if not _claimed(facts, code):
            return Finding(False, f"未申报（{value}）")
        return Finding(passed, value)

    return Rule(code, str(_titles[code]), source, "condition", check, track, remedy, section)


def _text(section: str, field: str) -> Proof:
    def proof(facts: Facts) -> tuple[bool, str]:
        value = str(facts.fields(section).get(field) or "")
        return bool(value), value or "未填写"

    return proof


def _open_training(facts: Facts) -> tuple[bool, str]:
    fields = facts.fields("cooperation")
    base, open_ = fields.get("training_base") or "", bool(fields.get("open_to_society"))
    return bool(base) and open_, f"{base or '未填写基地'}，{'面向' if open_ else '未面向'}社会培训"


def interns(facts: Facts) -> tuple[int, dict[int, int]]:
    """(total, per year) of students who stayed at least three months in the three-year window."""
    years = dict.fromkeys(facts.policy.window, 0)
    for row in facts.rows("internship", "interns"):
        if row["year"] in years and row["months"] >= INTERN_MONTHS:
            years[row["year"]] += row["headcount"]
    return sum(years.values()), years


def _internship(facts: Facts) -> tuple[bool, str]:
    if facts.fields("internship").get("apprenticeship"):
        return True, "承担学徒制任务"
    total, years = interns(facts)
    detail = "，".join(f"{year} 年 {count} 人" for year, count in years.items())
    return total >= INTERN_TOTAL and all(years.values()), f"{detail}，合计 {total} 人"


def _majors(facts: Facts) -> tuple[bool, str]:
    count = len({(row["school"], row["major"]) for row in facts.rows("cooperation", "majors")})
    return count >= MAJORS, f"{count} 个"


def investment(facts: Facts) -> Decimal:
    """Sum in 元 of bases and donations within the three-year window."""
    rows = [*facts.rows("investment", "bases"), *facts.rows("investment", "donations")]
    return sum((Decimal(r["amount"]) for r in rows if r["year"] in facts.policy.window), Decimal("0.00"))


def _investment(facts: Facts) -> tuple[bool, str]:
    total = investment(facts)
    return total >= INVESTMENT, yuan(total)


def _ip(facts: Facts) -> tuple[bool, str]:
    first, _middle, last = facts.policy.window
    count = sum(
        1 for row in facts.rows("technology", "properties") if first <= row["granted_on"].year <= last
    )
    return count >= 1, f"{count} 项"


def _flag(section: str, field: str, yes: str, no: str, want: bool = True) -> Callable[[Facts], Finding]:
    def check(facts: Facts) -> Finding:
        value = bool(facts.fields(section).get(field))
        return Finding(value is want, yes if value else no)

    return check


def _focus_area(facts: Facts) -> Finding:
    code = str(facts.fields("basic").get("focus") or "")
    return Finding(code not in ("", "other"), _focus.get(code, "未填写"))


def _industry(facts: Facts) -> Finding:
    code = str(facts.fields("basic").get("industry_code") or "")
    return Finding(bool(code) and not code.startswith("P83"), code or "未填写")


def _ban(facts: Facts) -> Finding:
    if facts.banned_until:
        return Finding(False, f"禁止申报至 {facts.banned_until:%Y-%m-%d}")
    return Finding(True, "无")


def _held(facts: Facts) -> Finding:
    held = [facts.standing[slug] for slug in HELD if slug in facts.standing]
    return Finding(not held, f"自 {held[0]:%Y-%m-%d} 起已具有资格" if held else "无")


def _minimum(facts: Facts) -> Finding:
    met = [rule for rule in CONDITION_RULES if rule.check(facts).passed]
    need = facts.policy.min_conditions
    return Finding(len(met) >= need, f"符合 {len(met)} 项，至少 {need} 项")


CONDITION_RULES = (
    _condition(
        "runs_school",
        NATIONAL,
        "national_group",
        "cooperation",
        _text("cooperation", "school_run"),
        "填写举办或参与举办的院校。",
    ),
    _condition(
        "open_training",
        NATIONAL,
        "national_group",
        "cooperation",
        _open_training,
        "填写基地名称并确认面向社会开展培训。",
    ),
    _condition(
        "alliance",
        NATIONAL,
        "national_group",
        "cooperation",
        _text("cooperation", "alliance"),
        "填写职教集团或产教联盟名称。",
    ),
    _condition(
        "internship",
        NATIONAL,
        "sh_item",
        "internship",
        _internship,
        f"近三年每年均有实习不少于 {INTERN_MONTHS} 个月的学生，累计不少于 {INTERN_TOTAL} 人；或承担学徒制任务。",
    ),
    _condition(
        "one_plus_x",
        NATIONAL,
        "sh_item",
        "cooperation",
        _text("cooperation", "one_plus_x"),
        "填写参与的证书试点。",
    ),
    _condition(
        "joint_majors",
        NATIONAL,
        "sh_item",
        "cooperation",
        _majors,
        f"共建学科专业点不少于 {MAJORS} 个。",
    ),
    _condition(
        "investment", NATIONAL, "sh_item", "investment", _investment, "近三年累计投入不少于 100 万元。"
    ),
    _condition(
        "joint_ip", NATIONAL, "sh_item", "technology", _ip, "近三年与合作学校共有知识产权不少于 1 项。"
    ),
)

RULES = (
    Rule(
        "independent",
        "具有独立法人资格",
        SHANGHAI,
        "gate",
        _flag("basic", "is_independent", "是", "否"),
        remedy="分支机构请由具有法人资格的单位申报。",
        section="basic",
    ),
    Rule(
        "taxpayer",
        "在本市注册并依法纳税",
        SHANGHAI,
        "gate",
        _flag("basic", "pays_tax_here", "是", "否"),
        remedy="请在注册纳税地申报。",
        section="basic",
    ),
    Rule(
        "focus",
        "属于重点领域",
        SHANGHAI,
        "gate",
        _focus_area,
        remedy="选择本单位主营业务所属的重点领域。",
        section="basic",
    ),
    *CONDITION_RULES,
    Rule(
        "minimum",
        "符合的条件达到规定项数",
        SHANGHAI,
        "gate",
        _minimum,
        remedy="补充填写并申报更多符合的条件。",
        section="claims",
    ),
    Rule(
        "not_training",
        "主营业务不是教育培训",
        SHANGHAI,
        "negative",
        _industry,
        remedy="教育（P83）类单位不在申报范围。",
        section="basic",
    ),
    Rule(
        "not_group",
        "不属于须通过国家渠道申报的集团",
        SHANGHAI,
        "negative",
        _flag("claims", "group_channel", "属于", "不属于", want=False),
        remedy="请通过国家渠道办理。",
        section="claims",
    ),
    Rule(
        "no_accident",
        "近三年无重大环保、安全、质量事故",
        SHANGHAI,
        "negative",
        _flag("claims", "no_accident", "已确认无", "未确认"),
        remedy="请核实后在承诺中勾选；有上述事故的不能申报。",
        section="claims",
    ),
    Rule(
        "no_breach",
        "近三年无严重失信和重大违法",
        CREDIT,
        "negative",
        _flag("claims", "no_breach", "已确认无", "未确认"),
        remedy="以专用信用报告证明，无需逐项开具证明。",
        section="claims",
    ),
    Rule("no_ban", "不在禁止申报期内", NATIONAL, "negative", _ban, remedy="禁止期满后再申报。"),
)
NOT_HELD = Rule(
    "not_held",
    "尚未纳入建设培育，也未获认定",
    NATIONAL,
    "negative",
    _held,
    remedy="已在培育期的，满一年后申请认定；已获认定的，到期前申请复核。",
)
