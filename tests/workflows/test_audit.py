"""The audit record: what it keeps, what it refuses, and that tampering is found and named."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import override_settings
from django.utils.translation import gettext_lazy

from tests.factories.accounts import UserFactory
from tests.factories.workflows import at, reload
from workflows import audit, audit_triggers, release
from workflows.canonical import plain, text
from workflows.models import AuditCheckpoint, AuditEntry
from workflows.models.audit import AppendOnlyError

pytestmark = pytest.mark.django_db


def write(chain: str, *actions: str) -> list[AuditEntry]:
    return [audit.record(chain, action, by=None) for action in actions]


@contextmanager
def as_intruder() -> Iterator[Callable[..., None]]:
    """Somebody with the database's own rights: the triggers are off, raw SQL runs."""

    def execute(sql: str, *params: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)

    connection.check_constraints()  # PostgreSQL alters nothing while foreign keys are still unchecked
    audit_triggers.remove(connection)
    try:
        yield execute
    finally:
        audit_triggers.install(connection)


def rehash_tail(chain: str, execute: Callable[..., None]) -> None:
    """Cover up: give every row of the chain the hash its altered content asks for."""
    previous = ""
    for row in AuditEntry.objects.filter(chain=chain).order_by("seq"):
        row.previous_hash = previous
        previous = audit.hash_of(row)
        execute(
            "UPDATE workflows_auditentry SET previous_hash = %s, hash = %s WHERE id = %s",
            row.previous_hash,
            previous,
            row.pk,
        )


def found(chain: str | None = None) -> list[tuple[str, int, str]]:
    return [(problem.chain, problem.seq, problem.code) for problem in audit.verify(chain)]


def test_a_row_says_who_what_when_why_and_under_which_release() -> None:
    officer, absent = UserFactory(name="李受理"), UserFactory()
    with at("2026-09-17 10:02"):
        row = audit.record(
            "case/1",
            "transition:accept",
            by=officer,
            on_behalf_of=absent,
            source="submitted",
            target="accepted",
            reason="材料齐全",
            data={"amount": Decimal("12.50"), "day": date(2026, 9, 17), "items": (1, None, True)},
        )

    stored = reload(row)
    assert (stored.chain, stored.seq, stored.action) == ("case/1", 1, "transition:accept")
    assert (stored.actor, stored.actor_name, stored.on_behalf_of) == (officer, "李受理", absent)
    assert (stored.source, stored.target, stored.reason) == ("submitted", "accepted", "材料齐全")
    assert stored.at == datetime(2026, 9, 17, 2, 2, tzinfo=UTC)
    assert stored.data == {"amount": "12.50", "day": "2026-09-17", "items": [1, None, True]}
    assert (stored.release, stored.algorithm) == (release.release(), "sha256")
    assert stored.hash == audit.hash_of(stored)
    assert len(stored.hash) == 64
    assert str(stored) == "case/1#1 transition:accept"


def test_a_later_rename_leaves_the_record_alone() -> None:
    officer = UserFactory(name="李受理")
    row = audit.record("case/1", "act:intake", by=officer)
    officer.name = "李改名"
    officer.save()

    assert reload(row).actor_name == "李受理"
    assert found() == []


def test_rows_of_a_chain_follow_each_other_and_chains_are_strangers() -> None:
    first, second = write("case/1", "start", "claim")
    (other,) = write("case/2", "start")

    assert (first.seq, second.seq, other.seq) == (1, 2, 1)
    assert (first.previous_hash, second.previous_hash, other.previous_hash) == ("", first.hash, "")
    assert [row.action for row in audit.history("case/1")] == ["start", "claim"]
    assert audit.head("case/1") == (2, second.hash)
    assert audit.head("case/3") == (0, "")
    assert found() == []


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (gettext_lazy("受理"), "受理"),
        (Decimal("1.10"), "1.10"),
        (datetime(2026, 1, 1, 8, tzinfo=UTC), "2026-01-01T08:00:00.000000+00:00"),
        (UUID(int=7), "00000000-0000-0000-0000-000000000007"),
        ({3, 1, 2}, [1, 2, 3]),
        ({1: {"嵌套": ["a\0b", "\ud800"]}}, {"1": {"嵌套": ["a\ufffdb", "?"]}}),
    ],
)
def test_data_is_reduced_to_what_every_database_gives_back(value: object, stored: object) -> None:
    row = audit.record("case/1", "note", by=None, reason="空\0字符", data={"value": value})

    assert reload(row).data == {"value": stored}
    assert reload(row).reason == "空\ufffd字符"
    assert found() == []


