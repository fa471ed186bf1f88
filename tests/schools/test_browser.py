"""Every screen of the self-assessment on a phone and a desktop: nothing overflows, axe finds nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from accounts.roles import Role
from schools import assessments
from tests.accounts.test_browser import sign_in
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.schools import SchoolFactory, filled, locked_assessment
from workflows import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [390, 1280])
def test_every_screen_fits_and_is_accessible(live_server: LiveServer, page: Page, width: int) -> None:
    school = SchoolFactory()
    head = member([Role.ORG_ADMIN, Role.CLERK], school.organisation)
    colleague = member(Role.CLERK, school.organisation)
    year = clock.today().year
    opened = assessments.open_year(school, year, by=head)
    assessments.assign(opened, {"bases": ("产教融合办公室", colleague)}, by=head)
    assessments.fill(opened.values.get(indicator="income"), filled("income", year), version=0, by=head)
    locked_assessment(school, year - 1, head)
    for other in (SchoolFactory(), SchoolFactory()):
        locked_assessment(other, year - 1, member(Role.ORG_ADMIN, other.organisation))
    fresh = OrganisationFactory(kind="school", code="12310000000000035K", name="待填写示例学校（虚构）")
    member(Role.ORG_ADMIN, fresh, username="fresh")
    page.set_viewport_size({"width": width, "height": 900})
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)

    def look(name: str, *args: object) -> None:
        page.goto(f"{live_server.url}{reverse(f'schools:{name}', args=args)}")
        assert page.evaluate("document.documentElement.scrollWidth") == width, name
        rules = {rule["id"]: rule["nodes"][0]["html"] for rule in Axe().run(page).response["violations"]}
        assert rules == {}, name

    own = school.organisation_id
    sign_in(page, live_server, head.username, to=reverse("schools:profile", args=[own]))
    look("profile", own)
    look("assessments", own)
    for name in ("assessment", "assign"):
        look(name, own, year)
    look("fill", own, year, "joint_students")
    look("assessment", own, year - 1)
    look("reopen", own, year - 1)
    page.context.clear_cookies()
    sign_in(page, live_server, "fresh", to=reverse("schools:assessments", args=[fresh.pk]))
    look("assessments", fresh.pk)
    assert complaints == []
