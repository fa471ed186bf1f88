"""The schools, posts and people of the stories of industry faculty: plainly fictional, identity region 310199."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from stdnum.cn import ric

from teachers.ranks import Level, Rank


@dataclass(frozen=True)
class School:
    """A school with its clerk and, for what it decides itself, its signer."""

    key: str
    name: str
    code: str
    clerk: str
    signer: str


@dataclass(frozen=True)
class Nominee:
    """A person a school puts forward. ``serial`` makes the document's number."""

    key: str
    name: str
    rank: str
    school: str
    serial: int
    employer: str = "申芯示例半导体（上海）有限公司（虚构）"
    employer_code: str = "91310115000000019M"
    position: str = "工艺总监"
    level: str = Level.SENIOR
    years: int = 16
    field: str = "集成电路制造"
    discipline: str = "集成电路科学与工程"
    born: date = date(1978, 6, 15)
    sex: str = "M"
    public: tuple[str, ...] = ("library", "employer", "position", "level", "field", "teaching")
    talent_plan: str = ""

    @property
    def number(self) -> str:
        """A well-formed identity number of an unassigned region."""
        body = f"310199{self.born:%Y%m%d}{(self.serial * 2 + (self.sex == 'M')) % 1000:03d}"
        return body + str(ric.calc_check_digit(body + "0"))


SCHOOLS = {
    school.key: school
    for school in [
        School("linhai", "上海临海示例理工大学（虚构）", "12310000000000035K", "周教务", "顾校长"),
        School("yingyong", "上海示例应用技术学院（虚构）", "12310000000000043E", "吴教务", "范院长"),
    ]
}

_SERVO: dict[str, Any] = {"field": "智能制造", "discipline": "机械工程", "position": "首席工程师"}
_TECHNICIAN: dict[str, Any] = {"level": Level.TECHNICIAN}
_ASSOCIATE: dict[str, Any] = {"level": Level.ASSOCIATE}
_CARE: dict[str, Any] = {"field": "护理", "discipline": "护理学", "position": "护理部主管"}

NOMINEES = {
    nominee.key: nominee
    for nominee in [
        Nominee("lin", "林示例（虚构）", Rank.PROFESSOR, "linhai", 0, talent_plan="示例领军人才计划（虚构）"),
        Nominee("tao", "陶示例（虚构）", Rank.PROFESSOR, "linhai", 11, **_SERVO),
        Nominee("shen", "沈示例（虚构）", Rank.PROFESSOR, "linhai", 12, **_SERVO),
        Nominee("jiang", "姜示例（虚构）", Rank.PROFESSOR, "linhai", 13),
        Nominee("cao", "曹示例（虚构）", Rank.MENTOR, "linhai", 14, level=Level.ASSOCIATE, years=9, **_SERVO),
        Nominee("yan", "颜示例（虚构）", Rank.MENTOR, "yingyong", 15, years=7, sex="F", **_ASSOCIATE, **_CARE),
        Nominee("meng", "孟示例（虚构）", Rank.MENTOR, "yingyong", 16, level=Level.SENIOR_TECHNICIAN, years=12),
        Nominee("bai", "白示例（虚构）", Rank.LECTURER, "yingyong", 17, years=6, sex="F", **_TECHNICIAN, **_CARE),
        Nominee("dai", "戴示例（虚构）", Rank.PROFESSOR, "linhai", 18, talent_plan="示例领军人才计划（虚构）"),
        Nominee("xia", "夏示例（虚构）", Rank.PROFESSOR, "linhai", 19, public=()),
        Nominee("luo", "罗示例（虚构）", Rank.MENTOR, "linhai", 20, level=Level.ASSOCIATE, years=8),
        Nominee("hao", "郝示例（虚构）", Rank.LECTURER, "yingyong", 21, level=Level.MIDDLE, years=5, **_CARE),
        Nominee("min", "闵示例（虚构）", Rank.LECTURER, "yingyong", 23, years=8, **_TECHNICIAN, **_CARE),
        Nominee("zhu", "祝示例（虚构）", Rank.PROFESSOR, "linhai", 24, **_SERVO),
        Nominee("wan", "万示例（虚构）", Rank.PROFESSOR, "linhai", 22, **_SERVO),
    ]
}  # fmt: skip
