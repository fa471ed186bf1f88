"""Check characters of certificate numbers."""

from stdnum.iso7064 import mod_37_36


def mod37_36(text: str) -> str:
    """The check character of ISO 7064 MOD 37,36 over `text`; hyphens do not count. One of 0-9 and A-Z."""
    return str(mod_37_36.calc_check_digit(text.replace("-", "")))


def valid(text: str) -> bool:
    """Whether the last character of `text` is the check character of the rest."""
    return bool(mod_37_36.is_valid(text.replace("-", "")))
