"""Product time: Shanghai, and movable by stories only."""

from datetime import UTC, date, datetime, timedelta

import pytest

from workflows import clock


def test_the_present_is_told_in_shanghai() -> None:
    assert clock.now().utcoffset() == timedelta(hours=8)
    assert clock.today() == clock.now().date()


def test_a_story_holds_the_clock_and_gives_it_back() -> None:
    with clock.travel(datetime(2026, 9, 20, 16, 30, tzinfo=UTC)):
        assert clock.now().isoformat() == "2026-09-21T00:30:00+08:00"
        assert clock.today() == date(2026, 9, 21)
        with clock.travel(datetime(2025, 1, 1, tzinfo=UTC)):
            assert clock.today() == date(2025, 1, 1)
        assert clock.today() == date(2026, 9, 21)
    assert clock.now() - datetime.fromtimestamp(0, tz=UTC) > timedelta(days=365 * 50)


def test_a_moment_without_zone_is_no_moment() -> None:
    with pytest.raises(ValueError, match="aware"), clock.travel(datetime(2026, 9, 20)):  # noqa: DTZ001
        pass
