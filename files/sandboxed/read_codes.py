"""Stand-alone: reads a PDF, JPG or PNG on stdin and prints the texts of the QR codes on its pages as JSON."""

import io
import json
import resource
import sys
from collections.abc import Iterator

import pypdfium2
import zxingcpp
from PIL import Image

MAX_PAGES = 60
DPI = 200
MAX_PIXELS = 3000


def read(data: bytes) -> list[str]:
    """Every QR text in page order, at most 200 characters each."""
    return [code.text[:200] for picture in _pictures(data) for code in zxingcpp.read_barcodes(picture)]


def _pictures(data: bytes) -> Iterator[Image.Image]:
    if not data.startswith(b"%PDF-"):
        with Image.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as image:
            image.thumbnail((MAX_PIXELS, MAX_PIXELS))
            yield image.convert("L")
        return
    document = pypdfium2.PdfDocument(data)
    for number in range(min(len(document), MAX_PAGES)):
        page = document[number]
        width, height = page.get_size()
        scale = min(DPI / 72, MAX_PIXELS / max(width, height, 1))
        yield page.render(scale=scale, grayscale=True).to_pil()
        page.close()


if __name__ == "__main__":  # pragma: no cover - runs in the child
    Image.MAX_IMAGE_PIXELS = 40_000_000
    resource.setrlimit(resource.RLIMIT_AS, (1024 * 2**20, 1024 * 2**20))
    resource.setrlimit(resource.RLIMIT_CPU, (110, 110))
    sys.stdout.write(json.dumps(read(sys.stdin.buffer.read())))
