"""The working-day calendar against the published arrangements of 2024, 2025 and 2026 (国办发明电)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from holidays.countries.china import ChinaStaticHolidays

from tests.factories.accounts import UserFactory
from workflows import audit, calendar
from workflows.models import CalendarOverride, CalendarYear, OutboxMessage

pytestmark = pytest.mark.django_db

# year -> days off as (first, last), make-up working weekends
PUBLISHED = {
    2024: (
        "01-01 02-10/02-17 04-04/04-06 05-01/05-05 06-10 09-15/09-17 10-01/10-07",
        "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    ),
    2025: (
        "01-01 01-28/02-04 04-04/04-06 05-01/05-05 05-31/06-02 10-01/10-08",
        "01-26 02-08 04-27 09-28 10-11",
    ),
    2026: (
        "01-01/01-03 02-15/02-23 04-04/04-06 05-01/05-05 06-19/06-21 09-25/09-27 10-01/10-07",
        "01-04 02-14 02-28 05-09 09-20 10-10",
    ),
}


def days_of(year: int, spans: str) -> set[date]:
    days = set()
    for span in spans.split():
        first, _, last = span.partition("/")
        day, end = date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{last or first}")
        while day <= end:
            days.add(day)
            day += timedelta(days=1)
    return days


@pytest.mark.parametrize(("year", "count"), [(2024, 251), (2025, 248), (2026, 248)])
def test_every_day_of_a_published_year_is_as_announced(year: int, count: int) -> None:
    off, makeup = (days_of(year, spans) for spans in PUBLISHED[year])
    table = calendar.table()
    every = [
        date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    ]
    announced = [day for day in every if day in makeup or (day.weekday() < 5 and day not in off)]

    assert [day for day in every if table.is_working(day)] == announced
    assert len(announced) == count
    assert calendar.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == count


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        ("2026-09-14", 5, "2026-09-20"),  # a make-up Sunday is the due day
        ("2026-02-09", 5, "2026-02-14"),  # a make-up Saturday before the Spring Festival
        ("2026-09-21", 20, "2026-10-26"),  # across two holidays and a make-up Saturday
        ("2026-04-29", 5, "2026-05-09"),  # Labour Day and its make-up Saturday
        ("2026-09-14", 0, "2026-09-14"),
        ("2026-05-01", 1, "2026-05-06"),  # begun on a holiday
        ("2028-02-25", 2, "2028-02-29"),  # a leap day works like any Tuesday
    ],
)
def test_a_limit_excludes_its_first_day(start: str, limit: int, due: str) -> None:
    first, last = date.fromisoformat(start), date.fromisoformat(due)

    assert calendar.add_working_days(first, limit) == last
    assert calendar.working_days_between(first, last) == limit
    assert calendar.working_days_between(last, first) == -limit


def test_a_new_years_make_up_weekend_may_lie_in_the_old_year() -> None:
    assert calendar.is_working(date(2006, 12, 31))  # Sunday, worked for 2007-01-03
    assert calendar.working_days_between(date(2006, 12, 29), date(2007, 1, 4)) == 3


def test_limits_do_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="backwards"):
        calendar.add_working_days(date(2026, 1, 1), -1)


def test_a_day_ends_one_microsecond_before_midnight_in_shanghai() -> None:
    end = calendar.end_of_day(date(2026, 9, 20))

    assert end == datetime(2026, 9, 20, 23, 59, 59, 999999, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert end.utcoffset() == timedelta(hours=8)


def test_the_announced_years_are_those_the_library_carries() -> None:
    """Fails when a newer library brings a newer arrangement: check its table, then raise the constant."""
    assert max(ChinaStaticHolidays.special_public_holidays) == calendar.ANNOUNCED_THROUGH


def test_a_year_not_announced_is_provisional_until_an_officer_confirms_it() -> None:
    officer = UserFactory()
    assert not calendar.is_provisional(date(2026, 12, 31))
    assert calendar.is_provisional(date(2027, 1, 1))
    assert not calendar.is_working(date(2027, 10, 1))  # the library's guess serves meanwhile

    row = calendar.confirm_year(2027, by=officer, reason="国办发明电〔2026〕0号（虚构）")

    assert (str(row), row.by, row.reason) == ("2027", officer, "国办发明电〔2026〕0号（虚构）")
    assert not calendar.is_provisional(date(2027, 1, 1))
    assert calendar.is_provisional(date(2028, 1, 1))
    with pytest.raises(ValidationError) as refused:
        calendar.confirm_year(2027, by=officer)
    assert refused.value.message_dict == {"year": ["2027 年的工作日安排已经确定，无需再确认。"]}
    assert CalendarYear.objects.count() == 1


def test_the_slower_of_two_officers_is_told_and_nothing_is_recorded_twice(monkeypatch) -> None:
    faster, slower = UserFactory(), UserFactory()
    calendar.confirm_year(2027, by=faster)
    monkeypatch.setattr(calendar, "is_provisional", lambda day: True)  # what the slower one saw
    with pytest.raises(ValidationError, match="2027 年的工作日安排已经确定"):
        calendar.confirm_year(2027, by=slower)
    assert CalendarYear.objects.get().by == faster
    assert audit.history(calendar.CHAIN).count() == 1


def test_an_override_beats_the_table_and_its_history_is_audited() -> None:
    officer, other = UserFactory(name="钱历"), UserFactory(name="孙历")
    saturday = date(2026, 9, 19)
    assert calendar.version() == 0

    calendar.set_override(saturday, True, "补班通知（虚构）", by=officer)
    assert calendar.is_working(saturday)
    assert calendar.add_working_days(date(2026, 9, 14), 5) == saturday
    assert calendar.version() == 1

    calendar.set_override(saturday, False, "更正通知（虚构）", by=other)
    assert not calendar.is_working(saturday)
    assert calendar.version() == 2

    assert str(CalendarOverride.objects.get()) == "2026-09-19 休息日"
    assert [(row.actor_name, row.action, row.reason, row.data) for row in audit.history("calendar")] == [
        ("钱历", "calendar:override", "补班通知（虚构）", {"day": "2026-09-19", "working": True}),
        ("孙历", "calendar:override", "更正通知（虚构）", {"day": "2026-09-19", "working": False}),
    ]
    assert list(OutboxMessage.objects.values_list("key", "effect")) == [
        ("calendar/1", "workflows.calendar_changed"),
        ("calendar/2", "workflows.calendar_changed"),
    ]


def test_a_word_taken_back_gives_the_published_arrangement_its_force_again() -> None:
    officer, saturday = UserFactory(name="钱历"), date(2026, 9, 19)
    calendar.set_override(saturday, True, "补班通知（虚构）", by=officer)

    assert calendar.lift_override(saturday, "通知已撤销（虚构）", by=officer)
    assert not calendar.is_working(saturday)
    assert not CalendarOverride.objects.exists()
    last = audit.history("calendar").last()
    assert (last.action, last.reason, last.data) == (
        "calendar:lift_override",
        "通知已撤销（虚构）",
        {"day": "2026-09-19"},
    )
    assert not calendar.lift_override(saturday, "再撤一次", by=officer), "nothing is left to take back"
    assert calendar.version() == 2
    with pytest.raises(ValidationError):
        calendar.lift_override(saturday, " ", by=officer)


def test_a_table_can_be_tried_before_anything_is_written() -> None:
    table, saturday = calendar.table(), date(2026, 9, 19)
    tried = table.with_override(saturday, True)

    assert (table.is_working(saturday), tried.is_working(saturday)) == (False, True)
    assert not tried.is_published_working(saturday)
    assert not tried.with_override(saturday, None).is_working(saturday)
    assert calendar.version() == 0


def test_an_override_without_its_basis_is_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        calendar.set_override(date(2026, 9, 19), True, "  ", by=UserFactory())

    assert refused.value.message_dict == {"reason": ["请填写依据，例如放假通知的名称和文号。"]}
    assert calendar.version() == 0


def test_an_override_rolled_back_leaves_no_trace_in_the_cache() -> None:
    saturday = date(2026, 9, 19)
    with transaction.atomic():
        calendar.set_override(saturday, True, "补班通知（虚构）", by=UserFactory())
        assert calendar.is_working(saturday)
        transaction.set_rollback(True)

    assert not calendar.is_working(saturday)


def test_a_change_while_the_table_is_read_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    calendar.set_override(date(2026, 9, 19), True, "补班通知（虚构）", by=UserFactory())
    real, heads = audit.head, [(7, "stale"), (8, "newer")]
    monkeypatch.setattr(audit, "head", lambda chain: heads.pop(0) if heads else real(chain))

    assert calendar.table().version == 1  # neither of the two it saw in passing


def test_one_cheap_query_when_nothing_changed() -> None:
    calendar.table()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        calendar.add_working_days(date(2026, 9, 21), 200)

    assert len(queries) == 1
