"""The front page, the source code, the demo accounts at the door, and the style of these pages."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from certification.stories.cast import PASSWORD
from tests.certification.house import browser, queries, stage, words
from tests.certification.test_public_guides import a_round
from tests.certification.test_public_notices import a_notice
from tests.factories.workflows import at
from tests.ui.test_css import offences

pytestmark = pytest.mark.django_db


class TestHome:
    def test_says_what_is_open_where_to_go_and_what_is_on_notice(self, client: Client) -> None:
        a_round()
        a_notice(1)
        with at("2026-09-15 10:00"):
            response = client.get("/")
        said, page = words(response), response.content.decode()
        assert "2026年9月1日至2026年9月30日 24 时 还有 15 天截止" in said
        assert (
            "第 1 号公示（虚构） 公示〔2026〕第00001号 2026-09-14 至 2026-09-21 公示中，剩 5 个工作日" in said
        )
        claim = "/accounts/signup/?next=/org/claim/"
        for way in ("/guide/enterprise-cultivation/", "/cases/", "/desk/", "/notices/", claim):
            assert f'href="{way}"' in page
        assert '<form method="post" action="/verify/"' in page

    def test_is_useful_when_nothing_is_open(self, client: Client) -> None:
        a_round(opens_on="2026-11-02", closes_on="2026-11-30")
        with at("2026-10-15 10:00"):
            said = words(client.get("/"))
        assert "现在没有开放申报的批次" in said
        assert "“2026 年度第一批（示例）”将于 2026年11月2日 开放申报" in said
        assert "现在没有公示" in said

    def test_asks_a_visitor_to_sign_in_and_nobody_else(self) -> None:
        cast = stage()
        assert "登录办理" in words(browser().get("/"))
        assert "登录办理" not in words(browser(cast["intake"]).get("/"))

    def test_costs_the_same_at_one_row_and_at_three(self) -> None:
        with at("2026-09-15 10:00"):
            a_round()
            a_notice(1)
            alone = queries(browser(), "/")
            for n in (2, 3):
                a_round(title=f"第 {n} 批")
                a_notice(n)
            assert queries(browser(), "/") == alone <= 5


class TestSource:
    def test_names_the_licence_and_where_the_code_is(self, client: Client, settings) -> None:
        settings.SOURCE_CODE_URL = "https://code.example.org/rongzheng"
        response = client.get("/source/")
        assert "GNU Affero 通用公共许可证（AGPL）第 3 版或以后版本" in words(response)
        assert 'href="https://code.example.org/rongzheng"' in response.content.decode()

    def test_says_whom_to_ask_when_the_code_has_no_address(self, client: Client, settings) -> None:
        settings.SOURCE_CODE_URL = ""
        assert "向运行单位索取正在运行的版本" in words(client.get("/source/"))
        licence = client.get("/source/licence/")
        assert licence["Content-Type"] == "text/plain; charset=utf-8"
        assert "GNU AFFERO GENERAL PUBLIC LICENSE" in licence.content.decode()


class TestDemoAccounts:
    def test_stand_at_the_door_of_a_demonstration(self, client: Client, settings) -> None:
        settings.DEMO_MODE = True
        cast = stage()
        cast.company("robot")
        said = words(client.get("/accounts/login/"))
        for username in (
            "robot-clerk",
            "intake",
            "officer",
            "fgw",
            "pudong",
            "expert1",
            "secretary",
            "decider",
        ):
            assert f" {username} {PASSWORD} " in said
        assert "expert7" not in said, "one expert is enough"

    def test_are_shown_nowhere_else(self, client: Client) -> None:
        stage().company("robot")
        said = words(client.get("/accounts/login/"))
        assert "演示账户" not in said
        assert PASSWORD not in said


def test_their_style_keeps_to_the_rules_of_the_house() -> None:
    css = Path(settings.BASE_DIR / "static/certification/pages.css").read_text(encoding="utf-8")
    assert offences(css) == []
    assert "#" not in css.replace("/* ", ""), "colours are tokens, so that both themes stay readable"
