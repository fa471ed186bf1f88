"""Panel, score sheets, conference, notice and decision through their screens."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, User
from accounts.roles import Role
from certification.domain.reviews import JOINT
from certification.models import (
    Decision,
    Notice,
    PanelSeat,
    ScoreSheet,
    Status,
)
from certification.stories.cast import Cast
from tests.certification import docket
from tests.certification.desk_pages import FULL_MARKS, messages, text, url, written
from tests.factories.accounts import member

BrowserOf = Callable[[User], Client]


class TestPanel:
    def test_the_officer_chooses_five(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("panel", cast)
        browser, address = browser_of(cast["officer"]), url(tale, "panel")
        chosen = [str(cast[f"expert{n}"].pk) for n in (1, 2, 3, 4, 5)]

        short = browser.post(address, {"experts": chosen[:4]})
        assert "请选择 5 位专家，现选择 4 位。" in text(short)
        assert text(short).count("checked") == 4
        page = browser.post(address, {"experts": chosen}, follow=True)

        assert messages(page) == ["“组建专家组”已办结：已组建专家组。"]
        assert {str(seat.expert_id) for seat in PanelSeat.objects.all()} == set(chosen)

    def test_the_lot_keeps_the_chosen_and_fills_the_rest_without_writing(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        tale = docket.at("panel", cast)
        before, kept = written(), str(cast["expert6"].pk)
        drawn = set()
        for _again in range(6):
            page = browser_of(cast["officer"]).post(url(tale, "panel"), {"experts": [kept], "draw": "1"})
            ticked = page.context["form"]["experts"].value()
            assert (len(ticked), len(set(ticked)), kept in ticked) == (5, 5, True)
            assert "errorlist" not in text(page)
            drawn.add(frozenset(ticked))
        assert len(drawn) > 1  # 15 ways each time: six equal draws are one in half a million
        assert written() == before

    def test_who_may_not_sit_is_shown_with_the_reason_and_is_never_drawn(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        tale = docket.at("panel", cast)
        tied = cast["expert1"]
        Membership.objects.create(user=tied, organisation=tale.organisation, role=Role.CLERK)
        Membership.objects.create(
            user=cast["officer"],
            organisation=cast["expert2"].memberships.get().organisation,
            role=Role.EXPERT,
        )
        browser, address = browser_of(cast["officer"]), url(tale, "panel")

        page = text(browser.get(address))
        assert f"{tied}与申报单位有关联，须回避。" in page
        assert f"{cast['officer']}：不能指派自己担任评审专家。" in page
        drawn = browser.post(address, {"draw": "1"}).context["form"]["experts"].value()
        assert not {str(tied.pk), str(cast["officer"].pk)} & set(drawn)
        forged = browser.post(address, {"experts": [str(tied.pk), *drawn[:4]]})
        assert "所选专家中有人已不能参加本件评审" in text(forged)
        assert not PanelSeat.objects.exists()

    def test_choosing_costs_the_same_whatever_the_pool(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("panel", cast)
        browser, address = browser_of(cast["officer"]), url(tale, "panel")
        browser.get(address)
        with CaptureQueriesContext(connection) as few:
            browser.get(address)
        for n in range(20):
            member(Role.EXPERT, "POOL-EXPERT", name=f"评审示例{n}（虚构）")
        with CaptureQueriesContext(connection) as many:
            assert len(browser.get(address).context["form"].free) == 27
        assert len(many) == len(few)

    def test_an_expert_marks_every_criterion(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("score", cast)
        browser = browser_of(cast["expert1"])
        address = url(tale, "score", owner=cast["expert1"])
        own = FULL_MARKS | {"mark_courses_mark": "", "mark_courses_free": "11.5", "comment": "依据充分。"}

        page = browser.post(address, own, follow=True)

        assert messages(page) == ["“专家评审”已办结：已提交评分。"]
        sheet = ScoreSheet.objects.get()
        assert str(sheet.total) == "96.50"
        assert {line.criterion: str(line.mark) for line in sheet.lines.all()}["courses"] == "11.50"

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"mark_courses_free": "15.5"}, "分数不能高于满分 15"),
            ({"mark_courses_free": "-0.5"}, "分数不能低于 0"),
            ({"mark_courses_free": "7.25"}, "分数以 0.5 分为一档"),
            ({"mark_courses_free": "十分"}, "请填写数字"),
            ({"mark_courses_free": "NaN"}, "请填写数字"),
            ({"mark_courses_free": ""}, "请为“专业课程师资”打分。"),
            ({"mark_courses_mark": "9", "mark_courses_free": "10"}, "所选分档与填写的分数不一致"),
            ({"mark_courses_mark": "9", "comment": ""}, "请填写评审意见"),
        ],
    )
    def test_a_wrong_mark_is_named_and_the_others_stay_with_their_total(
        self, cast: Cast, browser_of: BrowserOf, wrong: dict[str, str], said: str
    ) -> None:
        tale = docket.at("score", cast)
        typed = FULL_MARKS | {"mark_courses_mark": "", "comment": "依据充分。"} | wrong
        page = browser_of(cast["expert1"]).post(url(tale, "score", owner=cast["expert1"]), typed)
        assert said in text(page)
        total = "94" if wrong.get("mark_courses_mark") == "9" and "comment" in wrong else "85"
        assert f"<span data-total>{total}</span>" in text(page)
        assert not ScoreSheet.objects.exists()

    def test_no_expert_opens_another_seat(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("score", cast)
        page = browser_of(cast["expert2"]).get(url(tale, "score", owner=cast["expert1"]))
        assert page.status_code == 403
        assert "该席位已指派给其他专家。" in text(page)


class TestTheEnd:
    def test_the_conference_sees_the_tally(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("deliberation", cast)
        browser, address = browser_of(cast["secretary"]), url(tale, "deliberation")
        page = browser.get(address)
        totals = [(sheet.total, dropped) for sheet, dropped in page.context["reading"].sheets]
        assert [dropped for _total, dropped in totals] == ["highest", "", "lowest", "", ""]
        assert "最高分，不计" in text(page)
        assert f"<dd><strong>{page.context['reading'].result.mean}</strong>" in text(page)

        missing = browser.post(address, {"outcome": "grant", "reason": "同意。", "meeting": ""})
        assert "请填写会议名称或纪要编号" in text(missing)
        browser.post(address, {"outcome": "grant", "reason": "同意。", "meeting": "第 3 次会议（示例）"})
        decision = Decision.objects.get(kind="deliberation")
        assert (decision.outcome, decision.meeting, decision.score) == (
            "grant",
            "第 3 次会议（示例）",
            page.context["reading"].result.mean,
        )

    def test_below_the_pass_mark_the_conference_is_not_offered_to_admit(
        self, cast: Cast, browser_of: BrowserOf, monkeypatch: Any
    ) -> None:
        monkeypatch.setattr(docket, "MARKS", ("0.5", "0.9", "0.5", "0.5", "0.5"))
        tale = docket.at("deliberation", cast)
        browser, address = browser_of(cast["secretary"]), url(tale, "deliberation")
        page = text(browser.get(address))
        assert "专家评审得分未达到 60 分，不能作出“纳入”的结论。" in page
        assert 'value="grant"' not in page
        assert "专家评分差距较大" in page
        browser.post(address, {"outcome": "grant", "reason": "同意。", "meeting": "会议"})
        assert not Decision.objects.filter(kind="deliberation").exists()

    def test_the_notice_is_previewed_and_published(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("publicity", cast)
        browser, address = browser_of(cast["officer"]), url(tale, "publicity")
        page = text(browser.get(address))
        title = f"关于{tale.round.title}产教融合型企业建设培育名单的公示"
        assert f"{title}</textarea>" in page
        assert "2026年9月14日至2026年9月20日" in page  # the Sunday is a working day (调休)
        assert "拟纳入产教融合型企业建设培育范围" in page
        assert "请填写公示标题" in text(browser.post(address, {"title": " "}))

        browser.post(address, {"title": title})

        notice = Notice.objects.get()
        assert (notice.title, str(notice.starts_on), str(notice.ends_on)) == (
            title,
            "2026-09-14",
            "2026-09-20",
        )
        assert tale.case.status == Status.PUBLICISED

    def test_the_decision_is_led_by_the_conclusion(self, cast: Cast, browser_of: BrowserOf) -> None:
        tale = docket.at("decision", cast)
        browser, address = browser_of(cast["decider"]), url(tale, "decision")
        page = browser.get(address)
        assert page.context["form"]["outcome"].value() == "grant"
        assert "联席会议办公室专题会（示例）" in text(page)
        assert "请填写理由" in text(browser.post(address, {"outcome": "grant", "reason": ""}))

        done = browser.post(address, {"outcome": "grant", "reason": "公示无异议。"}, follow=True)

        assert messages(done) == ["“决定”已办结：纳入。"]
        assert tale.case.status == Status.GRANTED

    def test_a_case_that_was_never_published_cannot_be_admitted(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        tale = docket.at("joint_settle", cast)
        tale.settle(JOINT, "refuse", "采纳税务部门意见。")
        browser, address = browser_of(cast["decider"]), url(tale, "decision")
        page = browser.get(address)
        assert page.context["form"]["outcome"].value() == "refuse"
        assert "本件未经公示，不能作出“纳入”的决定。" in text(page)
        browser.post(address, {"outcome": "grant", "reason": "同意。"})
        assert tale.case.status == Status.ACCEPTED
        browser.post(address, {"outcome": "refuse", "reason": "存在涉税违法事项。"})
        assert tale.case.status == Status.REFUSED
