"""The calendar at the office: a year, a day changed with what it moves, a year confirmed."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from certification.stories.cast import Cast
from tests.certification import docket
from tests.certification.house import form_values, queries, words
from tests.factories.accounts import member
from workflows import audit, calendar, outbox
from workflows.models import CalendarOverride, Deadline

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
SUNDAY = "/office/calendar/2026-09-20/"  # a published make-up day
REASON = "关于调整工作日的通知（虚构）"


@pytest.fixture
def officer(cast: Cast, browser_of: SignIn) -> Client:
    return browser_of(cast["officer"])


class TestTheYear:
    def test_shows_every_day_as_it_counts(self, officer: Client) -> None:
        response = officer.get("/office/calendar/?year=2026")
        page = response.content.decode()
        assert "2026 年共 248 个工作日" in words(response)
        assert 'class="day day-makeup" href="/office/calendar/2026-09-20/"' in page
        assert 'class="day day-holiday" href="/office/calendar/2026-10-01/"' in page
        assert 'class="day day-off" href="/office/calendar/2026-09-19/"' in page
        assert 'class="day day-today" href="/office/calendar/2026-09-14/" aria-current="date"' in page
        assert "本年安排为暂定" not in words(response)

    def test_that_is_not_announced_says_so(self, officer: Client) -> None:
        said = words(officer.get("/office/calendar/?year=2027"))
        assert "本年安排为暂定 2027 年的放假和调休安排尚未公布或尚未录入。" in said

    @pytest.mark.parametrize(("asked", "shown"), [("", 2026), ("abcd", 2026), ("9999", 2100), ("1066", 2020)])
    def test_takes_nonsense_for_this_year(self, officer: Client, asked: str, shown: int) -> None:
        assert officer.get(f"/office/calendar/?year={asked}").context["year"] == shown

    def test_costs_the_same_with_one_change_and_with_three(self, cast: Cast, officer: Client) -> None:
        calendar.set_override(date(2026, 12, 5), True, REASON, by=cast["officer"])
        calendar.table()
        alone = queries(officer, "/office/calendar/?year=2026")
        for day in (date(2026, 12, 6), date(2026, 12, 12)):
            calendar.set_override(day, True, REASON, by=cast["officer"])
        calendar.table()
        assert queries(officer, "/office/calendar/?year=2026") == alone <= 12

    def test_is_for_officers_and_the_administrator(self, cast: Cast, browser_of: SignIn) -> None:
        administrator = member(Role.ADMIN, "SH-JW", name="管理示例（虚构）")
        for url in ("/office/calendar/", SUNDAY, "/office/calendar/2027/confirm/"):
            for person in (cast["officer"], administrator):
                assert browser_of(person).get(url).status_code == 200
            for person in (cast["intake"], cast["fgw"], cast.company("robot")[1]):
                assert browser_of(person).get(url).status_code == 404
            visitor = Client().get(url)
            assert (visitor.status_code, visitor.url) == (302, f"/accounts/login/?next={url}")


class TestADay:
    def test_first_tells_what_would_move_then_moves_it(self, cast: Cast, officer: Client) -> None:
        tale = docket.at("intake", cast)
        deadline = tale.item("intake").deadline
        assert deadline.kind == "intake"
        Deadline.objects.update(started_on=date(2026, 9, 14))
        deadline.refresh_from_db()
        typed = {"state": "off", "reason": REASON}

        preview = officer.post(SUNDAY, typed | {"action": "preview"})
        said = words(preview)
        assert "1 个进行中的时限会变动" in said
        assert f"{tale.case.number} 受理 示例市教育委员会（虚构） 09-20 → 09-21" in said
        assert "已经发布的公示日期不变" in said
        assert not CalendarOverride.objects.exists(), "a look changes nothing"
        assert preview.context["form"]["reason"].value() == REASON

        done = officer.post(SUNDAY, typed | {"action": "save"})
        assert (done.status_code, done.url) == (302, "/office/calendar/?year=2026")
        outbox.drain(raise_errors=False)
        deadline.refresh_from_db()
        assert deadline.due_on == date(2026, 9, 21)
        said = words(officer.get(done.url))
        assert "2026-09-20 休息日 关于调整工作日的通知（虚构） 李主办（虚构）" in said
        assert "2026-09-20 改为休息日 关于调整工作日的通知（虚构）" in said

    def test_with_nothing_to_move_says_so(self, officer: Client) -> None:
        said = words(officer.post(SUNDAY, {"state": "off", "reason": REASON, "action": "preview"}))
        assert "没有进行中的时限会因此变动。" in said

    def test_can_be_given_back_to_the_published_arrangement(self, cast: Cast, officer: Client) -> None:
        assert "恢复公布的安排" not in words(officer.get(SUNDAY))
        calendar.set_override(date(2026, 9, 20), False, REASON, by=cast["officer"])
        page = words(officer.get(SUNDAY))
        assert "这一天已有人工调整" in page
        assert "公布的安排：工作日" in page
        officer.post(SUNDAY, {"state": "published", "reason": "通知已撤销（虚构）", "action": "save"})
        assert not CalendarOverride.objects.exists()
        assert calendar.is_working(date(2026, 9, 20))
        assert audit.history("calendar").last().action == "calendar:lift_override"

    @pytest.mark.parametrize(
        ("typed", "errors"),
        [
            ({}, {"state": ["请选择工作日或休息日"], "reason": ["请填写依据，例如放假通知的名称和文号"]}),
            ({"state": "off", "reason": "  "}, {"reason": ["请填写依据，例如放假通知的名称和文号"]}),
            ({"state": "off", "reason": "字" * 501}, {"reason": ["最多 500 字，现在是 501 字，请删减"]}),
        ],
    )
    @pytest.mark.parametrize("action", ["preview", "save"])
    def test_is_not_changed_without_a_word_and_its_basis(
        self, officer: Client, typed: dict, errors: dict, action: str
    ) -> None:
        response = officer.post(SUNDAY, typed | {"action": action})
        assert response.context["form"].errors == errors
        assert not CalendarOverride.objects.exists()

    def test_that_nobody_set_cannot_be_given_back(self, officer: Client) -> None:
        response = officer.post(SUNDAY, {"state": "published", "reason": REASON, "action": "save"})
        assert "state" in response.context["form"].errors

    @pytest.mark.parametrize("day", ["2026-13-01", "2026-9-1", "1999-01-01", "20260920", "x", "2026-W38-7"])
    def test_must_be_a_day(self, officer: Client, day: str) -> None:
        assert officer.get(f"/office/calendar/{day}/").status_code == 404


class TestConfirmingAYear:
    def test_makes_its_days_certain(self, officer: Client) -> None:
        url = "/office/calendar/2027/confirm/"
        page = officer.get(url)
        assert "已录入的调整 没有。请先对照通知逐日录入。" in words(page)
        unread = officer.post(url, form_values(page) | {"reason": REASON})
        assert unread.context["form"].errors == {
            "entered": ["请确认“已按公布的通知逐日核对，放假和调休均已录入”"]
        }
        assert calendar.is_provisional(date(2027, 1, 1))

        done = officer.post(url, {"reason": REASON, "entered": "on"})
        assert (done.status_code, done.url) == (302, "/office/calendar/?year=2027")
        assert not calendar.is_provisional(date(2027, 1, 1))
        said = words(officer.get(done.url))
        assert "2027 年的工作日安排已确认。" in said
        assert "本年安排为暂定" not in said
        assert "确认 2027 年安排" in said

    def test_twice_or_of_a_year_long_known_changes_nothing(self, cast: Cast, officer: Client) -> None:
        calendar.confirm_year(2027, by=cast["officer"], reason=REASON)
        for year in (2027, 2026):
            again = officer.post(f"/office/calendar/{year}/confirm/", {"reason": REASON, "entered": "on"})
            assert again.status_code == 302
            assert f"{year} 年的工作日安排已经确定" in words(officer.get(again.url))
        assert calendar.version() == 1
        assert officer.get("/office/calendar/1900/confirm/").status_code == 404
