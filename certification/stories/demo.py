"""The demonstration's data: every story and scene, told once, so that they end on the last working day."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction

from accounts import mail
from certification.models import Certificate, Letter
from certification.stories import catalogue
from certification.stories.cast import Cast
from certification.stories.plots import Story
from certification.stories.tale import Tale
from files.models import StoredFile
from workflows import audit
from workflows.models import AuditEntry

LATER = ("letters.render", "revisions.print", "files.pages", mail.EFFECT)
"""Effects of a demonstration that nobody waits for: paper, pictures and mail."""
TOLD = "story/"
"""Chains of the audit record that say which stories have been told here."""


def missing() -> list[Story]:
    """Stories nobody has told here yet, the one that began first at the top: numbers then rise with the days."""
    chains = AuditEntry.objects.filter(chain__startswith=TOLD).values_list("chain", flat=True)
    told = {chain.removeprefix(TOLD) for chain in chains}
    untold = [story for story in catalogue.all_stories().values() if story.name not in told]
    return sorted(untold, key=lambda story: -story.span)


def tell(stories: list[Story], before: Callable[[int, Story], None]) -> None:
    """Tell each story whole or not at all: one that was interrupted is told anew next time."""
    cast = Cast()
    with transaction.atomic():
        cast.set_stage()
    for number, story in enumerate(stories):
        before(number, story)
        with transaction.atomic(), _printing_left_to_the_worker():
            story.play(cast)
            audit.record(f"{TOLD}{story.name}", "told", by=None)


@contextmanager
def _printing_left_to_the_worker() -> Iterator[None]:
    """A demonstration is ready when its cases are; letters and page pictures follow in the background."""
    Tale.left_to_the_worker = LATER
    try:
        yield
    finally:
        Tale.left_to_the_worker = ()


def export(folder: Path) -> list[Path]:
    """Write certificates and letters as files beside the database; those that are there stay. The new ones."""
    papers: list[tuple[str, str, StoredFile | None]] = [
        ("certificates", row.number, row.file)
        for row in Certificate.objects.filter(imported=False)
        .exclude(file=None)
        .select_related("file")
        .order_by("pk")
    ]
    papers += [
        ("letters", f"{row.number} {row.title}", row.file)
        for row in Letter.objects.exclude(file=None).select_related("file").order_by("pk")
    ]
    written = []
    for kind, name, stored in papers:
        path = folder / kind / f"{name}.pdf"
        if stored is not None and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(stored.read())
            written.append(path)
    return written
