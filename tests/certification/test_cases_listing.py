"""我的办件: where each case stands and what I must do next; what can be applied for, and why not."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client

from accounts.models import User
from accounts.roles import Role
from certification.domain.reviews import JOINT
from certification.models import Application, Outcome, Round, Status
from certification.stories.cast import Cast
from enterprises.models import Enterprise
from tests.certification import clerk, docket
from tests.certification.house import queries, words
from tests.factories.accounts import UserFactory, member
from tests.factories.enterprises import BanFactory, EnterpriseFactory
from workflows import clock

BrowserOf = Callable[[User], Client]
INDEX = "/cases/"


def rows(response: Any) -> list[list[str]]:
    """The table's rows, each cell as it reads."""
    table = clerk.page(response).select_one("main table")
    if table is None:
        return []
    return [
        [" ".join(cell.get_text(" ", strip=True).split()) for cell in row.select("td")]
        for row in table.select("tbody tr")
    ]


class TestMyCases:
    def test_each_with_what_to_do_next_and_since_when(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.corrected(cast)
        page = browser_of(told.clerk).get(INDEX)
        ((name, number, status, now, todo),) = rows(page)
        notice = told.case.corrections.get()
        assert name == f"产教融合型企业建设培育 {told.company.name} 2026 年度示例批次"
        assert (number, status) == ("CJ2026-00001", "待补正")
        assert now == f"等待本单位补正 {notice.issued_at:%Y-%m-%d} 起"
        assert todo.startswith("办理补正 CJ2026-00001 逐项补正并重新提交")
        assert "有 1 件等您处理" in words(page)
        badge = clerk.page(page).select_one(".main-nav a[aria-current] .badge")
        assert badge is not None
        assert badge.get_text() == "1"

    def test_a_draft(self, cast: Cast, browser_of: BrowserOf) -> None:
        _application, user = clerk.empty_draft(cast)
        ((_name, number, status, now, todo),) = rows(browser_of(user).get(INDEX))
        assert (number, status) == ("提交后生成", "草稿")
        assert now.startswith("尚未提交")
        assert "填写并提交申报" in todo

    def test_one_that_ended_leads_to_its_letter(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = docket.at("joint_settle", cast)
        told.settle(JOINT, Outcome.DEFER, "补充后再报。")
        told.decide(Outcome.DEFER, "补充后再报。")
        ((_name, _number, status, now, todo),) = rows(browser_of(told.clerk).get(INDEX))
        closed = told.case.closed_at
        assert closed is not None
        assert (status, todo) == ("补正后再报", f"查看决定书 {told.case.number}")
        assert now == f"已办结，补充材料后可在下一批次重新申报 {closed:%Y-%m-%d} 办结"

    def test_only_ones_own(self, cast: Cast, browser_of: BrowserOf) -> None:
        mine, theirs = clerk.submitted(cast), clerk.submitted(cast, "care")
        said = words(browser_of(mine.clerk).get(INDEX))
        assert theirs.case.number is not None
        assert theirs.company.name not in said
        assert theirs.case.number not in said

    def test_the_same_queries_for_one_case_as_for_three(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.corrected(cast)
        browser = browser_of(told.clerk)
        queries(browser, INDEX)
        one = queries(browser, INDEX)
        _several_more(told.case)
        assert len(rows(browser.get(INDEX))) == 3
        assert queries(browser, INDEX) == one
        assert one <= 21

    def test_pages_by_keyset(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.submitted(cast)
        for _n in range(10):
            _several_more(told.case)
        browser = browser_of(told.clerk)
        first = browser.get(INDEX)
        assert len(rows(first)) == 20
        link = clerk.page(first).select_one("a[rel=next]")
        assert link is not None
        second = browser.get(INDEX + str(link["href"]))
        assert len(rows(second)) == 1
        assert rows(second)[0][1] == told.case.number
        assert len(rows(browser.get(f"{INDEX}?after=nonsense"))) == 20


def _several_more(case: Application) -> None:
    """Two more cases of the same company that ended earlier."""
    for _n in range(2):
        Application.objects.create(
            programme_slug=case.programme_slug,
            round=case.round,
            organisation=case.organisation,
            holder_name=case.holder_name,
            status=Status.REFUSED,
            created_by=case.created_by,
            created_at=case.created_at,
            closed_at=case.created_at,
        )


class TestStarting:
    def test_a_new_application(self, cast: Cast, browser_of: BrowserOf) -> None:
        organisation, user = cast.company("robot")
        round_ = cast.round("enterprise-cultivation", clock.today())
        browser = browser_of(user)
        page = browser.get(INDEX)
        assert "2026 年度示例批次 · 2026-10-29 24 时截止" in words(page)
        form = clerk.page(page).select_one("main form")
        assert form is not None
        assert form["action"] == f"/cases/start/{round_.pk}/{organisation.pk}/"
        reply = browser.post(str(form["action"]))
        made = Application.objects.get()
        assert reply["Location"] == f"/cases/{made.pk}/"
        assert (made.status, made.organisation_id) == (Status.DRAFT, organisation.pk)

    def test_pressed_twice_it_is_one_draft(self, cast: Cast, browser_of: BrowserOf) -> None:
        organisation, user = cast.company("robot")
        address = f"/cases/start/{cast.round('enterprise-cultivation', clock.today()).pk}/{organisation.pk}/"
        browser = browser_of(user)
        assert browser.post(address)["Location"] == browser.post(address)["Location"]
        assert Application.objects.count() == 1

    def test_without_a_profile_first_the_profile(self, cast: Cast, browser_of: BrowserOf) -> None:
        organisation, user = cast.company("robot")
        round_ = cast.round("enterprise-cultivation", clock.today())
        Enterprise.objects.all().delete()
        browser = browser_of(user)
        page = browser.get(INDEX)
        assert "还没有填写企业信息，填好后才能申报。" in words(page)
        assert f'href="/enterprise/{organisation.pk}/"' in page.content.decode()
        reply = browser.post(f"/cases/start/{round_.pk}/{organisation.pk}/")
        assert reply["Location"] == f"/enterprise/{organisation.pk}/"
        assert not Application.objects.exists()

    def test_without_an_organisation_first_a_claim(self, cast: Cast, browser_of: BrowserOf) -> None:
        cast.round("enterprise-cultivation", clock.today())
        page = browser_of(UserFactory.create()).get(INDEX)
        assert "您还没有加入单位" in words(page)
        assert 'href="/org/claim/"' in page.content.decode()
        assert "开始申报" not in words(page)

    def test_while_one_is_under_way_it_says_which(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.submitted(cast)
        page = browser_of(told.clerk).get(INDEX)
        assert f"办件 {told.case.number} 正在办理，办结前不能重复申报。" in words(page)
        assert "开始申报" not in words(page)

    def test_a_live_ban_is_told_at_once(self, cast: Cast, browser_of: BrowserOf) -> None:
        organisation, user = cast.company("robot")
        cast.round("enterprise-cultivation", clock.today())
        BanFactory(uscc=organisation.code, ends_on=date(2028, 12, 31))
        assert "在禁止申报期内（至 2028-12-31），期满前不能提交。" in words(browser_of(user).get(INDEX))

    def test_no_round_is_open(self, cast: Cast, browser_of: BrowserOf) -> None:
        organisation, user = cast.company("robot")
        round_ = cast.round("enterprise-cultivation", clock.today())
        with clock.travel(datetime(2026, 12, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))):
            browser = browser_of(user)
            assert "现在没有开放申报的批次" in words(browser.get(INDEX))
            reply = browser.post(f"/cases/start/{round_.pk}/{organisation.pk}/")
        assert reply.status_code == 409
        assert "本批次申报时间为 2026-02-26 至 2026-10-29，现不在申报期内。" in words(reply)
        assert not Application.objects.exists()

    def test_a_draft_of_an_earlier_round_moves_to_this_one(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        old = application.round
        old.closes_on = date(2026, 9, 1)
        old.save()
        fresh = Round.objects.create(
            programme_slug=old.programme_slug,
            year=2026,
            title="第二批",
            opens_on=date(2026, 9, 10),
            closes_on=date(2026, 10, 30),
            reference_date=old.reference_date,
        )
        browser = browser_of(user)
        page = browser.get(INDEX)
        assert "“2026 年度示例批次”的草稿可以转入本批次，已填内容保留。" in words(page)
        assert "本批次已于 2026-09-01 截止，草稿不能再提交；下一批次开放后可转入。" in words(page)
        reply = browser.post(f"/cases/start/{fresh.pk}/{application.organisation_id}/")
        assert reply["Location"] == f"/cases/{application.pk}/"
        assert Application.objects.get().round_id == fresh.pk

    def test_for_somebody_elses_company_it_is_not_found(self, cast: Cast, browser_of: BrowserOf) -> None:
        other = EnterpriseFactory.create()
        _organisation, user = cast.company("robot")
        address = (
            f"/cases/start/{cast.round('enterprise-cultivation', clock.today()).pk}/{other.organisation_id}/"
        )
        assert browser_of(user).post(address).status_code == 404
        assert browser_of(user).get(address).status_code == 405

    def test_several_companies_of_one_clerk(self, cast: Cast, browser_of: BrowserOf) -> None:
        round_ = cast.round("enterprise-cultivation", clock.today())
        first, second = EnterpriseFactory.create(), EnterpriseFactory.create()
        user = member(Role.CLERK, first.organisation)
        user.memberships.create(organisation=second.organisation, role=Role.CLERK, starts_on=date(2020, 1, 1))
        page = clerk.page(browser_of(user).get(INDEX))
        assert {f["action"] for f in page.select("main form")} == {
            f"/cases/start/{round_.pk}/{e.organisation_id}/" for e in (first, second)
        }
