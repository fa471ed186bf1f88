"""The product's own ornament: certificate ground and frame, emblem, seal. No state emblem, no real body's seal.

Everything is drawn from parameters; the same parameters give the same bytes.
"""

from __future__ import annotations

import math
from functools import lru_cache, partial

from documents.drawing import Drawing, Path, Point, circle, moved, polar, polygon, rectangle, star, trace
from documents.glyphs import outline
from documents.guilloche import TAU, Track, rosette, rosettes
from documents.splice import Artwork

IVORY, DEEP_RED, SEAL_RED = "#fffdf6", "#8f1d1f", "#c8161d"
GOLD, GOLD_SOFT, GOLD_PALE, GOLD_FAINT = "#a8823a", "#c9ab68", "#ecdfbd", "#f4ecd6"
ROSE_PALE = "#f3dfd2"


@lru_cache(maxsize=4)
def certificate(*, sample: bool = False) -> Artwork:
    """Ground, frame and emblem of an A4 landscape certificate; `sample` weaves 示例 into the ground."""
    sheet = Drawing(297, 210)
    sheet.fill(rectangle(0, 0, 297, 210), IVORY)
    _ground(sheet)
    if sample:
        _sample_ground(sheet)
    _frame(sheet)
    _emblem(sheet, 148.5, 41, 12.5)
    return Artwork(sheet)


def _ground(sheet: Drawing) -> None:
    cx, cy = sheet.width / 2, 116
    relief: Path = []
    for i in range(87):
        y = 27.5 + i * 1.8
        edge = 25 if 30.5 < y < 179.5 else 31  # keep clear of the hollow corners
        relief += trace(partial(_relief_line, cx, cy, y), edge, sheet.width - edge, 26)
    sheet.stroke(relief, GOLD_FAINT, 0.11)
    for radius, swing, petals, copies, colour in (
        (61, 7.5, 36, 8, GOLD_PALE),
        (46, 8.5, 24, 8, ROSE_PALE),
        (31, 9.5, 18, 8, GOLD_PALE),
        (15, 6.5, 12, 6, ROSE_PALE),
    ):
        sheet.stroke(rosettes(cx, cy, radius, swing, petals, copies=copies, beat=0.25), colour, 0.12)


def _relief_line(cx: float, cy: float, y: float, x: float) -> Point:
    return x, y + _relief(x - cx, y - cy)


def _relief(x: float, y: float) -> float:
    """The swell of the ground lines at (x, y) from the centre, in millimetres."""
    away = math.hypot(x, y * 1.4)
    return 1.3 * math.sin(x / 8.5 + y / 21) * (0.35 + 0.65 * math.cos(away / 24) ** 2)


def _sample_ground(sheet: Drawing) -> None:
    word = outline("示例", size=9, spacing=1.5)
    pattern: Path = []
    for row in range(6):
        for column in range(7):
            x, y = 42 + column * 36 + (row % 2) * 18, 40 + row * 27
            if 30 < x < 267:
                pattern += moved(word, x=x, y=y, turn=-math.pi / 7)
    sheet.fill(pattern, "#f8eee0")


def _frame(sheet: Drawing) -> None:
    track = Track(14.5, 14.5, 268, 181, 5)
    for offset, colour, width in (
        (6.1, DEEP_RED, 0.9),
        (4.9, GOLD, 0.22),
        (-4.9, GOLD, 0.22),
        (-5.6, DEEP_RED, 0.32),
    ):
        sheet.stroke(track.outline(offset), colour, width)
    sheet.stroke(track.braid(3.1, 132, strands=8, beat=0.36, beats=44), GOLD_SOFT, 0.12)
    sheet.stroke(track.braid(1.5, 176, strands=4), GOLD, 0.11)
    sheet.stroke(track.braid(3.5, 88, strands=4, beat=-0.22, beats=44), DEEP_RED, 0.09)
    for x in (track.x, track.x + track.width):
        for y in (track.y, track.y + track.height):
            _corner(sheet, x + math.copysign(1.2, 148.5 - x), y + math.copysign(1.2, 105 - y))
    sheet.stroke(_notched(23.4, 5.5), GOLD, 0.35)
    sheet.stroke(_notched(24.5, 5.5), GOLD_SOFT, 0.12)


def _corner(sheet: Drawing, x: float, y: float) -> None:
    sheet.fill(circle(x, y, 9.6), IVORY)
    sheet.stroke(circle(x, y, 9.6), DEEP_RED, 0.55)
    sheet.stroke(circle(x, y, 8.9), GOLD, 0.2)
    sheet.stroke(rosettes(x, y, 6.3, 2.2, 24, copies=6, beat=0.15), GOLD_SOFT, 0.11)
    sheet.stroke(rosettes(x, y, 3.6, 1.5, 12, copies=6), GOLD, 0.11)
    sheet.stroke(rosettes(x, y, 4.9, 1.0, 32, copies=2), DEEP_RED, 0.11)
    sheet.fill(circle(x, y, 1.35), DEEP_RED)
    sheet.stroke(rosette(x, y, 0.78, 0.3, 8), IVORY, 0.16)


