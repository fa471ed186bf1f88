"""公示 is calendar-true: what happens to a running notice when the calendar changes under it."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from certification.domain import decisions, publicity
from certification.models import Application, Notice
from certification.stories.tale import Tale
from tests.factories import certification as told
from tests.factories.accounts import UserFactory
from workflows import audit, calendar, clock, outbox, timers
from workflows.models import WorkItem

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _present() -> Iterator[None]:
    with clock.travel(told.TODAY):
        yield


@pytest.fixture
def tale() -> Tale:
    """A case whose notice began on the tale's day."""
    tale = told.case_at("publicity")
    tale.publish()
    return tale


@pytest.fixture
def officer() -> User:
    return UserFactory()


def morning_after(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time(9, 30)))


def notice_of(tale: Tale) -> Notice:
    return Notice.objects.get(entries__application=tale.case)


def close_a_day(notice: Notice, by: User) -> date:
    """The working day after the first becomes a day off; the new true last day."""
    off = calendar.add_working_days(notice.starts_on, 1)
    calendar.set_override(off, False, "临时放假（虚构）", by=by)
    return calendar.add_working_days(notice.ends_on, 1)


def waits_for_decision(case: Application) -> bool:
    return WorkItem.objects.filter(process=case.process, node="decision", closed_at=None).exists()


def test_a_day_off_puts_the_last_day_off_and_says_so(tale: Tale, officer: User) -> None:
    notice = notice_of(tale)
    with clock.travel(tale.moment):
        true = close_a_day(notice, officer)
        outbox.drain(raise_errors=True)
    moved = notice_of(tale)
    assert (moved.ends_on, moved.calendar_version) == (true, calendar.version())
    entry = audit.history(notice.audit_chain).get()
    assert (entry.action, entry.source, entry.target) == (
        "extend",
        notice.ends_on.isoformat(),
        true.isoformat(),
    )
    assert entry.reason == "工作日历调整，公示期顺延"


def test_the_timer_waits_for_the_true_day_even_before_the_effect_has_run(tale: Tale, officer: User) -> None:
    notice = notice_of(tale)
    with clock.travel(tale.moment):
        true = close_a_day(notice, officer)
    with clock.travel(morning_after(notice.ends_on)):
        assert timers.fire_due() == 0
        assert (
            decisions.grantable(tale.case, tale.case.programme.ending("grant")).reason
            == "公示期尚未届满，不能作出“纳入”的决定。"
        )
    with clock.travel(morning_after(true)):
        assert timers.fire_due() == 1
        assert decisions.grantable(tale.case, tale.case.programme.ending("grant")).allowed
    assert waits_for_decision(tale.case)


def test_control_without_a_change_it_ends_on_the_printed_day(tale: Tale) -> None:
    with clock.travel(morning_after(notice_of(tale).ends_on)):
        assert timers.fire_due() == 1
        assert decisions.grantable(tale.case, tale.case.programme.ending("grant")).allowed


def test_a_day_gained_never_cuts_a_published_notice_short(tale: Tale, officer: User) -> None:
    notice = notice_of(tale)
    saturday = notice.starts_on + timedelta(days=(5 - notice.starts_on.weekday()) % 7)
    with clock.travel(tale.moment):
        calendar.set_override(saturday, True, "调休上班（虚构）", by=officer)
        assert calendar.add_working_days(notice.starts_on, notice.days) < notice.ends_on
        assert publicity.extend_running() == []
    assert notice_of(tale).ends_on == notice.ends_on
    assert not audit.history(notice.audit_chain).exists()


def test_a_notice_that_is_over_is_left_alone(tale: Tale, officer: User) -> None:
    notice = notice_of(tale)
    with clock.travel(morning_after(notice.ends_on) + timedelta(days=20)):
        close_a_day(notice, officer)
        assert publicity.extend_running() == []
    assert notice_of(tale).ends_on == notice.ends_on
