"""Stand-alone: reads a PDF, JPG or PNG on stdin and writes ``0001.jpg`` … into the folder named by the
first argument, each at most 1400 pixels wide. Pictures are drawn anew, so nothing but colour survives."""

import io
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

MAX_PAGES = 60
WIDTH = 1400
MAX_HEIGHT = 4200


def draw(data: bytes, folder: Path) -> int:
    """Write the page images and return how many."""
    Image.MAX_IMAGE_PIXELS = 40_000_000
    count = 0
    for count, picture in enumerate(_pictures(data), start=1):
        picture.save(folder / f"{count:04d}.jpg", "JPEG", quality=82, optimize=True)
    return count


def _pictures(data: bytes) -> Iterator[Image.Image]:
    if not data.startswith(b"%PDF-"):
        with Image.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as image:
            yield _on_white(ImageOps.exif_transpose(image))
        return
    document = pypdfium2.PdfDocument(data)
    for number in range(min(len(document), MAX_PAGES)):
        page = document[number]
        width, height = page.get_size()
        scale = min(WIDTH / max(width, 1), MAX_HEIGHT / max(height, 1))
        yield _on_white(page.render(scale=scale).to_pil())
        page.close()


def _on_white(image: Image.Image) -> Image.Image:
    """RGB on white, shrunk to fit, without any metadata."""
    image.thumbnail((WIDTH, MAX_HEIGHT))
    if image.mode in {"RGBA", "LA", "P"}:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image)
        image = paper
    plain = Image.new("RGB", image.size)
    plain.paste(image.convert("RGB"))
    return plain


if __name__ == "__main__":  # pragma: no cover - runs in the child
    resource.setrlimit(resource.RLIMIT_AS, (1024 * 2**20, 1024 * 2**20))
    resource.setrlimit(resource.RLIMIT_CPU, (110, 110))
    resource.setrlimit(resource.RLIMIT_FSIZE, (20 * 2**20, 20 * 2**20))
    sys.exit(0 if draw(sys.stdin.buffer.read(), Path(sys.argv[1])) else 1)
