"""The offset estimate in a real browser: accessible, within the screen, usable without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.roles import Role
from tests.factories.accounts import OrganisationFactory, member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = {"desktop": (1280, 900), "phone": (390, 844)}


@pytest.fixture
def place(page: Page, live_server: LiveServer) -> str:
    company = OrganisationFactory(name="申芯示例半导体（上海）有限公司（虚构）")
    client = Client()
    client.force_login(member(Role.CLERK, company))
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return f"{live_server.url}/enterprise/{company.pk}/offset/"


def fill(page: Page) -> None:
    for row, (invested, tax, withdrawn) in enumerate(
        [("2,100,000", "18000000", ""), ("6200000", "24000000", ""), ("0", "0", "300000")]
    ):
        page.locator(f"#id_years-{row}-invested").fill(invested)
        page.locator(f"#id_years-{row}-tax").fill(tax)
        page.locator(f"#id_years-{row}-withdrawn").fill(withdrawn)
    page.get_by_role("button", name="计算").click()


@pytest.mark.parametrize("size", SIZES)
def test_accessible_within_the_screen(place: str, page: Page, size: str) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.goto(place)
    for asked in (True, False):
        if not asked:
            fill(page)
            expect(page.get_by_role("heading", name="预估结果")).to_be_visible()
        assert Axe().run(page).violations_count == 0
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_rows_are_added_without_scripts(place: str, page: Page, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    plain = context.new_page()
    plain.goto(place)
    plain.locator("#id_years-0-invested").fill("6200000")
    plain.get_by_role("button", name="添加一个年度").click()
    expect(plain.locator("#id_years-3-year")).to_be_visible()
    expect(plain.locator("#id_years-0-invested")).to_have_value("6200000")
    context.close()
