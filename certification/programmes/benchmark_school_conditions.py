"""Eligibility rules of the benchmark schools (标杆学校申报条件): facts in, finding out, nothing else.

No official criteria were found; all thresholds are illustrative (示例). The plan's tasks 3 and 4 ask every school for
an organisation and for process documents in force; task 6 recognises the best of them.
"""

from datetime import timedelta

from django.utils import timezone

from certification.registry import Facts, Finding, Rule
from schools.codes import group_name, group_of
from schools.dossier import PROCESSES

PLAN = "沪教委高〔2021〕64号"
OWN = "标杆学校申报条件（示例）"
YEARS = 3
REPORT_AGE = timedelta(days=366)


def _legal(facts: Facts) -> Finding:
    yes = bool(facts.fields("basic").get("is_legal"))
    return Finding(yes, "依法设立" if yes else "未确认依法设立")


def _three_years(facts: Facts) -> Finding:
    since = facts.fields("basic").get("cooperating_since")
    if since is None:
        return Finding(False, "未填写起始年份")
    years = facts.policy.reference_date.year - since
    return Finding(years >= YEARS, f"自 {since} 年起，满 {max(years, 0)} 年")


def _organisation(facts: Facts) -> Finding:
    fields = facts.fields("governance")
    body, since = fields.get("body"), fields.get("body_since")
    if not body or since is None:
        return Finding(False, "未填写领导机构")
    return Finding(since <= facts.today, f"{body}，{since:%Y-%m-%d} 成立")


def _processes(facts: Facts) -> Finding:
    covered = {row["process"] for row in facts.rows("governance", "processes")}
    missing = [str(title) for code, title in PROCESSES if code not in covered]
    if missing:
        return Finding(False, f"缺少：{'、'.join(missing)}")
    return Finding(True, f"覆盖全部 {len(PROCESSES)} 个环节")


def _assessed(facts: Facts) -> Finding:
    """The values stand in the finding, so that the revision keeps them as they were at submission."""
    found, year = facts.party["assessment"], facts.policy.reference_date.year
    if found is None:
        return Finding(False, "没有锁定的自评")
    day = timezone.localtime(found["locked_at"])
    head = f"{found['year']} 年度自评已于 {day:%Y-%m-%d} 锁定"
    if found["year"] < year:
        return Finding(False, f"{head}，不是 {year} 年度")
    values = "；".join(f"{title} {words}" for title, words in found["values"])
    return Finding(True, f"{head}：{values}")


def _grouped(facts: Facts) -> Finding:
    basic, found = facts.fields("basic"), facts.party["assessment"]
    declared = group_of(*(basic.get(name) or "" for name in ("level", "orientation", "breadth")))
    name = group_name(declared) or "未分类"
    if found and declared != found["group"]:
        return Finding(False, f"申报书为{name}，自评为{group_name(found['group'])}")
    return Finding(bool(declared), name)


def _partner(facts: Facts) -> Finding:
    codes = {row["code"] for row in facts.rows("cooperation", "partners")}
    standing = codes & facts.party["holders"]
    return Finding(bool(standing), f"{len(codes)} 家合作企业，其中在册产教融合型企业 {len(standing)} 家")


def _base(facts: Facts) -> Finding:
    count, known = len(facts.rows("cooperation", "bases")), facts.party["bases"]
    return Finding(count >= 1, f"{count} 个，本平台在册 {known} 个")


def _report(facts: Facts) -> Finding:
    day = facts.fields("claims").get("report_on")
    if day is None:
        return Finding(False, "未填写发布日期")
    return Finding(facts.today - day <= REPORT_AGE, f"{day:%Y-%m-%d} 发布")


def _clean(field: str) -> Rule:
    words, remedy = _RECORD[field]

    def check(facts: Facts) -> Finding:
        yes = bool(facts.fields("claims").get(field))
        return Finding(yes, "确认没有" if yes else "未确认")

    return Rule(field, words, OWN, "negative", check, remedy=remedy, section="claims")


_RECORD = {
    "no_safety": ("近三年无重大安全责任事故", "有上述情形的不能申报。"),
    "no_ethics": ("近三年无严重师德失范事件", "有上述情形的不能申报。"),
    "no_enrolment": ("近三年无招生违规", "有上述情形的不能申报。"),
    "no_internship": ("近三年无学生实习严重违规、损害学生权益的情形", "有上述情形的不能申报。"),
}


def _not_barred(facts: Facts) -> Finding:
    if facts.banned_until is None:
        return Finding(True, "不在限制期内")
    return Finding(False, f"限制申报至 {facts.banned_until:%Y-%m-%d}")


def _gate(code: str, title: str, check: object, section: str, remedy: str, source: str = OWN) -> Rule:
    return Rule(code, title, source, "gate", check, remedy=remedy, section=section)  # type: ignore[arg-type]


RULES = (
    _gate("legal", "依法设立的学校", _legal, "basic", "请在“学校基本信息”中确认。"),
    _gate("three_years", f"开展产教协同育人满 {YEARS} 年", _three_years, "basic", "满三年后再申报。"),
    _gate(
        "organisation",
        "设立产教协同育人领导机构",
        _organisation,
        "governance",
        "请先成立机构。",
        f"{PLAN}任务 3",
    ),
    _gate(
        "processes",
        "六个育人环节的制度文件均已施行",
        _processes,
        "governance",
        "请补充所缺环节的文件。",
        f"{PLAN}任务 4",
    ),
    _gate("assessment", "当年学校自评已锁定", _assessed, "assessment", "请在“学校自评”中完成填报并锁定。"),
    _gate("group", "比较组明确，与自评一致", _grouped, "basic", "请核对办学层次与分类。"),
    _gate(
        "partner",
        "至少一家合作企业为在册产教融合型企业",
        _partner,
        "cooperation",
        "请核对合作企业的信用代码。",
    ),
    _gate("base", "至少一个协同育人基地", _base, "cooperation", "请填写已立项或认定的基地。"),
    _gate("report", "年度质量报告已在一年内发布", _report, "claims", "请先发布年度质量报告。"),
    *(_clean(field) for field in _RECORD),
    Rule(
        "wait",
        "不在撤销后的限制申报期内",
        OWN,
        "negative",
        _not_barred,
        remedy="限制期满后可以再次申报。",
        section="claims",
    ),
)
