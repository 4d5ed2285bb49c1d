"""Entries and checkpoints are only ever added: the database itself refuses the rest.

A later migration that makes SQLite rebuild one of these tables must create the triggers again.
"""

from typing import Any

from django.db import migrations

TABLES = ("journal_entry", "journal_checkpoint")
MESSAGE = "the journal is append-only"


def sqlite_triggers(table: str, columns: str) -> list[str]:
    """Refuse UPDATE and DELETE, and INSERT OR REPLACE, which would delete without a trigger."""
    same = " AND ".join(f"{column} = NEW.{column}" for column in columns.split(", "))
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    taken = f"EXISTS (SELECT 1 FROM {table} WHERE ({same}) OR id = NEW.id)"
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {taken} {refuse}",
    ]


def postgresql_triggers(table: str) -> list[str]:
    """Refuse UPDATE and DELETE of a row and TRUNCATE of the table."""
    call = "EXECUTE FUNCTION journal_refuse()"
    return [
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {call}",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {call}",
    ]


REFUSE = f"""
CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END $$
"""


def add(apps: Any, schema_editor: Any) -> None:
    """Create the triggers in the words of this database."""
    if schema_editor.connection.vendor == "postgresql":
        statements = [REFUSE, *(line for table in TABLES for line in postgresql_triggers(table))]
    else:
        statements = [
            *sqlite_triggers("journal_entry", "organisation_id, number"),
            *sqlite_triggers("journal_checkpoint", "organisation_id, month"),
        ]
    for statement in statements:
        schema_editor.execute(statement)


def remove(apps: Any, schema_editor: Any) -> None:
    """Take the triggers away again (development only)."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION journal_refuse() CASCADE")
        return
    for table in TABLES:
        for name in ("no_update", "no_delete", "no_replace"):
            schema_editor.execute(f"DROP TRIGGER {table}_{name}")


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
