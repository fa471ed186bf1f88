"""Promised limits: what counts, what a correction stops, what a changed calendar moves."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from viewflow.workflow.models import Process, Task

from tests.factories.accounts import UserFactory
from tests.factories.workflows import ErrandFlow, ProcessFactory, at, due, reload
from workflows import calendar, deadlines, outbox, spans
from workflows.models import Deadline, DeadlinePause, WorkItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def process() -> Process:
    return ProcessFactory()


def clock_of(deadline: Deadline) -> tuple[int, int, bool]:
    """Used, left, lapsed: what a screen shows."""
    stored = reload(deadline)
    return deadlines.elapsed(stored), deadlines.remaining(stored), deadlines.is_past(stored)


def work_item(deadline: Deadline) -> WorkItem:
    task = Task.objects.create(process=deadline.process, flow_task=ErrandFlow.errand, flow_task_type="HUMAN")
    return WorkItem.objects.create(
        task=task,
        process=deadline.process,
        node="errand",
        role="officer",
        opened_at=deadline.opened_at,
        due_at=deadline.due_at,
        deadline=deadline,
    )


def test_a_limit_runs_from_the_day_after_opening_to_the_end_of_its_last_working_day(process: Process) -> None:
    with at("2026-09-14 16:59"):
        intake = deadlines.open_(process, "intake", 5, unit="SH-JW")

    stored = reload(intake)
    assert (stored.started_on, stored.due_on) == (date(2026, 9, 14), date(2026, 9, 20))  # a make-up Sunday
    assert stored.due_at == calendar.end_of_day(date(2026, 9, 20))
    assert (stored.limit_days, stored.unit, stored.provisional, stored.calendar_version) == (
        5,
        "SH-JW",
        False,
        0,
    )
    assert str(stored) == "intake SH-JW 2026-09-20"

    seen = {}
    for day in ("14", "15", "18", "19", "20", "21", "22"):
        with at(f"2026-09-{day} 12:00"):
            seen[day] = clock_of(intake)
    assert seen == {
        "14": (0, 5, False),
        "15": (1, 4, False),
        "18": (4, 1, False),
        "19": (4, 1, False),  # Saturday
        "20": (5, 0, False),
        "21": (6, -1, True),
        "22": (7, -2, True),
    }


def test_the_last_microsecond_counts_and_the_next_is_late(process: Process) -> None:
    with at("2026-09-14 10:00"):
        intake = deadlines.open_(process, "intake", 5)
    with at("2026-09-20 23:59:59.999999"):
        assert clock_of(intake) == (5, 0, False)
    with at("2026-09-21 00:00:00"):
        assert clock_of(intake) == (6, -1, True)


def test_late_is_late_on_the_weekend_already(process: Process) -> None:
    with at("2026-08-03 10:00"):
        review = deadlines.open_(process, "review", 4)
    assert due(review) == "2026-08-07"  # a Friday
    with at("2026-08-08 10:00"):
        assert clock_of(review) == (4, -1, True)


def test_a_correction_stops_the_clock_between_notice_and_answer(process: Process) -> None:
    with at("2026-09-14 10:00"):
        intake = deadlines.open_(process, "intake", 5)
    with at("2026-09-16 15:00"):  # two days used, this one included
        assert deadlines.pause(process, "一次性补正告知") == [intake]
    with at("2026-09-18 09:00"):
        assert clock_of(intake) == (2, 3, False)
    with at("2026-09-21 11:00"):  # 17, 18, 20 and 21 were off the clock
        assert deadlines.resume(process) == [intake]
        assert clock_of(intake) == (2, 3, False)
        assert due(intake) == "2026-09-24"
    with at("2026-09-24 11:00"):
        assert clock_of(intake) == (5, 0, False)
    assert list(DeadlinePause.objects.values_list("reason", flat=True)) == ["一次性补正告知"]
    assert str(DeadlinePause.objects.get()) == "一次性补正告知"


def test_reentering_the_step_resumes_the_same_clock_with_its_old_limit(process: Process) -> None:
    with at("2026-09-14 10:00"):
        first = deadlines.open_(process, "intake", 5, unit="SH-JW")
    with at("2026-09-16 10:00"):
        deadlines.pause(process, "一次性补正告知")
    with at("2026-09-21 10:00"):
        again = deadlines.open_(process, "intake", 99, unit="SH-JW")

    assert (again.pk, again.limit_days, again.due_on) == (first.pk, 5, date(2026, 9, 24))
    assert DeadlinePause.objects.filter(until_at=None).count() == 0


def test_pause_and_resume_on_one_day_change_nothing(process: Process) -> None:
    with at("2026-09-14 10:00"):
        intake = deadlines.open_(process, "intake", 5)
    with at("2026-09-15 10:00"):
        deadlines.pause(process, "补正")
    with at("2026-09-15 17:00"):
        assert deadlines.resume(process) == [intake]
    assert due(intake) == "2026-09-20"


def test_a_pause_on_the_due_day_waits_with_the_applicant(process: Process) -> None:
    """Nothing lapses while the other side has the word: the due day moves to the day of the answer."""
    with at("2026-09-14 10:00"):
        intake = deadlines.open_(process, "intake", 5)
    with at("2026-09-20 16:00"):
        deadlines.pause(process, "补正")
    with at("2026-09-23 09:00"):
        assert clock_of(intake) == (5, 0, False)
        deadlines.resume(process)
        assert due(intake) == "2026-09-23"
        assert clock_of(intake) == (5, 0, False)
    with at("2026-09-24 09:00"):
        assert clock_of(intake) == (6, -1, True)


def test_a_pause_does_not_heal_what_was_late(process: Process) -> None:
    with at("2026-09-14 10:00"):
        intake = deadlines.open_(process, "intake", 5)
    with at("2026-09-21 10:00"):
        deadlines.pause(process, "补正")
    with at("2026-09-28 10:00"):
        assert clock_of(intake) == (6, -1, True)
        deadlines.resume(process)
    assert due(intake) == "2026-09-20"


def test_several_pauses_add_up(process: Process) -> None:
    with at("2026-08-03 10:00"):
        review = deadlines.open_(process, "review", 5)
    for stop, go in (("2026-08-04", "2026-08-06"), ("2026-08-06", "2026-08-11")):
        with at(f"{stop} 10:00"):
            deadlines.pause(process, "补正")
        with at(f"{go} 10:00"):
            deadlines.resume(process)
    assert due(review) == "2026-08-17"  # used 4; then 12, 13, 14 and 17


def test_pausing_stops_one_kind_or_all_and_the_first_reason_stays(process: Process) -> None:
    with at("2026-09-14 10:00"):
        joint = deadlines.open_each(process, "joint", 10, units=["SH-CZJ", "SH-SWJ", "SH-CZJ"])
        case = deadlines.open_(process, "case", 30)
    with at("2026-09-15 10:00"):
        assert {row.unit for row in deadlines.pause(process, "税务补正", kind="joint")} == {
            "SH-CZJ",
            "SH-SWJ",
        }
        assert deadlines.pause(process, "全案补正") == [case]
        assert deadlines.pause(process, "又一次") == []
    with at("2026-09-16 10:00"):
        assert {row.pk for row in deadlines.resume(process, kind="joint")} == {
            row.pk for row in joint.values()
        }
        assert deadlines.resume(process) == [case]
        assert deadlines.resume(process) == []
    reasons = DeadlinePause.objects.order_by("pk").values_list("reason", flat=True)
    assert list(reasons) == ["税务补正", "税务补正", "全案补正"]


def test_one_units_clock_can_be_stopped_alone(process: Process) -> None:
    with at("2026-09-14 10:00"):
        joint = deadlines.open_each(process, "joint", 10, units=["SH-CZJ", "SH-SWJ"])
    with at("2026-09-15 10:00"):
        assert deadlines.pause(process, "税务补正", kind="joint", unit="SH-SWJ") == [joint["SH-SWJ"]]
    with at("2026-09-18 10:00"):
        assert deadlines.remaining_each(joint.values()) == {joint["SH-CZJ"].pk: 6, joint["SH-SWJ"].pk: 9}


def test_a_pause_needs_its_reason(process: Process) -> None:
    with pytest.raises(ValueError, match="reason"):
        deadlines.pause(process, " ")


def test_closing_stops_the_clock_for_good_and_reopening_starts_a_new_one(process: Process) -> None:
    with at("2026-09-14 10:00"):
        intake = deadlines.open_(process, "intake", 5)
    with at("2026-09-16 10:00"):
        closed = deadlines.close(process, "intake")
        assert closed is not None
        assert closed.pk == intake.pk
        assert deadlines.close(process, "intake") is None
    with at("2026-12-01 10:00"):
        assert clock_of(intake) == (2, 3, False)  # what it took, for the timeline
        second = deadlines.open_(process, "intake", 5)
    assert second.pk != intake.pk


def test_closing_all_ends_pauses_too_and_remembers_who_was_late(process: Process) -> None:
    with at("2026-09-14 10:00"):
        late = deadlines.open_(process, "intake", 5)
    with at("2026-09-21 10:00"):
        paused = deadlines.open_(process, "district", 10, unit="310199-FGW")
        deadlines.pause(process, "补正", kind="district")
    with at("2026-09-28 10:00"):
        assert {row.pk for row in deadlines.close_all(process)} == {late.pk, paused.pk}
        assert deadlines.close_all(process) == []
    with at("2026-12-01 10:00"):
        assert clock_of(late) == (10, -5, True)  # 15–18, 20–24 and 28 September
        assert clock_of(paused) == (0, 10, False)
    assert DeadlinePause.objects.filter(until_at=None).count() == 0


def test_the_database_forbids_two_open_clocks_of_one_kind(process: Process) -> None:
    first = deadlines.open_(process, "intake", 5)
    with pytest.raises(IntegrityError), transaction.atomic():
        Deadline.objects.create(
            process=process,
            kind="intake",
            limit_days=5,
            started_on=first.started_on,
            opened_at=first.opened_at,
            due_on=first.due_on,
            due_at=first.due_at,
        )


def test_a_changed_calendar_moves_open_deadlines_and_their_tasks_only(process: Process) -> None:
    with at("2026-09-14 10:00"):
        intake = deadlines.open_(process, "intake", 5)
        elsewhere = deadlines.open_(ProcessFactory(), "intake", 10)
        done = deadlines.open_(ProcessFactory(), "intake", 5)
        waiting, finished = work_item(intake), work_item(intake)
        WorkItem.objects.filter(pk=finished.pk).update(closed_at=intake.opened_at, cancelled=True)
        deadlines.close_all(done.process)

        calendar.set_override(date(2026, 9, 20), False, "更正通知（虚构）", by=UserFactory())
        calendar.set_override(date(2026, 9, 24), True, "无关（虚构）", by=UserFactory())
        moved = deadlines.recompute_open()

    assert {row.pk for row in moved} == {intake.pk, elsewhere.pk}
    stored = reload(intake)
    assert (stored.due_on, stored.calendar_version) == (date(2026, 9, 21), 2)
    assert reload(waiting).due_at == calendar.end_of_day(date(2026, 9, 21))
    assert reload(finished).due_at == calendar.end_of_day(date(2026, 9, 20))
    assert (due(elsewhere), due(done)) == ("2026-09-29", "2026-09-20")
    assert reload(done).calendar_version == 0
    assert deadlines.recompute_open() == []


def test_what_a_change_would_move_is_told_before_it_is_made(process: Process) -> None:
    with at("2026-09-14 10:00"):
        intake = deadlines.open_(process, "intake", 5)
        deadlines.open_(ProcessFactory(), "intake", 2)  # over before the day in question
        paused = deadlines.open_(ProcessFactory(), "intake", 5)
        deadlines.pause(paused.process, "补正")
    with at("2026-09-16 10:00"):
        tried = calendar.table().with_override(date(2026, 9, 20), False)
        moved = [(row.pk, str(before), str(after)) for row, before, after in deadlines.would_move(tried)]

        # the paused one as if its answer came today, before and after alike
        assert moved == [(intake.pk, "2026-09-20", "2026-09-21"), (paused.pk, "2026-09-22", "2026-09-23")]
        assert due(intake) == "2026-09-20"
        assert deadlines.would_move(calendar.table()) == []


def test_the_effect_of_a_calendar_change_is_performed_by_the_worker(process: Process) -> None:
    with at("2026-09-14 10:00"):
        intake = deadlines.open_(process, "intake", 5)
        calendar.set_override(date(2026, 9, 20), False, "更正通知（虚构）", by=UserFactory())
        assert due(intake) == "2026-09-20"
        assert outbox.drain(raise_errors=True) == 1
    assert due(intake) == "2026-09-21"


def test_while_paused_the_due_day_is_told_as_if_the_answer_came_today(process: Process) -> None:
    with at("2026-09-14 10:00"):
        intake = deadlines.open_(process, "intake", 5)
        item = work_item(intake)
    with at("2026-09-15 10:00"):
        deadlines.pause(process, "补正")
    with at("2026-09-18 00:05"):  # the nightly run
        assert deadlines.recompute_open() == [intake]
    assert due(intake) == "2026-09-23"
    assert reload(item).due_at == calendar.end_of_day(date(2026, 9, 23))


def test_nothing_lapses_in_a_year_that_is_not_announced(process: Process) -> None:
    with at("2026-12-29 10:00"):
        intake = deadlines.open_(process, "intake", 5)
    assert (due(intake), reload(intake).provisional) == ("2027-01-06", True)
    with at("2027-02-01 10:00"):
        assert clock_of(intake) == (23, -18, False)

        calendar.confirm_year(2027, by=UserFactory())
        assert deadlines.recompute_open() == []  # it stays where it is, but for certain now
        assert reload(intake).provisional is False
        assert clock_of(intake) == (23, -18, True)


def test_a_limit_that_began_in_an_unconfirmed_year_stays_provisional(process: Process) -> None:
    calendar.confirm_year(2028, by=UserFactory())
    with at("2027-12-30 10:00"):
        assert deadlines.open_(process, "intake", 5).provisional is True


@settings(max_examples=60, deadline=None)
@given(
    start=st.dates(date(2024, 1, 1), date(2026, 6, 30)),
    limit=st.integers(0, 40),
    steps=st.lists(st.integers(0, 20), max_size=6),
)
def test_used_and_left_always_make_the_limit_unless_late(start: date, limit: int, steps: list[int]) -> None:
    """Computed with the pure part: alternating days of pause and resumption after ``start``."""
    table = calendar.Table(version=0, overrides={}, confirmed=frozenset())
    days = [start.toordinal() + sum(steps[: n + 1]) for n in range(len(steps) - len(steps) % 2)]
    dates = [date.fromordinal(day) for day in days]
    pauses = [spans.Span(*pair) for pair in zip(dates[::2], dates[1::2], strict=True)]
    last = spans.due_on(start, limit, pauses, table)

    used = spans.used(start, last, pauses, table)
    assert used == limit
    before = date.fromordinal(last.toordinal() - 1)
    assert last == start or spans.used(start, before, pauses, table) <= limit
    if not pauses:
        assert last == table.add_working_days(start, limit)


def test_a_page_of_deadlines_costs_two_queries(process: Process) -> None:
    with at("2026-09-14 10:00"):
        rows = list(deadlines.open_each(process, "joint", 5, units=["A", "B", "C"]).values())
        late = deadlines.open_(process, "intake", 2)
    with at("2026-09-18 10:00"), CaptureQueriesContext(connection) as queries:
        left = deadlines.remaining_each([*rows, late])
    assert left == {rows[0].pk: 1, rows[1].pk: 1, rows[2].pk: 1, late.pk: -2}
    assert len(queries) == 2


def test_a_fan_out_costs_as_much_as_one(process: Process) -> None:
    calendar.table()
    with CaptureQueriesContext(connection) as one:
        deadlines.open_(process, "district", 10)
    with CaptureQueriesContext(connection) as five:
        deadlines.open_each(process, "joint", 10, units=["A", "B", "C", "D", "E"])

    assert len(one) == len(five) == 3  # what is open, which calendar, insert


def test_what_was_closed_in_time_stays_so_when_the_calendar_changes_later(process: Process) -> None:
    with at("2026-09-14 10:00"):
        deadlines.open_(process, "intake", 5)
    with at("2026-09-20 16:00"):
        closed = deadlines.close(process, "intake")
        assert closed is not None
        assert clock_of(closed) == (5, 0, False)
    with at("2026-09-21 10:00"):
        calendar.set_override(date(2026, 9, 19), True, "调休（虚构）", by=UserFactory())
        assert deadlines.remaining(reload(closed)) == 0
        assert deadlines.remaining_each([reload(closed)]) == {closed.pk: 0}


def test_used_days_of_a_whole_timeline_cost_two_queries(process: Process) -> None:
    with at("2026-09-14 10:00"):
        rows = [deadlines.open_(process, kind, 10) for kind in ("intake", "review", "decide")]
    with at("2026-09-16 10:00"):
        deadlines.close(process, "review")
        deadlines.pause(process, "补正", kind="decide")
    with at("2026-09-21 10:00"):
        stored = [reload(row) for row in rows]
        calendar.table()
        with CaptureQueriesContext(connection) as captured:
            assert deadlines.elapsed_each(stored) == dict(zip([r.pk for r in rows], (6, 2, 2), strict=True))
        assert len(captured) == 2
        assert {row.pk: deadlines.elapsed(row) for row in stored} == deadlines.elapsed_each(stored)
