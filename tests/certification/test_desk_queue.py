"""待办 and 已办: whose items, narrowed how, at what price; taking items and giving them back."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership, User
from accounts.roles import Role
from certification.domain import queues
from certification.domain.reviews import DISTRICT
from certification.models import Verdict
from certification.stories.cast import COMPANIES, Cast
from tests.certification import docket
from tests.factories.accounts import member
from workflows import clock, deadlines, inbox
from workflows.models import Deadline, WorkItem

BrowserOf = Callable[[User], Client]
QUEUE = "/desk/"


def names(response: Any) -> list[str]:
    """Applicants' names in the table, in its order."""
    return re.findall(r'class="cell-main"><a href="[^"]+">([^<]+)</a>', response.content.decode())


def tabs(response: Any) -> dict[str, Any]:
    return {tab["label"]: tab["count"] for tab in response.context["tabs"]}


class TestWhatIsListed:
    def test_a_desk_sees_what_it_may_claim_and_what_it_holds(self, cast: Cast, browser_of: BrowserOf) -> None:
        first, second = docket.at("intake", cast, "robot"), docket.at("intake", cast, "care")
        docket.at("district_opinion", cast, "data")
        browser = browser_of(cast["intake"])

        page = browser.get(QUEUE)

        assert names(page) == [COMPANIES["robot"].name, COMPANIES["care"].name]
        assert {str(k): v for k, v in tabs(page).items()} == {
            "全部待办": 2,
            "我领取的": 0,
            "待领取": 2,
            "已办": 1,
        }
        assert f'<td data-label="办件编号" class="nowrap">{first.case.number}</td>' in page.content.decode()
        browser.post("/desk/claim/", {"task": second.item("intake").task_id})
        assert names(browser.get(QUEUE, {"tab": "mine"})) == [COMPANIES["care"].name]
        assert names(browser.get(QUEUE, {"tab": "pool"})) == [COMPANIES["robot"].name]
        assert names(browser.get(QUEUE)) == [COMPANIES["robot"].name, COMPANIES["care"].name]

    def test_each_office_sees_its_own(self, cast: Cast, browser_of: BrowserOf) -> None:
        docket.at("district_opinion", cast, "robot")
        docket.at("district_opinion", cast, "pharma")  # Minhang

        assert names(browser_of(cast["pudong"]).get(QUEUE)) == [COMPANIES["robot"].name]
        assert names(browser_of(cast["minhang-edu"]).get(QUEUE)) == [COMPANIES["pharma"].name]
        assert names(browser_of(cast["lingang"]).get(QUEUE)) == []

    def test_the_most_urgent_comes_first_and_says_how_many_days_are_left(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        docket.crowd(cast, 1)  # today, five days
        late = deadlines.remaining(docket.at("intake", cast, "robot").item("intake").deadline)
        assert late < -50  # sixty working days ago
        page = browser_of(cast["intake"]).get(QUEUE)

        assert names(page)[0] == COMPANIES["robot"].name
        text = page.content.decode()
        assert text.index(f"已超期 {-late} 个工作日") < text.index("剩 5 个工作日")

    def test_an_expert_sees_the_seat_with_its_own_limit_and_that_it_is_off_the_promised_clock(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        docket.at("score", cast)
        text = browser_of(cast["expert2"]).get(QUEUE).content.decode()

        assert "专家评审不计入承诺时限" in text
        assert "指定由您办理" in text
        assert 'form="one" name="task"' not in text  # nothing to claim

    def test_the_applicants_own_correction_is_not_the_desks(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("intake", cast)
        tale.screen(Verdict.CORRECT, requests=[docket.ASK_AUDIT])
        both = tale.clerk
        Membership.objects.create(
            user=both, organisation=cast["lingang"].memberships.get().organisation, role=Role.REVIEWER
        )
        assert WorkItem.objects.get(closed_at=None).node == "amend"
        assert names(browser_of(both).get(QUEUE)) == []
        assert tabs(browser_of(both).get(QUEUE)) == dict.fromkeys(
            tabs(browser_of(both).get(QUEUE)), 0
        )  # all four

    def test_a_case_that_came_back_says_so(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("intake", cast)
        tale.screen(Verdict.CORRECT, requests=[docket.ASK_AUDIT])
        tale.answer("已补充。")
        docket.at("intake", cast, "care")

        rows = {
            row["case"].holder_name: row["item"].returned
            for row in browser_of(cast["intake"]).get(QUEUE).context["rows"]
        }
        assert rows == {COMPANIES["robot"].name: True, COMPANIES["care"].name: False}

    def test_done_tells_the_result_in_words_latest_first(self, cast: Cast, browser_of: BrowserOf) -> None:
        docket.at("district_opinion", cast, "robot").opine("pudong", DISTRICT)
        second = docket.at("district_opinion", cast, "data")
        second.wait(1)
        second.opine("pudong", DISTRICT, Verdict.OBJECT, "注册地址不符。")

        page = browser_of(cast["pudong"]).get(QUEUE, {"tab": "done"})

        assert names(page) == [COMPANIES["data"].name, COMPANIES["robot"].name]
        assert [row["result"] for row in page.context["rows"]] == ["不同意", "同意"]

    def test_nobody_else_has_a_desk(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("intake", cast)
        assert browser_of(tale.clerk).get(QUEUE).status_code == 404
        assert browser_of(member(Role.ADMIN, "SH-FGW")).get(QUEUE).status_code == 404
        anonymous = Client().get(QUEUE)
        assert (anonymous.status_code, anonymous["Location"]) == (302, f"/accounts/login/?next={QUEUE}")

    def test_an_empty_list_says_what_happens_next(self, cast: Cast, browser_of: BrowserOf) -> None:
        text = browser_of(cast["gzw"]).get(QUEUE).content.decode()
        assert "没有待办事项" in text
        assert "新的办件到达后会显示在这里" in text


class TestNarrowing:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"q": "云岚"}, ["robot"]),  # two characters
            ({"q": "  云岚 "}, ["robot"]),
            ({"q": "康养服务"}, ["care"]),
            ({"q": "%"}, []),  # no wildcard
            ({"q": "cj2026-00002"}, ["care"]),
            ({"place": "310112"}, ["care"]),
            ({"place": "LG"}, ["chip"]),
            ({"place": "nowhere"}, ["robot", "care", "chip"]),
            ({"step": "intake"}, ["robot", "care", "chip"]),
            ({"q": "云岚", "place": "310112"}, []),
        ],
    )
    def test_by_name_number_and_district(
        self, cast: Cast, browser_of: BrowserOf, query: dict[str, str], found: list[str]
    ) -> None:
        for company in ("robot", "care", "chip"):
            docket.at("intake", cast, company)
        assert names(browser_of(cast["intake"]).get(QUEUE, query)) == [COMPANIES[c].name for c in found]

    def test_by_step(self, cast: Cast, browser_of: BrowserOf) -> None:
        docket.at("joint_merge", cast, "robot")
        docket.at("joint_opinion", cast, "care")
        browser = browser_of(cast["fgw"])

        assert names(browser.get(QUEUE, {"step": "joint_merge"})) == [COMPANIES["robot"].name]
        assert names(browser.get(QUEUE, {"step": "joint_opinion"})) == [COMPANIES["care"].name]
        assert len(names(browser.get(QUEUE, {"step": "nonsense"}))) == 2

    def test_nothing_found_offers_the_way_back_and_keeps_the_tab(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        docket.at("intake", cast)
        text = browser_of(cast["intake"]).get(QUEUE, {"q": "没有这家", "tab": "pool"}).content.decode()

        assert "没有符合条件的办件" in text
        assert 'value="没有这家"' in text
        assert '<input type="hidden" name="tab" value="pool">' in text
        assert 'href="/desk/?tab=pool"' in text

    def test_a_name_full_of_markup_is_only_text(self, cast: Cast, browser_of: BrowserOf) -> None:
        (case,) = docket.crowd(cast, 1)
        type(case).objects.filter(pk=case.pk).update(holder_name='<img src=x onerror="alert(1)">（虚构）')
        text = browser_of(cast["intake"]).get(QUEUE, {"q": "<script>"}).content.decode()
        assert "<script>" not in text.partition("<main")[2]
        text = browser_of(cast["intake"]).get(QUEUE).content.decode()
        assert "<img src=x" not in text
        assert "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;（虚构）" in text


class TestPagesAndPrice:
    def test_sixty_cases_are_walked_without_a_gap(self, cast: Cast, browser_of: BrowserOf) -> None:
        cases = docket.crowd(cast, 60)
        browser, seen, after = browser_of(cast["intake"]), [], ""
        while True:
            page = browser.get(QUEUE, {"after": after} if after else {})
            seen += names(page)
            after = page.context["page"].next
            if not after:
                break
        assert seen == [case.holder_name for case in cases]

    def test_a_page_costs_the_same_whatever_its_length(self, cast: Cast, browser_of: BrowserOf) -> None:
        browser, spent = browser_of(cast["intake"]), []
        for count in (1, 2, 57):  # one, three, sixty
            docket.crowd(cast, count)
            browser.get(QUEUE)
            with CaptureQueriesContext(connection) as queries:
                page = browser.get(QUEUE)
            spent.append((len(page.context["rows"]), len(queries)))
        assert [rows for rows, _queries in spent] == [1, 3, 25]
        assert len({queries for _rows, queries in spent}) == 1
        assert spent[0][1] <= 10

    def test_the_officer_with_more_badges_stays_within_ten(self, cast: Cast, browser_of: BrowserOf) -> None:
        docket.at("panel", cast)
        browser = browser_of(cast["officer"])
        for query in ({}, {"tab": "done"}, {"q": "云岚", "step": "panel", "place": "310115"}):
            with CaptureQueriesContext(connection) as queries:
                page = browser.get(QUEUE, query)
            assert page.status_code == 200
            assert len(queries) <= 10

    def test_counts_stop_at_99_plus(self, cast: Cast, browser_of: BrowserOf, monkeypatch: Any) -> None:
        docket.crowd(cast, 4)
        monkeypatch.setattr(queues, "CAP", 3)
        page = browser_of(cast["intake"]).get(QUEUE)
        assert {str(label): count for label, count in tabs(page).items()} == {
            "全部待办": "99+",
            "我领取的": 0,
            "待领取": "99+",
            "已办": 0,
        }

    def test_counts_of_several_lists_agree_with_each_counted_alone(self, cast: Cast) -> None:
        docket.crowd(cast, 3)
        desks = [(Role.INTAKE, "SH-JW")]
        lists = {
            "pool": inbox.claimable(desks),
            "held": inbox.held(cast["intake"]),
            "all": inbox.waiting(cast["intake"], desks),
            "nobody": inbox.claimable([]),
        }
        assert inbox.counts(lists, cap=2) == {"pool": 2, "held": 0, "all": 2, "nobody": 0}
        assert inbox.counts(lists) == {name: inbox.count(items) for name, items in lists.items()}


class TestTakingAndGivingBack:
    def test_several_at_once(self, cast: Cast, browser_of: BrowserOf) -> None:
        tasks = [str(item.task_id) for item in self.items(docket.crowd(cast, 3))]
        browser = browser_of(cast["intake"])

        page = browser.post("/desk/claim/", {"task": tasks[:2], "next": "/desk/?tab=pool"}, follow=True)

        assert page.redirect_chain == [("/desk/?tab=pool", 302)]
        assert "已领取 2 件，在“我领取的”中办理。" in page.content.decode()
        assert [i.owner for i in WorkItem.objects.order_by("pk")] == [cast["intake"], cast["intake"], None]

    def test_what_a_colleague_has_taken_is_told_and_holds_up_no_other(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        colleague = member(Role.INTAKE, "SH-JW", name="同事示例（虚构）")
        first, second = self.items(docket.crowd(cast, 2))
        browser_of(colleague).post("/desk/claim/", {"task": first.task_id})

        page = browser_of(cast["intake"]).post(
            "/desk/claim/", {"task": [first.task_id, second.task_id]}, follow=True
        )

        text = page.content.decode()
        assert "已领取 1 件" in text
        assert "未能领取：该任务已由 同事示例（虚构） 领取。" in text
        first.refresh_from_db()
        assert first.owner == colleague

    def test_giving_back_lets_a_colleague_take_it(self, cast: Cast, browser_of: BrowserOf) -> None:
        (item,) = self.items(docket.crowd(cast, 1))
        browser = browser_of(cast["intake"])
        browser.post("/desk/claim/", {"task": item.task_id})
        page = browser.post("/desk/release/", {"task": item.task_id}, follow=True)
        assert "已退回，本单位其他同事可以领取。" in page.content.decode()
        item.refresh_from_db()
        assert item.owner is None

    def test_a_seat_is_not_given_back(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("score", cast)
        item = tale.item("score", owner=cast["expert1"])
        page = browser_of(cast["expert1"]).post("/desk/release/", {"task": item.task_id}, follow=True)
        assert "该任务指定由您办理，不能退回待办" in page.content.decode()
        item.refresh_from_db()
        assert item.owner == cast["expert1"]

    def test_another_desk_takes_nothing(self, cast: Cast, browser_of: BrowserOf) -> None:
        (item,) = self.items(docket.crowd(cast, 1))
        for task in (item.task_id, 987654321, "x", "", "9" * 30):
            page = browser_of(cast["pudong"]).post("/desk/claim/", {"task": task}, follow=True)
            assert "已领取" not in page.content.decode()
        item.refresh_from_db()
        assert item.owner is None

    def test_doors_are_shut(self, cast: Cast, browser_of: BrowserOf) -> None:
        for name in ("claim", "release"):
            url = reverse(f"desk:{name}")
            assert Client().post(url)["Location"] == f"/accounts/login/?next={url}"
            assert browser_of(cast["intake"]).get(url).status_code == 405
        away = browser_of(cast["intake"]).post("/desk/claim/", {"next": "//example.invalid/"})
        assert away["Location"] == QUEUE

    @staticmethod
    def items(cases: list[Any]) -> list[WorkItem]:
        return [WorkItem.objects.get(process_id=case.process_id) for case in cases]


def test_what_follows_is_the_next_by_due_day_and_then_the_first(cast: Cast) -> None:
    docket.crowd(cast, 3)
    items = list(WorkItem.objects.order_by("due_at", "pk"))
    user = User.objects.get(username="intake")
    assert [queues.following(user, item) for item in items] == [items[1], items[2], items[0]]
    WorkItem.objects.exclude(pk=items[0].pk).update(closed_at=clock.now(), cancelled=True)
    assert queues.following(user, items[0]) is None


def test_days_used_of_several_limits_agree_with_each_alone(cast: Cast) -> None:
    tale = docket.at("intake", cast)
    tale.screen(Verdict.CORRECT, requests=[docket.ASK_AUDIT])
    tale.wait(4)
    tale.answer("已补充。")
    docket.at("joint_opinion", cast, "care")
    rows = list(Deadline.objects.order_by("pk"))
    assert len(rows) > 5
    with CaptureQueriesContext(connection) as queries:
        used = deadlines.elapsed_each(rows)
    assert len(queries) <= 2
    assert used == {row.pk: deadlines.elapsed(row) for row in Deadline.objects.all()}
