"""The press: HTML in, PDF bytes out. The one module that imports WeasyPrint, which needs Pango on the system.

`documents.rendering` imports it when the first page is printed, so a web process starts without Pango.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakKeyDictionary

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from documents.errors import ForbiddenResource
from documents.fonts import FontSet
from documents.splice import Artwork, finisher

VARIANT = "pdf/a-3a"  # ISO 19005-3, level A: archival, tagged, text that can be read out again
BASE_URL = "rz:/"  # a relative address becomes a refused one instead of a quiet gap

NO_SYSTEM_FONTS = Path(__file__).with_name("no-system-fonts.xml")

_lock = threading.Lock()
_prepared: WeakKeyDictionary[FontSet, tuple[FontConfiguration, weasyprint.CSS]] = WeakKeyDictionary()


class OwnAssets(URLFetcher):
    """Serves the fonts of one document or batch by name and stops the rendering at any other address."""

    def __init__(self, fonts: FontSet) -> None:
        super().__init__(allowed_protocols=())
        self.assets = {f"rz:font/{role}": data for role, data in fonts.faces.items()}
        self.refused: list[str] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url not in self.assets:
            self.refused.append(url)
            raise FatalURLFetchingError(url)
        return URLFetcherResponse(url, self.assets[url], {"Content-Type": "font/otf"})


def print_pdf(html: str, fonts: FontSet, artwork: Artwork | None) -> bytes:
    """Lay `html` out with `fonts` and nothing else; ForbiddenResource when it asks for anything from outside."""
    fetcher = OwnAssets(fonts)
    try:
        configuration, faces = _prepare(fonts)
        document = weasyprint.HTML(string=html, base_url=BASE_URL, url_fetcher=fetcher)
        pdf = document.write_pdf(
            stylesheets=[faces],
            font_config=configuration,
            finisher=finisher(artwork),
            pdf_variant=VARIANT,
            uncompressed_pdf=True,  # the finisher packs it
        )
    except FatalURLFetchingError:
        pass  # a BaseException, which would take the worker down with it
    if fetcher.refused:  # also what a drawing asked for, whose errors WeasyPrint keeps to itself
        raise ForbiddenResource(fetcher.refused[0])
    return bytes(pdf)


def _prepare(fonts: FontSet) -> tuple[FontConfiguration, weasyprint.CSS]:
    if fonts not in _prepared:
        with _no_system_fonts():
            configuration = FontConfiguration()
        css = weasyprint.CSS(string=fonts.css, font_config=configuration, url_fetcher=OwnAssets(fonts))
        _prepared[fonts] = configuration, css
    return _prepared[fonts]


@contextmanager
def _no_system_fonts() -> Iterator[None]:
    """Fontconfig reads its configuration anew for each FontConfiguration: an empty one leaves it our faces only.

    No fallback font can slip into a document, and the machine's own font settings cannot change the bytes.
    """
    with _lock:
        before = os.environ.get("FONTCONFIG_FILE")
        os.environ["FONTCONFIG_FILE"] = str(NO_SYSTEM_FONTS)
        try:
            yield
        finally:
            if before is None:
                del os.environ["FONTCONFIG_FILE"]
            else:
                os.environ["FONTCONFIG_FILE"] = before
