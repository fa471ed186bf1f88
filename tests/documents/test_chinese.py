"""Dates and widths as Chinese documents write them."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template

from documents import chinese


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 12, 9), "二〇二六年十二月九日"),
        (date(2026, 10, 10), "二〇二六年十月十日"),
        (date(2030, 1, 20), "二〇三〇年一月二十日"),
        (date(2030, 11, 31 - 1), "二〇三〇年十一月三十日"),
        (date(2031, 1, 31), "二〇三一年一月三十一日"),
    ],
)
def test_the_date_beside_a_seal_is_in_numerals(day: date, words: str) -> None:
    assert chinese.formal_date(day) == words


def test_a_moment_is_printed_as_the_day_it_is_in_shanghai() -> None:
    page = Template("{% load documents %}{{ at|long_date }} {{ at|formal_date }}")
    late_in_london = datetime(2026, 12, 8, 17, 0, tzinfo=UTC)
    assert page.render(Context({"at": late_in_london})) == "2026年12月9日 二〇二六年十二月九日"


def test_a_longer_name_gets_smaller_type_and_never_larger() -> None:
    sizes = [
        chinese.fitting("名" * n, width=219, sizes=[32, 28, 25, 22, 19.5, 17, 15], spacing=0.03)
        for n in range(1, 60)
    ]
    assert sizes == sorted(sizes, reverse=True)
    assert (sizes[0], sizes[39], sizes[58]) == (32, 15, 15)


def test_running_text_shrinks_until_it_fits_its_box() -> None:
    def size(characters: int) -> float:
        return chinese.filling(["字" * characters], width=219, height=35, sizes=[13, 12, 11, 10], leading=1.9)

    assert (size(100), size(200), size(2000)) == (13, 12, 10)


def test_the_end_of_a_paragraph_stays_together() -> None:
    page = Template("{% load documents %}{{ words|tail_together }}")
    assert page.render(Context({"words": "培育期<起>不少于一年。"})) == (
        '培育期&lt;起&gt;<span class="tail">不少于一年。</span>'
    )
    assert page.render(Context({"words": "证。"})) == '<span class="tail">证。</span>'
