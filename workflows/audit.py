"""The audit record (审计): append-only, hash-chained, one chain per case, checkpoints over all chains.

A chain alone proves little: whoever may write the database can rewrite a row and hash the tail again. Every
checkpoint therefore holds the heads of the chains, and its own hash belongs somewhere outside (the log the
scheduler writes, a printed sheet); ``verify`` compares all three.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Max

from workflows import clock
from workflows.canonical import digest, instant, plain, text
from workflows.models import AuditCheckpoint, AuditEntry
from workflows.models.audit import AppendOnlyQuerySet
from workflows.release import release

ALGORITHM = "sha256"

# The columns that are hashed, besides the time. Spelt out: a column added later must not break old rows; it
# comes with a new algorithm name.
_LINK = "actor_id actor_name release algorithm previous_hash"
_ENTRY = f"{_LINK} chain seq on_behalf_of_id action source target reason data"
_CHECKPOINT = f"{_LINK} number through count heads root"


@dataclass(frozen=True, slots=True)
class Problem:
    """A place where the record is not what was written. ``seq`` is a checkpoint's number in chain ``""``."""

    chain: str
    seq: int
    code: str
    message: str


def record(
    chain: str,
    action: str,
    *,
    by: AbstractBaseUser | None,
    on_behalf_of: AbstractBaseUser | None = None,
    source: str = "",
    target: str = "",
    reason: str = "",
    data: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append one row to ``chain``. ``by`` is None for the system itself. Part of the caller's transaction."""
    with transaction.atomic(savepoint=False):
        _wait_for_turn(chain)
        seq, previous = head(chain)
        entry = AuditEntry(
            chain=chain,
            seq=seq + 1,
            at=clock.now(),
            actor_id=by.pk if by else None,
            actor_name=text(by)[:200] if by else "",
            on_behalf_of_id=on_behalf_of.pk if on_behalf_of else None,
            action=action,
            source=source,
            target=target,
            reason=text(reason),
            data=plain(data or {}),
            release=release(),
            algorithm=ALGORITHM,
            previous_hash=previous,
        )
        entry.hash = hash_of(entry)
        entry.save(force_insert=True)
    return entry


def head(chain: str) -> tuple[int, str]:
    """Number and hash of the last row of ``chain``; ``(0, "")`` before the first."""
    last = AuditEntry.objects.filter(chain=chain).order_by("-seq").values_list("seq", "hash").first()
    return last or (0, "")


def history(chain: str) -> AppendOnlyQuerySet:
    """The rows of one chain, oldest first."""
    return AuditEntry.objects.filter(chain=chain).order_by("seq")


def hash_of(row: AuditEntry | AuditCheckpoint) -> str:
    """What the row's ``hash`` must be."""
    columns = _ENTRY if isinstance(row, AuditEntry) else _CHECKPOINT
    return digest({**{name: getattr(row, name) for name in columns.split()}, "at": instant(row.at)})


def checkpoint(*, by: AbstractBaseUser | None = None) -> AuditCheckpoint:
    """Seal the heads of all chains that grew since the last checkpoint."""
    with transaction.atomic():
        through = _settled_through()
        last = AuditCheckpoint.objects.order_by("-number").first()
        heads = _heads(last.through if last else 0, through)
        row = AuditCheckpoint(
            number=last.number + 1 if last else 1,
            at=clock.now(),
            actor_id=by.pk if by else None,
            actor_name=text(by)[:200] if by else "",
            through=through,
            count=len(heads),
            heads=heads,
            root=digest(heads),
            release=release(),
            algorithm=ALGORITHM,
            previous_hash=last.hash if last else "",
        )
        row.hash = hash_of(row)
        row.save(force_insert=True)
    return row


def verify(chain: str | None = None, *, anchor: str = "") -> list[Problem]:
    """The first broken row of each chain (or of ``chain``), and where checkpoints disagree with the rows.

    ``anchor`` is a checkpoint's hash kept outside: without one, checkpoints rewritten as well go unnoticed.
    """
    problems: dict[str, Problem] = {}
    if anchor and not AuditCheckpoint.objects.filter(hash=anchor).exists():
        problems[""] = Problem(
            "", 0, "unanchored", f"no checkpoint has the hash {anchor}: they were rewritten"
        )
    for problem in (*_broken_links(chain), *_broken_checkpoints(), *_broken_anchors(chain)):
        known = problems.get(problem.chain)
        if known is None or problem.seq < known.seq:
            problems[problem.chain] = problem
    return sorted(problems.values(), key=lambda problem: (problem.chain, problem.seq))


def _broken_links(chain: str | None) -> Iterator[Problem]:
    current, seq, previous = "", 0, ""
    for entry in _entries(chain).order_by("chain", "seq").iterator(chunk_size=2000):
        if entry.chain != current:
            current, seq, previous = entry.chain, 0, ""
        seq += 1
        if entry.seq != seq:
            yield Problem(current, seq, "missing", f"row {seq} is missing: the next one there is {entry.seq}")
            seq = entry.seq
        elif entry.previous_hash != previous:
            yield Problem(current, seq, "unlinked", f"row {seq} does not follow from the row before it")
        elif entry.hash != hash_of(entry):
            yield Problem(current, seq, "altered", f"row {seq} was altered after it was written")
        previous = entry.hash


def _broken_checkpoints() -> Iterator[Problem]:
    previous = ""
    for number, row in enumerate(AuditCheckpoint.objects.order_by("number").iterator(chunk_size=50), 1):
        sound = (row.number, row.previous_hash) == (number, previous)
        if not sound or row.root != digest(row.heads) or row.hash != hash_of(row):
            yield Problem("", number, "checkpoint", f"checkpoint {number} is missing or was altered")
            return
        previous = row.hash


def _broken_anchors(chain: str | None) -> Iterator[Problem]:
    after = 0
    for row in AuditCheckpoint.objects.order_by("number").iterator(chunk_size=50):
        expected = {(name, seq): value for name, seq, value in row.heads if chain in (None, name)}
        found = _entries(chain).filter(pk__gt=after, pk__lte=row.through)
        for name, seq, value in found.values_list("chain", "seq", "hash").iterator(chunk_size=2000):
            if expected.get((name, seq)) == value:
                del expected[name, seq]
        for name, seq in sorted(expected):
            yield Problem(name, seq, "anchor", f"row {seq} is not the one checkpoint {row.number} sealed")
        after = row.through


def _entries(chain: str | None) -> AppendOnlyQuerySet:
    return AuditEntry.objects.all() if chain is None else AuditEntry.objects.filter(chain=chain)


def _heads(after: int, through: int) -> list[list[Any]]:
    heads: dict[str, list[Any]] = {}
    rows = AuditEntry.objects.filter(pk__gt=after, pk__lte=through).order_by("chain", "seq")
    for name, seq, value in rows.values_list("chain", "seq", "hash").iterator(chunk_size=2000):
        heads[name] = [name, seq, value]
    return sorted(heads.values())


def _settled_through() -> int:
    """The last id below which no row can appear any more.

    Ids are handed out before commit, so on PostgreSQL writers under way are waited for; on SQLite the
    IMMEDIATE transaction already is alone.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {AuditEntry._meta.db_table} IN SHARE MODE")
    return AuditEntry.objects.aggregate(last=Max("pk"))["last"] or 0


def _wait_for_turn(chain: str) -> None:
    """One writer a chain until commit. A row lock on the last row would not do: whoever waited for it sees
    that row again, not the one appended meanwhile. SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"audit:{chain}"])
