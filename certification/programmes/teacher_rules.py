"""Conditions of the three ranks. Source: 八部门《普通本科高校产业兼职教师管理办法》(2025) as the baseline; titles,
years, ages and duties of each rank are illustrative (示例), domain facts §3."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from certification.domain.nominations import MOST_SCHOOLS
from certification.registry import Facts, Finding, Rule
from teachers.dossier import age, teaching_hours
from teachers.models import ConsentKind
from teachers.ranks import Level, Rank

BASELINE = "普通本科高校产业兼职教师管理办法（2025）"
EXAMPLE = "产业师资聘任标准（示例）"
_TOP = (Level.SENIOR, Level.CHIEF)
_SECOND = (*_TOP, Level.ASSOCIATE, Level.SPECIAL, Level.SENIOR_TECHNICIAN)
_THIRD = (*_SECOND, Level.MIDDLE, Level.TECHNICIAN)


@dataclass(frozen=True)
class Standard:
    """What a rank asks: titles, years in the trade, highest age and that of urgent fields."""

    levels: tuple[str, ...]
    words: str
    years: int
    age: int
    urgent_age: int


STANDARDS: Mapping[str, Standard] = {
    Rank.PROFESSOR: Standard(_TOP, "正高级职称、首席技师、省部级项目负责人或规上企业高管", 5, 65, 70),
    Rank.MENTOR: Standard(_SECOND, "副高级职称或高级技师以上", 3, 65, 65),
    Rank.LECTURER: Standard(_THIRD, "中级职称或技师以上", 3, 60, 60),
}


def too_old(nomination: Any, rank: str, facts_urgent: bool, today: Any) -> bool:
    """Whether the person is over the age of a rank on a day."""
    standard = STANDARDS[rank]
    limit = standard.urgent_age if facts_urgent else standard.age
    return age(nomination.birth_on, today) > limit


def _title(rank: str) -> Callable[[Facts], Finding]:
    standard = STANDARDS[rank]

    def check(facts: Facts) -> Finding:
        told = facts.fields("experience")
        level = str(told.get("level", ""))
        label = str(dict(Level.choices).get(level, "未填写"))
        if level in standard.levels:
            return Finding(True, label)
        if rank == Rank.PROFESSOR and (told.get("leads_project") or told.get("executive")):
            return Finding(True, "省部级项目负责人" if told.get("leads_project") else "规上企业高管")
        if told.get("craftsman"):
            return Finding(True, f"{label}，能工巧匠，由评审认定")
        return Finding(False, label)

    return check


def _years(rank: str) -> Callable[[Facts], Finding]:
    def check(facts: Facts) -> Finding:
        years = int(facts.fields("experience").get("years") or 0)
        return Finding(years >= STANDARDS[rank].years, f"{years} 年")

    return check


def _age(rank: str) -> Callable[[Facts], Finding]:
    def check(facts: Facts) -> Finding:
        nomination = facts.party["nomination"]
        urgent = bool(facts.fields("experience").get("urgent") or facts.fields("term").get("urgent"))
        old = too_old(nomination, rank, urgent, facts.today)
        return Finding(not old, f"{age(nomination.birth_on, facts.today)} 周岁")

    return check


def _in_post(facts: Facts) -> Finding:
    there = bool(facts.fields("person").get("in_post") or facts.fields("term").get("in_post"))
    return Finding(there, "在职" if there else "未确认在职")


def _degree(facts: Facts) -> Finding:
    degree = facts.fields("person").get("degree")
    if degree in ("doctor", "master", "bachelor"):
        return Finding(True, "本科以上")
    relaxed = bool(facts.fields("experience").get("craftsman"))
    return Finding(relaxed, "能工巧匠，学历放宽" if relaxed else "本科以下")


def _professor_duties(facts: Facts) -> Finding:
    hours = teaching_hours(list(facts.rows("plan", "courses")))  # type: ignore[arg-type]
    plan = facts.fields("plan")
    lectures, students = int(plan.get("lectures") or 0), int(plan.get("supervised") or 0)
    fine = hours >= 36 and lectures >= 1 and students >= 2
    return Finding(fine, f"{_hours(hours)} 学时，讲座 {lectures} 次，联合指导 {students} 人")


def _mentor_duties(facts: Facts) -> Finding:
    plan = facts.fields("plan")
    students, projects = int(plan.get("supervised") or 0), int(plan.get("projects") or 0)
    return Finding(students >= 2 or projects >= 1, f"联合指导 {students} 人，联合项目 {projects} 项")


def _lecturer_duties(facts: Facts) -> Finding:
    hours = teaching_hours(list(facts.rows("plan", "courses")))  # type: ignore[arg-type]
    return Finding(hours >= 32, f"{_hours(hours)} 学时")


def _hours(value: Decimal) -> str:
    return format(value.normalize(), "f") if value else "0"


def _same(facts: Facts) -> Finding:
    """The dossier is about the person nominated, in the rank nominated for."""
    nomination, person = facts.party["nomination"], facts.fields("person")
    differing = [
        words
        for words, told, stated in (
            ("姓名", person.get("name"), nomination.name),
            ("出生日期", person.get("birth_on"), nomination.birth_on),
            ("工作单位", person.get("employer_code"), nomination.employer_code),
            ("级别", facts.fields("post").get("rank"), nomination.rank),
        )
        if told != stated
    ]
    return Finding(not differing, "与推荐信息不同：" + "、".join(differing) if differing else "一致")


def _consents(facts: Facts) -> Finding:
    gaps = facts.party["consents"]
    words = [f"{label}：{gaps[kind]}" for kind, label in ConsentKind.choices if gaps.get(kind)]
    return Finding(not words, "；".join(words) or "均已同意")


def _still_agreed(facts: Facts) -> Finding:
    agreed = facts.party["agreed"]
    words = [str(label) for kind, label in ConsentKind.choices if not agreed.get(kind)]
    return Finding(not words, "缺" + "、".join(words) if words else "均有效")


def _notices(facts: Facts) -> Finding:
    missing = [label for label, result in facts.party["notices"].items() if not result]
    if missing:
        return Finding(False, "未登记" + "、".join(missing))
    return Finding(not facts.party["upheld"], "异议成立" if facts.party["upheld"] else "均已公示")


def _majority(facts: Facts) -> Finding:
    review = facts.fields("review")
    present, favour = int(review.get("present") or 0), int(review.get("in_favour") or 0)
    return Finding(favour * 3 >= present * 2 > 0, f"{favour}/{present}")


def _schools(facts: Facts) -> Finding:
    others = max(facts.party["schools"], int(facts.fields("claims").get("other_schools") or 0))
    return Finding(others < MOST_SCHOOLS, f"另受聘 {others} 所")


def _appraised(facts: Facts) -> Finding:
    failed = facts.party["failed"]
    return Finding(failed < 2, f"不合格 {failed} 次")


def _declared(field: str) -> Callable[[Facts], Finding]:
    def check(facts: Facts) -> Finding:
        declared = bool(facts.fields("claims").get(field))
        return Finding(declared, "已声明" if declared else "未声明")

    return check


NEGATIVE = (
    Rule("misconduct", "无师德失范行为", BASELINE, "negative", _declared("no_misconduct"), section="claims"),
    Rule("crime", "无犯罪和从业禁止记录", BASELINE, "negative", _declared("no_crime"), section="claims"),
    Rule("fraud", "无学术不端行为", BASELINE, "negative", _declared("no_academic_fraud"), section="claims"),
    Rule("discipline", "不在处分影响期内", BASELINE, "negative", _declared("no_discipline"), section="claims"),
    Rule(
        "schools", f"同时受聘不超过 {MOST_SCHOOLS} 所学校", EXAMPLE, "negative", _schools,
        remedy="已在两所学校受聘的，须先结束其中一所的聘任。", section="claims",
    ),
)  # fmt: skip

_DUTIES: Mapping[str, tuple[str, Callable[[Facts], Finding]]] = {
    Rank.PROFESSOR: ("每学年不少于 36 学时、1 次讲座，联合指导不少于 2 人", _professor_duties),
    Rank.MENTOR: ("每学年联合指导不少于 2 人或 1 个项目", _mentor_duties),
    Rank.LECTURER: ("每学年不少于 32 学时", _lecturer_duties),
}


def _gates(rank: str) -> tuple[Rule, ...]:
    standard, (duty, check) = STANDARDS[rank], _DUTIES[rank]
    ages = f"不超过 {standard.age} 周岁" + (
        f"（紧缺急需领域 {standard.urgent_age}）" if standard.urgent_age > standard.age else ""
    )
    return (
        Rule("age", ages, EXAMPLE, "gate", _age(rank), section="experience"),
        Rule("in_post", "在职", BASELINE, "gate", _in_post, section="person"),
        Rule("duties", duty, EXAMPLE, "gate", check, remedy="请在“育人方案”中补足任务。", section="plan"),
    )


def rules(rank: str) -> tuple[Rule, ...]:
    """What a first appointment to ``rank`` asks."""
    standard = STANDARDS[rank]
    degree = (
        (Rule("degree", "本科以上学历（能工巧匠可放宽）", BASELINE, "gate", _degree, section="person"),)
        if rank != Rank.LECTURER
        else ()
    )
    return (
        Rule("level", standard.words, EXAMPLE, "gate", _title(rank), section="experience"),
        Rule("years", f"行业工作不少于 {standard.years} 年", BASELINE, "gate", _years(rank), section="experience"),
        *_gates(rank),
        *degree,
        Rule(
            "same", "与推荐信息一致", EXAMPLE, "gate", _same,
            remedy="请核对申报书；推荐信息有误的，先在推荐进度中更正。", section="person",
        ),
        Rule(
            "consents", "本人和工作单位同意", BASELINE, "gate", _consents,
            remedy="请在推荐进度中征求同意或催办。", section="review",
        ),
        Rule(
            "notices", "单位和学校公示各不少于 5 个工作日且无异议成立", EXAMPLE, "gate", _notices,
            remedy="请在推荐进度中登记公示。", section="review",
        ),
        Rule("majority", "学校评审到会人员三分之二以上同意", EXAMPLE, "gate", _majority, section="review"),
        *NEGATIVE,
    )  # fmt: skip


def renewal_rules(rank: str) -> tuple[Rule, ...]:
    """What another term asks: the same age and duties, the consents still standing, appraisals passed."""
    return (
        *_gates(rank),
        Rule(
            "consents", "本人和工作单位的同意有效", BASELINE, "gate", _still_agreed,
            remedy="请在推荐进度中重新征求同意。", section="term",
        ),
        Rule("appraisals", "聘期内年度考核不合格少于 2 次", EXAMPLE, "gate", _appraised, section="term"),
        *NEGATIVE,
    )  # fmt: skip
