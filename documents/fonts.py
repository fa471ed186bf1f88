"""Fonts of the printed documents: system fonts, cut down to the characters a document or a batch needs.

No font file ships with the product. Two faces are demanded, 宋体 regular and bold; a 楷体 for names is welcome, and
what it lacks is set in 宋体. The full fonts have 30,000 glyphs and more, so a rare name prints as it is written, and
the subset that reaches the page is some 50 KB a face.
"""

from __future__ import annotations

import os
import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import uharfbuzz as hb
from django.conf import settings

SONG, SONG_BOLD, KAI = "song", "song-bold", "kai"

# File names in order of preference; in a collection the face for simplified Chinese is taken.
CANDIDATES = {
    SONG: (
        "NotoSerifCJK-Regular.ttc",
        "NotoSerifCJKsc-Regular.otf",
        "NotoSerifSC-Regular.*",
        "SourceHanSerif*Regular.*",
    ),
    SONG_BOLD: (
        "NotoSerifCJK-Bold.ttc",
        "NotoSerifCJKsc-Bold.otf",
        "NotoSerifSC-Bold.*",
        "SourceHanSerif*-Bold.*",
    ),
    KAI: ("LXGWWenKai-Regular.ttf", "LXGWWenKaiGB-Regular.ttf", "ukai.ttc"),
}
PACKAGES = {SONG: "fonts-noto-cjk", SONG_BOLD: "fonts-noto-cjk", KAI: "fonts-lxgw-wenkai"}
REQUIRED = (SONG, SONG_BOLD)
FAMILIES = {SONG: ("RZ Song", 400), SONG_BOLD: ("RZ Song", 700), KAI: ("RZ Kai", 400)}

# OpenType features that our text uses. The others draw alternate glyphs in, `locl` the forms of Japan and Korea.
_FEATURES = ("calt", "ccmp", "clig", "kern", "liga", "mark", "mkmk", "rlig")

# Characters that layout or a page counter may add to the text itself.
COMMON = frozenset(
    string.ascii_letters
    + string.digits
    + string.punctuation
    + "\n\t \u00a0·—…“”‘’〇一二三四五六七八九十年月日第页共，。、：；（）《》〔〕"
)


class MissingGlyph(ValueError):
    """The text has characters that no font here can print."""

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = tuple(sorted(set(characters)))
        named = "、".join(f"“{c}”（U+{ord(c):04X}）" for c in self.characters[:8])
        super().__init__(f"字体中没有这些字，无法印制：{named}")


class FontsMissing(RuntimeError):
    """A face that every document needs is not installed."""


@dataclass(frozen=True)
class FontStatus:
    """Which faces were found; `advice` is one line to run, empty when nothing is missing."""

    found: dict[str, Path]
    missing: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not any(role in self.missing for role in REQUIRED)

    @property
    def advice(self) -> str:
        packages = sorted({PACKAGES[role] for role in self.missing})
        return f"apt-get install -y {' '.join(packages)}" if packages else ""


@dataclass(frozen=True, eq=False)
class FontSet:
    """Font files cut to `characters`, one for each face found."""

    faces: dict[str, bytes]
    characters: frozenset[str]

    @property
    def css(self) -> str:
        return "".join(
            f'@font-face{{font-family:"{family}";font-weight:{weight};src:url(rz:font/{role})}}'
            for role, (family, weight) in FAMILIES.items()
            if role in self.faces
        )


def directories() -> Iterator[Path]:
    """Where fonts may lie: `FONT_DIRS` of the settings first, then the places of the XDG base directory standard."""
    yield from map(Path, getattr(settings, "FONT_DIRS", ()))
    yield Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "fonts"
    for base in (os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(":"):
        yield Path(base) / "fonts"


def available() -> FontStatus:
    """What is installed now. Looks at the disk each time: a health check must see a font that was just installed."""
    found = {role: path for role in CANDIDATES if (path := _find(CANDIDATES[role]))}
    return FontStatus(found, tuple(role for role in CANDIDATES if role not in found))


def subset(texts: Iterable[Iterable[str]]) -> FontSet:
    """The installed fonts cut to the characters of `texts`; MissingGlyph when 宋体 lacks one of them."""
    characters = COMMON.union(*texts)
    if missing := unprintable(characters):
        raise MissingGlyph(missing)
    points = sorted(map(ord, characters))
    return FontSet({role: _cut(face(role), points) for role in installed()}, characters)


@cache
def everyday() -> FontSet:
    """The fonts cut to GB/T 2312, 7,445 characters: one set for the whole life of a process.

    A set is not free: Pango keeps some 0.2 MB of every font configuration it has seen. Nearly every document finds
    its characters here, so a worker stays flat; a rare name gets a set of its own.
    """
    rows, columns = range(0xA1, 0xF8), range(0xA1, 0xFF)
    pairs = (bytes((row, column)) for row in rows for column in columns)
    national = "".join(pair.decode("gb2312", errors="ignore") for pair in pairs)
    return subset([set(national).difference(unprintable(national))])


def covering(text: str) -> FontSet:
    """The set for one document. It depends on the text alone, so a document printed again has the same bytes."""
    return everyday() if everyday().characters.issuperset(text) else subset([text])


def unprintable(text: Iterable[str]) -> list[str]:
    """The characters of `text`, in order of code point, that cannot be printed. A form asks first."""
    known = face(SONG).unicodes
    return sorted({c for c in text if ord(c) not in known and c not in "\n\t"})


def face(role: str) -> hb.Face:
    return _load(installed()[role])


@cache
def installed() -> dict[str, Path]:
    """The faces in use for the life of this process."""
    status = available()
    if not status.ok:
        raise FontsMissing(f"缺少印制文书所需的中文字体。请运行：{status.advice}")
    return status.found


def _find(patterns: Iterable[str]) -> Path | None:
    for pattern in patterns:
        for directory in directories():
            if match := min(directory.rglob(pattern), default=None):
                return match
    return None


@lru_cache(maxsize=8)
def _load(path: Path) -> hb.Face:
    blob = hb.Blob.from_file_path(str(path))  # mapped, not read
    if path.suffix != ".ttc":
        return hb.Face(blob)
    faces = [hb.Face(blob, index) for index in range(hb.Face(blob).count)]
    return next((f for f in faces if _family(f).endswith((" SC", " CN"))), faces[0])


def _family(face: hb.Face) -> str:
    return face.get_name(hb.OTNameIdPredefined.FONT_FAMILY) or ""


def _cut(face: hb.Face, points: list[int]) -> bytes:
    wanted = hb.SubsetInput()
    wanted.flags |= hb.SubsetFlags.NO_HINTING
    wanted.unicode_set.update(points)
    wanted.drop_table_tag_set.update(map(_tag, ("vhea", "vmtx", "VORG")))  # nothing is set vertically
    wanted.layout_feature_tag_set.clear()
    wanted.layout_feature_tag_set.update(map(_tag, _FEATURES))
    return bytes(hb.subset(face, wanted).blob.data)


def _tag(name: str) -> int:
    return int.from_bytes(name.encode("ascii"), "big")
