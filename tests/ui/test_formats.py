"""How amounts and limits read."""

from decimal import Decimal

import pytest

from ui import formats


@pytest.mark.parametrize(
    ("days", "text", "tone"),
    [
        (8, "剩 8 个工作日", "ok"),
        (3, "剩 3 个工作日", "ok"),
        (2, "剩 2 个工作日", "soon"),
        (0, "今日到期", "today"),
        (-1, "已超期 1 个工作日", "late"),
        (None, "不计时限", "off"),
    ],
)
def test_remaining_time_says_so_in_words(days: int | None, text: str, tone: str) -> None:
    remaining = formats.remaining(days)
    assert (remaining.text, remaining.tone) == (text, tone)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1234567"), "1,234,567.00 元（123.46 万元）"),
        (Decimal("0.005"), "0.01 元（0.00 万元）"),
        ("12,345,678.90", "12,345,678.90 元（1,234.57 万元）"),
        (50, "50.00 元（0.01 万元）"),
        (Decimal("-30000"), "-30,000.00 元（-3.00 万元）"),
        (None, "—"),
        ("", "—"),
        ("一百万", "—"),
        ("NaN", "—"),
        ("Infinity", "—"),
    ],
)
def test_money_reads_in_yuan_and_ten_thousands(value: Decimal | str | int | None, text: str) -> None:
    assert formats.money(value) == text


def test_workdays() -> None:
    assert formats.workdays(10) == "10 个工作日"
