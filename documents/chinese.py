"""Dates and widths as Chinese documents write them."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date

_DIGITS = "〇一二三四五六七八九"


def long_date(day: date) -> str:
    """2026年11月23日, the form of running text (GB/T 15835)."""
    return f"{day.year}年{day.month}月{day.day}日"


def formal_date(day: date) -> str:
    """二〇二六年十一月二十三日, the form of a date beside a seal."""
    year = "".join(_DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{_small(day.month)}月{_small(day.day)}日"


def _small(number: int) -> str:
    """1 to 31 in Chinese numerals: 十一, 二十, 三十一."""
    tens, units = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[units] if units else "")


def ems(text: str) -> float:
    """The width of one line of `text` in em: a full-width character is 1, capitals 0.7, other Latin 0.56."""
    return sum(_em(character) for character in text)


def _em(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    return 0.7 if character.isupper() else 0.56


def fitting(text: str, *, width: float, sizes: Sequence[float], spacing: float = 0) -> float:
    """The first of `sizes` (points, falling) in which `text` stays on one line of `width` millimetres.

    `spacing` is the letter spacing in em. When none fits, the last: the template lets that one break.
    """
    span = ems(text) + spacing * len(text)
    return next((size for size in sizes if span * size * 25.4 / 72 <= width), sizes[-1])


def filling(
    paragraphs: Iterable[str], *, width: float, height: float, sizes: Sequence[float], leading: float
) -> float:
    """The first of `sizes` (points, falling) in which the paragraphs, indented by 2 em, fit `width` × `height` mm."""
    spans = [ems(paragraph) + 2 for paragraph in paragraphs]
    for size in sizes:
        em = size * 25.4 / 72
        lines = sum(
            math.ceil(span * em / (width - em)) for span in spans
        )  # a line may end one character early
        if lines * em * leading <= height:
            return size
    return sizes[-1]


_EM, _PADDING = 3.4, 4.4  # millimetres of a table's character and of its cell's sides


def column_widths(columns: Sequence[str], rows: Iterable[Sequence[str]], *, width: float) -> list[float]:
    """`width` millimetres shared among table columns: up to 6 em for what each holds, the rest by its longest cell.

    Given widths let the press set a table in one pass: finding them out itself, it tries every line break of every
    cell, half a minute for a page of text.
    """
    longest = [ems(column) for column in columns]
    for row in rows:
        longest = [max(most, ems(cell)) for most, cell in zip(longest, row, strict=True)]
    needs = [min(most, 6) * _EM + _PADDING for most in longest]
    wishes = [min(most, 24) - min(most, 6) for most in longest]
    spare = width - sum(needs)
    if spare < 0 or not any(wishes):
        return [round(width * need / sum(needs), 2) for need in needs]
    return [round(need + spare * wish / sum(wishes), 2) for need, wish in zip(needs, wishes, strict=True)]
