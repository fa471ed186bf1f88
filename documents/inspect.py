"""Reading a PDF back, for the checks before it leaves the house: bytes in, plain values out, no conclusion drawn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

import pikepdf
import pypdfium2
from PIL.Image import Image

_ACTIVE = ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Movie", "/Rendition")


@dataclass(frozen=True)
class Word:
    """One line of text and its box on the page, in points from the bottom left."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


def text(pdf: bytes) -> str:
    """The text of every page, as a reader would extract it."""
    return "\n".join(page_texts(pdf))


def page_texts(pdf: bytes) -> list[str]:
    with _pages(pdf) as pages:
        return [page.get_textpage().get_text_bounded() for page in pages]


def lines(pdf: bytes, page: int = 0) -> list[Word]:
    """The runs of text of one page with their places: what shows an overflow."""
    with _pages(pdf) as pages:
        content = pages[page].get_textpage()
        boxes = [content.get_rect(i) for i in range(content.count_rects())]
        return [Word(content.get_text_bounded(*box), *box) for box in boxes]


def images(pdf: bytes, dpi: int) -> list[Image]:
    """Every page as a picture."""
    with _pages(pdf) as pages:
        return [page.render(scale=dpi / 72).to_pil() for page in pages]


def fonts(pdf: bytes) -> dict[str, bool]:
    """Font names without their subset prefix, and whether the font file is embedded."""
    found: dict[str, bool] = {}
    with pikepdf.open(BytesIO(pdf)) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
                name = str(item["/FontName"]).lstrip("/").split("+")[-1]
                found[name] = any(key in item for key in ("/FontFile", "/FontFile2", "/FontFile3"))
    return found


def links(pdf: bytes) -> list[str]:
    """Addresses that the document would open, and the names of active content: a paper has none of either."""
    found = []
    with pikepdf.open(BytesIO(pdf)) as document:
        for item in document.objects:
            if not isinstance(item, pikepdf.Dictionary):
                continue
            if "/URI" in item:
                found.append(str(item["/URI"]))
            if item.get("/S") in _ACTIVE or "/EF" in item:
                found.append(str(item.get("/S", "/EF")))
    return found


@contextmanager
def _pages(pdf: bytes) -> Iterator[list[pypdfium2.PdfPage]]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield [document[i] for i in range(len(document))]
    finally:
        document.close()
