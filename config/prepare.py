"""Brings the site's own things up to date before it is served: ``python -m config.prepare [--demo]``.

Migrates, collects the static files when one changed, and with ``--demo`` makes the demo cases. One process does it
all, because three starts of Django are most of what a second ``make run`` would wait for.
"""

import hashlib
import os
import sys

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def static_fingerprint() -> str:
    """SHA-256 over name, size and time of every static file; it moves when one of them does."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(settings_ignore()):
            seen = os.stat(storage.path(path))
            digest.update(f"{path}\0{seen.st_size}\0{seen.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def settings_ignore() -> list[str]:
    from config.apps import StaticFiles  # an app module: importable once Django is set up

    return StaticFiles.ignore_patterns


def collect_static() -> bool:
    """Whether anything had to be collected."""
    stamp, fingerprint = settings.STATIC_ROOT / ".fingerprint", static_fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(fingerprint)
    return True


def main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    collect_static()
    if "--demo" in arguments:
        call_command("demo")


if __name__ == "__main__":
    main(sys.argv[1:])