def test_floats_and_objects_are_refused_because_they_do_not_come_back_the_same() -> None:
    with pytest.raises(TypeError, match="audit data cannot hold float: 1e\\+22"):
        audit.record("case/1", "note", by=None, data={"score": 1e22})
    with pytest.raises(TypeError, match="cannot hold object"):
        plain(object())
    assert text("好") == "好"


class TestAppendOnly:
    def test_python_refuses_to_change_or_delete(self) -> None:
        (row,) = write("case/1", "start")
        row.reason = "改写"
        for attempt in (
            row.save,
            row.delete,
            AuditEntry.objects.all().delete,
            lambda: AuditEntry.objects.update(reason="改写"),
        ):
            with pytest.raises(AppendOnlyError):
                attempt()
        assert reload(row).reason == ""

    @pytest.mark.parametrize("table", ["workflows_auditentry", "workflows_auditcheckpoint"])
    def test_the_database_refuses_whoever_asks(self, table: str) -> None:
        write("case/1", "start")
        audit.checkpoint()
        connection.check_constraints()  # PostgreSQL truncates nothing while foreign keys are still unchecked
        statements = [f"UPDATE {table} SET release = 'x'", f"DELETE FROM {table}"]
        if connection.vendor == "postgresql":
            statements.append(f"TRUNCATE {table}")
        else:
            statements.append(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
        for statement in statements:
            with (
                pytest.raises(IntegrityError, match=f"{table} is append-only"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)
        assert found() == []

    def test_without_the_triggers_the_database_would_obey(self) -> None:
        """Negative control: it is the triggers that refuse."""
        (row,) = write("case/1", "start")
        assert audit_triggers.installed(connection)
        with as_intruder() as execute:
            assert not audit_triggers.installed(connection)
            execute("UPDATE workflows_auditentry SET reason = '改写'")
        assert reload(row).reason == "改写"
        assert audit_triggers.installed(connection)

    def test_one_missing_trigger_is_noticed_and_migrate_puts_it_back(self) -> None:
        on = " ON workflows_auditcheckpoint" if connection.vendor == "postgresql" else ""
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER workflows_checkpoint_no_delete{on}")
        assert not audit_triggers.installed(connection)

        call_command("migrate", "workflows", verbosity=0, skip_checks=True)

        assert audit_triggers.installed(connection)


class TestTampering:
    @pytest.fixture(autouse=True)
    def _two_cases(self) -> None:
        write("case/1", "start", "accept", "review", "decide")
        write("case/2", "start", "accept")

    def test_an_altered_row_is_named(self) -> None:
        with as_intruder() as execute:
            execute("UPDATE workflows_auditentry SET reason = '改写' WHERE chain = 'case/1' AND seq = 2")
            execute(
                "UPDATE workflows_auditentry SET at = %s WHERE chain = 'case/1' AND seq = 3", "2020-01-01"
            )
        assert found() == [("case/1", 2, "altered")]
        assert found("case/1") == [("case/1", 2, "altered")]
        assert found("case/2") == []

    def test_a_row_rewritten_with_its_hash_breaks_the_next_link(self) -> None:
        row = AuditEntry.objects.get(chain="case/1", seq=2)
        row.reason = "改写"
        with as_intruder() as execute:
            sql = "UPDATE workflows_auditentry SET reason = %s, hash = %s WHERE id = %s"
            execute(sql, row.reason, audit.hash_of(row), row.pk)
        assert found() == [("case/1", 3, "unlinked")]

    def test_a_deleted_row_is_named(self) -> None:
        with as_intruder() as execute:
            execute("DELETE FROM workflows_auditentry WHERE chain = 'case/1' AND seq = 2")
        assert found() == [("case/1", 2, "missing")]

    def test_a_rewritten_and_rehashed_tail_is_caught_by_the_checkpoint(self) -> None:
        audit.checkpoint()
        write("case/1", "issue")
        with as_intruder() as execute:
            execute("UPDATE workflows_auditentry SET reason = '改写' WHERE chain = 'case/1' AND seq = 2")
            rehash_tail("case/1", execute)
        assert found() == [("case/1", 4, "anchor")]
        assert found("case/2") == []
        assert audit.verify()[0].message == "row 4 is not the one checkpoint 1 sealed"

    def test_without_a_checkpoint_a_rehashed_tail_passes(self) -> None:
        """Negative control, and the reason why checkpoints exist."""
        with as_intruder() as execute:
            execute("UPDATE workflows_auditentry SET reason = '改写' WHERE chain = 'case/1' AND seq = 2")
            rehash_tail("case/1", execute)
        assert found() == []

    def test_checkpoints_rewritten_as_well_are_caught_by_the_hash_kept_outside(self) -> None:
        anchor = audit.checkpoint().hash
        assert audit.verify(anchor=anchor) == []
        with as_intruder() as execute:
            execute("UPDATE workflows_auditentry SET reason = '改写' WHERE chain = 'case/1' AND seq = 2")
            rehash_tail("case/1", execute)
            execute("DELETE FROM workflows_auditcheckpoint")
        audit.checkpoint()
        assert found() == []  # negative control: the database alone cannot tell
        assert [problem.code for problem in audit.verify(anchor=anchor)] == ["unanchored"]

    def test_a_cut_off_tail_and_a_vanished_chain_are_caught(self) -> None:
        audit.checkpoint()
        with as_intruder() as execute:
            execute("DELETE FROM workflows_auditentry WHERE chain = 'case/1' AND seq > 2")
            execute("DELETE FROM workflows_auditentry WHERE chain = 'case/2'")
        assert found() == [("case/1", 4, "anchor"), ("case/2", 2, "anchor")]

    def test_checkpoints_vouch_for_each_other(self) -> None:
        first = audit.checkpoint()
        write("case/2", "review")
        second = audit.checkpoint(by=UserFactory(name="赵审计"))
        third = audit.checkpoint()

        assert [row[:2] for row in first.heads] == [["case/1", 4], ["case/2", 2]]
        assert [row[:2] for row in second.heads] == [["case/2", 3]]  # only what grew
        assert (first.count, second.count, third.count) == (2, 1, 0)
        assert (second.actor_name, second.previous_hash, third.previous_hash) == (
            "赵审计",
            first.hash,
            second.hash,
        )
        assert str(first) == f"#1 {first.hash[:12]}"
        assert found() == []

        with as_intruder() as execute:
            execute("UPDATE workflows_auditcheckpoint SET at = %s WHERE number = 2", "2020-01-01")
        assert found() == [("", 2, "checkpoint")]
        with as_intruder() as execute:
            execute("DELETE FROM workflows_auditcheckpoint WHERE number = 2")
        assert found() == [("", 2, "checkpoint")]


class TestCommand:
    def verify(self, *args: str) -> tuple[int, str]:
        out = StringIO()
        try:
            call_command("audit_verify", *args, stdout=out, skip_checks=True)
        except SystemExit as stop:
            return int(str(stop.code)), out.getvalue()
        return 0, out.getvalue()

    def test_a_whole_record_exits_0(self) -> None:
        write("case/1", "start", "accept")
        assert self.verify() == (0, "2 rows, 0 broken; checkpoint none\n")
        anchor = audit.checkpoint().hash
        assert self.verify() == (0, f"2 rows, 0 broken; checkpoint 1 {anchor}\n")
        code, out = self.verify("case/1", "--json")
        assert code == 0
        assert json.loads(out) == {
            "whole": True,
            "entries": 2,
            "checkpoint": 1,
            "anchor": anchor,
            "problems": [],
        }

    def test_a_broken_record_exits_1_and_names_the_row(self) -> None:
        write("case/1", "start", "accept")
        with as_intruder() as execute:
            execute("UPDATE workflows_auditentry SET action = 'forged' WHERE seq = 2")
        assert self.verify() == (
            1,
            "case/1: row 2 was altered after it was written\n2 rows, 1 broken; checkpoint none\n",
        )
        code, out = self.verify("--json")
        assert code == 1
        assert json.loads(out)["problems"] == [
            {
                "chain": "case/1",
                "seq": 2,
                "code": "altered",
                "message": "row 2 was altered after it was written",
            }
        ]


class TestRelease:
    def test_settings_win(self) -> None:
        release.release.cache_clear()
        with override_settings(RELEASE="1.2.3+abcdef0"):
            assert release.release() == "1.2.3+abcdef0"
        release.release.cache_clear()
        assert release.release() == release.of(Path(__file__).parents[2])

    def test_version_and_commit_come_from_the_files(self, tmp_path: Path) -> None:
        assert release.of(tmp_path) == "unknown"
        (tmp_path / "pyproject.toml").write_text('[project]\nversion = "0.1.0"\n')
        assert release.of(tmp_path) == "0.1.0"
        git = tmp_path / ".git"
        (git / "refs" / "heads").mkdir(parents=True)
        (git / "HEAD").write_text("ref: refs/heads/main\n")
        assert release.of(tmp_path) == "0.1.0"  # a repository without a commit
        (git / "packed-refs").write_text(
            "# pack-refs\n1111111aaaa refs/heads/other\n2222222bbbb refs/heads/main\n"
        )
        assert release.of(tmp_path) == "0.1.0+2222222"
        (git / "refs" / "heads" / "main").write_text("3333333cccc\n")
        assert release.of(tmp_path) == "0.1.0+3333333"
        (git / "HEAD").write_text("4444444dddd\n")
        assert release.of(tmp_path) == "0.1.0+4444444"


def race(writers: int, rows: int, chain: str = "case/1") -> list[BaseException]:
    """``writers`` threads append ``rows`` rows each to one chain, all at once; what went wrong."""
    start = Barrier(writers)

    def append(_: int) -> BaseException | None:
        start.wait()
        try:
            for number in range(rows):
                with transaction.atomic():
                    audit.record(chain, f"row:{number}", by=None)
        except DatabaseError as error:
            return error
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(writers) as pool:
        return [error for error in pool.map(append, range(writers)) if error]


@pytest.mark.django_db(transaction=True)
def test_writers_of_one_chain_cannot_fork_it() -> None:
    assert race(writers=6, rows=10) == []
    assert list(audit.history("case/1").values_list("seq", flat=True)) == list(range(1, 61))
    assert audit.verify() == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_turn_writers_collide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: no waiting, and only the unique constraint stands between the chain and a fork."""
    monkeypatch.setattr(audit, "_wait_for_turn", lambda chain: None)
    assert race(writers=6, rows=10) != []
    assert audit.verify() == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_checkpoint_waits_for_writers_under_way() -> None:
    """A row whose id was handed out before the checkpoint, but committed after it, must not slip past."""
    written, sealed = Barrier(2), []

    def slow_writer() -> None:
        with transaction.atomic():
            audit.record("case/1", "start", by=None)
            written.wait()
            write("case/2", "start")
        connection.close()

    def sealer() -> None:
        written.wait()
        sealed.append(audit.checkpoint())
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        for job in [pool.submit(slow_writer), pool.submit(sealer)]:
            job.result(timeout=20)

    assert [head[:2] for head in sealed[0].heads] == [["case/1", 1], ["case/2", 1]]
    assert AuditCheckpoint.objects.count() == 1
    assert audit.verify() == []
