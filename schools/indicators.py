"""The indicators of the self-assessment (自评指标), as data: what is counted, over what, from which source, by whom.

Every entry is illustrative (示例): the competent department has published no indicator table for benchmark schools.
The selection follows the plan's tasks 3–5, 22, 24, 26 and the classified evaluation of universities (task 35). A new
edition is a new value of ``SCHEME`` with its own table; assessments keep the edition they were opened under.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from schools.codes import Level

SCHEME = "2026.1"
CENT = Decimal("0.01")

HIGHER = frozenset({Level.COLLEGE, Level.VOCATIONAL, Level.APPLIED, Level.RESEARCH})
EVERY = HIGHER | {Level.SECONDARY}

# Year rules: how the words name the period; the number is always the year before the assessment's.
CALENDAR, ACADEMIC, GRADUATES = "上一自然年", "上一学年", "上一届毕业生"


@dataclass(frozen=True)
class Indicator:
    """One indicator. ``denominator`` is empty for a plain count. ``factor`` turns the quotient into ``unit``
    (100 for %). ``part`` says that the numerator counts some of the denominator and so cannot exceed it;
    ``whole`` that both are whole numbers. ``levels`` are the schools it applies to."""

    code: str
    slug: str
    title: str
    definition: str
    numerator: str
    denominator: str
    unit: str
    source: str
    office: str
    period: str
    factor: Decimal = Decimal(1)
    part: bool = False
    whole: bool = True
    levels: frozenset[str] = EVERY

    def years(self, assessed: int) -> tuple[int, int]:
        """Data years accepted in the assessment of a year: the year before, or while that one is not settled
        yet the one before it."""
        return assessed - 1, assessed - 2

    def value(self, numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
        """The indicator in its unit, two decimals, half up; None while something is missing.

        1,460 of 11,200 students in % -> ``Decimal("13.04")``."""
        if numerator is None or (self.denominator and not denominator):
            return None
        quotient = numerator / denominator if self.denominator and denominator else numerator
        return (quotient * self.factor).quantize(CENT, ROUND_HALF_UP)


def _share(code: str, slug: str, title: str, definition: str, numerator: str, denominator: str,
           source: str, office: str, period: str, levels: frozenset[str] = EVERY) -> Indicator:  # fmt: skip
    return Indicator(
        code, slug, title, definition, numerator, denominator, "%", source, office, period,
        factor=Decimal(100), part=True, levels=levels,
    )  # fmt: skip


_TABLE = (
    _share(
        "C01", "joint_students", "校企联合培养学生比例",
        "参加订单班、现代学徒制、产业学院等校企联合培养项目的全日制在校生占全日制在校生的比例；同一学生只计一次。",
        "校企联合培养学生数（人）", "全日制在校生数（人）", "学籍系统、联合培养项目名册", "教务处", ACADEMIC,
    ),
    _share(
        "C02", "enterprise_hours", "企业教师承担专业课学时比例",
        "由企业兼职教师讲授或指导的专业课（含实践教学）学时占专业课总学时的比例。",
        "企业教师承担的专业课学时", "专业课总学时", "教务系统、兼职教师聘任记录", "教务处", ACADEMIC,
    ),
    _share(
        "C03", "dual_teachers", "双师型教师比例",
        "按本市标准认定的双师型教师占专业课专任教师的比例。",
        "双师型教师数（人）", "专业课专任教师数（人）", "人事系统、双师型教师认定文件", "人事处", CALENDAR,
    ),
    Indicator(
        "C04", "practice_days", "专业课教师年均企业实践天数",
        "专业课专任教师到企业或产教融合基地参加产学研践习的天数，按人平均。",
        "企业实践总天数（人·天）", "专业课专任教师数（人）", "天/人", "践习考勤与考核记录", "人事处", CALENDAR,
        whole=False,
    ),
    Indicator(
        "C05", "bases", "校企共建协同育人基地数",
        "有三年以上协议、当年实际接收学生或教师的共建基地数；不含仅挂牌未运行的基地。",
        "在运行的共建基地数（个）", "", "个", "基地协议与运行记录", "产教融合办公室", CALENDAR,
    ),
    Indicator(
        "C06", "partners", "深度合作产教融合型企业数",
        "与本校签订三年以上协议、当年有联合培养任务的产教融合型企业（建设培育或认定）数。",
        "合作的产教融合型企业数（家）", "", "家", "合作协议、产教融合型企业名单", "产教融合办公室", CALENDAR,
    ),
    Indicator(
        "C07", "colleges", "现代产业学院数",
        "校企共建、正式成立并运行半年以上的现代产业学院（行业学院）数。",
        "在运行的产业学院数（个）", "", "个", "成立文件与章程", "产教融合办公室", CALENDAR, levels=HIGHER,
    ),
    Indicator(
        "C08", "income", "师均横向技术服务到款额",
        "当年实际到账的横向技术开发、咨询与服务经费，按专任教师平均。",
        "横向经费到款额（万元）", "专任教师数（人）", "万元/人", "经审计的财务报表", "科研处", CALENDAR,
        whole=False, levels=HIGHER,
    ),
    Indicator(
        "C09", "training", "面向企业职工的培训量",
        "学校面向企业职工开展的培训，以人·天计，与全日制在校生数相比。",
        "企业职工培训量（人·天）", "全日制在校生数（人）", "人·天/生", "培训台账", "继续教育部门", CALENDAR,
        whole=False,
    ),
    _share(
        "C10", "staying", "毕业生留沪就业率",
        "在本市就业的毕业生占已就业毕业生的比例；升学者不计入分子和分母。",
        "在本市就业的毕业生数（人）", "已就业毕业生数（人）", "就业监测系统", "就业指导中心", GRADUATES,
    ),
    _share(
        "C11", "matching", "毕业生专业对口率",
        "从事与所学专业相关工作的毕业生占已就业毕业生的比例，以第三方跟踪调查为准。",
        "对口就业的毕业生数（人）", "已就业毕业生数（人）", "第三方就业质量调查", "就业指导中心", GRADUATES,
    ),
    _share(
        "C12", "partner_jobs", "合作企业录用毕业生比例",
        "被签有合作协议的企业录用的毕业生占已就业毕业生的比例。",
        "合作企业录用的毕业生数（人）", "已就业毕业生数（人）", "就业监测系统、合作协议", "就业指导中心", GRADUATES,
    ),
)  # fmt: skip

SCHEMES: Mapping[str, tuple[Indicator, ...]] = {SCHEME: _TABLE}


def table(scheme: str, level: str) -> tuple[Indicator, ...]:
    """Indicators of an edition that apply to schools of a level, in order; ``KeyError`` on an unknown edition."""
    return tuple(i for i in SCHEMES[scheme] if level in i.levels)


def by_slug(scheme: str) -> dict[str, Indicator]:
    return {i.slug: i for i in SCHEMES[scheme]}
