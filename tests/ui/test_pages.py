"""The frame of every page, the reference page, the error pages, and no inline code anywhere."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as live
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.template.loader import get_template, render_to_string
from django.test import Client, RequestFactory
from pytest_django import Settings

from ui import kit, kit_data

TEMPLATES = Path(live.BASE_DIR / "templates")


INLINE = r"""\sstyle\s*=|<style\b|<script(?![^>]*\ssrc=)[^>]*>|\son[a-z]+\s*=\s*["']|javascript:|data:image"""
PAPER = {"certificates", "letters", "documents", "pdf", "stories"}  # rendered to PDF, never sent to a browser


def inline_code(html: str) -> list[str]:
    """What a strict content security policy would refuse: inline styles, scripts, handlers, data URLs."""
    return re.findall(INLINE, html)


def test_no_template_carries_inline_code() -> None:
    pages = [path for path in TEMPLATES.rglob("*.html") if not PAPER & set(path.relative_to(TEMPLATES).parts)]
    assert TEMPLATES / "base.html" in pages
    found = {str(path): inline_code(path.read_text(encoding="utf-8")) for path in pages}
    assert {path: code for path, code in found.items() if code} == {}


@pytest.mark.parametrize(
    "html", ['<p style="x">', "<script>x</script>", '<a onclick="x">', '<a href="javascript:x">', "<style>"]
)
def test_the_check_sees_inline_code(html: str) -> None:
    assert len(inline_code(html)) == 1


@pytest.mark.django_db
def test_the_reference_page_is_not_for_the_public(client: Client) -> None:
    assert client.get("/ui-kit/").status_code == 404
    assert client.get("/ui-kit/error/500/").status_code == 404


@pytest.mark.django_db
def test_the_reference_page_answers_its_examples_and_keeps_nothing(
    client: Client, settings: Settings
) -> None:
    settings.DEMO_MODE = True
    assert client.post("/ui-kit/", {"story": "x"}).json() == {"saved_at": "10:02"}


@pytest.mark.django_db
@pytest.mark.parametrize("code", kit_data.DATA["error_codes"])
def test_error_pages_say_what_happened_and_what_to_do(client: Client, settings: Settings, code: int) -> None:
    settings.DEMO_MODE = True
    answer = client.get(f"/ui-kit/error/{code}/")
    assert answer.status_code == code
    page = BeautifulSoup(answer.content, "html.parser")
    assert f"错误代码 {code}" in page.get_text()
    assert len(page.select("h1")) == 1
    assert page.select("main a[href]")  # a way out
    assert client.get("/ui-kit/error/418/").status_code == 404


@pytest.mark.django_db
def test_every_part_is_shown_with_the_source_it_was_rendered_from(client: Client, settings: Settings) -> None:
    settings.DEMO_MODE = True
    page = BeautifulSoup(client.get("/ui-kit/").content, "html.parser")
    shown = [section["id"] for section in page.select("section.example")]
    assert shown == [slug for _, entries in kit.GROUPS for slug, *_ in entries]
    assert sorted(shown) == sorted(path.stem for path in (TEMPLATES / "ui_kit").glob("*.html"))
    source = page.select("#remaining details code")[0].get_text()
    assert source == (TEMPLATES / "ui_kit/remaining.html").read_text(encoding="utf-8").strip()
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))


@pytest.mark.django_db
def test_the_frame_names_page_language_and_demo(client: Client, settings: Settings) -> None:
    settings.DEMO_MODE = True
    page = BeautifulSoup(client.get("/ui-kit/").content, "html.parser")
    assert page.select("html")[0]["lang"] == "zh-CN"
    assert page.select("title")[0].get_text() == "组件库 · 融证"
    assert page.select("a.skip")[0]["href"] == "#main"
    assert page.select(".demo-notice")[0].get_text() == "示例演示环境：人物、单位与数据均为虚构"
    assert page.select(".site-foot a")[0]["href"] == "/source/"
    settings.DEMO_MODE, settings.SOURCE_CODE_URL = False, "https://code.example/rongzheng"
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    page = BeautifulSoup(render_to_string("base.html", request=request), "html.parser")
    assert page.select(".demo-notice") == []
    assert page.select(".site-foot a")[0]["href"] == "https://code.example/rongzheng"


ERRORS = {
    "400": "请求有误",
    "403": "没有权限",
    "403_csrf": "页面已过期",
    "404": "找不到这个页面",
    "409": "这一步已经变了",
    "413": "文件太大",
    "429": "操作太频繁",
    "500": "系统出错了",
}


@pytest.mark.parametrize(("name", "heading"), ERRORS.items())
def test_an_error_page_needs_no_request_and_no_database(name: str, heading: str) -> None:
    page = BeautifulSoup(get_template(f"{name}.html").render(), "html.parser")
    assert page.select("h1")[0].get_text() == heading
    assert page.select("main .code")[0].get_text().startswith(f"错误代码 {name[:3]}")
    assert page.select("h2")[0].get_text() == "怎么办"
    assert page.select("title")[0].get_text() == f"{heading} · 融证"


def test_an_error_page_says_the_reason_it_is_given_as_text() -> None:
    page = get_template("409.html").render({"message": "已由<b>张明</b>于 10:02 办理"})
    assert "已由&lt;b&gt;张明&lt;/b&gt;于 10:02 办理" in page


@pytest.mark.django_db
def test_a_missing_page_answers_in_our_words(client: Client) -> None:
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert "找不到这个页面" in answer.content.decode()


def test_first_load_is_light() -> None:
    files = ["ui/ui.css", "ui/ui.js", "django_htmx/htmx-2.min.js", "ui/guilloche.svg"]
    assert sum(Path(str(finders.find(name))).stat().st_size for name in files) < 100 * 1024
    script = Path(str(finders.find("ui/ui.js"))).read_text(encoding="utf-8")
    assert len(script.splitlines()) < 300
    assert not re.search(r"\beval\(|new Function|\.at\(|Object\.hasOwn|structuredClone|replaceAll", script)
