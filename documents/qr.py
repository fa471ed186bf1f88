"""QR codes (ISO/IEC 18004) as vectors."""

from __future__ import annotations

from itertools import groupby

import segno

from documents.drawing import Drawing, Path

INK = "#1d1a18"
QUIET = 4  # modules of white around the symbol, which the standard demands


def svg(content: str, *, label: str) -> str:
    """`content` as an SVG element with its quiet zone, correction level M, in the smallest version that holds it."""
    symbol = segno.make(content, error="m", micro=False, boost_error=False)
    side = len(symbol.matrix) + 2 * QUIET
    drawing = Drawing(side, side)
    drawing.stroke(_modules([bytes(row) for row in symbol.matrix]), INK, 1)
    return drawing.svg(label=label)


def _modules(rows: list[bytes]) -> Path:
    """A stroke one module thick through each horizontal run of dark modules."""
    path: Path = []
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                middle = y + QUIET + 0.5
                path += [("M", (x + QUIET, middle)), ("L", (x + QUIET + length, middle))]
            x += length
    return path
