"""The erasure ledger is only ever added to: the database itself refuses the rest."""

import importlib
from typing import Any

from django.db import migrations

# A module's name that begins with a digit is no word of Python's.
_first = importlib.import_module("ravny.core.journal.migrations.0002_append_only")
TABLE = "journal_erased"


def add(apps: Any, schema_editor: Any) -> None:
    """Create the triggers in the words of this database."""
    if schema_editor.connection.vendor == "postgresql":
        statements = _first.postgresql_triggers(TABLE)
    else:
        statements = _first.sqlite_triggers(TABLE, "organisation_id, number")
    for statement in statements:
        schema_editor.execute(statement)


def remove(apps: Any, schema_editor: Any) -> None:
    """Take the triggers away again (development only)."""
    if schema_editor.connection.vendor == "postgresql":
        for name in ("no_change", "no_truncate"):
            schema_editor.execute(f"DROP TRIGGER {TABLE}_{name} ON {TABLE}")
        return
    for name in ("no_update", "no_delete", "no_replace"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_{name}")


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_erased")]
    operations = [migrations.RunPython(add, remove)]
