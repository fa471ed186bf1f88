"""Text and codes: what is taken, and what a person reads when it is not."""

import contextlib

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import uscc as stdnum_uscc

from accounts import validators


def refusal(check, value, **kwargs) -> str:
    with pytest.raises(ValidationError) as caught:
        check(value, **kwargs)
    return caught.value.message


class TestUscc:
    GOOD = "91310115000000019M"

    @pytest.mark.parametrize(
        "typed",
        [
            GOOD,
            GOOD.lower(),
            f"  {GOOD} ",
            "９１３１０１１５００００００１９Ｍ"[:8] + "０００００００１９Ｍ",
            "9131 0115 0000 0001 9M",
            "91310115-00000001-9M",
        ],
    )
    def test_ways_of_writing_it(self, typed):
        assert validators.validate_uscc(typed) == self.GOOD

    def test_a_wrong_check_character_is_named(self):
        assert (
            refusal(validators.validate_uscc, "91310115000000019N")
            == "第 18 位校验码不正确，请核对营业执照后重新填写。"
        )

    @pytest.mark.parametrize("place", range(18))
    def test_every_single_wrong_character_is_caught(self, place):
        wrong = "8" if self.GOOD[place] != "8" else "7"
        changed = self.GOOD[:place] + wrong + self.GOOD[place + 1 :]
        assert "校验码不正确" in refusal(validators.validate_uscc, changed)

    def test_length_is_told(self):
        assert "现为 17 位" in refusal(validators.validate_uscc, self.GOOD[:-1])

    def test_a_letter_outside_the_alphabet_is_named_with_its_place(self):
        message = refusal(validators.validate_uscc, "9131011500000001OM")
        assert message == (
            "第 17 位“O”不能出现在此处（不使用字母 I、O、S、V、Z 和符号），请核对营业执照后重新填写。"
        )

    def test_the_region_is_digits(self):
        assert "第 5 位“A”不能出现在此处（第 3 至 8 位应为数字）" in refusal(
            validators.validate_uscc, "9131A115000000019M"
        )

    @pytest.mark.parametrize("hidden", ["\u200b", "\u202e", "\ufeff", "\u2066"])
    def test_what_cannot_be_seen_is_refused(self, hidden):
        message = refusal(validators.validate_uscc, self.GOOD[:4] + hidden + self.GOOD[4:])
        assert message.startswith("第 5 个字符不可见")

    @settings(deadline=None)
    @given(st.integers(min_value=0, max_value=999_999_999))
    def test_the_check_character_is_the_standards(self, number):
        """GB 32100-2015, appendix: weights are the powers of 3 modulo 31, counted out here once more."""
        body = f"91310199{number:09d}"
        total = sum(int(digit) * pow(3, place, 31) for place, digit in enumerate(body))
        code = body + "0123456789ABCDEFGHJKLMNPQRTUWXY"[-total % 31]
        assert validators.validate_uscc(code) == code

    @settings(deadline=None)
    @given(st.text(max_size=25))
    def test_any_text_gives_an_answer(self, text):
        with contextlib.suppress(ValidationError):
            assert stdnum_uscc.is_valid(validators.validate_uscc(text))


class TestText:
    def test_full_width_brackets_are_kept_as_typed(self):
        assert validators.clean_text(" 示例（上海）有限公司(虚构) ") == "示例（上海）有限公司(虚构)"

    @pytest.mark.parametrize(
        "hidden",
        [
            "\x00",
            "\x1b",
            "\u200d",
            "\u202a",
            "\u2028",
            "\n",
            "\u034f",
            "\u115f",
            "\u2800",
            "\u3164",
            "\uffa0",
        ],
    )
    def test_one_line_has_no_hidden_characters(self, hidden):
        assert "不可见" in refusal(validators.clean_text, f"甲{hidden}乙")

    def test_rare_forms_of_a_character_in_names_are_no_hidden_characters(self):
        name = "葛\U000e0100示例"  # a variation selector: which drawing of 葛 is meant
        assert validators.clean_text(name) == name

    def test_paragraphs_may_break_lines_but_not_turn_round(self):
        assert validators.clean_text("甲\r\n乙\t丙", multiline=True) == "甲\r\n乙\t丙"
        assert "U+202E" in refusal(validators.clean_text, "甲\u202e乙", multiline=True)

    def test_length_is_counted_in_characters(self):
        assert (
            refusal(validators.clean_text, "字" * 12, max_length=10) == "最多 10 个字，现有 12 个字，请精简。"
        )

    @pytest.mark.parametrize("markup", ["<script>alert(1)</script>", "A & B <公司>"])
    def test_markup_is_text(self, markup):
        """It is kept; pages and papers escape it."""
        assert validators.clean_text(markup) == markup


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("138 0000 0000", "13800000000"),
        ("１３８００００００００", "13800000000"),
        ("021-12345678", "021-12345678"),
    ],
)
def test_phones(typed, kept):
    assert validators.validate_phone(typed) == kept


@pytest.mark.parametrize("typed", ["12345", "23800000000", "١٣٨٠٠٠٠٠٠٠٠", "13800000000;rm"])
def test_no_phones(typed):
    assert refusal(validators.validate_mobile, typed) == "请填写 11 位手机号，以 1 开头。"
    assert refusal(validators.validate_phone, typed).startswith("请填写 11 位手机号，或带区号")
