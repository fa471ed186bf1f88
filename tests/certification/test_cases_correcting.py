"""补正 at the screen: only what is asked, answers kept on the way, back to whoever asked, once."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from accounts.models import RescuedForm, User
from certification.models import Application, CorrectionItem, Revision
from certification.stories.cast import PASSWORD, Cast
from tests.certification import clerk, docket
from tests.certification.docket import QuickTale
from tests.certification.house import queries, words
from tests.factories.files import pdf_bytes, upload
from workflows.models import WorkItem

BrowserOf = Callable[[User], Client]


def url(application: Application) -> str:
    return f"/cases/{application.pk}/correction/"


def answers(told: QuickTale, *texts: str) -> dict[str, Any]:
    items = CorrectionItem.objects.filter(application=told.case).order_by("pk")
    return {f"answer-{item.pk}": text for item, text in zip(items, texts, strict=True)}


def kept(told: QuickTale) -> list[str]:
    return list(
        CorrectionItem.objects.filter(application=told.case).order_by("pk").values_list("answer", flat=True)
    )


class TestWhatIsAsked:
    def test_each_item_with_place_reason_note_and_who_asked(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.corrected(cast)
        page = clerk.page(browser_of(told.clerk).get(url(told.case)))
        cards = [
            " ".join(card.get_text(" ", strip=True).split()) for card in page.select("section[id^=item-]")
        ]
        assert cards[0].startswith(
            "1. 近三年审计报告 示例市教育委员会（虚构）提出 未修改 "
            "材料缺失： 请补充上一年度审计报告中投入明细页。 去上传材料"
        )
        assert cards[1].startswith(
            "2. 实习与学徒 示例市教育委员会（虚构）提出 未修改 "
            "填报与材料不一致： 带教导师人数与名册不一致，请核对。 去修改本节"
        )
        links = [a["href"] for a in page.select("section[id^=item-] a.btn")]
        assert links == [
            f"/cases/{told.case.pk}/evidence/#kind-audit_report",
            f"/cases/{told.case.pk}/fill/internship/",
        ]

    def test_merged_items_name_the_department_that_asked(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = docket.at("joint_merge", cast)
        told.merge("fgw", "joint")
        said = words(browser_of(told.clerk).get(url(told.case)))
        assert "示例市财政局（虚构）提出" in said
        assert "示例市税务局（虚构）提出" in said
        assert "示例市发展和改革委员会（虚构）于" in said

    def test_what_was_changed_since_is_marked(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.corrected(cast)
        browser, case = browser_of(told.clerk), told.case
        browser.post(
            f"/cases/{case.pk}/evidence/audit_report/upload/",
            {"files": upload("补充.pdf", pdf_bytes(title="more"))},
        )
        page = clerk.page(browser.get(url(case)))
        tags = [card.select_one(".tag").get_text() for card in page.select("section[id^=item-]")]  # type: ignore[union-attr]
        assert tags == ["已修改", "未修改"]

    def test_without_an_open_notice_the_case_page_is_shown(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.submitted(cast)
        assert browser_of(told.clerk).get(url(told.case))["Location"] == f"/cases/{told.case.pk}/"


class TestAnswering:
    def test_kept_for_later(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.corrected(cast)
        browser = browser_of(told.clerk)
        reply = browser.post(
            url(told.case), {**answers(told, "已补明细页。", ""), "action": "keep"}, follow=True
        )
        assert "补正说明已保存，尚未提交。" in words(reply)
        assert kept(told) == ["已补明细页。", ""]
        assert told.case.corrections.get().answered_at is None
        colleague = browser_of(clerk.colleague_of(told.clerk))
        assert "已补明细页。" in colleague.get(url(told.case)).content.decode()

    def test_autosave(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.corrected(cast)
        reply = browser_of(told.clerk).post(
            url(told.case), answers(told, "一半", ""), headers={"X-Autosave": "1"}
        )
        assert list(reply.json()) == ["saved_at"]
        assert kept(told) == ["一半", ""]

    def test_every_item_needs_its_answer(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.corrected(cast)
        page = browser_of(told.clerk).post(
            url(told.case), {**answers(told, "已补明细页。", " "), "action": "submit"}
        )
        assert page.status_code == 200
        assert clerk.errors(page) == ["请说明第 2 项怎样补正"]
        assert clerk.form_of(page) | {} == clerk.form_of(page)
        assert "已补明细页。" in page.content.decode()
        assert kept(told) == ["已补明细页。", ""]
        assert Revision.objects.filter(application=told.case).count() == 1

    def test_over_long_text_stays_on_the_page(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.corrected(cast)
        page = browser_of(told.clerk).post(
            url(told.case), {**answers(told, "长" * 2001, "好"), "action": "submit"}
        )
        assert clerk.errors(page) == ["最多 2000 字，现在是 2001 字，请删减"]
        assert "长" * 2001 in page.content.decode()

    def test_back_to_whoever_asked_with_a_new_revision(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.corrected(cast)
        browser, case = browser_of(told.clerk), told.case
        fill = f"/cases/{case.pk}/fill/internship/"
        browser.post(fill, clerk.changed(clerk.form_of(browser.get(fill)), mentors="21", action="next"))
        reply = browser.post(
            url(case), {**answers(told, "已补。", "已核对。"), "action": "submit"}, follow=True
        )
        assert reply.redirect_chain == [(f"/cases/{case.pk}/", 302)]
        assert "补正已提交，由提出补正的部门继续办理。" in words(reply)
        first, second = case.revisions.order_by("number")
        assert first.version_code != second.version_code
        assert second.dossier["internship"]["fields"]["mentors"] == "21"
        assert told.item("intake").unit == "SH-JW"
        assert kept(told) == ["已补。", "已核对。"]

    def test_a_section_left_wrong_keeps_it_from_going_back(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.corrected(cast)
        browser, case = browser_of(told.clerk), told.case
        fill = f"/cases/{case.pk}/fill/internship/"
        browser.post(fill, clerk.changed(clerk.form_of(browser.get(fill)), mentors="很多", action="back"))
        page = browser.post(url(case), {**answers(told, "已补。", "已核对。"), "action": "submit"})
        assert page.status_code == 409
        assert clerk.errors(page) == ["“实习与学徒”有需要修改的内容。"]
        assert kept(told) == ["已补。", "已核对。"]
        assert case.revisions.count() == 1

    def test_answers_to_other_peoples_items_are_ignored(self, cast: Cast, browser_of: BrowserOf) -> None:
        told, other = clerk.corrected(cast), clerk.corrected(cast, "care")
        browser_of(told.clerk).post(url(told.case), {**answers(other, "外人", "外人"), "action": "keep"})
        assert kept(other) == ["", ""]

    def test_markup_is_shown_inert(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.corrected(cast)
        browser = browser_of(told.clerk)
        browser.post(
            url(told.case), {**answers(told, "</textarea><script>x()</script>", ""), "action": "keep"}
        )
        assert "<script>x()" not in browser.get(url(told.case)).content.decode()


class TestTwice:
    def test_pressed_twice(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.corrected(cast)
        browser = browser_of(told.clerk)
        data = {**answers(told, "已补。", "已核对。"), "action": "submit"}
        first, second = browser.post(url(told.case), data), browser.post(url(told.case), data)
        assert first["Location"] == second["Location"] == f"/cases/{told.case.pk}/"
        assert told.case.revisions.count() == 2
        assert WorkItem.objects.filter(process=told.case.process, node="intake").count() == 2

    def test_a_colleague_was_faster_and_ones_own_words_can_be_copied(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        told = clerk.corrected(cast)
        other = browser_of(clerk.colleague_of(told.clerk))
        browser_of(told.clerk).post(url(told.case), {**answers(told, "甲", "乙"), "action": "submit"})
        page = other.post(
            url(told.case), {**answers(told, "我写的第一项", "我写的第二项"), "action": "submit"}
        )
        assert page.status_code == 409
        said = words(page)
        assert f"{told.clerk.name}已提交补正，或本件已不在补正中。" in said
        assert "第 1 项补正说明 我写的第一项" in said
        assert kept(told) == ["甲", "乙"]

    def test_the_session_ended(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.corrected(cast)
        browser = browser_of(told.clerk)
        data = clerk.form_of(browser.get(url(told.case)))
        browser.logout()
        away = browser.post(
            url(told.case), {**data, **answers(told, "没写完", "也没写完"), "action": "submit"}
        )
        back = browser.post(
            away["Location"], {"login": told.clerk.username, "password": PASSWORD}, follow=True
        )
        assert back.redirect_chain[-1][0] == url(told.case)
        assert "没写完" in back.content.decode()
        assert kept(told) == ["", ""]
        browser.post(url(told.case), {**answers(told, "写完", "写完"), "action": "submit"})
        assert told.case.revisions.count() == 2
        assert not RescuedForm.objects.exists()


def test_cost_does_not_grow_with_the_items(cast: Cast, browser_of: BrowserOf) -> None:
    told = clerk.corrected(cast)
    browser = browser_of(told.clerk)
    queries(browser, url(told.case))
    two = queries(browser, url(told.case))
    for item in list(CorrectionItem.objects.filter(application=told.case)):
        for _again in range(2):
            item.pk = None
            item.save()
    assert len(clerk.page(browser.get(url(told.case))).select("section[id^=item-]")) == 6
    assert queries(browser, url(told.case)) == two
    assert two <= 20
