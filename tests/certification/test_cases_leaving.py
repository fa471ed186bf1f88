"""撤回修改 and 撤回申报: who may when, what is asked, what follows, and pressing twice."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.test import Client

from accounts.models import User
from certification.models import Application, Letter, LetterKind, Status
from certification.stories.cast import PASSWORD, Cast
from tests.certification import clerk, docket
from tests.certification.house import words
from workflows import clock
from workflows.models import WorkItem

BrowserOf = Callable[[User], Client]


def status(application: Application) -> str:
    return Application.objects.get(pk=application.pk).status


class TestTakingBack:
    def test_the_draft_is_open_again(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.submitted(cast)
        browser, case = browser_of(told.clerk), told.case
        asked = browser.get(f"/cases/{case.pk}/reopen/")
        assert "须在 2026-10-01 24 时前重新提交" in words(asked) or "24 时前重新提交" in words(asked)
        assert status(case) == Status.SUBMITTED  # a look changes nothing
        reply = browser.post(f"/cases/{case.pk}/reopen/", {"reason": ""}, follow=True)
        assert reply.redirect_chain == [(f"/cases/{case.pk}/", 302)]
        said = words(reply)
        assert "第 1 版已撤回，以下是可修改的草稿。" in said
        assert case.number is not None
        assert case.number in said
        assert status(case) == Status.DRAFT
        assert not WorkItem.objects.filter(process=case.process, closed_at=None).exists()
        assert browser.post(f"/cases/{case.pk}/check/")["Location"] == f"/cases/{case.pk}/done/"
        again = Application.objects.get(pk=case.pk)
        assert (again.number, again.revisions.count()) == (case.number, 2)

    def test_pressed_twice_it_leads_to_the_draft(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.submitted(cast)
        browser, address = browser_of(told.clerk), f"/cases/{told.case.pk}/reopen/"
        assert browser.post(address)["Location"] == browser.post(address)["Location"]
        assert told.case.revisions.count() == 1

    def test_not_once_accepted(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = docket.at("district_opinion", cast)
        browser, case = browser_of(told.clerk), told.case
        assert "撤回修改" not in words(browser.get(f"/cases/{case.pk}/"))
        page = browser.get(f"/cases/{case.pk}/reopen/", follow=True)
        assert "本件已进入办理，不能撤回修改。需要停止办理的，请撤回申报。" in words(page)
        reply = browser.post(f"/cases/{case.pk}/reopen/", {"reason": "改数字"})
        assert reply.status_code == 409
        assert "改数字" in reply.content.decode()
        assert status(case) == Status.ACCEPTED

    def test_not_in_a_correction_nor_after_one(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.corrected(cast)
        browser, address = browser_of(told.clerk), f"/cases/{told.case.pk}/reopen/"
        assert browser.post(address).status_code == 409
        told.answer("已补。")
        assert browser.post(address).status_code == 409
        assert status(told.case) == Status.SUBMITTED

    def test_not_after_the_last_day(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.submitted(cast)
        with clock.travel(datetime(2026, 12, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))):
            reply = browser_of(told.clerk).post(f"/cases/{told.case.pk}/reopen/")
        assert reply.status_code == 409
        assert clerk.errors(reply) == ["申报已截止，不能撤回修改。"]


class TestWithdrawing:
    def test_the_case_ends_with_its_reason_and_its_letter(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = docket.at("joint_opinion", cast)
        browser, case = browser_of(told.clerk), told.case
        assert "撤回申报后本件办结，不能恢复" in words(browser.get(f"/cases/{case.pk}/withdraw/"))
        assert status(case) == Status.ACCEPTED
        reply = browser.post(f"/cases/{case.pk}/withdraw/", {"reason": "企业重组。"}, follow=True)
        said = words(reply)
        assert "已撤回 本单位撤回申报，已办结" in said
        assert f"撤回申报 企业重组。 {told.clerk.name}" in said
        assert "撤回确认书" in said
        assert status(case) == Status.WITHDRAWN
        assert Letter.objects.filter(application=case, kind=LetterKind.WITHDRAWAL).count() == 1
        assert not WorkItem.objects.filter(process=case.process, closed_at=None).exists()

    def test_a_reason_is_asked_for(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.submitted(cast)
        page = browser_of(told.clerk).post(f"/cases/{told.case.pk}/withdraw/", {"reason": "  "})
        assert clerk.errors(page) == ["请填写撤回原因"]
        assert status(told.case) == Status.SUBMITTED

    def test_pressed_twice(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.submitted(cast)
        browser, address = browser_of(told.clerk), f"/cases/{told.case.pk}/withdraw/"
        for _twice in range(2):
            assert browser.post(address, {"reason": "重组"})["Location"] == f"/cases/{told.case.pk}/"
        assert Letter.objects.filter(application=told.case).count() == 1

    def test_not_once_decided(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = docket.at("decision", cast)
        told.decide()
        browser, case = browser_of(told.clerk), told.case
        assert "撤回申报" not in words(browser.get(f"/cases/{case.pk}/"))
        assert browser.get(f"/cases/{case.pk}/withdraw/")["Location"] == f"/cases/{case.pk}/"
        reply = browser.post(f"/cases/{case.pk}/withdraw/", {"reason": "太晚"})
        assert reply.status_code == 409
        assert clerk.errors(reply) == ["当前状态为“已通过”，不能办理此事项。请刷新页面，查看最新状态。"]
        assert "太晚" in reply.content.decode()
        assert status(case) == Status.GRANTED

    def test_a_draft_has_nothing_to_withdraw(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        assert browser_of(user).get(f"/cases/{application.pk}/withdraw/").status_code == 404

    def test_the_session_ended_in_the_middle_of_the_reason(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.submitted(cast)
        browser, address = browser_of(told.clerk), f"/cases/{told.case.pk}/withdraw/"
        data = clerk.form_of(browser.get(address))
        browser.logout()
        away = browser.post(address, {**data, "reason": "重组，主体变更"})
        back = browser.post(
            away["Location"], {"login": told.clerk.username, "password": PASSWORD}, follow=True
        )
        assert clerk.form_of(back)["reason"] == "重组，主体变更"
        assert status(told.case) == Status.SUBMITTED
