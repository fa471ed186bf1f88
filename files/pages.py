"""Page images of evidence, made by the worker: a reviewer sees pictures, never the document itself."""

import tempfile
from pathlib import Path

from django.db import transaction
from PIL import Image

from files import sandbox
from files.models import PageImage, PagesState, StoredFile
from files.storage import store_bytes
from workflows import outbox
from workflows.models import OutboxMessage

_DRAWABLE = frozenset({"application/pdf", "image/jpeg", "image/png"})


def request(stored: StoredFile) -> None:
    """Ask for page images once; files that cannot be drawn (XLSX, DOCX, OFD) are only downloaded."""
    if stored.mime not in _DRAWABLE or stored.pages_state != PagesState.NONE:
        return
    with transaction.atomic():
        StoredFile.objects.filter(pk=stored.pk, pages_state=PagesState.NONE).update(
            pages_state=PagesState.PENDING
        )
        outbox.post("files.pages", f"files.pages/{stored.pk}", {"file": stored.pk})
    stored.pages_state = PagesState.PENDING


@outbox.effect("files.pages")
def make(message: OutboxMessage) -> None:
    """Draw the pages; run twice it changes nothing. What cannot be drawn is marked, not retried."""
    stored = StoredFile.objects.get(pk=message.payload["file"])
    if stored.pages_state == PagesState.READY:
        return
    with tempfile.TemporaryDirectory() as folder:
        try:
            sandbox.run("draw_pages", stored.read(), folder, seconds=120)
        except sandbox.Failed:
            _settle(stored, PagesState.FAILED, [])
            return
        pictures = [_page(stored, path) for path in sorted(Path(folder).glob("*.jpg"))]
    _settle(stored, PagesState.READY, pictures)


def _page(stored: StoredFile, path: Path) -> PageImage:
    with Image.open(path) as picture:
        width, height = picture.size
    image = store_bytes(path.read_bytes(), "image/jpeg", "jpg")
    return PageImage(file=stored, number=int(path.stem), width=width, height=height, image=image)


@transaction.atomic
def _settle(stored: StoredFile, state: PagesState, pictures: list[PageImage]) -> None:
    PageImage.objects.bulk_create(pictures, ignore_conflicts=True)
    StoredFile.objects.filter(pk=stored.pk).update(pages_state=state)
