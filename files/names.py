"""Names of files come from outside and are hostile until cleaned."""

import unicodedata

LONGEST = 120
# Characters Windows refuses in a name, and the separators of paths.
_FORBIDDEN = frozenset('<>:"|?*\\/')


def display_name(name: str, *, fallback: str = "未命名文件") -> str:
    """The name as we show and offer it: no path, no control, bidirectional or invisible characters,
    at most ``LONGEST`` characters with the extension kept."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(
        " " if unicodedata.category(c) in {"Zs", "Zl", "Zp"} else c
        for c in last
        if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"} and c not in _FORBIDDEN
    )
    cleaned = " ".join(kept.split()).strip(". ")
    if not cleaned:
        return fallback
    stem, dot, extension = cleaned.rpartition(".")
    if dot and len(extension) <= 10:
        return f"{stem[: LONGEST - len(extension) - 1].rstrip()}.{extension}"
    return cleaned[:LONGEST]
