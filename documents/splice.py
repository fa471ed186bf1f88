"""Last touches to a finished PDF, still in memory: the artwork under each page, every stream packed.

The artwork is the same on every certificate, so its operators are compressed once and placed as they are: no SVG to
walk, nothing to lay out.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pydyf

from documents.drawing import MM, Drawing

Finisher = Callable[[Any, pydyf.PDF], None]


@dataclass(frozen=True)
class Artwork:
    """A drawing as a ready form XObject (ISO 32000-1, 8.10), the size of the page it goes under."""

    drawing: Drawing

    @cached_property
    def data(self) -> bytes:
        body = zlib.compress(self.drawing.pdf(), 9)
        head = (
            "<< /Type /XObject /Subtype /Form /Resources << >>"
            f" /BBox [0 0 {self.drawing.width * MM:.3f} {self.drawing.height * MM:.3f}]"
            f" /Filter /FlateDecode /Length {len(body)} >>"
        )
        return b"%s\nstream\n%s\r\nendstream" % (head.encode("ascii"), body)


class _Ready(pydyf.Object):
    """A stream whose bytes are made already."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data = data

    @property
    def data(self) -> bytes:
        return self._data


def finisher(artwork: Artwork | None) -> Finisher:
    def finish(document: Any, pdf: pydyf.PDF) -> None:
        if artwork:
            _underlay(pdf, artwork)
        _pack(pdf)

    return finish


def _underlay(pdf: pydyf.PDF, artwork: Artwork) -> None:
    form = _Ready(artwork.data)
    pdf.add_object(form)
    # An artifact: decoration is no content, so it stays outside the tag tree (ISO 14289-1, 7.1).
    place = pydyf.Stream([b"/Artifact BMC q /RZArtwork Do Q EMC"])
    pdf.add_object(place)
    for page in [item for item in pdf.objects if isinstance(item, dict) and item.get("Type") == "/Page"]:
        page["Contents"] = pydyf.Array([place.reference, page["Contents"]])
        resources = pdf.objects[int(page["Resources"].split()[0])]
        resources["XObject"]["RZArtwork"] = form.reference


def _pack(pdf: pydyf.PDF) -> None:
    """Compress the streams, which the press leaves plain, as PDF/A asks for (ISO 19005-3, 6.1.7.1 and 6.6.2.1).

    The metadata packet stays without a filter. Every stream ends with CR LF: after a lone LF, data that happens to
    end in CR looks one byte shorter than its /Length.
    """
    for place, item in enumerate(pdf.objects):
        if isinstance(item, pydyf.Stream):
            item.compress = item.extra.get("Type") != "/Metadata" and "Filter" not in item.extra
            ready = _Ready(item.data.removesuffix(b"\nendstream") + b"\r\nendstream")
            ready.number = item.number
            pdf.objects[place] = ready
