"""Conditions of the bases (申报条件), kind by kind: facts in, finding out. Thresholds are illustrative (示例) but those
of D5 (沪教委职〔2023〕39号) and the four projects a year of D8."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from bases.kinds import Kind
from certification.registry import Facts, Finding, Rule
from ui import formats
from workflows.dates import months_after

DESIGN = "基地管理办法（示例）"
COLLEGES = "沪教委职〔2023〕39号"
SKILLS = "市级高技能人才培养基地通知（示例）"

SITE = Decimal(500)
PLACES, TEACHERS = 100, 20
AGREEMENT_YEARS = 3
ENTERPRISE_SHARE = Decimal(30)
HIRES, CONVERSION = 30, Decimal(30)
COURSES, COURSE_HOURS = 4, 64
REAL_ORDERS = Decimal(50)
SKILL_PROJECTS = 4
COLLEGE_LIMIT = {"vocational_bachelor": 2, "vocational": 1}
JOINT = frozenset({Kind.D1, Kind.D2, Kind.D3})
"""The three kinds of joint base, which share the thresholds of agreement, places and co-funding."""

Check = Callable[[Facts], Finding]


def _gate(
    code: str, title: str, check: Check, section: str, remedy: str = "", *, source: str = DESIGN,
    group: str = "gate",
) -> Rule:  # fmt: skip
    return Rule(code, title, source, group, check, "", remedy, section)


def _confirmed(facts: Facts) -> Finding:
    partners, waiting = facts.party["partners"], facts.party["waiting"]
    if not partners:
        return Finding(False, "没有合作单位")
    if waiting:
        return Finding(False, f"未确认：{'、'.join(waiting)}")
    return Finding(True, f"{len(partners)} 家均已确认")


def _listed(facts: Facts) -> Finding:
    """The partners of the dossier are those who confirm on the platform, with the same shares."""
    typed = {row["code"]: row["share"] for row in facts.rows("partners", "partners")}
    known = {code: partner.share for code, partner in facts.party["partners"].items()}
    if typed == known:
        return Finding(True, f"{len(typed)} 家")
    return Finding(False, f"申报书 {len(typed)} 家，基地页面 {len(known)} 家，或投入占比不同")


def _same(facts: Facts) -> Finding:
    """The dossier is about the base as its page has it; a certificate and a map of bases name one place."""
    basic, base = facts.fields("basic"), facts.party["base"]
    names = {"name": "名称", "district": "所在区", "zone": "片区", "address": "地址"}
    other = [title for field, title in names.items() if basic.get(field) != getattr(base, field)]
    return Finding(not other, f"不一致：{'、'.join(other)}" if other else "一致")


def _agreements(facts: Facts) -> Finding:
    rows = facts.rows("partners", "partners")
    short = [row["company"] for row in rows if row["until"] < years_on(row["signed_on"], AGREEMENT_YEARS)]
    if short or not rows:
        return Finding(False, f"不足 {AGREEMENT_YEARS} 年：{'、'.join(short)}" if short else "未填写")
    return Finding(True, f"{len(rows)} 份均不少于 {AGREEMENT_YEARS} 年")


def _site(facts: Facts) -> Finding:
    area = Decimal(facts.fields("site").get("area") or 0)
    return Finding(area >= SITE, f"{area.normalize():,f} 平方米")


def _places(facts: Facts) -> Finding:
    places = int(facts.fields("site").get("capacity") or 0)
    return Finding(places >= PLACES, f"{places} 人")


def _teachers(facts: Facts) -> Finding:
    places = int(facts.fields("facts").get("teacher_places") or 0)
    return Finding(places >= TEACHERS, f"{places} 人")


def funding(facts: Facts) -> tuple[Decimal, Decimal]:
    """Planned by enterprises, and altogether, in 元."""
    rows = facts.rows("budget", "budget")
    theirs = [Decimal(row["amount"]) for row in rows if row["source"] == "enterprise"]
    return sum(theirs, Decimal(0)), sum((Decimal(row["amount"]) for row in rows), Decimal(0))


def _cofunding(facts: Facts) -> Finding:
    theirs, whole = funding(facts)
    share = _percent(theirs, whole)
    return Finding(share >= ENTERPRISE_SHARE, f"企业 {formats.wan(theirs):,} 万元，占 {share}%")


def _milestones(facts: Facts) -> Finding:
    """One at least in each year of construction, none after it."""
    rows = facts.rows("plan", "milestones")
    last = years_on(facts.today, 3)
    late = [row["title"] for row in rows if not facts.today < row["due_on"] <= last]
    if late:
        return Finding(False, f"不在建设期内：{'、'.join(late)}")
    ends = [facts.today, *(years_on(facts.today, n) for n in (1, 2, 3))]
    empty = [n for n in (1, 2, 3) if not any(ends[n - 1] < row["due_on"] <= ends[n] for row in rows)]
    if len(rows) >= 3 and empty:
        return Finding(False, f"建设期第 {'、'.join(map(str, empty))} 年没有里程碑")
    return Finding(not empty, f"{len(rows)} 个")


def _insured(facts: Facts) -> Finding:
    insured = bool(facts.fields("safety").get("insured"))
    return Finding(insured, "已投保" if insured else "未投保")


def _said(section: str, field: str, yes: str, no: str, want: bool = True) -> Check:
    def check(facts: Facts) -> Finding:
        value = bool(facts.fields(section).get(field))
        return Finding(value is want, yes if value else no)

    return check


def _funded_once(facts: Facts) -> Finding:
    own = bool(facts.fields("site").get("same_site_funded"))
    if facts.party["same_site"]:
        return Finding(False, "平台上已有基地使用同一地址")
    return Finding(not own, "已获资助" if own else "未获资助")


def _nothing_failed(facts: Facts) -> Finding:
    promised = bool(facts.fields("claims").get("no_failed"))
    if facts.party["unsettled"]:
        return Finding(False, "本校有验收不合格且未了结的基地")
    return Finding(promised, "无" if promised else "未承诺")


def _hires(facts: Facts) -> Finding:
    hires = int(facts.fields("facts").get("hires") or 0)
    return Finding(hires >= HIRES, f"{hires} 人")


def _conversion(facts: Facts) -> Finding:
    fields = facts.fields("facts")
    share = _percent(Decimal(fields.get("converted") or 0), Decimal(fields.get("trainees") or 0))
    return Finding(share >= CONVERSION, f"{share}%")


def _courses(facts: Facts) -> Finding:
    enough = [row for row in facts.rows("facts", "courses") if row["hours"] >= COURSE_HOURS]
    return Finding(len(enough) >= COURSES, f"{len(enough)} 门不少于 {COURSE_HOURS} 学时")


def _orders(facts: Facts) -> Finding:
    fields = facts.fields("facts")
    share = _percent(Decimal(fields.get("order_hours") or 0), Decimal(fields.get("training_hours") or 0))
    return Finding(share >= REAL_ORDERS, f"{share}%")


def _running(facts: Facts) -> Finding:
    founded = facts.fields("facts").get("founded_on")
    if founded is None:
        return Finding(False, "未填写")
    return Finding(months_after(founded, 6) <= facts.today, f"{founded:%Y-%m-%d} 成立")


def _college_count(facts: Facts) -> Finding:
    """The school's own number and what the platform knows; the larger counts."""
    fields = facts.fields("facts")
    limit = COLLEGE_LIMIT.get(fields.get("level", ""))
    there = max(int(fields.get("existing") or 0), facts.party["colleges"])
    if limit is None:
        return Finding(True, f"已有 {there} 个；本科层次按教育部程序")
    return Finding(there < limit, f"已有 {there} 个，最多 {limit} 个")


