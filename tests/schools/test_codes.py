"""School identification codes, classification groups and the comparison inside them."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from schools.codes import Level, group_name, group_of, groups, validate_school_code
from schools.comparison import Place, compare, places


@pytest.mark.parametrize(
    ("typed", "level", "normal"),
    [
        ("4131010246", "", "4131010246"),  # the published example of the code's structure
        (" ４１３１０９９９０２ ", Level.APPLIED, "4131099902"),
        ("4131 0999-02", Level.COLLEGE, "4131099902"),
        ("3631000123", Level.SECONDARY, "3631000123"),
    ],
)
def test_a_code_as_typed(typed: str, level: str, normal: str) -> None:
    assert validate_school_code(typed, level) == normal


@pytest.mark.parametrize(
    ("typed", "level", "code", "said"),
    [
        ("413101024", "", "format", "学校标识码为 10 位数字"),
        ("41310l0246", "", "format", "学校标识码为 10 位数字"),
        ("2131010246", "", "kind", "学校标识码第 1 位应为 3（中等教育）或 4（高等教育），现为 2"),
        ("4132010246", "", "province", "上海为 31，现为 32"),
        ("4131110246", "", "institution", "后 6 位为 0 加 5 位院校代码"),
        ("4131000246", "", "institution", "后 6 位为 0 加 5 位院校代码"),
        ("4131010246", Level.SECONDARY, "level", "中等职业学校的标识码以 3 开头"),
        ("3631000123", Level.RESEARCH, "level", "研究型本科高校的标识码以 4 开头"),
    ],
)
def test_a_wrong_code_is_told_what_is_wrong(typed: str, level: str, code: str, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_school_code(typed, level)
    assert refused.value.code == code
    assert said in refused.value.messages[0]


def test_groups() -> None:
    assert group_of(Level.APPLIED, "technology", "multi") == "technology-multi"
    assert group_of(Level.SECONDARY, "", "") == "secondary"
    assert group_of(Level.COLLEGE, "skills", "") == ""
    assert group_name("technology-multi") == "应用技术·多科"
    assert group_name("secondary") == "中等职业学校"
    assert group_name("") == group_name("technology-none") == ""
    assert len(dict(groups())) == 13


def test_places_share_ranks_and_count_ties_half() -> None:
    found = places({"a": Decimal(10), "b": Decimal(20), "c": Decimal(20), "d": Decimal(40)})
    middle, best = Decimal(20), Decimal(40)
    assert found == {
        "a": Place(4, 4, Decimal("0.0"), middle, best),
        "b": Place(2, 4, Decimal("50.0"), middle, best),
        "c": Place(2, 4, Decimal("50.0"), middle, best),
        "d": Place(1, 4, Decimal("100.0"), middle, best),
    }
    assert places({}) == {}
    assert places({"only": Decimal(3)})["only"].percentile == Decimal("100.0")


def test_an_indicator_too_few_schools_have_is_not_compared() -> None:
    table = {n: {"x": Decimal(n), "y": Decimal(n) if n < 3 else None} for n in (1, 2, 3)}
    found = compare(table)
    assert set(found) == {"x"}
    assert found["x"][1] == Place(3, 3, Decimal("0.0"), Decimal(2), Decimal(3))
    assert compare({}) == {}