def _notched(inset: float, notch: float) -> Path:
    """A rectangle with hollow round corners (委角), the classical frame of Chinese plaques."""
    left, top, right, bottom = inset, inset, 297 - inset, 210 - inset
    k = notch * 0.5523  # a quarter circle as one Bézier
    return [
        ("M", (left + notch, top)), ("L", (right - notch, top)),
        ("C", (right - notch, top + k, right - k, top + notch, right, top + notch)),
        ("L", (right, bottom - notch)),
        ("C", (right - k, bottom - notch, right - notch, bottom - k, right - notch, bottom)),
        ("L", (left + notch, bottom)),
        ("C", (left + notch, bottom - k, left + k, bottom - notch, left, bottom - notch)),
        ("L", (left, top + notch)),
        ("C", (left + k, top + notch, left + notch, top + k, left + notch, top)),
        ("Z", ()),
    ]  # fmt: skip


def _emblem(sheet: Drawing, cx: float, cy: float, radius: float) -> None:
    """A gear for industry around an open book for education, out of which a magnolia (the city's flower) opens."""
    sheet.fill(circle(cx, cy, radius * 1.12), IVORY)
    sheet.fill(_gear(cx, cy, radius), GOLD)
    sheet.fill(circle(cx, cy, radius * 0.80), IVORY)
    sheet.stroke(circle(cx, cy, radius * 0.775), DEEP_RED, 0.3)
    sheet.stroke(rosettes(cx, cy, radius * 0.70, radius * 0.055, 36, copies=4), GOLD_SOFT, 0.1)
    sheet.stroke(circle(cx, cy, radius * 0.625), GOLD, 0.2)
    for turn, length in ((-0.95, 0.50), (0.95, 0.50), (-0.48, 0.60), (0.48, 0.60), (0, 0.66)):
        petal = moved(_petal(), x=cx, y=cy + radius * 0.14, scale=radius * length, turn=turn)
        sheet.fill(petal, "#fdf3ea")
        sheet.stroke(petal, GOLD, 0.28)
    for side in (-1, 1):
        sheet.fill(moved(_page(side), x=cx, y=cy, scale=radius * 0.5), DEEP_RED)


def _gear(cx: float, cy: float, radius: float, teeth: int = 24) -> Path:
    step = TAU / teeth
    points = []
    for i in range(teeth):
        for share, depth in ((-0.30, 0.91), (-0.20, 1.0), (0.20, 1.0), (0.30, 0.91)):
            points.append(polar(cx, cy, radius * depth, (i + share) * step))
    return polygon(points)


def _petal() -> Path:
    """A petal standing on the origin, one unit high."""
    return [
        ("M", (0, 0)),
        ("C", (-0.34, -0.22, -0.36, -0.66, 0, -1)),
        ("C", (0.36, -0.66, 0.34, -0.22, 0, 0)),
        ("Z", ()),
    ]


def _page(side: int) -> Path:
    """The left (-1) or right (1) page of an open book, about one unit wide."""
    corners = [
        ("M", (0.03, 0.32)),
        ("C", (0.30, 0.10, 0.66, 0.06, 1.02, 0.18)),
        ("L", (1.02, 0.74)),
        ("C", (0.66, 0.62, 0.30, 0.66, 0.03, 0.88)),
        ("Z", ()),
    ]
    return [
        (letter, tuple(v * side if i % 2 == 0 else v for i, v in enumerate(values)))
        for letter, values in corners
    ]


@lru_cache(maxsize=64)
def seal_svg(name: str, *, sample: bool = False) -> str:
    """The round seal of `name`, 40 mm across: ring, star, the name along the ring; `sample` adds 示例 below.

    The lower middle is left free: a document sets name and date there, across the seal (GB/T 9704-2012, 7.3.5.1).
    """
    label = f"{name}印章" + ("（示例）" if sample else "")
    return _seal(name, sample).svg(label=label)


def _seal(name: str, sample: bool) -> Drawing:
    sheet = Drawing(40, 40)
    sheet.fill([*circle(20, 20, 19.8), *circle(20, 20, 18.75)], SEAL_RED, even_odd=True)
    sheet.fill(star(20, 18.2, 5.2), SEAL_RED)
    size, spread = _seal_letters(len(name))
    for i, character in enumerate(name):
        turn = (i - (len(name) - 1) / 2) * spread
        x, y = polar(20, 20, 18.0 - size / 2, turn - TAU / 4)
        sheet.fill(moved(outline(character, size=size, narrow=0.78), x=x, y=y, turn=turn), SEAL_RED)
    if sample:
        sheet.fill(moved(outline("示例", size=2.8, spacing=0.9), x=20, y=36.3), SEAL_RED)
    return sheet


def _seal_letters(count: int) -> tuple[float, float]:
    """Letter size (mm) and angle between letters (radians): a name spreads over at most 195 degrees."""
    widest = math.radians(195)
    size = 5.6 if count <= 12 else max(3.0, 5.6 * 12 / count + 0.35)
    return size, min(math.radians(27), widest / max(count - 1, 1))


def emblem_svg() -> str:
    sheet = Drawing(26, 26)
    _emblem(sheet, 13, 13, 12.8)
    return sheet.svg(label="")
