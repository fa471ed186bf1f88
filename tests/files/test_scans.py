"""Codes are read off scans in the sandbox, which gets nothing of ours but the bytes."""

import io
from pathlib import Path

import pikepdf
import pytest
import segno
from PIL import Image

from files import sandbox, scans
from files.models import StoredFile
from files.sandboxed import read_codes
from files.storage import store_bytes
from tests.factories import files as make

pytestmark = pytest.mark.django_db


def scan_of(text: str, fmt: str = "PNG") -> bytes:
    """A sheet of white paper with a QR code on it."""
    drawn = io.BytesIO()
    segno.make(text, micro=False).save(drawn, kind="png", scale=6)
    paper = Image.new("RGB", (900, 1200), "white")
    paper.paste(Image.open(drawn).convert("RGB"), (300, 500))
    target = io.BytesIO()
    paper.save(target, fmt)
    return target.getvalue()


def two_pages() -> bytes:
    target = io.BytesIO()
    with pikepdf.new() as whole:
        for text in ("first", "second"):
            with pikepdf.open(io.BytesIO(scan_of(text, "PDF"))) as page:
                whole.pages.extend(page.pages)
        whole.save(target)
    return target.getvalue()


def stored(data: bytes, mime: str = "image/png") -> StoredFile:
    return store_bytes(data, mime, mime[-3:])


@pytest.mark.parametrize("fmt", ["PNG", "JPEG", "PDF"])
def test_a_code_on_a_scan(fmt: str) -> None:
    assert read_codes.read(scan_of("K7M2-P9QX", fmt)) == ["K7M2-P9QX"]
    assert scans.qr_texts(stored(scan_of("K7M2-P9QX", fmt))) == ["K7M2-P9QX"]


def test_codes_come_in_page_order_and_are_cut() -> None:
    assert read_codes.read(two_pages()) == ["first", "second"]
    assert read_codes.read(scan_of("x" * 300)) == ["x" * 200]


def test_a_scan_without_a_code_or_that_cannot_be_read_carries_none() -> None:
    assert scans.qr_texts(stored(make.image_bytes())) == []
    assert scans.qr_texts(stored(b"%PDF-1.7 and nothing", "application/pdf")) == []


def test_the_child_knows_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "tell.py").write_text(
        "import os; print(os.environ.get('SECRET_KEY'), os.environ.get('DATABASE_URL'))"
    )
    monkeypatch.setattr(sandbox, "_SCRIPTS", tmp_path)
    monkeypatch.setenv("SECRET_KEY", "ours")
    monkeypatch.setenv("DATABASE_URL", "postgres://u:ours@db/rz")
    assert sandbox.run("tell", b"") == b"None None\n"
