"""Columns on a terminal, where a Chinese character takes two places."""

import unicodedata


def pad(text: str, size: int) -> str:
    """``text`` filled up with blanks to ``size`` places; a longer one is left as it is."""
    places = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
    return text + " " * (size - places)
