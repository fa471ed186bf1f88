"""Every screen of industry faculty in a real browser, on a desktop and on a phone: it fits and axe finds nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from certification import rendering
from certification.domain import nominations
from certification.stories import teachers as stories
from certification.stories.cast import Cast
from certification.stories.teacher_tale import TeacherTale
from files import archives
from files.fields import Kept
from teachers import bulk, consents
from teachers.models import Consent, ConsentKind, NominationBatch
from tests.certification.house import stage
from tests.factories.files import pdf_bytes, upload, zip_bytes
from tests.teachers.test_bulk import line, workbook
from workflows import outbox

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ALL = {**stories.STORIES, **stories.WAITING}


@pytest.fixture(autouse=True)
def _no_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("certificate", "letter", "application_form"):
        monkeypatch.setattr(rendering, name, lambda row: pdf_bytes(title=f"{type(row).__name__} {row.pk}"))
    monkeypatch.setattr(rendering, "lint", lambda certificate, pdf: None)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return stage()


def enter(page: Page, server: LiveServer, user: User) -> None:
    """Sign in without the form, which has its own tests."""
    client = Client()
    client.force_login(user)
    page.context.clear_cookies()
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.url}]
    )


def batch_of(tale: TeacherTale) -> NominationBatch:
    """A bulk nomination with a wrong row and a file that belongs to nobody."""
    book = workbook(tale.post, [line(400), line(401, phone="12")])
    archive: Kept = archives.keep(upload("材料.zip", zip_bytes({"别人-学历证书.pdf": pdf_bytes()})))
    batch = bulk.start(tale.post, book, archive, by=tale.clerk)
    outbox.drain()
    return batch


def removal_of(tale: TeacherTale) -> str:
    """The link of a removal whose time to speak runs."""
    tale._span += 9
    tale.later("exit")
    tale.draft()
    tale.submit()
    return reverse("faculty:hearing", args=[nominations.hearing_token(tale.case)])


@pytest.mark.parametrize("width", [1280, 390])
def test_every_screen_fits_and_is_accessible(
    width: int, cast: Cast, live_server: LiveServer, page: Page
) -> None:
    waiting: TeacherTale = ALL["waiting-nominee"].play(cast)
    granted: TeacherTale = ALL["lecturer"].play(cast)
    ready = stories.WAITING["waiting-labour"].play(cast)
    granted.teach("48")
    batch, asked = batch_of(waiting), Consent.objects.filter(status="asked").earliest("pk")
    agreed = consents.latest(granted.nomination, ConsentKind.NOMINEE)
    assert agreed is not None
    hearing = removal_of(granted)
    page.set_viewport_size({"width": width, "height": 900})
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)

    def look(path: str) -> None:
        page.goto(f"{live_server.url}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") == width, path
        rules = {rule["id"]: rule["nodes"][0]["html"] for rule in Axe().run(page).response["violations"]}
        assert rules == {}, path

    for consent in (asked, agreed):
        look(reverse("teachers:consent", args=[consents.token(consent)]))
    for slug in (stories.B1, stories.B2, stories.B3):
        look(f"/guide/{slug}/")
    look("/faculty/library/")
    look(hearing)

    enter(page, live_server, waiting.clerk)
    school, person = waiting.organisation.pk, waiting.nomination.pk
    look(reverse("teachers:index"))
    look(f"{reverse('teachers:board', args=[school])}?rank=B3&year={waiting.post.year}")
    look(reverse("teachers:post_new", args=[school]))
    look(reverse("teachers:batch", args=[batch.pk]))
    look(reverse("faculty:begin", args=[waiting.round.pk, school]))
    look(reverse("cases:case", args=[waiting.case.pk]))
    for name in ("nominate", "batch_new"):
        look(reverse(f"teachers:{name}", args=[waiting.post.pk]))
    for name in ("nomination", "amend", "substitute", "take_back", "notice", "paper", "teaching", "profile"):
        look(reverse(f"teachers:{name}", args=[person]))
    look(reverse("teachers:nomination", args=[granted.nomination.pk]))
    enter(page, live_server, cast["rsj"])
    item = ready.item("joint_opinion")
    look(reverse("desk:task", args=[item.process_id, item.node, item.task_id]))
    assert complaints == []


def test_a_nominee_agrees_with_one_hand(cast: Cast, live_server: LiveServer, page: Page) -> None:
    tale: TeacherTale = ALL["waiting-nominee"].play(cast)
    asked = Consent.objects.get()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}{reverse('teachers:consent', args=[consents.token(asked)])}")
    page.get_by_role("button", name="提交答复").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("姓名、聘任级别和聘任学校").check()
    page.get_by_label("同意", exact=True).check()
    page.get_by_label("签署人姓名").fill(tale.nominee.name)
    page.get_by_role("button", name="提交答复").click()
    expect(page.get_by_text("您已同意")).to_be_visible()
    page.get_by_label("撤回原因").fill("岗位调动")
    page.get_by_label("我了解").check()
    page.get_by_role("button", name="撤回同意").click()
    expect(page.get_by_text("您已撤回同意")).to_be_visible()
