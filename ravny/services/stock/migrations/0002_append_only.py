"""Movements are only ever added: the database itself refuses to change or remove one.

A later migration that makes SQLite rebuild the table must create the triggers again.
"""

from typing import Any

from django.db import migrations

TABLE = "stock_movement"
MESSAGE = "a movement stays"

SQLITE = [
    f"CREATE TRIGGER {TABLE}_no_{action.lower()} BEFORE {action} ON {TABLE} "
    f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    for action in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    f"""
CREATE OR REPLACE FUNCTION stock_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END $$
""",
    f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION stock_refuse()",
]


def add(apps: Any, schema_editor: Any) -> None:
    """Create the triggers in the words of this database."""
    vendor = schema_editor.connection.vendor
    for statement in POSTGRESQL if vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def remove(apps: Any, schema_editor: Any) -> None:
    """Take the triggers away again (development only)."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION stock_refuse() CASCADE")
        return
    for action in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_{action}")


class Migration(migrations.Migration):
    dependencies = [("stock", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
