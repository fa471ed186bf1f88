"""Page images come from the outbox, once."""

import io
from pathlib import Path

import pytest
from PIL import Image

from files import pages, sandbox
from files.models import PageImage, PagesState
from files.responses import serve_page
from files.storage import store, store_bytes
from tests.factories import files as make
from workflows import outbox
from workflows.models import OutboxMessage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def test_a_pdf_becomes_pictures(rf):
    stored = store(make.upload("年报.pdf", make.pdf_bytes(3)))
    pages.request(stored)
    assert stored.pages_state == PagesState.PENDING
    outbox.drain()
    stored.refresh_from_db()
    assert stored.pages_state == PagesState.READY
    assert [(p.number, p.width, p.height) for p in stored.pages.all()] == [
        (n, 1400, stored.pages.first().height) for n in (1, 2, 3)
    ]
    assert stored.pages.first().height in range(1978, 1984)  # A4
    response = serve_page(rf.get("/"), stored.pages.first())
    assert response["Content-Disposition"] == 'inline; filename="1.jpg"'
    assert response["Content-Type"] == "image/jpeg"


def test_asking_and_doing_twice_changes_nothing():
    stored = store(make.upload("年报.pdf", make.pdf_bytes(2)))
    pages.request(stored)
    pages.request(stored)
    stored.refresh_from_db()
    pages.request(stored)
    message = OutboxMessage.objects.get(effect="files.pages")
    pages.make(message)
    stored.refresh_from_db()
    stored.pages_state = PagesState.PENDING  # as if the worker died before the state was saved
    stored.save(update_fields=["pages_state"])
    pages.make(message)
    pages.make(message)
    assert PageImage.objects.filter(file=stored).count() == 2


def test_a_photo_is_drawn_anew_without_its_metadata():
    target = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret description"
    exif[0x0112] = 6  # turned by a quarter
    Image.new("RGB", (3000, 1500), "navy").save(target, "JPEG", exif=exif)
    stored = store(make.upload("照片.jpg", target.getvalue()))
    pages.request(stored)
    outbox.drain()
    page = PageImage.objects.get(file=stored)
    assert (page.width, page.height) == (1400, 2800)
    assert b"secret" not in page.image.read()


def test_a_transparent_picture_lies_on_white():
    target = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(target, "PNG")
    stored = store(make.upload("章.png", target.getvalue()))
    pages.request(stored)
    outbox.drain()
    with Image.open(PageImage.objects.get(file=stored).image.path) as drawn:
        assert drawn.getpixel((10, 10)) == (255, 255, 255)


def test_spreadsheets_are_only_downloaded():
    stored = store(make.upload("名册.xlsx", make.xlsx_bytes()))
    pages.request(stored)
    assert stored.pages_state == PagesState.NONE
    assert not OutboxMessage.objects.filter(effect="files.pages").exists()


def test_what_cannot_be_drawn_is_marked_and_not_retried():
    stored = store_bytes(b"%PDF-1.7 broken", "application/pdf", "pdf")
    pages.request(stored)
    outbox.drain()
    stored.refresh_from_db()
    assert stored.pages_state == PagesState.FAILED
    assert stored.pages.count() == 0


def test_a_child_that_takes_too_long_is_ended():
    with pytest.raises(sandbox.Failed, match="longer than"):
        sandbox.run("pdf_look", make.pdf_bytes(), seconds=0)
