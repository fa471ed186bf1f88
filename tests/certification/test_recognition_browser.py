"""The screens of A2 in a real browser: guide, draft, duty, change, desk and register, accessible on desk and phone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from certification import registry
from certification.domain import intake, lifecycle, register_import
from certification.models import Certificate, FollowUp
from certification.programmes.enterprise_duties import PLAN
from certification.stories import recognition
from certification.stories.recognition import CULTIVATION, MIDDLING, RECOGNITION
from tests.certification.lives import SwiftLife, begin
from tests.certification.test_programme_recognition import to_deliberation
from tests.certification.test_register_rows import GOOD, sheet
from tests.factories.files import pdf_bytes
from workflows import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
Pages = list[tuple[str, User, str]]


def enter(page: Page, server: LiveServer, user: User) -> None:
    client = Client()
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": server.url}])


def told() -> tuple[SwiftLife, Pages]:
    """A company before the conference that may extend it, another that is admitted and reports a change."""
    tale = begin()
    recognition.cultivated(tale)
    to_deliberation(tale, MIDDLING)
    item = tale.item("deliberation")
    other = begin(tale.cast, "mould", span=60)
    recognition.whole(other)
    held = Certificate.objects.get(organisation=other.organisation)
    change = lifecycle.begin(held, registry.get(f"{CULTIVATION}-change"), by=other.clerk)
    leaving = lifecycle.begin(held, registry.get(f"{CULTIVATION}-exit"), by=tale.cast["officer"])
    draft = intake.start_draft(
        tale.cast.round(RECOGNITION, clock.today()), other.organisation, by=other.clerk
    )
    plan = FollowUp.objects.get(application__organisation=other.organisation, kind=PLAN)
    clerk, officer = other.clerk, tale.cast["officer"]
    return tale, [
        ("guide", clerk, f"/guide/{RECOGNITION}/"),
        ("draft", clerk, f"/cases/{draft.pk}/"),
        ("section-cultivation", clerk, f"/cases/{draft.pk}/fill/cultivation/"),
        ("section-plan", clerk, f"/cases/{draft.pk}/fill/plan_result/"),
        ("section-claims", clerk, f"/cases/{draft.pk}/fill/claims/"),
        ("check", clerk, f"/cases/{draft.pk}/check/"),
        ("change", clerk, f"/cases/{change.pk}/fill/change/"),
        ("duty", clerk, f"/standing/duties/{plan.pk}/"),
        ("life", clerk, f"/standing/{held.pk}/"),
        ("exit", officer, f"/cases/{leaving.pk}/fill/grounds/"),
        ("desk", tale.cast["secretary"], f"/desk/{item.process_id}/deliberation/{item.task_id}/"),
        ("verify", clerk, f"/verify/{held.number}/{held.code}/"),
    ]


@pytest.mark.parametrize("size", SIZES)
def test_accessible_within_the_screen(page: Page, live_server: LiveServer, size: str) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    _tale, pages = told()
    wrong = look(page, live_server, pages, width)
    assert wrong == {}


def look(
    page: Page, server: LiveServer, pages: Pages, width: int, shoot: Callable[[str], None] | None = None
) -> dict[str, list[str]]:
    """What is wrong on each page; ``shoot`` is called with its name."""
    found: dict[str, list[str]] = {}
    for name, user, url in pages:
        enter(page, server, user)
        answer = page.goto(server.url + url)
        if shoot is not None:
            shoot(name)
        assert answer is not None
        faults = [] if answer.ok else [f"{answer.status}"]
        if page.evaluate("document.documentElement.scrollWidth") != width:
            faults.append("wider than the screen")
        for rule in Axe().run(page).response["violations"]:
            faults += [f"{rule['id']}: {node['target']}" for node in rule["nodes"]]
        if faults:
            found[name] = faults
    return found


@pytest.mark.parametrize("size", SIZES)
def test_the_agency_and_an_older_register(
    page: Page, live_server: LiveServer, tmp_path: Path, size: str
) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    assert look(page, live_server, lent_and_imported(tmp_path), width) == {}


def lent_and_imported(folder: Path) -> Pages:
    """The agency's queue and a task of its own; a holder taken over from an older register."""
    tale = begin()
    recognition.appointing(tale)
    item = tale.item("panel")
    officer, signer, agency = (tale.cast[name] for name in ("officer", "decider", "agency"))
    (folder / "scans").mkdir()
    (folder / "scans" / GOOD["scan"]).write_bytes(pdf_bytes())
    [row] = register_import.take_over(sheet(GOOD), folder / "scans", by=officer, second=signer)
    return [
        ("agency-queue", agency, "/desk/"),
        ("agency-task", agency, f"/desk/{item.process_id}/panel/{item.task_id}/"),
        ("agency-office", agency, "/office/"),
        ("imported", agency, f"/verify/{row.number}/{row.code}/"),
        ("imported-office", officer, f"/office/register/{row.pk}/"),
    ]
