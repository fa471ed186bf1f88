"""The desk in a real browser: by keyboard alone, with JavaScript off, on a phone, without a barrier."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from certification.models import CorrectionItem, Opinion, PanelSeat, ScoreSheet, Status
from certification.stories.cast import Cast
from tests.certification import docket
from tests.certification.desk_pages import url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# who opens which step's page
STEPS = {
    "intake": "intake",
    "joint_opinion": "fgw",
    "joint_merge": "fgw",
    "joint_settle": "officer",
    "panel": "officer",
    "score": "expert1",
    "deliberation": "secretary",
    "publicity": "officer",
    "decision": "decider",
}


@pytest.fixture
def stage(transactional_db: None) -> Cast:
    """Everybody of the stories; the site serves today."""
    cast = Cast()
    cast.set_stage()
    return cast


@pytest.fixture
def heard(page: Page) -> list[str]:
    """What the console, the content security policy and scripts complain of."""
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


@pytest.fixture
def plain_page(browser: Browser) -> Iterator[Page]:
    """A browser that runs no scripts."""
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    yield context.new_page()
    context.close()


def enter(page: Page, server: LiveServer, user: User) -> None:
    client = Client()
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": server.url}])


def address(server: LiveServer, tale: docket.QuickTale, node: str, who: User) -> str:
    seat = {"owner": who} if node == "score" else {}
    unit = {"unit": "SH-FGW"} if node == "joint_opinion" else {}
    return server.url + url(tale, node, **seat, **unit)  # type: ignore[arg-type]  # either is given


@pytest.mark.parametrize("node", STEPS)
def test_every_step_is_accessible_silent_and_within_a_phones_screen(
    live_server: LiveServer, page: Page, heard: list[str], stage: Cast, node: str
) -> None:
    tale, who = docket.at(node, stage), stage[STEPS[node]]
    enter(page, live_server, who)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        for where in (f"{live_server.url}/desk/", address(live_server, tale, node, who)):
            page.goto(where)
            assert page.evaluate("document.documentElement.scrollWidth") == width
            violations = Axe().run(page).response["violations"]
            assert {r["id"]: [n["target"] for n in r["nodes"]] for r in violations} == {}
    assert heard == []


def test_a_reviewer_agrees_by_keyboard_alone(live_server: LiveServer, page: Page, stage: Cast) -> None:
    docket.at("joint_opinion", stage, "robot")
    tale = docket.at("joint_opinion", stage, "care")
    enter(page, live_server, stage["gzw"])
    page.goto(f"{live_server.url}/desk/")
    for key in ("j", "j"):
        page.keyboard.press(key)
    expect(page.get_by_role("link", name=tale.organisation.name)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{url(tale, 'joint_opinion', unit='SH-GZW')}")
    page.get_by_label("同意", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("符合条件。")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_text("“市级联合复核”已办结：同意。")).to_be_visible()
    expect(page.get_by_role("link", name="下一件")).to_be_visible()
    assert Opinion.objects.get(unit="SH-GZW", application=tale.case).comment == "符合条件。"


def test_rows_of_a_correction_show_once_it_is_chosen_and_grow_on_the_page(
    live_server: LiveServer, page: Page, stage: Cast
) -> None:
    tale = docket.at("intake", stage)
    enter(page, live_server, stage["intake"])
    page.goto(address(live_server, tale, "intake", stage["intake"]))
    expect(page.get_by_label("补正要求")).to_be_hidden()
    page.get_by_label("要求补正").check()
    page.get_by_label("补正要求").fill("请补充。")
    page.get_by_role("button", name="添加一项").click()
    expect(page.get_by_label("补正要求")).to_have_count(2)
    expect(page.locator("#id_items-1-place")).to_be_focused()
    assert page.get_by_label("补正要求").first.input_value() == "请补充。"


def test_the_total_follows_the_marks(live_server: LiveServer, page: Page, stage: Cast) -> None:
    tale = docket.at("score", stage)
    enter(page, live_server, stage["expert1"])
    page.goto(address(live_server, tale, "score", stage["expert1"]))
    page.get_by_role("group", name="组织机制").get_by_label("13.5", exact=True).check()
    expect(page.locator("[data-total]")).to_have_text("13.5")
    page.get_by_label("或填写其他分数").nth(1).fill("24.5")
    expect(page.locator("[data-total]")).to_have_text("38")


class TestWithoutScripts:
    def test_correcting_two_items(self, live_server: LiveServer, plain_page: Page, stage: Cast) -> None:
        page, tale = plain_page, docket.at("intake", stage)
        enter(page, live_server, stage["intake"])
        page.goto(address(live_server, tale, "intake", stage["intake"]))
        page.get_by_label("要求补正").check()
        page.locator("#id_items-0-place").select_option(label="近三年审计报告")
        page.locator("#id_items-0-reason_code").select_option(label="材料缺失")
        page.locator("#id_items-0-note").fill("请补充明细页。")
        page.get_by_role("button", name="添加一项").click()
        page.locator("#id_items-1-place").select_option(label="实习与学徒")
        page.locator("#id_items-1-reason_code").select_option(label="填报与材料不一致")
        page.locator("#id_items-1-note").fill("请核对人数。")
        page.get_by_role("button", name="提交意见").click()

        expect(page.get_by_text("“受理”已办结：要求补正。")).to_be_visible()
        notes = CorrectionItem.objects.order_by("pk").values_list("note", flat=True)
        assert list(notes) == ["请补充明细页。", "请核对人数。"]

    def test_drawing_a_panel(self, live_server: LiveServer, plain_page: Page, stage: Cast) -> None:
        page, tale = plain_page, docket.at("panel", stage)
        enter(page, live_server, stage["officer"])
        page.goto(address(live_server, tale, "panel", stage["officer"]))
        page.get_by_role("button", name="随机抽取").click()
        expect(page.locator("input[name=experts]:checked")).to_have_count(5)
        page.get_by_role("button", name="确认专家组").click()
        expect(page.get_by_text("“组建专家组”已办结：已组建专家组。")).to_be_visible()
        assert PanelSeat.objects.count() == 5

    def test_scoring(self, live_server: LiveServer, plain_page: Page, stage: Cast) -> None:
        page, tale = plain_page, docket.at("score", stage)
        enter(page, live_server, stage["expert1"])
        page.goto(address(live_server, tale, "score", stage["expert1"]))
        for field in page.locator("fieldset.score").all():
            field.locator("input[type=radio]").last.check()
        page.get_by_label("评审意见").fill("依据充分。")
        page.get_by_role("button", name="提交评分").click()
        expect(page.get_by_text("“专家评审”已办结：已提交评分。")).to_be_visible()
        assert str(ScoreSheet.objects.get().total) == "100.00"

    def test_taking_and_accepting(self, live_server: LiveServer, plain_page: Page, stage: Cast) -> None:
        page, tale = plain_page, docket.at("intake", stage)
        enter(page, live_server, stage["intake"])
        page.goto(f"{live_server.url}/desk/")
        page.get_by_role("button", name=f"领取 {tale.organisation.name}").click()
        expect(page.get_by_text("已领取 1 件")).to_be_visible()
        page.get_by_role("link", name=tale.organisation.name).click()
        page.get_by_label("予以受理").check()
        page.get_by_role("button", name="提交意见").click()
        expect(page.get_by_text("您的待办已全部办结。")).to_be_visible()
        assert tale.case.status == Status.ACCEPTED
