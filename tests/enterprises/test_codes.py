"""Code tables and the checks that reach across them."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from enterprises.codes import DISTRICTS, DIVISIONS, SECTIONS, industry_name
from enterprises.validators import validate_industry_code


def test_the_tables_are_whole():
    assert len(DISTRICTS) == 16
    assert list(SECTIONS) == list("ABCDEFGHIJKLMNOPQRST")
    assert list(DIVISIONS) == [f"{number:02d}" for number in range(1, 98)]


@pytest.mark.parametrize(
    ("first", "last", "letter"),
    [
        ("01", "05", "A"), ("06", "12", "B"), ("13", "43", "C"), ("44", "46", "D"), ("47", "50", "E"),
        ("51", "52", "F"), ("53", "60", "G"), ("61", "62", "H"), ("63", "65", "I"), ("66", "69", "J"),
        ("70", "70", "K"), ("71", "72", "L"), ("73", "75", "M"), ("76", "79", "N"), ("80", "82", "O"),
        ("83", "83", "P"), ("84", "85", "Q"), ("86", "90", "R"), ("91", "96", "S"), ("97", "97", "T"),
    ],
)  # fmt: skip
def test_divisions_lie_in_their_sections(first, last, letter):
    """Section boundaries as the standard prints them (GB/T 4754-2017, table 1)."""
    within = [code for code, (section, _name) in DIVISIONS.items() if section == letter]
    assert (within[0], within[-1]) == (first, last)


def test_names():
    assert industry_name("C3973") == "制造业 · 计算机、通信和其他电子设备制造业"
    assert industry_name("P83") == "教育 · 教育"
    assert industry_name("A3973") == ""


@pytest.mark.parametrize(("typed", "kept"), [("C3973", "C3973"), (" c39 ", "C39"), ("Ｉ６５１", "I651")])
def test_ways_of_writing_an_industry(typed, kept):
    assert validate_industry_code(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code", "message"),
    [
        ("3973", "format", "行业代码由 1 个门类字母和 2 至 4 位数字组成，如 C3973，请核对后重新填写。"),
        ("C", "format", "行业代码由 1 个门类字母和 2 至 4 位数字组成，如 C3973，请核对后重新填写。"),
        ("C39733", "format", "行业代码由 1 个门类字母和 2 至 4 位数字组成，如 C3973，请核对后重新填写。"),
        ("C99", "division", "没有大类 99，大类为 01 至 97，请查国民经济行业分类后重新填写。"),
        (
            "I3973",
            "section",
            "大类 39（计算机、通信和其他电子设备制造业）属于门类 C（制造业），请改为 C3973。",
        ),
    ],
)
def test_refusals_say_what_is_wrong(typed, code, message):
    with pytest.raises(ValidationError) as caught:
        validate_industry_code(typed)
    assert (caught.value.code, caught.value.message) == (code, message)


@settings(deadline=None)
@given(st.sampled_from(sorted(DIVISIONS)), st.sampled_from(list(SECTIONS)))
def test_only_one_letter_fits_a_division(division, letter):
    fits = DIVISIONS[division][0] == letter
    assert bool(industry_name(letter + division)) is fits
