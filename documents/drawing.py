"""Vector drawing: shapes in millimetres, written as SVG for a page or as PDF operators for the press.

Coordinates have their origin at the top left, y downwards. Numbers are rounded to a hundredth of a millimetre, so
that the same parameters always give the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import escape

MM = 72 / 25.4  # PDF points in a millimetre

Point = tuple[float, float]
Segment = tuple[str, tuple[float, ...]]  # "M" x y | "L" x y | "C" x1 y1 x2 y2 x y | "Z"
Path = list[Segment]

_PDF_OPERATORS = {"M": "m", "L": "l", "C": "c", "Z": "h"}


@dataclass(frozen=True)
class Layer:
    path: Path
    fill: str
    stroke: str
    width: float
    even_odd: bool


@dataclass
class Drawing:
    """Layers painted in order on a sheet of `width` × `height` millimetres."""

    width: float
    height: float
    layers: list[Layer] = field(default_factory=list)

    def fill(self, path: Path, colour: str, *, even_odd: bool = False) -> None:
        self.layers.append(Layer(path, colour, "", 0, even_odd))

    def stroke(self, path: Path, colour: str, width: float) -> None:
        self.layers.append(Layer(path, "", colour, width, False))

    def svg(self, *, label: str = "") -> str:
        """A standalone `<svg>` element; `label` is its text for those who cannot see it, also in a tagged PDF."""
        title = f"<title>{escape(label)}</title>" if label else ""
        body = "".join(_svg_layer(layer) for layer in self.layers)
        box = f"0 0 {number(self.width)} {number(self.height)}"
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img">{title}{body}</svg>'

    def pdf(self) -> bytes:
        """The operators of a content stream, for a page whose origin is the bottom left, in points."""
        head = f"q 1 J 1 j {MM:.6f} 0 0 {-MM:.6f} 0 {self.height * MM:.4f} cm"
        return "\n".join([head, *map(_pdf_layer, self.layers), "Q"]).encode("ascii")


def number(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _svg_layer(layer: Layer) -> str:
    data = "".join(letter + " ".join(map(number, values)) for letter, values in layer.path)
    if layer.stroke:
        ink = f'fill="none" stroke="{layer.stroke}" stroke-width="{number(layer.width)}"'
    else:
        ink = f'fill="{layer.fill}"' + (' fill-rule="evenodd"' if layer.even_odd else "")
    return f'<path d="{data}" {ink}/>'


def _pdf_layer(layer: Layer) -> str:
    colour = " ".join(f"{int(digits, 16) / 255:.3f}" for digits in _pairs(layer.stroke or layer.fill))
    if layer.stroke:
        ink, paint = f"{colour} RG {number(layer.width)} w", "S"
    else:
        ink, paint = f"{colour} rg", "f*" if layer.even_odd else "f"
    lines = (" ".join([*map(number, values), _PDF_OPERATORS[letter]]) for letter, values in layer.path)
    return "\n".join([ink, *lines, paint])


def _pairs(colour: str) -> tuple[str, str, str]:
    """The three bytes of `#rrggbb`."""
    return colour[1:3], colour[3:5], colour[5:7]


def trace(
    curve: Callable[[float], Point], start: float, end: float, steps: int, *, closed: bool = False
) -> Path:
    """A parametric curve as `steps` cubic Béziers whose tangents are those of the curve itself."""
    width = (end - start) / steps
    path: Path = [("M", curve(start))]
    for i in range(steps):
        t0, t1 = start + i * width, start + (i + 1) * width
        (x0, y0), (x1, y1) = curve(t0), curve(t1)
        (dx0, dy0), (dx1, dy1) = _tangent(curve, t0, width), _tangent(curve, t1, width)
        path.append(("C", (x0 + dx0 / 3, y0 + dy0 / 3, x1 - dx1 / 3, y1 - dy1 / 3, x1, y1)))
    return [*path, ("Z", ())] if closed else path


def _tangent(curve: Callable[[float], Point], t: float, width: float) -> Point:
    """The derivative times the step, by central difference."""
    h = width / 50
    (x0, y0), (x1, y1) = curve(t - h), curve(t + h)
    return (x1 - x0) / (2 * h) * width, (y1 - y0) / (2 * h) * width


def polygon(points: Iterable[Point]) -> Path:
    first, *rest = points
    return [("M", first), *(("L", point) for point in rest), ("Z", ())]


def rectangle(x: float, y: float, width: float, height: float) -> Path:
    return polygon([(x, y), (x + width, y), (x + width, y + height), (x, y + height)])


def circle(cx: float, cy: float, radius: float) -> Path:
    return trace(lambda t: polar(cx, cy, radius, t), 0, 2 * math.pi, 8, closed=True)


def star(cx: float, cy: float, radius: float, *, points: int = 5, depth: float = 0.382) -> Path:
    """A star that stands on two points; `depth` is the inner radius over the outer."""
    turns = (i * math.pi / points - math.pi / 2 for i in range(2 * points))
    return polygon(polar(cx, cy, radius * (depth if i % 2 else 1), turn) for i, turn in enumerate(turns))


def polar(cx: float, cy: float, radius: float, angle: float) -> Point:
    return cx + radius * math.cos(angle), cy + radius * math.sin(angle)


def moved(path: Path, *, x: float = 0, y: float = 0, scale: float = 1, turn: float = 0) -> Path:
    """The path scaled, turned about the origin (radians, clockwise on the page) and then moved."""
    cos, sin = scale * math.cos(turn), scale * math.sin(turn)

    def place(values: tuple[float, ...]) -> tuple[float, ...]:
        pairs = zip(values[::2], values[1::2], strict=True)
        return tuple(c for px, py in pairs for c in (px * cos - py * sin + x, px * sin + py * cos + y))

    return [(letter, place(values)) for letter, values in path]