def _skill_projects(facts: Facts) -> Finding:
    running = int(facts.fields("facts").get("projects_running") or 0)
    return Finding(running <= SKILL_PROJECTS, f"{running} 个")


def _skill_funds(facts: Facts) -> Finding:
    fields = facts.fields("facts")
    asked = Decimal(fields.get("public_funds") or 0)
    most = Decimal(fields.get("level") or 0) * formats.WAN
    return Finding(0 < asked <= most, f"{formats.wan(asked):,} 万元")


def _graduates(facts: Facts) -> Finding:
    fields = facts.fields("facts")
    return Finding(bool(fields.get("municipal_base")), str(fields.get("municipal_base") or "未填写"))


CONFIRMED = _gate(
    "confirmed", "合作单位均已确认联合申报", _confirmed, "partners", "请在基地页面邀请合作单位确认当前内容。"
)
COMMON = (
    CONFIRMED,
    _gate("same", "基地信息与基地页面一致", _same, "basic", "请修改申报书或基地页面，使两处一致。"),
    _gate("listed", "合作单位与基地页面一致", _listed, "partners", "请核对企业代码和投入占比。"),
    _gate("insured", "已投保实习责任保险", _insured, "safety", "投保后填写承保单位与保单号。"),
    _gate(
        "credit", "学校和合作企业信用良好", _said("claims", "no_breach", "已承诺", "未承诺"), "claims",
        group="negative",
    ),
    _gate(
        "incident", "近三年无安全责任事故", _said("safety", "no_incident", "无事故", "未承诺"), "safety",
        group="negative",
    ),
    _gate("same_site", "同一场地未重复资助", _funded_once, "site", group="negative"),
    _gate("no_failed", "无未了结的验收不合格", _nothing_failed, "claims", group="negative"),
)  # fmt: skip
MILESTONES = _gate("milestones", "建设期内每年至少一个里程碑", _milestones, "plan", "请调整里程碑日期。")
AGREEMENTS = _gate("agreements", "合作协议不少于三年", _agreements, "partners")
COFUNDING = _gate("cofunding", "企业投入不低于 30%", _cofunding, "budget", "请核对三年预算。")
SITES = _gate("site", "场地不少于 500 平方米", _site, "site")
STUDENTS = _gate("places", "每年可接纳学生不少于 100 人", _places, "site")

