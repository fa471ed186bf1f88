"""Guilloche: the fine lines of banknotes and old share certificates, as closed parametric curves."""

from __future__ import annotations

import math
from dataclasses import dataclass

from documents.drawing import Path, Point, polar, trace

TAU = 2 * math.pi


def rosette(
    cx: float, cy: float, radius: float, swing: float, petals: int, *, phase: float = 0, beat: float = 0
) -> Path:
    """A circle whose radius swings `petals` times; `beat` swells the swing in slower waves."""

    def point(t: float) -> Point:
        swell = 1 + beat * math.cos(petals / 3 * t) if beat else 1.0
        return polar(cx, cy, radius + swing * swell * math.sin(petals * t + phase), t)

    return trace(point, 0, TAU, petals * 4, closed=True)


def rosettes(
    cx: float, cy: float, radius: float, swing: float, petals: int, *, copies: int, beat: float = 0
) -> Path:
    """`copies` rosettes woven through one another."""
    woven: Path = []
    for i in range(copies):
        woven += rosette(cx, cy, radius, swing, petals, phase=i * TAU / copies, beat=beat)
    return woven


@dataclass(frozen=True)
class Track:
    """The centre line of a frame: a rectangle with round corners, walked clockwise by length.

    The walk starts in the middle of the top: waves that come in fours are then mirrored on all four sides.
    """

    x: float
    y: float
    width: float
    height: float
    radius: float

    @property
    def length(self) -> float:
        return 2 * (self.width + self.height - 4 * self.radius) + TAU * self.radius

    def at(self, distance: float, offset: float) -> Point:
        """The point `offset` millimetres outside the line at `distance` along it."""
        r = self.radius
        left = (distance + self.width / 2 - r) % self.length  # distance 0 is the middle of the top
        straights = (self.width - 2 * r, self.height - 2 * r) * 2
        corners = (  # centre of the round corner that ends each side
            (self.x + self.width - r, self.y + r),
            (self.x + self.width - r, self.y + self.height - r),
            (self.x + r, self.y + self.height - r),
            (self.x + r, self.y + r),
        )
        for side, (straight, (cx, cy)) in enumerate(zip(straights, corners, strict=True)):
            normal = side * TAU / 4 - TAU / 4
            if left <= straight:
                px, py = polar(cx, cy, r + offset, normal)
                back = straight - left
                return px + back * math.sin(normal), py - back * math.cos(normal)
            left -= straight
            if left <= TAU / 4 * r:
                return polar(cx, cy, r + offset, normal + left / r)
            left -= TAU / 4 * r
        return polar(self.x + r, self.y + r, r + offset, -TAU / 4)  # the end is the start, but for rounding

    def outline(self, offset: float) -> Path:
        """The frame itself, `offset` outside the centre line."""
        return trace(lambda d: self.at(d, offset), 0, self.length, 240, closed=True)

    def strand(self, swing: float, waves: int, *, phase: float = 0, beat: float = 0, beats: int = 0) -> Path:
        """One thread of a braid that runs round the whole frame and meets itself."""
        turn = TAU / self.length

        def point(d: float) -> Point:
            swell = 1 + beat * math.cos(beats * turn * d)
            return self.at(d, swing * swell * math.sin(waves * turn * d + phase))

        return trace(point, 0, self.length, waves * 4, closed=True)

    def braid(self, swing: float, waves: int, *, strands: int, beat: float = 0, beats: int = 0) -> Path:
        woven: Path = []
        for i in range(strands):
            woven += self.strand(swing, waves, phase=i * TAU / strands, beat=beat, beats=beats)
        return woven
