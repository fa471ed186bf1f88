"""The applicant in a real browser: by keyboard alone, with JavaScript off, with it, on a phone, without a barrier."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from certification.models import Application, Status
from certification.stories.cast import Cast
from tests.certification import clerk
from tests.factories.files import pdf_bytes
from workflows import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DRAFT = ["", "fill/basic/", "fill/claims/", "fill/plan/", "evidence/", "check/"]
SUBMITTED = ["", "done/", "withdraw/", "reopen/", "revision/1/"]
CORRECTED = ["", "correction/", "fill/internship/", "evidence/"]


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


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on the control that reads ``name``."""
    for _press in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(
            """name => { const at = document.activeElement;
            const label = at.labels && at.labels.length ? at.labels[0].innerText : at.innerText;
            return (label || '').trim().startsWith(name); }""",
            name,
        ):
            return
    raise AssertionError(f"the keyboard does not reach {name!r}")


@pytest.mark.parametrize("state", ["empty", "full", "submitted", "corrected"])
def test_every_page_is_accessible_silent_and_within_both_screens(
    live_server: LiveServer, page: Page, heard: list[str], stage: Cast, state: str
) -> None:
    if state in ("empty", "full"):
        application, user = clerk.empty_draft(stage) if state == "empty" else clerk.full_draft(stage)
        paths = DRAFT
    else:
        told = clerk.submitted(stage) if state == "submitted" else clerk.corrected(stage)
        application, user = told.case, told.clerk
        paths = SUBMITTED if state == "submitted" else CORRECTED
    enter(page, live_server, user)
    found = {}
    for address in ["/cases/", *(f"/cases/{application.pk}/{path}" for path in paths)]:
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 844})
            page.goto(live_server.url + address)
            if page.evaluate("document.documentElement.scrollWidth") != width:
                found[address, width] = ["too wide"]
            violations = Axe().run(page).response["violations"]
            if violations:
                found[address, width] = [rule["id"] for rule in violations]
    assert found == {}
    assert heard == []


def test_from_the_list_to_a_saved_section_by_keyboard_alone(
    live_server: LiveServer, page: Page, stage: Cast
) -> None:
    organisation, user = stage.company("robot")
    stage.round("enterprise-cultivation", clock.today())
    enter(page, live_server, user)
    page.goto(live_server.url + "/cases/")
    tab_to(page, "开始申报")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="申报条件核对")).to_be_visible()
    tab_to(page, "三年规划")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("三年规划")
    tab_to(page, "三年目标")
    page.keyboard.type("三年建成共享实训基地。")
    tab_to(page, "主要举措")
    page.keyboard.type("扩建实训线，选派教师。")
    tab_to(page, "三年计划投入")
    page.keyboard.type("12,000,000")
    expect(page.get_by_text("（1,200.00 万元）")).to_be_visible()
    tab_to(page, "保存并继续")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("申报条件与承诺")
    application = Application.objects.get(organisation=organisation)
    assert application.dossier["plan"]["fields"]["investment"] == "12,000,000"


def test_enter_in_a_field_saves_and_stays(live_server: LiveServer, page: Page, stage: Cast) -> None:
    application, user = clerk.full_draft(stage)
    enter(page, live_server, user)
    page.goto(f"{live_server.url}/cases/{application.pk}/fill/internship/")
    page.get_by_label("企业带教导师人数").fill("33")
    page.keyboard.press("Enter")
    expect(page.get_by_text("“实习与学徒”已保存。")).to_be_visible()
    stored = Application.objects.get(pk=application.pk).dossier["internship"]
    assert (stored["fields"]["mentors"], len(stored["tables"]["interns"])) == ("33", 3)


def test_the_whole_way_with_javascript_off(live_server: LiveServer, plain_page: Page, stage: Cast) -> None:
    application, user = clerk.full_draft(stage)
    application.evidence.filter(kind="plan").delete()
    page, base = plain_page, f"{live_server.url}/cases/{application.pk}/"
    enter(page, live_server, user)
    page.goto(base + "fill/internship/")
    rows = page.locator("#interns-rows tr")
    page.get_by_role("button", name=re.compile("^添加一行")).click()
    expect(rows).to_have_count(4)
    page.get_by_role("button", name="删除 第 2 行").click()
    expect(rows).to_have_count(2)
    year = str(application.policy.window[1])
    page.get_by_role("button", name=re.compile("^添加一行")).click()
    for name, value in {
        "year": year,
        "school": "示例学院（虚构）",
        "major": "软件",
        "headcount": "40",
        "months": "5",
    }.items():
        page.locator(f"#id_interns-2-{name}").fill(value)
    page.get_by_role("button", name="保存并返回").click()
    page.get_by_role("link", name="佐证材料", exact=True).click()
    page.locator("#file-plan").set_input_files(
        {"name": "规划.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes(title="plan")}
    )
    page.locator("#kind-plan").get_by_role("button", name="上传").click()
    expect(page.get_by_role("link", name="规划.pdf", exact=True)).to_be_visible()
    page.get_by_role("link", name=re.compile("核对并提交$")).last.click()
    page.get_by_role("button", name="确认承诺并提交").click()
    expect(page.get_by_role("heading", name="申报已提交")).to_be_visible()
    case = Application.objects.get(pk=application.pk)
    assert case.status == Status.SUBMITTED
    assert [row["headcount"] for row in case.dossier["internship"]["tables"]["interns"]][2] == "40"


def test_rows_with_scripts(live_server: LiveServer, page: Page, heard: list[str], stage: Cast) -> None:
    application, user = clerk.full_draft(stage)
    enter(page, live_server, user)
    page.goto(f"{live_server.url}/cases/{application.pk}/fill/internship/")
    page.get_by_role("button", name="删除 第 1 行").click()
    page.get_by_role("button", name="添加一行").click()
    expect(page.locator("#interns-rows .row-number")).to_have_text(["1", "2", "3"])
    page.keyboard.type(str(application.policy.window[0]))  # the focus is in the new row
    for name, value in {
        "school": "示例学院（虚构）",
        "major": "软件",
        "headcount": "21",
        "months": "5",
    }.items():
        page.locator(f"#id_interns-3-{name}").fill(value)
    page.get_by_role("button", name="保存并继续").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("投入与基地")
    rows = Application.objects.get(pk=application.pk).dossier["internship"]["tables"]["interns"]
    assert [row["headcount"] for row in rows][-1] == "21"
    assert len(rows) == 3
    assert heard == []


def test_a_save_pressed_while_an_autosave_is_on_its_way_is_not_stale(
    live_server: LiveServer, page: Page, stage: Cast
) -> None:
    application, user = clerk.full_draft(stage)
    enter(page, live_server, user)
    address = f"{live_server.url}/cases/{application.pk}/fill/plan/"
    page.goto(address)

    def slowly(route: Route) -> None:
        if route.request.headers.get("x-autosave"):
            page.wait_for_timeout(600)
        route.continue_()

    page.route(address, slowly)
    page.get_by_label("三年目标").fill("改过的目标")
    with page.expect_request(lambda r: bool(r.headers.get("x-autosave"))):
        pass  # two seconds after the last key
    page.get_by_role("button", name="保存并继续").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("申报条件与承诺")
    stored = Application.objects.get(pk=application.pk).dossier["plan"]
    assert (stored["fields"]["goals"], stored["version"]) == ("改过的目标", 3)
