"""A template and a plain dict become a PDF. For the worker: a request never renders."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.template import Context, Engine, engines
from django.utils import translation
from django.utils.html import format_html

from documents import fonts as fontshop
from documents.errors import MissingValue
from documents.fonts import FontSet, MissingGlyph
from documents.splice import Artwork

PRODUCER = "Rongzheng"
_BLANK = "\ufdd0"  # a code point that is no character, so no text can hold it
# Controls, zero-width and direction marks (Unicode Cc and Cf): on paper they could only mislead.
_INVISIBLE = dict.fromkeys(
    point
    for point in range(sys.maxunicode)
    if unicodedata.category(chr(point)) in ("Cc", "Cf") and chr(point) not in "\n\t"
)
_LANGUAGES = {"zh-CN": "zh-hans", "en": "en"}


def render(
    template_name: str,
    context: Mapping[str, Any],
    *,
    title: str,
    created: datetime,
    author: str = "",
    lang: str = "zh-CN",
    fonts: FontSet | None = None,
    artwork: Artwork | None = None,
    substitute: str = "",
) -> bytes:
    """Print `template_name` as PDF/A-3a. The same arguments give the same bytes, in any process.

    `title`, `author` and `created` (aware) go into the metadata. Without `fonts` the bytes depend on this document
    alone; with `fonts.subset` of a whole batch they depend on the batch, and the files are smaller. A character that
    no font has is refused with MissingGlyph, or printed as `substitute` (〓 is the printers' mark for it) where a
    blemish is better than no paper.
    """
    html = compose(template_name, context, title=title, created=created, author=author, lang=lang)
    if substitute:
        html = html.translate({ord(c): substitute for c in fontshop.unprintable(set(html))})
    if fonts is None:
        fonts = fontshop.covering(html)
    elif strangers := set(html) - fonts.characters:
        raise MissingGlyph(strangers)

    from documents import press  # needs Pango: only who prints has to have it

    return press.print_pdf(html, fonts, artwork)


def compose(
    template_name: str,
    context: Mapping[str, Any],
    *,
    title: str,
    created: datetime,
    author: str = "",
    lang: str = "zh-CN",
) -> str:
    """The HTML that `render` prints; what `fonts.subset` wants to see of every document of a batch."""
    if created.tzinfo is None:
        raise ValueError("created must be an aware datetime")
    metadata = {
        "title": title,
        "author": author,
        "created": created.isoformat(timespec="seconds"),
        "lang": lang,
    }
    with translation.override(_LANGUAGES[lang]):
        page = Context({**context, "metadata": _head(metadata), "lang": lang})
        html = _engine().get_template(template_name).render(page)
    if blanks := re.findall(f"{_BLANK}(.*?){_BLANK}", html):
        raise MissingValue(f"{template_name}: {', '.join(sorted(set(blanks)))}")
    return html.translate(_INVISIBLE)


@cache
def _engine() -> Engine:
    """The product's template engine, except that it marks what is missing instead of leaving it out."""
    usual: Engine = engines["django"].engine  # type: ignore[attr-defined]
    return Engine(
        dirs=usual.dirs,
        app_dirs=usual.app_dirs,
        libraries=usual.libraries,
        string_if_invalid=f"{_BLANK}%s{_BLANK}",
    )


def _head(metadata: Mapping[str, str]) -> str:
    return format_html(
        '<meta charset="utf-8"><title>{title}</title><meta name="author" content="{author}">'
        '<meta name="generator" content="{producer}"><meta name="dcterms.created" content="{created}">'
        '<meta name="dcterms.modified" content="{created}">',
        producer=PRODUCER,
        **metadata,
    )
