"""From registration to a filed claim in a real browser, by keyboard alone; and every page on a phone."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import OrganisationClaim
from accounts.roles import Role
from tests.factories.accounts import PASSWORD, ClaimFactory, OrganisationFactory, member, uscc
from tests.factories.files import pdf_bytes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page: Page, server: LiveServer, name: str, *, to: str) -> None:
    page.goto(f"{server.url}{reverse('account_login')}?next={to}")
    page.get_by_label("用户名或邮箱").focus()  # has it already, but a slow machine may paint late
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{server.url}{to}")


def test_registering_and_claiming_by_keyboard(live_server: LiveServer, page: Page, tmp_path: Path) -> None:
    paper = tmp_path / "营业执照.pdf"
    paper.write_bytes(pdf_bytes())
    page.goto(f"{live_server.url}{reverse('account_signup')}?next={reverse('accounts:claim')}")
    page.get_by_label("姓名").focus()
    for text in ("注册示例（虚构）", "13800000001", "kb@example.com", "chang-mima-88", "chang-mima-88"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("认领单位")

    page.get_by_label("统一社会信用代码").focus()
    page.keyboard.type("91310115000000019N")
    page.keyboard.press("Tab")
    page.keyboard.type("键盘示例（上海）有限公司（虚构）")
    page.get_by_label("营业执照或法人证书").set_input_files(paper)
    page.get_by_label("统一社会信用代码").press("Enter")

    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_text(
        ["第 18 位校验码不正确，请核对营业执照后重新填写。", "请选择“授权委托书”。"]
    )
    expect(page.get_by_text("已上传：营业执照.pdf")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the first link leads to its field
    page.get_by_label("统一社会信用代码").fill(uscc(91))
    page.get_by_label("授权委托书").set_input_files(paper)
    page.get_by_label("统一社会信用代码").press("Enter")
    expect(page.get_by_text("正在审核")).to_be_visible()
    claim = OrganisationClaim.objects.get()
    assert (claim.uscc, claim.licence_name, claim.name) == (
        uscc(91),
        "营业执照.pdf",
        "键盘示例（上海）有限公司（虚构）",
    )


def test_every_page_fits_a_phone_and_is_accessible(live_server: LiveServer, page: Page) -> None:
    company = OrganisationFactory(name="很长的示例单位名称" * 5 + "有限公司（虚构）")
    person = member([Role.ORG_ADMIN, Role.CLERK], company)
    colleague = member(Role.CLERK, company)
    officer = member(Role.OFFICER, "SH-FGW")
    claim, own = ClaimFactory(), ClaimFactory(applicant=person)
    page.set_viewport_size({"width": 390, "height": 844})
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)

    def look(name: str, *args: int) -> None:
        page.goto(f"{live_server.url}{reverse(name, args=args)}")
        assert page.evaluate("document.documentElement.scrollWidth") == 390, name
        rules = {rule["id"]: rule["nodes"][0]["html"] for rule in Axe().run(page).response["violations"]}
        assert rules == {}, name

    for name in ("account_login", "account_signup", "account_reset_password"):
        look(name)
    sign_in(page, live_server, person.username, to=reverse("accounts:profile"))
    for name in ("accounts:profile", "accounts:organisations", "accounts:claim", "account_change_password"):
        look(name)
    for name in ("accounts:organisation", "accounts:hand_over", "enterprises:profile"):
        look(name, company.pk)
    look("accounts:remove", company.pk, colleague.pk)
    look("accounts:claim_detail", own.pk)
    page.context.clear_cookies()
    sign_in(page, live_server, officer.username, to=reverse("accounts:claims"))
    look("accounts:claims")
    look("accounts:claim_review", claim.pk)
    assert complaints == []
