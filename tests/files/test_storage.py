"""Bytes are kept once, under their hash, whole or not at all."""

import hashlib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from files.kinds import SCANS
from files.models import StoredFile
from files.names import display_name
from files.responses import serve
from files.storage import store, store_bytes
from tests.factories import files as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def test_an_upload_lies_under_its_hash(media):
    data = make.pdf_bytes(2)
    stored = store(make.upload("年报.pdf", data), kinds=SCANS)
    digest = hashlib.sha256(data).hexdigest()
    assert (stored.sha256, stored.size, stored.mime, stored.extension) == (
        digest,
        len(data),
        "application/pdf",
        "pdf",
    )
    assert stored.path == media / digest[:2] / digest[2:4] / digest
    assert stored.read() == data
    assert list((media / "incoming").iterdir()) == []


def test_the_same_bytes_are_kept_once(media):
    first = store(make.upload("a.pdf", make.pdf_bytes()))
    second = store(make.upload("另一个名字.pdf", make.pdf_bytes()))
    assert first.pk == second.pk
    assert StoredFile.objects.count() == 1
    assert sum(1 for path in media.rglob("*") if path.is_file()) == 1


def test_a_torn_copy_is_replaced():
    stored = store_bytes(b"whole", "text/plain", "txt")
    stored.path.write_bytes(b"who")
    assert store_bytes(b"whole", "text/plain", "txt").read() == b"whole"


def test_a_refused_upload_leaves_nothing(media):
    with pytest.raises(ValidationError):
        store(make.upload("a.pdf", b"no pdf at all"))
    assert StoredFile.objects.count() == 0
    assert not media.exists()


def test_a_full_disk_leaves_no_half_file(media, monkeypatch):
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("files.storage.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        store_bytes(b"data", "text/plain", "txt")
    assert StoredFile.objects.count() == 0
    assert [path for path in media.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("营业执照（副本）.pdf", "营业执照（副本）.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\示例\\年报.pdf", "年报.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ('a"b\r\nSet-Cookie: x.pdf', "abSet-Cookie x.pdf"),
        ("零\u200b宽.pdf", "零宽.pdf"),
        ("  ..  ", "未命名文件"),
        ("", "未命名文件"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
        ("<img src=x onerror=1>.png", "img src=x onerror=1.png"),
    ],
)
def test_names_are_cleaned(typed, shown):
    assert display_name(typed) == shown
    assert len(shown) <= 120


def test_documents_are_downloads_even_when_inline_is_asked():
    stored = store(make.upload("a.pdf", make.pdf_bytes()))
    response = serve(RequestFactory().get("/"), stored, "年报.pdf", inline=True)
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%B9%B4")
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"
    assert b"".join(response.streaming_content) == stored.read()


def test_images_may_be_shown_in_place():
    stored = store(make.upload("a.png", make.image_bytes()))
    assert serve(RequestFactory().get("/"), stored, "a.png", inline=True)["Content-Disposition"].startswith(
        "inline"
    )
    assert serve(RequestFactory().get("/"), stored, "a.png")["Content-Disposition"].startswith("attachment")
