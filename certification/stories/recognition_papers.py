"""What the clerks and the office write in the stories of recognition: reports, plans, changes, grounds."""

from datetime import date
from typing import Any


def change(name: str, **changes: Any) -> dict[str, Any]:
    new = name.replace("示例", "新示例", 1)
    return {
        "kind": "name",
        "before": name,
        "after": new,
        "effective_on": "2024-01-02",
        "effect": "校企合作协议由更名后的企业继续履行，基地和导师不变。",
        "promise": "on",
    } | changes


def grounds(day: date, **changes: Any) -> dict[str, Any]:
    return {
        "ground": "fraud",
        "facts": "核查发现，申报材料中的实习名册有二十三人与派出学校的学籍记录不符。",
        "found_on": day.isoformat(),
    } | changes


def report(year: str) -> dict[str, Any]:
    return {
        "year": year,
        "interns": "57",
        "apprentices": "12",
        "investment": "3400000.00",
        "joint_majors": "3",
        "properties": "1",
        "teachers": "6",
        "plan_progress": "按规划推进，实训基地二期投入使用。",
        "problems": "带教导师偏少，下一年度增加六名。",
        "promise": "on",
    }


def plan(day: date) -> dict[str, Any]:
    return {
        "published_url": "https://www.example.com/plan",
        "published_on": day.isoformat(),
        "first_year": str(day.year),
        "goals_1": "建成开放实训基地一期，接收实习生不少于六十人。",
        "goals_2": "共建专业增至四个，共编教材四部。",
        "goals_3": "联合攻关项目三项，共有知识产权三件。",
        "investment": "12000000.00",
        "promise": "on",
    }
