"""C at the desks on a phone and a desktop: nothing overflows, axe finds nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from certification.models import Application
from certification.stories.cast import PASSWORD
from tests.factories.campuses import at_conference, at_evaluation
from tests.factories.certification import stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_ranking_evaluation_and_deliberation(live_server: LiveServer, page: Page) -> None:
    cast = stage()
    tale, other = at_conference("keji", cast), at_conference("dianji", cast)
    third = at_evaluation("yingyong", cast)
    Application.objects.filter(pk__in=[other.case.pk, third.case.pk]).update(round=tale.round)
    sheet, conference = third.item("evaluation"), tale.item("deliberation")

    def look(user: User, path: str) -> None:
        page.context.clear_cookies()
        page.goto(f"{live_server.url}{reverse('account_login')}?next={path}")
        page.get_by_label("用户名或邮箱").fill(user.username)
        page.locator("input[type=password]").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{live_server.url}{path}")
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") == width, path
            rules = {rule["id"]: rule["nodes"][0]["html"] for rule in Axe().run(page).response["violations"]}
            assert rules == {}, path

    look(cast["officer"], reverse("public:holders", args=["benchmark-school"]))
    look(cast["officer"], reverse("office:ranking", args=[tale.round.pk]))
    look(cast["evaluator"], reverse("desk:task", args=[sheet.process_id, "evaluation", sheet.task_id]))
    look(
        cast["secretary"],
        reverse("desk:task", args=[conference.process_id, "deliberation", conference.task_id]),
    )
