"""Outlines of characters: text that is drawn, such as the letters of a seal, needs no font in the document."""

from __future__ import annotations

from functools import lru_cache

import uharfbuzz as hb

from documents import fonts
from documents.drawing import Path, Point, moved


def outline(
    text: str, *, size: float, spacing: float = 0, narrow: float = 1, role: str = fonts.SONG_BOLD
) -> Path:
    """One line of `text`, `size` millimetres to the em, centred on the origin both ways."""
    step = size * narrow + spacing
    start = -step * (len(text) - 1) / 2
    path: Path = []
    for i, character in enumerate(text):
        path += moved(_squeezed(_glyph(role, character), narrow), x=start + i * step, scale=size)
    return path


def _squeezed(path: Path, narrow: float) -> Path:
    return [
        (letter, tuple(v * narrow if i % 2 == 0 else v for i, v in enumerate(values)))
        for letter, values in path
    ]


@lru_cache(maxsize=256)
def _glyph(role: str, character: str) -> Path:
    """One character with an em of 1, its body centred on the origin, y downwards."""
    face = fonts.face(role)
    font = hb.Font(face)
    if (index := font.get_nominal_glyph(ord(character))) is None:
        raise fonts.MissingGlyph(character)
    pen = _Pen(face.upem, font.get_glyph_h_advance(index))
    font.draw_glyph_with_pen(index, pen)
    return pen.path


class _Pen:
    """Takes the outline in font units (y upwards), as the segment pens of fontTools do."""

    MIDDLE = 0.38  # height of a Chinese character's centre above the baseline, in em

    def __init__(self, upem: int, advance: float) -> None:
        self.path: Path = []
        self._upem, self._half, self._last = upem, advance / 2, (0.0, 0.0)

    def _at(self, point: Point) -> Point:
        return (point[0] - self._half) / self._upem, self.MIDDLE - point[1] / self._upem

    def moveTo(self, point: Point) -> None:  # noqa: N802 - the pen protocol's names
        self.path.append(("M", self._at(point)))
        self._last = point

    def lineTo(self, point: Point) -> None:  # noqa: N802
        self.path.append(("L", self._at(point)))
        self._last = point

    def curveTo(self, first: Point, second: Point, end: Point) -> None:  # noqa: N802
        self.path.append(("C", (*self._at(first), *self._at(second), *self._at(end))))
        self._last = end

    def qCurveTo(self, control: Point, end: Point) -> None:  # noqa: N802
        (x0, y0), (cx, cy), (x1, y1) = self._last, control, end
        self.curveTo(
            (x0 + (cx - x0) * 2 / 3, y0 + (cy - y0) * 2 / 3),
            (x1 + (cx - x1) * 2 / 3, y1 + (cy - y1) * 2 / 3),
            end,
        )

    def closePath(self) -> None:  # noqa: N802
        self.path.append(("Z", ()))
