"""Numbers and codes that a certificate carries."""

from __future__ import annotations

import re
import secrets
import unicodedata

from documents import checkdigits

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})
_GROUPS, _GROUP = 5, 4  # 20 characters of 5 bits: 100 random bits
_NUMBER = re.compile(r"SHCJ-[A-H][0-9]?-[0-9]{4}-[0-9]{5}-[0-9A-Z]", re.ASCII)
_TYPED = re.compile(r"SHCJ([A-H])([0-9ILO]?)([0-9ILO]{4})([0-9ILO]{5})([0-9A-Z])", re.ASCII)


def certificate_number(series: str, year: int, serial: int) -> str:
    """`SHCJ-A1-2026-00001-X`: series, year, serial of five digits, ISO 7064 MOD 37,36 check over all before it."""
    if not 1 <= serial <= 99_999:
        raise ValueError(f"serial {serial} does not fit five digits")
    body = f"SHCJ-{series}-{year:04d}-{serial:05d}"
    return f"{body}-{checkdigits.mod37_36(body)}"


def is_certificate_number(text: str) -> bool:
    """Whether `text` has the form of a certificate number and its check character is right."""
    return bool(_NUMBER.fullmatch(text)) and checkdigits.valid(text)


def normal_number(text: str) -> str:
    """What a person typed, as numbers are stored: capitals, hyphens in place, I and L read as 1, O as 0 where a
    digit stands; a check character only where it is right or looks like the right one. "" if it is none."""
    found = _TYPED.fullmatch(_plain(text))
    if found is None:
        return ""
    letter, *digits, check = found.groups()
    rung, year, serial = (part.translate(_READ_AS) for part in digits)
    body = f"SHCJ-{letter}{rung}-{year}-{serial}"
    right = checkdigits.mod37_36(body)
    return f"{body}-{right}" if check.translate(_READ_AS) == right.translate(_READ_AS) else ""


def verification_code() -> str:
    """A new secret of 100 random bits, `7Q2M-K0TX-…`: nobody comes to a certificate by counting."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))


def normal_code(text: str) -> str:
    """What a person typed, as it is stored: capitals, hyphens in place, I and L read as 1, O as 0. "" if it is none."""
    plain = _plain(text).translate(_READ_AS)
    if len(plain) != _GROUPS * _GROUP or not set(plain) <= set(ALPHABET):
        return ""
    return "-".join(plain[i : i + _GROUP] for i in range(0, len(plain), _GROUP))


def _plain(text: str) -> str:
    """Capitals and digits of `text`, full-width ones too, without spaces and whatever stands for a hyphen."""
    return re.sub(r"[\s\-\u2010-\u2015\u2212—·_]+", "", unicodedata.normalize("NFKC", text)).upper()
