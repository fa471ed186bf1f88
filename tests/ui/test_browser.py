"""The reference page in a real browser: accessible, within the screen, silent, and usable by keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
ERROR_PAGES = [404, 409, 500]


@pytest.fixture
def kit(live_server: LiveServer, settings: Settings) -> str:
    settings.DEMO_MODE = True
    return f"{live_server.url}/ui-kit/"


@pytest.fixture
def heard(page: Page) -> list[str]:
    """What the console, failed requests and scripts complain of."""
    complaints: list[str] = []
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_accessible_within_the_screen_and_silent(
    kit: str, page: Page, heard: list[str], size: str, scheme: str
) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(kit)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    results = Axe().run(page)
    assert {
        rule["id"]: [node["target"] for node in rule["nodes"]] for rule in results.response["violations"]
    } == {}
    assert heard == []


@pytest.mark.parametrize("code", ERROR_PAGES)
def test_error_pages_are_accessible(kit: str, page: Page, code: int) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{kit}error/{code}/")
    assert Axe().run(page).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_nothing_to_press_is_smaller_than_a_finger(kit: str, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(kit)
    small = page.evaluate(
        """() => Array.from(document.querySelectorAll(`.btn, .choice label, .main-nav a, .tabs a, .pager a,
             .check, select, input:not([type=radio]):not([type=checkbox]):not([type=hidden]), .menu > summary`))
           .filter((e) => e.offsetParent && e.getBoundingClientRect().height < 43.5)
           .map((e) => e.outerHTML.slice(0, 80))"""
    )
    assert small == []


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(kit: str, page: Page) -> None:
    page.goto(kit)
    expect(page.locator("[data-focus]")).to_be_focused()
    assert page.title() == "错误：组件库 · 融证"
    page.get_by_role("link", name="第 18 位校验码不正确，请核对后重新填写").click()
    expect(page.locator("#id_code")).to_be_focused()


def test_choosing_rows_shows_the_bar_and_counts(kit: str, page: Page) -> None:
    page.goto(kit)
    bar = page.locator("#bulk")
    expect(bar).to_be_hidden()
    page.get_by_label("选择 云岚智能装备有限公司（虚构）").check()
    expect(bar).to_contain_text("已选 1 件")
    page.get_by_label("选择本页全部办件").check()
    expect(bar).to_contain_text("已选 5 件")
    page.get_by_label("选择本页全部办件").uncheck()
    expect(bar).to_be_hidden()


def test_a_queue_is_worked_by_keyboard(kit: str, page: Page) -> None:
    page.goto(kit)
    page.evaluate("document.activeElement.blur()")
    links = page.locator("#queue tbody .cell-main a")
    page.keyboard.press("j")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("#bulk")).to_contain_text("已选 1 件")
    page.keyboard.press("k")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#queue")
    page.locator("#filter-q").focus()
    page.keyboard.type("jk")
    expect(page.locator("#filter-q")).to_have_value("jk")


def test_a_row_is_added_and_the_amount_reads_in_ten_thousands(kit: str, page: Page) -> None:
    page.goto(kit)
    page.get_by_role("button", name="添加一项投入").click()
    expect(page.locator("#id_rows-TOTAL_FORMS")).to_have_value("3")
    expect(page.locator("#id_rows-2-year")).to_be_focused()
    page.locator("#id_rows-2-amount").fill("1,250,000")
    expect(page.locator("#rows-rows tr").nth(2).locator("[data-wan]")).to_have_text("（125.00 万元）")
    expect(page.locator("#rows-rows tr").nth(2).locator(".row-number")).to_contain_text("3")


def test_a_draft_is_kept_while_typing(kit: str, page: Page) -> None:
    page.goto(kit)
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.locator("#id_base").fill("智能制造协同育人基地")
    assert sent.value.headers["x-autosave"] == "1"
    expect(page.locator("[data-autosave-status]")).to_have_text("已保存 10:02")


def test_a_draft_that_could_not_be_kept_says_so(kit: str, page: Page) -> None:
    page.goto(kit)
    page.route("**/ui-kit/", lambda route: route.fulfill(status=403))
    page.locator("#id_base").fill("智能制造协同育人基地")
    expect(page.locator("[data-autosave-status]")).to_have_text("未能自动保存，请点“保存草稿”")
    expect(page.locator("#id_base")).to_have_value("智能制造协同育人基地")


def test_leaving_with_unsaved_input_asks(kit: str, page: Page) -> None:
    page.goto(kit)
    page.locator("#id_base").fill("基地")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", stay)
    page.goto(f"{kit}error/404/")
    assert asked == ["beforeunload"]


def test_an_act_that_cannot_be_undone_asks_first(kit: str, page: Page) -> None:
    page.goto(kit)
    asked: list[str] = []

    def refuse(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.get_by_role("button", name="移除 校企合作协议（2024）.pdf").click()
    assert asked == ["移除“校企合作协议（2024）.pdf”？移除后需要重新上传。"]
    assert "#upload" not in page.url


def test_a_score_is_a_mark_or_a_number_and_the_total_follows(kit: str, page: Page) -> None:
    page.goto(kit)
    total = page.locator("[data-total]")
    expect(total).to_have_text("77.5")
    page.locator("#id_outcome_1").fill("25.5")
    expect(total).to_have_text("80.5")
    page.locator("#id_outcome_0_3").check()
    expect(page.locator("#id_outcome_1")).to_have_value("")
    expect(total).to_have_text("85")
    page.locator("#id_mechanism_1").fill("18")
    expect(page.locator("#id_mechanism_0_2")).not_to_be_checked()
    expect(total).to_have_text("88")


def test_chosen_files_are_listed_with_size(kit: str, page: Page) -> None:
    page.goto(kit)
    page.locator("#kit-file").evaluate("(input) => { input.dataset.maxBytes = '2048'; }")
    files = [("协议.pdf", 1024), ("照片.jpg", 4096)]
    page.set_input_files(
        "#kit-file",
        [{"name": name, "mimeType": "application/pdf", "buffer": b"x" * size} for name, size in files],
    )
    expect(page.locator("#kit-file + .files li")).to_have_text(
        ["协议.pdf · 1 KB", "照片.jpg · 4 KB · 超过 2 KB，请压缩后再选"]
    )


def test_a_fragment_that_fails_says_so_and_keeps_the_page(kit: str, page: Page) -> None:
    page.goto(kit)
    page.route("**/ui-kit/", lambda route: route.fulfill(status=500))
    page.locator("#upload button").first.click()
    expect(page.locator("#messages")).to_have_text("操作没有完成，填写的内容仍在页面上。请检查网络后重试。")


def test_a_form_is_sent_once(kit: str, page: Page) -> None:
    page.goto(kit)
    sent = page.evaluate(
        """() => {
          const form = document.createElement('form'); form.method = 'post'; form.innerHTML = '<button>提交</button>';
          document.body.append(form);
          const submit = () => {
            const event = new SubmitEvent('submit', { cancelable: true, bubbles: true });
            return form.dispatchEvent(event);
          };
          return [submit(), submit()];
        }"""
    )
    assert sent == [True, False]


def test_everything_is_there_without_scripts(kit: str, browser: Browser) -> None:
    page = browser.new_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.goto(kit)
    expect(page.locator("#bulk")).to_be_visible()
    expect(page.locator("#bulk")).to_contain_text("已选 若干 件")
    expect(page.locator("#filter-q")).to_be_visible()
    page.locator(".menu-up summary").click()
    expect(page.get_by_role("button", name="导出清单")).to_be_visible()
    add = page.get_by_role("button", name="添加一项投入")
    assert (add.get_attribute("name"), add.get_attribute("value")) == ("add_row", "rows")
    page.close()


def test_paper_carries_the_content_alone(kit: str, page: Page) -> None:
    page.goto(kit)
    page.emulate_media(media="print")
    for gone in (".site-head", ".site-foot", ".filters-fold", ".pager", "#queue .cell-check", ".aside"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator(".print-head")).to_be_visible()
    expect(page.locator("#queue tbody tr")).to_have_count(5)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
