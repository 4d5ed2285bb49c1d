"""Reading the whole database in one snapshot, piece by piece, while others go on writing."""

import contextlib
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgpack
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from .container import ROWS, TABLE, TRAILER
from .problems import BackupError
from .tables import Table, every_table

# A piece is so many rows of a narrow table, of others about so many bytes.
_ROWS = 2000
_PIECE = 1024 * 1024

_SQLITE = {"decimal": "CAST({0} AS TEXT)"}
_POSTGRESQL = {
    "uuid": "replace({0}::text, '-', '')",
    "bool": "{0}::int",
    "date": "{0}::text",
    "moment": "to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
    "json": "{0}::text",
    "decimal": "{0}::text",
}


@dataclass
class Snapshot:
    """A reading connection of its own, held in one transaction."""

    reader: BaseDatabaseWrapper
    counted: dict[str, int] = field(default_factory=dict)

    @property
    def rows_all(self) -> int:
        """How many rows there are, about."""
        return sum(self.counted.values())


@contextlib.contextmanager
def snapshot() -> Iterator[Snapshot]:
    """Hold the database as it is now. Writers go on; nothing they write is seen."""
    reader = connection.copy()
    try:
        reader.ensure_connection()
        with reader.cursor() as cursor:
            if reader.vendor == "sqlite":
                cursor.execute("BEGIN DEFERRED")
            else:
                reader.set_autocommit(False)
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield Snapshot(reader)
    finally:
        reader.close()


def applied(held: Snapshot) -> list[tuple[str, str]]:
    """Return the migrations of the snapshot. Raises BackupError where some are still to come."""
    recorded = set(MigrationRecorder(held.reader).applied_migrations())
    if set(MigrationLoader(None).disk_migrations or {}) - recorded:
        raise BackupError("migrations")
    return sorted(recorded)


def count(held: Snapshot, tables: list[Table]) -> None:
    """Count the rows, for the progress alone: on SQLite by the highest row, which costs nothing."""
    with held.reader.cursor() as cursor:
        for table in tables:
            what = "max(rowid)" if held.reader.vendor == "sqlite" else "count(*)"
            cursor.execute(f'SELECT {what} FROM "{table.name}"')
            held.counted[table.name] = int(cursor.fetchone()[0] or 0)


def _select(table: Table, vendor: str) -> str:
    forms = _SQLITE if vendor == "sqlite" else _POSTGRESQL
    # An expression has no declared type, so that SQLite's driver hands over what is stored.
    plain = "+{0}" if vendor == "sqlite" else "{0}"
    wanted = [forms.get(kind, plain).format(f'"{name}"') for name, kind in table.columns]
    return f'SELECT {", ".join(wanted)} FROM "{table.name}"'


def _pieces(held: Snapshot, table: Table) -> Iterator[list[Any]]:
    """Yield the rows of a table in lists of about a megabyte at most."""
    with held.reader.chunked_cursor() as cursor:
        cursor.execute(_select(table, held.reader.vendor))
        if table.is_narrow:
            yield from iter(lambda: cursor.fetchmany(_ROWS), [])
            return
        wide = [at for at, (_name, kind) in enumerate(table.columns) if kind == "bytes"]
        rows, size = [], 0
        for row in cursor:
            rows.append(row)
            size += 200 + sum(len(row[at]) for at in wide if row[at] is not None)
            if size >= _PIECE:
                yield rows
                rows, size = [], 0
        if rows:
            yield rows


def dump(
    held: Snapshot, put: Callable[[int, bytes], None], told: Callable[[int], None]
) -> dict[str, int]:
    """Hand all rows to `put` as frames, the trailer last; `told` hears how many rows are done.

    Returns rows by table.
    """
    done = 0
    ended: dict[str, tuple[int, str]] = {}
    for table in every_table():
        put(TABLE, msgpack.packb([table.name, table.columns], use_bin_type=True))
        digest, rows_here = hashlib.sha256(), 0
        for rows in _pieces(held, table):
            raw = msgpack.packb(rows, use_bin_type=True)
            digest.update(raw)
            put(ROWS, raw)
            rows_here += len(rows)
            told(done + rows_here)
        ended[table.name] = (rows_here, digest.hexdigest())
        done += rows_here
    put(TRAILER, msgpack.packb(ended, use_bin_type=True))
    return {name: rows for name, (rows, _digest) in ended.items()}
