"""After rows were erased: nothing of them stays in a file of the database."""

from django.apps import apps
from django.db import connection

PATIENCE_MS = 1000


def overwrite_freed() -> bool:
    """Overwrite what deleted rows have left behind; False while somebody still reads them.

    SQLite zeroes freed pages itself (`secure_delete`), but its log holds the old ones until it is
    written back and cut to nothing, which waits for readers: a backup may read for minutes, so
    this is tried again every hour. PostgreSQL lets dead rows lie until they are vacuumed, and even
    then promises no zeroes: its volume is to be encrypted. Call outside a transaction.
    """
    if connection.in_atomic_block:
        raise RuntimeError("a log in use cannot be cut")
    return _cut_log() if connection.vendor == "sqlite" else _vacuum()


def _cut_log() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (patience,) = cursor.fetchone()
        cursor.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, _pages, _written = cursor.fetchone()
        cursor.execute(f"PRAGMA busy_timeout={int(patience)}")
    return not busy


def _vacuum() -> bool:
    quote = connection.ops.quote_name
    models = [model for model in apps.get_models() if model.__module__.startswith("ravny.")]
    tables = ", ".join(sorted(quote(model._meta.db_table) for model in models))
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM (SKIP_LOCKED) {tables}")
    return True
