"""The one door for bytes: hash them, write them once, atomically and durably."""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from files import kinds as known
from files import sniff
from files.models import StoredFile

CHUNK = 1 << 20


def store(uploaded: UploadedFile, *, kinds: Iterable[str] = known.DOCUMENTS) -> StoredFile:
    """Check an upload against ``kinds`` (extensions, e.g. ``{"pdf", "jpg"}``) and keep its bytes.

    Raises ``ValidationError`` in words for the person who uploaded. The same bytes give the same row.
    """
    kind = sniff.check(uploaded, frozenset(kinds))
    uploaded.seek(0)
    return _keep(uploaded.chunks(CHUNK), kind.mime, kind.extension)


def store_bytes(data: bytes, mime: str, extension: str) -> StoredFile:
    """Keep bytes the product made itself (a letter, a certificate, a page image)."""
    return _keep(iter([data]), mime, extension)


def store_stream(chunks: Iterator[bytes], mime: str, extension: str) -> StoredFile:
    """Keep bytes somebody has looked at already (an archive), without holding them in memory."""
    return _keep(chunks, mime, extension)


def _keep(chunks: Iterator[bytes], mime: str, extension: str) -> StoredFile:
    root = Path(settings.MEDIA_ROOT)
    incoming = root / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    descriptor, temporary = tempfile.mkstemp(dir=incoming)
    try:
        with os.fdopen(descriptor, "wb") as target:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        stored = StoredFile(sha256=digest.hexdigest(), size=size, mime=mime, extension=extension)
        _put_in_place(Path(temporary), stored.path, size)
    finally:
        Path(temporary).unlink(missing_ok=True)
    # The bytes are on disk before the row exists: a row never points at nothing.
    return StoredFile.objects.get_or_create(
        sha256=stored.sha256, defaults={"size": size, "mime": mime, "extension": extension}
    )[0]


def _put_in_place(temporary: Path, target: Path, size: int) -> None:
    """Rename into place unless the same bytes are there already; a torn older copy is replaced."""
    if target.exists() and target.stat().st_size == size:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary.chmod(0o640)
    os.replace(temporary, target)
    directory = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(directory)  # the rename itself survives a power cut
    finally:
        os.close(directory)
