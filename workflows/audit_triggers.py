"""Database triggers that refuse to change the audit record, whoever asks.

SQLite drops a table's triggers silently when a migration rebuilds the table, so ``install`` runs after every
``migrate`` (see ``workflows.apps``) and a system check asks ``installed``.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = {"workflows_auditentry": "workflows_audit", "workflows_auditcheckpoint": "workflows_checkpoint"}
"""Table -> prefix of its triggers' names."""

_SAME_ROW = {
    "workflows_auditentry": "id = NEW.id OR (chain = NEW.chain AND seq = NEW.seq)",
    "workflows_auditcheckpoint": "id = NEW.id OR number = NEW.number",
}

_POSTGRESQL_ACTS = [("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")]
_FUNCTION = """
CREATE OR REPLACE FUNCTION workflows_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers; harmless when they are there."""
    with connection.cursor() as cursor:
        for statement in _statements(connection):
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers; for tests that flush and for a restore."""
    names = [(table, name) for table in TABLES for name in _names(connection, table)]
    with connection.cursor() as cursor:
        for table, name in names:
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def installed(connection: BaseDatabaseWrapper) -> bool:
    """Whether every trigger is there and, on PostgreSQL, enabled."""
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'workflows%%' AND tgenabled IN ('O', 'A')"
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        there = {row[0] for row in cursor.fetchall()}
    return there.issuperset(name for table in TABLES for name in _names(connection, table))


def _names(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    last = "truncate" if connection.vendor == "postgresql" else "replace"
    return [f"{TABLES[table]}_no_{act}" for act in ("update", "delete", last)]


def _statements(connection: BaseDatabaseWrapper) -> list[str]:
    if connection.vendor == "postgresql":
        return [
            _FUNCTION,
            *(
                f"CREATE OR REPLACE TRIGGER {name} BEFORE {act} ON {table} "
                f"FOR EACH {scope} EXECUTE FUNCTION workflows_audit_refuse()"
                for table in TABLES
                for name, (act, scope) in zip(_names(connection, table), _POSTGRESQL_ACTS, strict=True)
            ),
        ]
    statements = []
    for table in TABLES:
        update, delete, replace = _names(connection, table)
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        # INSERT OR REPLACE deletes the old row without asking the delete trigger.
        taken = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {_SAME_ROW[table]})"
        statements += [
            f"CREATE TRIGGER IF NOT EXISTS {update} BEFORE UPDATE ON {table} {refuse}",
            f"CREATE TRIGGER IF NOT EXISTS {delete} BEFORE DELETE ON {table} {refuse}",
            f"CREATE TRIGGER IF NOT EXISTS {replace} BEFORE INSERT ON {table} {taken} {refuse}",
        ]
    return statements