OWN: dict[str, tuple[Rule, ...]] = {
    Kind.D1: (
        AGREEMENTS, STUDENTS, COFUNDING,
        _gate("hires", "上年度录用毕业生不少于 30 人", _hires, "facts"),
        _gate("conversion", "见习留用率不低于 30%", _conversion, "facts"),
    ),
    Kind.D2: (
        AGREEMENTS, SITES, STUDENTS, COFUNDING,
        _gate("courses", "嵌入课程不少于 4 门，每门不少于 64 学时", _courses, "facts"),
    ),
    Kind.D3: (
        AGREEMENTS, SITES, COFUNDING,
        _gate("teachers", "每年接纳教师践习不少于 20 人", _teachers, "facts"),
    ),
    Kind.D4: (_gate("municipal", "已是市级研究生实践基地", _graduates, "facts"),),
    Kind.D5: (
        _gate("running", "正式成立并运行半年以上", _running, "facts", source=COLLEGES),
        _gate("colleges", "本校产业学院未超过限额", _college_count, "facts", source=COLLEGES),
    ),
    Kind.D6: (),
    Kind.D7: (SITES, COFUNDING, _gate("orders", "真实订单学时不低于 50%", _orders, "facts")),
    Kind.D8: (
        _gate("skill_projects", "每年在建项目不超过 4 个", _skill_projects, "facts", source=SKILLS),
        _gate("skill_funds", "申请资助不超过所选档次", _skill_funds, "facts", source=SKILLS),
    ),
}  # fmt: skip


def rules(kind: str, *, built: bool) -> tuple[Rule, ...]:
    """Every rule of a kind; ``built`` says whether a construction follows, with its milestones."""
    return (*COMMON, *OWN[kind], *((MILESTONES,) if built else ()))


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return (part * 100 / whole).quantize(Decimal("0.1")) if whole else Decimal(0)


def years_on(day: date, years: int) -> date:
    """The last day of ``years`` from ``day``: an agreement of 1 March 2024 for three years ends on 29 February."""
    return date.fromordinal(months_after(day, years * 12).toordinal() - 1)
