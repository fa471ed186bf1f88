"""The style sheet is held to what old desktops understand and to measured contrast."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = Path(settings.BASE_DIR / "static/ui/ui.css")

# What Chromium 86 (offices' older desktops) does not know, with the version that brought it.
FORBIDDEN = {
    "cascade layers (99)": r"@layer\b",
    "container queries (105)": r"@container\b|\bcontainer-type\b",
    ":has() (105)": r":has\(",
    ":is() and :where() (88)": r":(is|where)\(",
    "selector lists in :not() (88)": r":not\([^)]*,",
    "nesting (112)": r"(?m)^\s*&",
    "inset (87)": r"(?<![\w-])inset(-inline|-block)?\s*:",
    "two-value logical margins (87)": r"\b(margin|padding)-(inline|block)\s*:",
    "aspect-ratio (88)": r"\baspect-ratio\s*:",
    "color-mix, oklch, light-dark (111)": r"\b(color-mix|oklch|oklab|light-dark)\(",
    "dynamic viewport units (108)": r"\d(dvh|svh|lvh|dvw)\b",
    "range media queries (104)": r"@media[^{]*[<>]",
    "data URLs (the content security policy)": r"url\(\s*['\"]?data:",
    "imports and other hosts": r"@import|https?://",
}


def offences(css: str) -> list[str]:
    """Forbidden features in ``css``, and grid columns that may grow past the screen."""
    plain = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    found = [name for name, pattern in FORBIDDEN.items() if re.search(pattern, plain)]
    for columns in re.findall(r"grid-template-columns:\s*([^;}]+)", plain):
        if re.search(r"\dfr", re.sub(r"minmax\([^()]*\)", "", columns)):
            found.append(f"a bare fr track: {columns.strip()}")
    return found


def test_only_features_of_chromium_86() -> None:
    assert offences(CSS.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("css", "offence"),
    [
        ("@layer base { a { color: red } }", "cascade layers (99)"),
        (".a { & b { color: red } }\n & c {}", "nesting (112)"),
        (".card:has(img) { margin: 0 }", ":has() (105)"),
        (".a { container-type: size }", "container queries (105)"),
        (".a { inset: 0 }", "inset (87)"),
        (".a { grid-template-columns: 1fr 2fr }", "a bare fr track: 1fr 2fr"),
    ],
)
def test_the_check_sees_an_offence(css: str, offence: str) -> None:
    assert offence in offences(css)


def test_the_sheet_stays_small() -> None:
    css = CSS.read_text(encoding="utf-8")
    assert len(css.splitlines()) <= 400
    parts = re.findall(r"/\* ---- \d (\w+)", css)
    assert parts == ["tokens", "base", "layout", "parts", "util"]


def themes() -> dict[str, dict[str, str]]:
    """Colour tokens of each theme; dark overrides light."""
    blocks = re.findall(r":root \{(.*?)\n\s*\}", CSS.read_text(encoding="utf-8"), flags=re.S)[:2]
    light, dark = (dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block)) for block in blocks)
    return {"light": light, "dark": light | dark}


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2, relative luminance)."""

    def luminance(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted([luminance(one), luminance(other)], reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


SURFACES = ("bg", "surface", "sunken", "hover", "brand-soft")
TEXT = [(ink, on) for ink in ("ink", "muted", "brand") for on in SURFACES]
TEXT += [
    (tone, on)
    for tone in ("ok", "warn", "bad", "violet")
    for on in (f"{tone}-soft", "surface", "bg", "hover")
]
TEXT += [("warn", "brand-soft"), ("bad", "brand-soft"), ("on-fill", "fill"), ("on-fill", "fill-hover"), ("on-fill", "bad-fill"), ("ink", "paper-back"), ("gold", "surface")]  # fmt: skip  # noqa: E501
INTERFACE = [("line-strong", on) for on in ("surface", "bg", "hover")]
INTERFACE += [("focus", on) for on in ("surface", "bg", "brand-soft")] + [
    ("fill", "surface"),
    ("bad", "surface"),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrast_is_measured(theme: str) -> None:
    tokens = themes()[theme]
    weak = {pair: round(contrast(tokens[pair[0]], tokens[pair[1]]), 2) for pair in TEXT}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}
    weak = {pair: round(contrast(tokens[pair[0]], tokens[pair[1]]), 2) for pair in INTERFACE}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 3} == {}


def test_contrast_knows_its_ends() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert contrast("#777777", "#777777") == 1
