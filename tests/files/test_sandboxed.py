"""The stand-alone scripts, looked at from inside; elsewhere they run as children."""

import io

import pikepdf
import pytest
from PIL import Image

from files.sandboxed import draw_pages, pdf_look
from tests.factories import files as make


def test_one_word_about_a_pdf():
    assert pdf_look.look(make.pdf_bytes()) == "ok"
    assert pdf_look.look(make.pdf_bytes(0)) == "empty"
    assert pdf_look.look(make.pdf_bytes(501)) == "pages"
    assert pdf_look.look(b"no pdf") == "broken"
    assert pdf_look.look(b"GIF89a " + make.pdf_bytes()) == "broken"  # two kinds in one file
    assert pdf_look.look(b"%PDF-1.4 and nothing") == "broken"


def saved(document: pikepdf.Pdf, **kwargs: object) -> bytes:
    target = io.BytesIO()
    document.save(target, **kwargs)
    return target.getvalue()


@pytest.mark.parametrize(("owner", "user"), [("o", "u"), ("o", "")])
def test_a_locked_pdf_is_told_with_and_without_a_reading_password(owner, user):
    with pikepdf.open(io.BytesIO(make.pdf_bytes())) as document:
        data = saved(document, encryption=pikepdf.Encryption(owner=owner, user=user))
    assert pdf_look.look(data) == "encrypted"


def test_nesting_without_end_is_broken():
    with pikepdf.open(io.BytesIO(make.pdf_bytes())) as document:
        nest = pikepdf.Array([])
        for _level in range(60):
            nest = pikepdf.Array([nest])
        document.Root.Nest = nest
        data = saved(document)
    assert pdf_look.look(data) == "broken"


def test_numbers_and_names_of_their_own_are_no_scripts():
    with pikepdf.open(io.BytesIO(make.pdf_bytes())) as document:
        document.Root.Five = document.make_indirect(5)
        document.Root.Word = document.make_indirect(pikepdf.Name("/JavaScript"))
        data = saved(document)
    assert pdf_look.look(data) == "ok"


def test_script_names_in_the_name_tree():
    with pikepdf.open(io.BytesIO(make.pdf_bytes())) as document:
        document.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([])))
        data = saved(document)
    assert pdf_look.look(data) == "script"


@pytest.mark.parametrize(
    ("data", "sizes"),
    [
        (make.pdf_bytes(2), [(1400, 1982), (1400, 1982)]),
        (make.image_bytes("PNG", (2800, 700)), [(1400, 350)]),
        (make.image_bytes("JPEG", (100, 100)), [(100, 100)]),
        (make.image_bytes("PNG", (10, 9000)), [(5, 4200)]),
    ],
)
def test_pictures_fit_a_page(tmp_path, data, sizes):
    assert draw_pages.draw(data, tmp_path) == len(sizes)
    drawn = []
    for path in sorted(tmp_path.iterdir()):
        with Image.open(path) as picture:
            drawn.append(picture.size)
            assert picture.format == "JPEG"
    assert drawn == sizes


def test_only_so_many_pages(tmp_path, monkeypatch):
    monkeypatch.setattr(draw_pages, "MAX_PAGES", 2)
    assert draw_pages.draw(make.pdf_bytes(5), tmp_path) == 2
