"""Drawings: the same bytes from the same parameters, inside their sheet, with nothing but shapes."""

import math
import re
from xml.etree import ElementTree

import pytest

from documents import artwork, fonts, glyphs, qr
from documents.drawing import Drawing, circle, rectangle, trace
from documents.guilloche import TAU, Track


def test_the_ground_is_drawn_once_and_always_the_same() -> None:
    assert artwork.certificate(sample=True) is artwork.certificate(sample=True)
    again = artwork.certificate.__wrapped__(sample=True)
    assert again.data == artwork.certificate(sample=True).data
    assert again.data != artwork.certificate(sample=False).data
    assert len(again.data) < 330_000


def test_the_ground_stays_on_the_sheet() -> None:
    sheet = artwork.certificate().drawing
    for layer in sheet.layers:
        for _, values in layer.path:
            assert all(0 <= x <= 297 for x in values[::2])
            assert all(0 <= y <= 210 for y in values[1::2])


def test_a_braid_closes_on_itself_and_mirrors_on_every_side() -> None:
    track = Track(10, 10, 100, 60, 5)
    (x0, y0), (x1, y1) = track.at(0, 2), track.at(track.length, 2)
    assert (x0, y0) == pytest.approx((60, 8))
    assert (x1, y1) == pytest.approx((60, 8))
    for part in range(1, 40):
        (xa, ya), (xb, yb) = track.at(part, 1.5), track.at(track.length - part, 1.5)
        assert (xa + xb, ya) == pytest.approx((120, yb))
    assert track.at(track.length / 4, 0) == pytest.approx((110, 40))


def test_a_traced_circle_is_round() -> None:
    path = trace(lambda t: (math.cos(t), math.sin(t)), 0, TAU, 8)
    (_, start), *rest = path
    x0, y0 = start
    for _, (x1, y1, x2, y2, x3, y3) in rest:
        middle = ((x0 + 3 * x1 + 3 * x2 + x3) / 8, (y0 + 3 * y1 + 3 * y2 + y3) / 8)
        assert math.hypot(*middle) == pytest.approx(1, abs=1.1e-3)
        x0, y0 = x3, y3


@pytest.mark.parametrize(
    "name", ["甲", "示例发证机关（虚构）", "示例市经济和信息化委员会产教融合工作领导小组办公室（虚构）"]
)
def test_a_seal_is_shapes_only_and_keeps_inside_its_ring(name: str) -> None:
    svg = artwork.seal_svg(name, sample=True)
    root = ElementTree.fromstring(svg)
    assert {item.tag.rpartition("}")[2] for item in root.iter()} == {"svg", "title", "path"}
    assert root[0].text == f"{name}印章（示例）"
    numbers = [float(n) for path in root[1:] for n in re.findall(r"-?\d+\.?\d*", path.get("d", ""))]
    assert 0 <= min(numbers) <= max(numbers) <= 40


def test_the_label_of_a_drawing_is_escaped() -> None:
    root = ElementTree.fromstring(artwork.seal_svg('示例"><script>'))
    assert root[0].text == '示例"><script>印章'
    assert len(root.findall(".//{*}script")) == 0


def test_the_same_drawing_in_two_languages() -> None:
    sheet = Drawing(10, 10)
    sheet.fill(rectangle(1, 2, 3, 4), "#ff0000")
    sheet.stroke(circle(5, 5, 1), "#000080", 0.1)
    assert '<path d="M1 2L4 2L4 6L1 6Z" fill="#ff0000"/>' in sheet.svg()
    operators = sheet.pdf().decode().splitlines()
    assert operators[1:7] == ["1.000 0.000 0.000 rg", "1 2 m", "4 2 l", "4 6 l", "1 6 l", "h"]
    assert operators[-2:] == ["S", "Q"]
    assert "0.000 0.000 0.502 RG 0.1 w" in operators


def test_text_can_be_drawn_only_with_glyphs_that_exist() -> None:
    with pytest.raises(fonts.MissingGlyph):
        glyphs.outline("😀", size=5)
    assert glyphs.outline("示例", size=5, role=fonts.KAI)  # quadratic outlines of a TrueType face


def test_a_code_has_its_quiet_zone() -> None:
    root = ElementTree.fromstring(qr.svg("http://localhost/a?b=<c>", label="码"))
    assert root.get("viewBox") == "0 0 33 33"  # version 2: 25 modules and 4 on each side
    numbers = [float(n) for n in re.findall(r"\d+\.?\d*", root[1].get("d", ""))]
    assert (min(numbers), max(numbers)) == (4, 29)
