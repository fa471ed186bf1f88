"""The public's and the office's pages in a real browser: by keyboard alone, on a phone, with JavaScript off."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from certification.models import Certificate, Round
from certification.stories.cast import Cast
from tests.certification.house import issued, stage
from workflows import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def told(transactional_db: None) -> tuple[Cast, Certificate]:
    """A case with its certificate; the site serves today."""
    cast = stage()
    return cast, issued(cast)[1]


def enter(page: Page, server: LiveServer, user: User) -> None:
    """Sign in without the form, which has its own tests."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": server.url}])


def pages_of(certificate: Certificate) -> tuple[list[str], list[str]]:
    """Addresses for everybody and for the office."""
    case, round_ = certificate.application, Round.objects.get()
    notice = case.notice_entry.notice
    day = clock.today() + timedelta(days=3)
    return (
        [
            "/",
            "/guide/",
            "/guide/enterprise-cultivation/",
            "/notices/",
            "/notices/?state=past",
            f"/notices/{notice.pk}/",
            "/verify/",
            f"/verify/{certificate.number}/{certificate.code}/",
            "/source/",
        ],
        [
            "/office/",
            f"/office/rounds/{round_.pk}/",
            f"/office/rounds/{round_.pk}/edit/",
            "/office/rounds/new/enterprise-cultivation/",
            f"/office/cases/{case.pk}/",
            f"/office/cases/{case.pk}/record/",
            "/office/calendar/",
            f"/office/calendar/{day}/",
            f"/office/calendar/{clock.today().year + 2}/confirm/",
            "/office/outbox/",
        ],
    )


def test_checking_a_certificate_by_keyboard(
    live_server: LiveServer, page: Page, told: tuple[Cast, Certificate]
) -> None:
    _cast, certificate = told
    page.goto(f"{live_server.url}/verify/")
    page.get_by_label("证书编号").focus()
    page.keyboard.type(certificate.number.lower())
    page.keyboard.press("Tab")
    page.keyboard.type("0000 0000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("没有找到与该编号和核验码一致的证书。")
    expect(page.get_by_label("证书编号")).to_have_value(certificate.number.lower())

    page.get_by_label("核验码").fill(certificate.code.replace("-", " "))
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/verify/{certificate.number}/{certificate.code}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("查验结果")
    expect(page.get_by_role("heading", name="有效", exact=True)).to_be_visible()


def test_laying_down_a_round_by_keyboard_without_scripts(
    live_server: LiveServer, browser: Browser, told: tuple[Cast, Certificate]
) -> None:
    cast, _certificate = told
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    enter(page, live_server, cast["officer"])
    page.goto(f"{live_server.url}/office/rounds/new/enterprise-cultivation/")
    page.get_by_label("批次名称").focus()
    page.keyboard.type("键盘批次（示例）")
    page.get_by_label("申报开始日").fill("2026-11-02")  # typed, it would follow the browser's own language
    page.get_by_label("申报截止日").fill("2026-11-30")
    page.get_by_label("申报截止日").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("键盘批次（示例）")
    made = Round.objects.get(title="键盘批次（示例）")
    assert (str(made.opens_on), str(made.closes_on)) == ("2026-11-02", "2026-11-30")
    context.close()


def test_on_a_phone_nothing_is_cut_off_and_nothing_keeps_a_reader_out(
    live_server: LiveServer, page: Page, told: tuple[Cast, Certificate]
) -> None:
    cast, certificate = told
    for_all, for_office = pages_of(certificate)
    page.set_viewport_size({"width": 390, "height": 844})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    for addresses, user in ((for_all, None), (for_office, cast["officer"])):
        if user is not None:
            enter(page, live_server, user)
        for address in addresses:
            response = page.goto(f"{live_server.url}{address}")
            assert response is not None
            assert response.status == 200, address
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width == 390, f"{address} is {width} px wide"
            found = Axe().run(page).response["violations"]
            assert not found, f"{address}: {[(v['id'], v['nodes'][0]['html']) for v in found]}"
    assert complaints == []
