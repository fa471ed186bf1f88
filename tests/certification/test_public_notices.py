"""公示: names, days, how to object; nothing personal."""

from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from certification.models import Notice, NoticeEntry, Round
from tests.certification import docket
from tests.certification.house import browser, queries, stage, words
from tests.certification.test_public_guides import a_round
from tests.factories.accounts import UserFactory
from tests.factories.workflows import at

pytestmark = pytest.mark.django_db


def a_notice(number: int, *, ends_on: str = "2026-09-21", by: User | None = None) -> Notice:
    round_ = Round.objects.first() or a_round()
    return Notice.objects.create(
        round=round_,
        number=f"公示〔2026〕第{number:05d}号",
        title=f"第 {number} 号公示（虚构）",
        starts_on=date(2026, 9, 14),
        ends_on=date.fromisoformat(ends_on),
        days=5,
        calendar_version=0,
        published_by=by or UserFactory(),
        published_at="2026-09-14T10:00:00+08:00",
    )


class TestANotice:
    def test_names_the_holders_the_days_and_how_to_object(self, client: Client) -> None:
        with at("2026-09-14 10:00"):
            tale = docket.at("publicity", stage())
            tale.publish()
        notice = Notice.objects.get()
        with at(f"{notice.starts_on} 12:00"):
            response = client.get(f"/notices/{notice.pk}/")
        said = words(response)
        first, last = notice.starts_on, notice.ends_on

        assert response.status_code == 200
        assert (
            f"自 {first.year}年{first.month}月{first.day}日 至 {last.year}年{last.month}月{last.day}日"
            in said
        )
        assert "（首尾两日均在内），自发布次日起算 5 个工作日" in said
        assert "公示中，剩 5 个工作日" in said
        assert "上海云岚示例智能装备有限公司（虚构） 拟纳入产教融合型企业建设培育范围" in said
        assert "以书面形式向 示例市发展和改革委员会（虚构） 提出" in said
        assert "021-00000000（示例）" in said
        for private in ("方申报", "方示例", tale.case.number, tale.organisation.code):
            assert private not in said

    @pytest.mark.parametrize(
        ("moment", "state"),
        [
            ("2026-09-14 10:00", "公示中，剩 5 个工作日"),
            ("2026-09-19 10:00", "公示中，剩 1 个工作日"),
            ("2026-09-20 23:59", "公示中，今日截止"),
            ("2026-09-21 00:00", "已结束"),
        ],
    )
    def test_says_how_it_stands(self, client: Client, moment: str, state: str) -> None:
        notice = a_notice(1, ends_on="2026-09-20")  # a make-up Sunday
        with at(moment):
            assert state in words(client.get(f"/notices/{notice.pk}/"))

    def test_shows_a_name_as_text(self, client: Client) -> None:
        with at("2026-09-14 10:00"):
            tale = docket.at("publicity", stage())
        notice = a_notice(1)
        NoticeEntry.objects.create(
            notice=notice,
            application=tale.case,
            holder_name="<img src=x onerror=alert(1)>",
            conclusion="拟纳入",
        )
        page = client.get(f"/notices/{notice.pk}/").content.decode()
        assert "&lt;img src=x onerror=alert(1)&gt;" in page
        assert "<img src=x" not in page

    def test_that_does_not_exist_is_not_found(self, client: Client) -> None:
        assert client.get("/notices/1/").status_code == 404


class TestTheList:
    def test_keeps_running_and_past_apart(self, client: Client) -> None:
        a_notice(1, ends_on="2026-09-18")
        a_notice(2, ends_on="2026-09-21")
        with at("2026-09-21 18:00"):
            running, past = words(client.get("/notices/")), words(client.get("/notices/?state=past"))
        assert "第 2 号公示" in running
        assert "第 1 号公示" not in running
        assert "第 1 号公示" in past
        assert "第 2 号公示" not in past

    def test_walks_by_keyset_and_takes_nonsense_for_the_first_page(self, client: Client) -> None:
        officer = UserFactory()
        rows = [a_notice(n, by=officer) for n in range(1, 23)]
        with at("2026-09-14 18:00"):
            first = client.get("/notices/")
            second = client.get(f"/notices/?after={first.context['page'].next}")
            lost = client.get("/notices/?after=９９ or 1=1")
        assert [n.pk for n in first.context["page"].items] == [n.pk for n in rows[:1:-1]]
        assert [n.pk for n in second.context["page"].items] == [rows[1].pk, rows[0].pk]
        assert second.context["page"].next == ""
        assert lost.context["page"].items == first.context["page"].items

    def test_costs_the_same_at_one_row_and_at_three(self) -> None:
        with at("2026-09-14 18:00"):
            a_notice(1)
            alone = queries(browser(), "/notices/")
            a_notice(2)
            a_notice(3)
            assert queries(browser(), "/notices/") == alone <= 2

    def test_says_so_when_there_is_none(self, client: Client) -> None:
        assert "现在没有公示" in words(client.get("/notices/"))
        assert "没有已结束的公示" in words(client.get("/notices/?state=past"))
