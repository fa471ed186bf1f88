"""Navigation: who sees what, where one stands, and what leads nowhere."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from django.test import Client

from ui import navigation
from ui.checks import navigation_leads_somewhere
from ui.navigation import Item

NOBODY = SimpleNamespace(is_authenticated=False)
CLERK = SimpleNamespace(is_authenticated=True)

Offer = Callable[..., None]


@pytest.fixture
def offer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Offer]:
    """Only the items a test offers."""
    monkeypatch.setattr(navigation, "_providers", [])

    def add(*items: Item) -> None:
        navigation.register(lambda: items)

    return add  # type: ignore[return-value]


def test_each_sees_their_own_in_order(offer: Offer) -> None:
    offer(
        Item("我的办件", "ui_kit", navigation.signed_in, order=20),
        Item("办事指南", "healthz", order=10),
        Item("单位成员", "ui_kit", navigation.signed_in, place="user"),
    )
    assert [entry.label for entry in navigation.entries(NOBODY, "/")["main"]] == ["办事指南"]
    seen = navigation.entries(CLERK, "/")
    assert [entry.label for entry in seen["main"]] == ["办事指南", "我的办件"]
    assert [entry.label for entry in seen["user"]] == ["单位成员"]


def test_one_lands_where_ones_own_work_begins(offer: Offer) -> None:
    offer(
        Item("办事指南", "healthz", order=10),
        Item("我的单位", "public:verify", navigation.signed_in, order=5, place="user"),
        Item("我的办件", "ui_kit", navigation.signed_in, order=20),
    )
    assert navigation.landing(CLERK) == "/ui-kit/"
    assert navigation.landing(NOBODY) == "/"


def test_a_badge_is_asked_only_of_those_who_see_the_item(offer: Offer) -> None:
    asked = []

    def count(user: object) -> int:
        asked.append(user)
        return 18

    offer(Item("待办", "ui_kit", navigation.signed_in, badge=count))
    navigation.entries(NOBODY, "/")
    assert asked == []
    assert navigation.entries(CLERK, "/")["main"][0].badge == 18


@pytest.mark.parametrize(
    ("path", "current"),
    [("/ui-kit/", [True]), ("/ui-kit/error/404/", [True]), ("/ui-kit-old/", [False]), ("/", [False])],
)
def test_one_stands_where_the_path_begins(offer: Offer, path: str, current: list[bool]) -> None:
    offer(Item("组件库", "ui_kit"))
    assert [entry.current for entry in navigation.entries(NOBODY, path)["main"]] == current


def test_an_item_that_leads_nowhere_is_left_out_and_reported(offer: Offer) -> None:
    offer(Item("组件库", "ui_kit"), Item("断头路", "no_such_place"))
    assert [entry.label for entry in navigation.entries(NOBODY, "/")["main"]] == ["组件库"]
    problems = navigation_leads_somewhere(None)
    assert [(problem.id, "no_such_place" in problem.msg) for problem in problems] == [("ui.W001", True)]


def test_registering_twice_shows_once(offer: Offer) -> None:
    def items() -> list[Item]:
        return [Item("组件库", "ui_kit")]

    assert navigation.register(items) is items
    navigation.register(items)
    assert len(list(navigation.registered())) == 1
    navigation.unregister(items)
    assert list(navigation.registered()) == []


@pytest.mark.django_db
def test_the_page_shows_the_bar(offer: Offer, client: Client, settings: SimpleNamespace) -> None:
    settings.DEMO_MODE = True
    offer(Item("待办", "ui_kit", badge=lambda user: 18), Item("公示", "healthz"))
    page = client.get("/ui-kit/").content.decode()
    assert '<a href="/ui-kit/" aria-current="page">待办 <span class="badge">18</span></a>' in page
    assert '<a href="/healthz">公示</a>' in page
