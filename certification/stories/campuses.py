"""The schools of the stories. Everything is plainly fictional (虚构); codes belong to nobody."""

from dataclasses import dataclass
from decimal import Decimal

from stdnum.cn import uscc

from certification.stories.companies import Company
from schools.codes import Breadth, Level, Orientation


@dataclass(frozen=True)
class Campus:
    """A school: where it stands in the classification, its size, and how well it does (``factor`` scales the
    numerators of its indicators)."""

    key: str
    name: str
    clerk: str
    number: int
    level: str = Level.APPLIED
    orientation: str = Orientation.TECHNOLOGY
    breadth: str = Breadth.MULTI
    district: str = "310120"
    zone: str = ""
    students: int = 11_200
    teachers: int = 620
    majors: int = 46
    factor: Decimal = Decimal(1)
    uscc: str = ""

    @property
    def code(self) -> str:
        """School identification code (学校标识码), from the unused end of the range."""
        kind = "3631000" if self.level == Level.SECONDARY else "4131099"
        return f"{kind}{self.number:03d}"

    @property
    def credit_code(self) -> str:
        """Unified social credit code: given, or a valid one in the unassigned region 310199."""
        body = f"12310199{self.number:09d}"
        return self.uscc or body + uscc.calc_check_digit(body)

    @property
    def applicant(self) -> Company:
        """As the printing of papers takes it."""
        return Company(
            self.key, self.name, self.clerk, self.district, self.zone, "产教协同育人", code=self.credit_code
        )


def _campus(key: str, name: str, clerk: str, number: int, *kind: str, **more: object) -> Campus:
    level, orientation, breadth = (*kind, "", "", "")[:3] if kind else ("", "", "")
    chosen = {"level": level, "orientation": orientation, "breadth": breadth} if kind else {}
    return Campus(key, f"{name}（虚构）", clerk, number, **chosen, **more)  # type: ignore[arg-type]


_COLLEGE = (Level.COLLEGE, Orientation.SKILLS)
_APPLIED = (Level.APPLIED, Orientation.APPLIED)
_TECHNOLOGY = (Level.APPLIED, Orientation.TECHNOLOGY)
_VOCATIONAL = (Level.VOCATIONAL, Orientation.TECHNOLOGY)

CAMPUSES = {
    c.key: c
    for c in [
        _campus("yingyong", "上海示例应用技术学院", "李申报", 902, uscc="12310000000000043E", zone="LG"),
        _campus("gongyi", "上海示例工艺职业学院", "何申报", 911, *_COLLEGE, Breadth.SPECIAL, students=6_400),
        _campus("keji", "上海示例科技大学", "吕申报", 912, *_APPLIED, Breadth.MULTI),
        _campus("dianji", "上海示例电机学院", "施申报", 913, *_APPLIED, Breadth.MULTI),
        _campus("xinxi", "上海示例信息技术学校", "张申报", 914, Level.SECONDARY, students=2_600),
        _campus(
            "haiyang",
            "上海示例海洋职业学院",
            "孔申报",
            915,
            Level.VOCATIONAL,
            Orientation.SKILLS,
            Breadth.MULTI,
            students=7_800,
        ),
        _campus("jiaotong", "上海示例交通职业学院", "曹申报", 916, *_COLLEGE, Breadth.COMPREHENSIVE),
        _campus("yishu", "上海示例工艺美术学院", "严申报", 917, *_TECHNOLOGY, Breadth.SPECIAL),
        _campus("chengshi", "上海示例城市管理学院", "华申报", 918, factor=Decimal("0.82")),
        _campus("jianqiao", "上海示例桥建学院", "金申报", 919, factor=Decimal("0.74")),
        _campus("ligong", "上海示例理工学院", "魏申报", 920, *_APPLIED, Breadth.COMPREHENSIVE),
        _campus("dianzi", "上海示例电子信息职业学院", "柏申报", 922, *_COLLEGE, Breadth.MULTI),
        _campus("gongshang", "上海示例工商信息学校", "俞申报", 923, Level.SECONDARY, students=3_100),
        _campus("shangwu", "上海示例商务职业学院", "陶申报", 921, *_VOCATIONAL, Breadth.COMPREHENSIVE),
    ]
}
