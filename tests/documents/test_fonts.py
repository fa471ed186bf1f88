"""Where the fonts come from, what they cover and what is refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import uharfbuzz as hb
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pytest_django import Settings

import documents
from documents import fonts, inspect, rendering, specimens
from tests.documents.printing import CERTIFICATE, print_certificate, print_letter


def forget() -> None:
    """What a process holds for life."""
    fonts.installed.cache_clear()
    fonts.everyday.cache_clear()


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A machine without any font; font files may be put into the folder."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "system"))
    folder = tmp_path / "system" / "fonts"
    folder.mkdir(parents=True)
    forget()
    yield folder
    forget()


def test_a_machine_without_fonts_says_what_to_install(bare_machine: Path) -> None:
    status = fonts.available()
    assert not status.ok
    assert status.missing == ("song", "song-bold", "kai")
    assert status.advice == "apt-get install -y fonts-lxgw-wenkai fonts-noto-cjk"
    with pytest.raises(fonts.FontsMissing, match="fonts-noto-cjk"):
        print_certificate()


def test_a_font_installed_later_is_seen_by_the_health_check(bare_machine: Path) -> None:
    (bare_machine / "NotoSerifCJK-Regular.ttc").touch()
    (bare_machine / "deep").mkdir()
    (bare_machine / "deep" / "NotoSerifCJK-Bold.ttc").touch()
    status = fonts.available()
    assert status.ok
    assert status.missing == ("kai",)
    assert status.advice == "apt-get install -y fonts-lxgw-wenkai"


def test_without_a_kai_face_names_are_set_in_song(monkeypatch: pytest.MonkeyPatch) -> None:
    status = fonts.available()
    del status.found[fonts.KAI]
    monkeypatch.setattr(fonts, "available", lambda: status)
    forget()
    try:
        pdf = print_certificate()
    finally:
        forget()
    assert inspect.fonts(pdf) == {"RZ-Song": True, "RZ-Song-Bold": True}
    assert specimens.HOLDER in inspect.text(pdf)


def test_the_settings_can_name_another_folder(bare_machine: Path, settings: Settings, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "NotoSerifSC-Regular.ttf").touch()
    settings.FONT_DIRS = [own]
    assert fonts.available().found == {"song": own / "NotoSerifSC-Regular.ttf"}


def test_a_collection_gives_its_simplified_chinese_face() -> None:
    name = fonts.face(fonts.SONG).get_name(hb.OTNameIdPredefined.FONT_FAMILY)
    assert name.endswith(" SC")


def test_a_subset_has_the_characters_asked_for_and_few_more() -> None:
    cut = fonts.subset(["𠮷野家〇"])
    face = hb.Face(hb.Blob(cut.faces[fonts.SONG]))
    assert {ord(c) for c in "𠮷野家〇0A"} <= set(face.unicodes)
    assert ord("龘") not in face.unicodes
    assert len(cut.faces[fonts.SONG]) < 60_000


def test_a_character_without_a_glyph_is_refused_by_name() -> None:
    with pytest.raises(fonts.MissingGlyph, match="“𠀀”（U\\+20000）") as refused:
        print_certificate(holder="示例𠀀有限公司")
    assert refused.value.characters == ("𠀀",)
    assert fonts.unprintable("示例𠀀有限公司☑\n") == ["☑", "𠀀"]


def test_where_a_blemish_is_better_than_no_paper_a_mark_stands_for_it() -> None:
    context = {**specimens.letter("refusal"), "reason": "材料不全😀"}
    pdf = documents.render(
        "letters/refusal.html", context, title="文书", created=specimens.CREATED, substitute="〓"
    )
    assert "材料不全〓" in inspect.text(pdf)


def test_a_rare_name_prints_as_it_is_written() -> None:
    pdf = print_certificate(holder="𠮷㐂〇示例（虚构）")
    assert "𠮷㐂〇示例（虚构）" in inspect.text(pdf)
    assert set(inspect.fonts(pdf)) == {"RZ-Song", "RZ-Song-Bold", "RZ-Kai"}


def test_a_batch_shares_one_cut_and_refuses_a_stranger() -> None:
    pages = [specimens.certificate(holder=f"示例{name}有限公司") for name in "甲乙丙"]
    batch = fonts.subset(
        [rendering.compose(CERTIFICATE, page, title="证书", created=specimens.CREATED) for page in pages]
    )
    first = documents.render(CERTIFICATE, pages[0], title="证书", created=specimens.CREATED, fonts=batch)
    assert "示例甲有限公司" in inspect.text(first)
    stranger = specimens.certificate(holder="示例丁有限公司")
    with pytest.raises(fonts.MissingGlyph, match="“丁”"):
        documents.render(CERTIFICATE, stranger, title="证书", created=specimens.CREATED, fonts=batch)


@pytest.mark.parametrize("name", [*specimens.LETTERS, "application_form"])
def test_no_letter_falls_back_on_a_system_font(name: str) -> None:
    assert inspect.fonts(print_letter(name)) == {"RZ-Song": True, "RZ-Song-Bold": True}


def test_a_document_takes_the_everyday_set_unless_it_has_a_rare_character() -> None:
    assert fonts.covering("上海市产教融合型企业，2026年。\n") is fonts.everyday()
    assert fonts.covering("𠮷") is not fonts.everyday()
    assert len(fonts.everyday().characters) > 7_445


@effort(max_examples=30)
@given(st.text(max_size=40))
def test_what_is_called_printable_can_be_cut(text: str) -> None:
    if fonts.unprintable(text):
        with pytest.raises(fonts.MissingGlyph):
            fonts.subset([text])
    else:
        assert set(text) <= fonts.subset([text]).characters
