"""Filling in a section: prefilled, saved as typed, errors beside the fields, rows with and without scripts,
stale pages, a session that ended, and input that means harm."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import RescuedForm, User
from certification.models import Application
from certification.stories.cast import PASSWORD, Cast
from tests.certification import clerk

BrowserOf = Callable[[User], Client]


def url(application: Application, slug: str = "basic") -> str:
    return f"/cases/{application.pk}/fill/{slug}/"


def stored(application: Application, slug: str = "basic") -> dict[str, Any]:
    return Application.objects.get(pk=application.pk).dossier.get(slug, {})


class TestTheFirstVisit:
    def test_what_the_profile_knows_is_filled_in_and_nothing_is_stored_yet(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        application, user = clerk.empty_draft(cast)
        profile = application.organisation.enterprise
        page = browser_of(user).get(url(application))
        data = clerk.form_of(page)
        assert data["industry_code"] == profile.industry_code
        assert data["established_on"] == profile.established_on.isoformat()
        assert data["employees"] == str(profile.employees)
        assert (data["focus"], data["version"]) == ("", "0")
        assert [data[f"finance-{n}-year"] for n in range(3)] == [
            str(year) for year in application.policy.window
        ]
        assert "已带入单位信息" in page.content.decode()
        assert clerk.errors(page) == []
        assert stored(application) == {}

    def test_it_says_to_whom_it_was_shown(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.empty_draft(cast)
        assert clerk.form_of(browser_of(user).get(url(application)))["form_owner"]


class TestSaving:
    def test_a_complete_section_leads_to_the_next(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        browser = browser_of(user)
        data = clerk.form_of(browser.get(url(application)))
        reply = browser.post(url(application), clerk.changed(data, employees="861", action="next"))
        assert reply["Location"] == url(application, "governance")
        section = stored(application)
        assert (section["fields"]["employees"], section["version"], section["by"]) == ("861", 2, user.name)
        assert Application.objects.get(pk=application.pk).eligibility["passed"] is True

    def test_back_leads_to_the_task_list(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        browser = browser_of(user)
        data = clerk.form_of(browser.get(url(application)))
        reply = browser.post(url(application), {**data, "action": "back"}, follow=True)
        assert reply.redirect_chain == [(f"/cases/{application.pk}/", 302)]
        assert "“单位基本信息”已保存。" in reply.content.decode()

    def test_after_the_last_section_comes_the_evidence(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        browser = browser_of(user)
        data = clerk.form_of(browser.get(url(application, "claims")))
        reply = browser.post(url(application, "claims"), {**data, "action": "next"})
        assert reply["Location"] == f"/cases/{application.pk}/evidence/"

    def test_errors_keep_everything_and_stand_beside_the_fields(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        application, user = clerk.empty_draft(cast)
        browser = browser_of(user)
        data = clerk.form_of(browser.get(url(application)))
        typed = clerk.changed(
            data,
            industry_code="D3973",
            contact_phone="12345",
            legal_representative="",
            focus="ai",
            finance__0__revenue="一百万",
            finance__1__revenue="100",
            finance__1__tax="1.234",
            finance__1__training="5",
            action="next",
        )
        page = browser.post(url(application), typed, follow=True)
        assert page.redirect_chain == [(url(application), 302)]  # saved, and shown again with its errors
        assert clerk.beside(page) == {
            "industry_code": "大类 39（计算机、通信和其他电子设备制造业）属于门类 C（制造业），请改为 C3973。",
            "contact_phone": "请填写 11 位手机号，或带区号的固定电话，如 021-12345678。",
            "legal_representative": "请填写法定代表人",
            "finance-0-revenue": "请填写以元为单位的数字，例如 1234567.00",
            "finance-0-tax": "请填写纳税总额（元）",
            "finance-0-training": "请填写职工教育经费（元）",
            "finance-1-tax": "金额最多保留两位小数",
            "finance-2-revenue": "请填写营业收入（元）",
            "finance-2-tax": "请填写纳税总额（元）",
            "finance-2-training": "请填写职工教育经费（元）",
        }
        assert "近三年经营情况第 1 行：请填写以元为单位的数字，例如 1234567.00" in clerk.errors(page)
        assert len(clerk.errors(page)) == 10
        assert clerk.page(page).title.text.startswith("错误：")  # type: ignore[union-attr]
        kept = clerk.form_of(page)
        for name in ("industry_code", "contact_phone", "focus", "finance-0-revenue", "finance-1-tax"):
            assert kept[name] == typed[name]
        assert "“单位基本信息”已保存，还有 10 处需要完善。" in page.content.decode()
        assert clerk.states(browser.get(f"/cases/{application.pk}/"))["单位基本信息"] == "有错误"

    def test_only_missing_answers_are_no_error_yet(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.empty_draft(cast)
        browser = browser_of(user)
        data = clerk.form_of(browser.get(url(application, "plan")))
        browser.post(url(application, "plan"), clerk.changed(data, goals="三年建成基地。", action="back"))
        page = browser.get(f"/cases/{application.pk}/")
        assert clerk.states(page)["三年规划"] == "填写中"
        assert "还有 2 处未填写" in page.content.decode()

    def test_amounts_read_in_ten_thousands_too(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        page = clerk.page(browser_of(user).get(url(application, "plan")))
        assert page.select_one("#id_investment")["value"] == "12000000.00"  # type: ignore[index]
        assert page.select_one("#id_investment ~ [data-wan]").text == "（1,200.00 万元）"  # type: ignore[union-attr]

    def test_over_long_text_is_refused_by_its_length_and_kept(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        application, user = clerk.full_draft(cast)
        browser = browser_of(user)
        data = clerk.form_of(browser.get(url(application, "plan")))
        page = browser.post(
            url(application, "plan"), clerk.changed(data, goals="长" * 2001, action="next"), follow=True
        )
        assert clerk.beside(page) == {"goals": "最多 2000 字，现在是 2001 字，请删减"}
        assert clerk.form_of(page)["goals"] == "长" * 2001

    def test_paragraphs_may_break_lines(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        browser = browser_of(user)
        data = clerk.form_of(browser.get(url(application, "plan")))
        reply = browser.post(
            url(application, "plan"), clerk.changed(data, goals="一、建基地。\r\n二、带学生。", action="next")
        )
        assert reply["Location"] == url(application, "claims")

    def test_markup_in_names_is_shown_inert(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        browser = browser_of(user)
        data = clerk.form_of(browser.get(url(application)))
        name = '<script>alert(1)</script>"><b>林'
        browser.post(url(application), clerk.changed(data, legal_representative=name, action="next"))
        for address in (url(application), f"/cases/{application.pk}/check/"):
            text = browser.get(address).content.decode()
            assert "<script>alert(1)" not in text
            assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


class TestRows:
    def test_a_row_is_added_without_scripts_and_nothing_is_saved(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        application, user = clerk.full_draft(cast)
        browser, address = browser_of(user), url(application, "internship")
        before = stored(application, "internship")
        data = clerk.changed(clerk.form_of(browser.get(address)), mentors="二十", interns__0__headcount="九")
        page = browser.post(address, {**data, "add_row": "interns"})
        shown = clerk.form_of(page)
        assert page.status_code == 200
        assert (shown["interns-rows"], shown["interns-3-year"], shown["interns-3-school"]) == ("4", "", "")
        assert (shown["mentors"], shown["interns-0-headcount"]) == ("二十", "九")
        assert shown["interns-2-headcount"] == before["tables"]["interns"][2]["headcount"]
        assert clerk.errors(page) == []  # nobody asked for a judgement
        assert stored(application, "internship") == before
        filled = clerk.changed(
            shown,
            mentors="20",
            interns__0__headcount="9",
            interns__3__year="2025",
            interns__3__school="上海示例学院（虚构）",
            interns__3__major="软件技术",
            interns__3__headcount="12",
            interns__3__months="6",
            action="next",
        )
        assert browser.post(address, filled).status_code == 302
        rows = stored(application, "internship")["tables"]["interns"]
        middle = [row["headcount"] for row in before["tables"]["interns"][1:]]
        assert [row["headcount"] for row in rows] == ["9", *middle, "12"]

    def test_two_rows_may_be_added_one_after_the_other(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        browser, address = browser_of(user), url(application, "internship")
        first = browser.post(address, {**clerk.form_of(browser.get(address)), "add_row": "interns"})
        second = browser.post(address, {**clerk.form_of(first), "add_row": "interns"})
        assert clerk.form_of(second)["interns-rows"] == "5"

    def test_a_row_is_removed_without_scripts(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        browser, address = browser_of(user), url(application, "internship")
        page = browser.post(address, {**clerk.form_of(browser.get(address)), "remove_row": "interns-1"})
        shown = clerk.form_of(page)
        assert [shown[f"interns-{n}-year"] for n in range(2)] == ["2023", "2025"]
        assert len(stored(application, "internship")["tables"]["interns"]) == 3
        browser.post(address, {**shown, "action": "next"})
        assert [r["year"] for r in stored(application, "internship")["tables"]["interns"]] == ["2023", "2025"]

    def test_an_untouched_row_is_no_row(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.empty_draft(cast)
        browser, address = browser_of(user), url(application, "technology")
        data = clerk.form_of(browser.get(address))
        assert data["properties-0-kind"] == ""
        reply = browser.post(address, clerk.changed(data, summary="共同攻关三项。", action="next"))
        assert reply["Location"] == url(application, "plan")
        assert stored(application, "technology")["tables"] == {"properties": [], "teachers": []}

    def test_a_table_has_an_end(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        browser, address = browser_of(user), url(application)
        data = clerk.form_of(browser.get(address))
        page = browser.post(address, {**data, "add_row": "finance"})  # three at most
        assert clerk.form_of(page)["finance-rows"] == "3"
        extra = {f"finance-3-{name}": "2025" for name in ("year", "revenue", "tax", "training")}
        page = browser.post(address, {**data, **extra, "finance-rows": "4", "action": "next"}, follow=True)
        assert clerk.errors(page) == ["“近三年经营情况”最多 3 行，请删减。"]
        assert clerk.form_of(page)["finance-3-revenue"] == "2025"

    def test_a_nonsense_count_loses_no_field(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        browser, address = browser_of(user), url(application, "internship")
        data = clerk.form_of(browser.get(address))
        reply = browser.post(address, {**data, "mentors": "19", "interns-rows": "１2e9", "action": "next"})
        assert reply.status_code == 302
        assert stored(application, "internship")["fields"]["mentors"] == "19"

    def test_enter_saves_instead_of_deleting_a_row(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        page = clerk.page(browser_of(user).get(url(application, "internship")))
        first = page.select("main form")[0].select("button")[0]
        assert (first["name"], first["value"]) == ("action", "stay")


class TestAStalePage:
    def test_a_colleague_saved_meanwhile(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        other = clerk.colleague_of(user, name="齐示例（虚构）")
        mine, theirs, address = browser_of(user), browser_of(other), url(application)
        data = clerk.form_of(mine.get(address))
        theirs.post(
            address, clerk.changed(clerk.form_of(theirs.get(address)), employees="900", action="next")
        )

        page = mine.post(address, clerk.changed(data, employees="777", focus="bio", action="next"))

        assert page.status_code == 409
        text = page.content.decode()
        assert "齐示例（虚构）已于 2026-09-14 10:02 保存过本节。" in text
        assert "再次保存会用下面的内容替换 齐示例（虚构） 保存的内容。" in text
        shown = clerk.form_of(page)
        assert (shown["employees"], shown["focus"], shown["version"]) == ("777", "bio", "2")
        assert stored(application)["fields"]["employees"] == "900"
        assert not clerk.page(page).select("form[data-autosave]")  # replacing is a person's decision

        again = mine.post(address, {**shown, "action": "next"})
        assert again.status_code == 302
        assert (stored(application)["fields"]["employees"], stored(application)["by"]) == ("777", user.name)

    def test_the_back_button_brings_an_old_version(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        browser, address = browser_of(user), url(application)
        old = clerk.form_of(browser.get(address))
        browser.post(address, clerk.changed(old, employees="801", action="next"))
        page = browser.post(address, clerk.changed(old, employees="802", action="next"))
        assert page.status_code == 409
        assert clerk.form_of(page)["employees"] == "802"
        assert stored(application)["fields"]["employees"] == "801"

    def test_another_section_is_not_in_the_way(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        browser = browser_of(user)
        plan = clerk.form_of(browser.get(url(application, "plan")))
        browser.post(url(application), {**clerk.form_of(browser.get(url(application))), "action": "next"})
        assert browser.post(url(application, "plan"), {**plan, "action": "next"}).status_code == 302

    def test_submitted_meanwhile_nothing_is_written_and_nothing_is_lost(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        application, user = clerk.full_draft(cast)
        browser, address = browser_of(user), url(application)
        data = clerk.form_of(browser.get(address))
        browser.post(f"/cases/{application.pk}/check/")
        page = browser.post(address, clerk.changed(data, employees="999", action="next"))
        assert page.status_code == 409
        assert "申报已提交，只能修改补正通知中列出的内容。" in page.content.decode()
        assert clerk.form_of(page)["employees"] == "999"
        assert not clerk.page(page).select("main form button[name=action]:not([disabled])")
        assert stored(application)["version"] == 1


class TestAutosave:
    def test_it_keeps_what_is_typed_and_tells_the_new_version(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        application, user = clerk.empty_draft(cast)
        browser, address = browser_of(user), url(application, "plan")
        data = clerk.form_of(browser.get(address))
        reply = browser.post(address, clerk.changed(data, goals="一半"), headers={"X-Autosave": "1"})
        assert reply.json() == {"saved_at": "10:02", "version": 1}
        assert stored(application, "plan")["fields"]["goals"] == "一半"

    def test_it_never_replaces_a_colleagues_text(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        browser, address = browser_of(user), url(application, "plan")
        old = {**clerk.form_of(browser.get(address)), "version": "0"}
        reply = browser.post(address, clerk.changed(old, goals="旧页"), headers={"X-Autosave": "1"})
        assert reply.status_code == 409
        assert stored(application, "plan")["version"] == 1


class TestTheSessionEnded:
    def test_what_was_typed_comes_back_after_signing_in(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        browser, address = browser_of(user), url(application, "internship")
        data = clerk.form_of(browser.get(address))
        browser.logout()
        typed = clerk.changed(data, mentors="23", interns__1__headcount="44", action="next")
        turned_away = browser.post(address, typed)
        assert turned_away["Location"].startswith("/accounts/login/?next=")
        assert stored(application, "internship")["version"] == 1

        back = browser.post(
            turned_away["Location"], {"login": user.username, "password": PASSWORD}, follow=True
        )
        assert back.redirect_chain[-1][0] == address
        shown = clerk.form_of(back)
        assert (shown["mentors"], shown["interns-1-headcount"], shown["version"]) == ("23", "44", "1")
        assert "已恢复您退出前填写的内容" in back.content.decode()

        assert browser.post(address, {**shown, "action": "next"}).status_code == 302
        assert stored(application, "internship")["fields"]["mentors"] == "23"
        assert not RescuedForm.objects.exists()

    def test_only_for_the_same_person(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        other = clerk.colleague_of(user)
        browser, address = browser_of(user), url(application, "plan")
        data = clerk.form_of(browser.get(address))
        browser.logout()
        browser.post(address, clerk.changed(data, goals="只给本人看"))
        browser.force_login(other)
        assert "只给本人看" not in browser.get(address).content.decode()


class TestWhereOneMayWrite:
    def test_a_section_that_is_not_asked_for_can_only_be_read(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        told = clerk.corrected(cast)
        browser = browser_of(told.clerk)
        reply = browser.get(url(told.case, "basic"))
        assert reply["Location"] == f"/cases/{told.case.pk}/revision/1/#section-basic"
        assert browser.post(url(told.case, "basic"), {"employees": "1", "version": "1"}).status_code == 409
        assert stored(told.case)["version"] == 1

    def test_a_flagged_section_says_what_is_asked(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.corrected(cast)
        browser, address = browser_of(told.clerk), url(told.case, "internship")
        page = browser.get(address)
        assert "带教导师人数与名册不一致，请核对。" in page.content.decode()
        assert clerk.states(page) == {
            "实习与学徒": "待补正",
            "佐证材料": "待补正",
            "说明并重新提交": "未开始",
        }
        reply = browser.post(address, clerk.changed(clerk.form_of(page), mentors="21", action="next"))
        assert reply["Location"] == f"/cases/{told.case.pk}/evidence/"
        page = browser.get(f"/cases/{told.case.pk}/correction/")
        assert clerk.states(page)["实习与学徒"] == "已完成"

    @pytest.mark.parametrize("slug", ["nothing", "basic2"])
    def test_no_such_section(self, cast: Cast, browser_of: BrowserOf, slug: str) -> None:
        application, user = clerk.full_draft(cast)
        assert browser_of(user).get(url(application, slug)).status_code == 404
        assert browser_of(user).post(url(application, slug), {}).status_code == 404
