"""Beginning a case from a nomination, the public library, and the person heard by link: the pages."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certification import rendering
from certification.domain import nominations
from certification.models import Application, Certificate, Statement
from certification.stories import teachers as stories
from certification.stories.cast import Cast
from certification.stories.teacher_tale import TeacherTale
from teachers import consents
from teachers.models import ConsentKind, LibraryProfile
from tests.certification.house import words
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.certification import TODAY, stage
from tests.factories.files import pdf_bytes, upload
from workflows import clock

pytestmark = pytest.mark.django_db
LIBRARY = "/faculty/library/"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.travel(TODAY):
        yield


@pytest.fixture(autouse=True)
def _no_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("certificate", "letter", "application_form"):
        monkeypatch.setattr(rendering, name, lambda row: pdf_bytes(title=f"{type(row).__name__} {row.pk}"))
    monkeypatch.setattr(rendering, "lint", lambda certificate, pdf: None)


@pytest.fixture
def cast() -> Cast:
    return stage()


def told(name: str, cast: Cast) -> Any:
    return {**stories.STORIES, **stories.WAITING}[name].play(cast)


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def count(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


# the library


def test_the_library_shows_what_the_person_opened_and_nothing_else(cast: Cast) -> None:
    tale = told("professor", cast)
    page = words(Client().get(LIBRARY))
    for shown in (
        "林示例（虚构）",
        "产业教授",
        "上海临海示例理工大学（虚构）",
        "工艺总监",
        "正高级职称",
        "集成电路制造",
    ):
        assert shown in page
    for hidden in ("示例领军人才计划（虚构）", tale.nominee.number, "1978", "138"):
        assert hidden not in page
    agreed = consents.latest(tale.nomination, ConsentKind.NOMINEE)
    assert agreed is not None
    consents.choose(consents.token(agreed), public=["library", "talent_plan", "introduction"])
    page = words(Client().get(LIBRARY))
    assert "示例领军人才计划（虚构）" in page
    assert "长期从事一线工艺研发" in page
    assert "工艺总监" not in page
    consents.choose(consents.token(agreed), public=[])
    assert "师资库暂无公开人员" in words(Client().get(LIBRARY))


def test_only_a_valid_certificate_counts(cast: Cast) -> None:
    tale = told("professor", cast)
    assert "林示例（虚构）" in words(Client().get(LIBRARY))
    with clock.travel(clock.now() + timedelta(days=4 * 365)):
        assert "林示例（虚构）" not in words(Client().get(LIBRARY))
    Certificate.objects.filter(nomination=tale.nomination).update(status="revoked", ended_on=TODAY.date())
    assert "林示例（虚构）" not in words(Client().get(LIBRARY))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("keyword=林示例", True),
        ("keyword=临海", True),
        ("keyword=无此人", False),
        ("rank=B1", True),
        ("rank=B2", False),
        ("rank=B9", True),  # nonsense narrows nothing
        ("field=集成电路", True),
        ("field=护理", False),
        ("employer=申芯", True),
        ("talent_plan=领军", False),  # she has one, and keeps it to herself
        ("after=1", False),
        ("after=nonsense", True),
        ("keyword=%00林", True),
    ],
)
def test_searching_over_what_is_public_only(query: str, found: bool, cast: Cast) -> None:
    told("professor", cast)
    page = words(Client().get(f"{LIBRARY}?{query}"))
    assert ("工艺总监" in page) is found


def test_hours_are_shown_where_the_person_wants_them(cast: Cast) -> None:
    tale = told("professor", cast)
    tale.teach("48")
    assert "集成电路制造 48 " in words(Client().get(LIBRARY))
    LibraryProfile.objects.update(shows_teaching=False)
    assert "集成电路制造 未公开" in words(Client().get(LIBRARY))


def test_one_person_at_two_schools_is_one_entry(cast: Cast) -> None:
    first = told("professor", cast)
    second = told("mentor", cast)
    type(second.nomination).objects.filter(pk=second.nomination.pk).update(
        document_number=first.nomination.document_number
    )
    page = Client().get(LIBRARY)
    [entry] = page.context["members"]
    assert [one.rank for one in entry.appointments] == ["产业导师", "产业教授"]


def test_the_library_takes_no_more_queries_with_more_people(cast: Cast) -> None:
    told("professor", cast)
    one = count(Client(), LIBRARY)
    told("mentor", cast)
    told("lecturer", cast)
    assert count(Client(), LIBRARY) == one


# beginning


def begin_url(tale: TeacherTale) -> str:
    return reverse("faculty:begin", args=[tale.round.pk, tale.organisation.pk])


def test_a_school_begins_from_its_nominees(cast: Cast) -> None:
    tale = told("waiting-nominee", cast)
    Application.objects.all().delete()
    office = browser(tale.clerk)
    offers = office.get(reverse("cases:index"))
    assert tale.round.programme.title in words(offers)
    started = office.post(reverse("cases:start", args=[tale.round.pk, tale.organisation.pk]))
    assert started.url == begin_url(tale)
    page = words(office.get(begin_url(tale)))
    assert "郝示例（虚构）" in page
    assert "本人同意：待答复" in page
    made = office.post(begin_url(tale), {"nomination": tale.nomination.pk})
    case = Application.objects.get()
    assert made.url == reverse("cases:case", args=[case.pk])
    assert office.get(made.url).status_code == 200
    assert "草稿" in words(office.get(begin_url(tale)))
    assert office.post(begin_url(tale), {"nomination": "x"}).status_code == 404


def test_who_does_not_nominate_finds_no_such_page(cast: Cast) -> None:
    tale = told("waiting-nominee", cast)
    assert browser(cast["jw"]).get(begin_url(tale)).status_code == 404
    company_round = cast.round("enterprise-cultivation", TODAY.date())
    wrong = reverse("faculty:begin", args=[company_round.pk, tale.organisation.pk])
    assert browser(tale.clerk).get(wrong).status_code == 404
    assert Client().get(begin_url(tale)).status_code == 302


def test_a_refusal_to_begin_is_told_on_the_page(cast: Cast) -> None:
    tale = told("lecturer", cast)
    page = browser(tale.clerk).post(begin_url(tale), {"nomination": tale.nomination.pk})
    assert page.status_code == 409
    assert "已聘任，无需再次申报" in words(page)


def test_a_school_without_nominees_is_led_to_the_board(cast: Cast) -> None:
    tale = told("waiting-nominee", cast)
    mentors = cast.round(stories.B2, TODAY.date())
    page = browser(tale.clerk).get(reverse("faculty:begin", args=[mentors.pk, tale.organisation.pk]))
    assert "还没有该级别的人选" in words(page)


# hearing


@pytest.fixture
def removal(cast: Cast) -> TeacherTale:
    tale: TeacherTale = told("lecturer", cast)
    tale.moment, tale._span = TODAY, tale._span + 20
    tale.later("exit")
    tale.draft()
    tale.submit()
    return tale


def hearing_url(tale: TeacherTale) -> str:
    return reverse("faculty:hearing", args=[nominations.hearing_token(tale.case)])


def test_the_person_is_heard_without_an_account(removal: TeacherTale) -> None:
    visitor, url = Client(), hearing_url(removal)
    page = visitor.get(url)
    assert "本人已从原工作单位离职。" in words(page)
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert list(visitor.post(url, {"text": ""}).context["form"].errors) == ["text"]
    said = {"text": "我仍在职，材料有误。", "file": upload("在职证明.pdf", pdf_bytes())}
    assert visitor.post(url, said).status_code == 302
    statement = Statement.objects.get()
    assert (statement.speaker, statement.by, statement.file_name) == ("白示例（虚构）", None, "在职证明.pdf")
    assert "我仍在职，材料有误。" in words(visitor.get(url))
    assert "已经提交过" in words(visitor.post(url, {"text": "再说一次"}))


def test_after_the_time_to_speak(removal: TeacherTale) -> None:
    with clock.travel(clock.now() + timedelta(days=30)):
        for page in (
            Client().get(hearing_url(removal)),
            Client().post(hearing_url(removal), {"text": "太迟了"}),
        ):
            assert page.status_code == 410
            assert "陈述申辩期已过，链接失效" in words(page)
            assert "本人已从原工作单位离职。" not in words(page)
    assert not Statement.objects.exists()


def test_the_link_ends_with_the_decision(removal: TeacherTale) -> None:
    url = hearing_url(removal)
    with clock.travel(removal.moment):
        assert Client().get(url).status_code == 200
    removal.pass_statement()
    removal.decide("exit", "已离开原工作单位，予以解聘。")
    with clock.travel(removal.moment):
        page = Client().get(url)
    assert page.status_code == 410
    assert "本件已作出决定" in words(page)
    assert page["X-Robots-Tag"] == "noindex, nofollow"


def test_a_forged_link(removal: TeacherTale) -> None:
    page = Client().get(reverse("faculty:hearing", args=["x:y"]))
    assert page.status_code == 404
    assert "联系聘任学校" in words(page)


def test_the_bar_leads_visitors_to_the_library(cast: Cast) -> None:
    assert LIBRARY in Client().get("/").content.decode()
    officer = browser(cast["officer"])
    assert f'href="{LIBRARY}"' not in officer.get("/").content.decode()
    newcomer = UserFactory()
    MembershipFactory(user=newcomer)
    assert LIBRARY in browser(newcomer).get("/").content.decode()
