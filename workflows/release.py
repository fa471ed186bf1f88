"""Which software wrote a record."""

import tomllib
from functools import cache
from pathlib import Path

from django.conf import settings


@cache
def release() -> str:
    """``RELEASE`` of the settings when given, else version and, in a checkout, commit: ``0.1.0+1a2b3c4``."""
    configured = getattr(settings, "RELEASE", "")
    return str(configured) if configured else of(Path(settings.BASE_DIR))


def of(root: Path) -> str:
    """The release of the checkout or unpacked archive at ``root``."""
    try:
        version = tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"]
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        version = "unknown"
    commit = _commit(root / ".git")
    return f"{version}+{commit[:7]}" if commit else str(version)


def _commit(git: Path) -> str:
    """The commit checked out, read from the files themselves: no git is needed where the product runs."""
    try:
        head = (git / "HEAD").read_text().strip()
        if not head.startswith("ref: "):
            return head
        name = head.removeprefix("ref: ")
        if (git / name).exists():
            return (git / name).read_text().strip()
        packed = (git / "packed-refs").read_text().splitlines()
    except OSError:
        return ""
    return next((line.split()[0] for line in packed if line.endswith(f" {name}")), "")
