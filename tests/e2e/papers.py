"""What a clerk brings along: papers to upload, and the printed form, signed, stamped and scanned."""

import io
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload

from certification.registry import EvidenceKind
from certification.stories import papers
from certification.stories.companies import Company

_DPI = 150


def paper(kind: EvidenceKind, company: Company, year: int, *, again: bool = False) -> FilePayload:
    """A believable fictional paper of ``kind``."""
    name = f"{kind.title}{'（补正）' if again else ''}.pdf"
    data = papers.printed(kind, company, year, again=again)
    return {"name": name, "mimeType": "application/pdf", "buffer": data}


def pdf(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": data}


def pictures(path: Path, dpi: int = _DPI) -> list[Image.Image]:
    """The pages of a PDF as pictures."""
    with pypdfium2.PdfDocument(path) as document:
        return [page.render(scale=dpi / 72).to_pil() for page in document]


def signed_scan(form: Path) -> FilePayload:
    """``form`` as it comes back from the scanner: a grey, slightly turned picture a page, with a red stamp on
    the last one, put together to one PDF."""
    pages = [page.convert("L").rotate(0.6, expand=False, fillcolor=250) for page in pictures(form)]
    last = pages[-1].convert("RGB")
    draw, (wide, high) = ImageDraw.Draw(last), last.size
    centre_x, centre_y, radius = wide * 0.3, high * 0.75, wide * 0.11
    box = (centre_x - radius, centre_y - radius, centre_x + radius, centre_y + radius)
    draw.ellipse(box, outline="#c8102e", width=9)
    target = io.BytesIO()
    first, *rest = [*pages[:-1], last]
    first.save(target, "PDF", save_all=True, append_images=rest, resolution=_DPI)
    return pdf("申报书（签章）.pdf", target.getvalue())
