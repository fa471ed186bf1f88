"""A partner confirms by keyboard alone; every page of a base fits a phone, keeps the security policy, and axe finds
nothing on it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from bases import budget, milestones, partners, projects, reports
from bases.models import Partner
from tests.accounts.test_browser import sign_in
from tests.factories.bases import Team, paper
from workflows import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_partner_confirms_by_keyboard(live_server: LiveServer, page: Page) -> None:
    team = Team()
    partners.ask(team.base, by=team.clerk)
    sign_in(page, live_server, team.friend.username, to=reverse("bases:confirm", args=[team.base.pk]))
    page.get_by_label("同意", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="提交答复").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("答复已提交，学校可以看到。")).to_be_visible()
    assert Partner.objects.get().status == "confirmed"


def test_every_page_fits_a_phone_and_is_accessible(live_server: LiveServer, page: Page) -> None:
    team = Team(name="很长的示例基地名称" * 6 + "（虚构）")
    project = team.started()
    today = clock.today()
    goal = project.milestones.first()
    assert goal is not None
    milestones.reach(
        goal, done_on=today, result="达到" * 80, evidence=paper("很长的文件名" * 8 + ".pdf"), by=team.clerk
    )
    line = project.budget.first()
    assert line is not None
    spent = budget.spend(line, amount=line.planned, spent_on=today, voucher=paper(), by=team.clerk)
    report = reports.open_(project, project.starts_on.year, by=team.clerk)
    projects.suspend(project, reason="场地改造" * 20, by=None)
    projects.resume(project, by=None)
    page.set_viewport_size({"width": 390, "height": 844})
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)

    def look(name: str, *args: int) -> None:
        page.goto(f"{live_server.url}{reverse(f'bases:{name}', args=args)}")
        assert page.evaluate("document.documentElement.scrollWidth") == 390, name
        rules = {rule["id"]: rule["nodes"][0]["html"] for rule in Axe().run(page).response["violations"]}
        assert rules == {}, name

    sign_in(page, live_server, team.clerk.username, to=reverse("bases:index"))
    look("index")
    look("new", team.base.school_id)
    for name in ("detail", "edit", "partners", "milestones", "budget", "spend", "reports"):
        look(name, team.base.pk)
    look("report", team.base.pk, report.year)
    look("cancel", team.base.pk, spent.pk)
    open_goal = project.milestones.filter(done_on=None).first()
    assert open_goal is not None
    look("reach", team.base.pk, open_goal.pk)
    assert complaints == []
