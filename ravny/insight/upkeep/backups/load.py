"""Filling an empty database with a backup's rows, whichever of the two databases wrote them."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from .header import Header
from .problems import BackupError
from .reading import Rows
from .tables import Table


def known_migrations(header: Header) -> list[tuple[str, str]]:
    """Return where to migrate to for this backup. Raises BackupError "newer" for an unknown one."""
    graph = MigrationLoader(None).graph  # no database is looked at: there may be none yet
    recorded = set(header.migrations)
    if not recorded <= set(graph.nodes):
        raise BackupError("newer")
    return sorted(
        node
        for node in recorded
        if not any(
            child.key[0] == node[0] and child.key in recorded
            for child in graph.node_map[node].children
        )
    )


def migrate_to(header: Header) -> None:
    """Make the tables as they were when the backup was made."""
    MigrationExecutor(connection).migrate(known_migrations(header))


def load(pieces: Iterable[tuple[Table, Rows]], told: Callable[[int], None]) -> dict[str, int]:
    """Write all pieces in one transaction, or nothing; return rows by table.

    Raises BackupError: "foreign" for a table or column that is none, "rows" where the rows do not
    agree with each other, and what `pieces` raises.
    """
    is_sqlite = connection.vendor == "sqlite"
    connection.disable_constraint_checking() if is_sqlite else None
    try:
        with transaction.atomic():
            done = _fill(pieces, told)
            connection.check_constraints()
            _compare(done)
            if not is_sqlite:
                _reset_sequences(list(done))
    except IntegrityError as error:
        raise BackupError("rows") from error
    except DatabaseError as error:
        raise trouble(error) from error
    finally:
        connection.enable_constraint_checking() if is_sqlite else None
    return done


def trouble(error: DatabaseError) -> BackupError:
    """Return what an error of the database means to people."""
    text = str(error)
    full = "disk is full" in text or "disk I/O" in text or "No space left" in text
    return BackupError("no_space" if full else "rows")


def _fill(pieces: Iterable[tuple[Table, Rows]], told: Callable[[int], None]) -> dict[str, int]:
    done: dict[str, int] = {}
    total = 0
    for table, rows in pieces:
        if table.name not in done:
            _check(table)
            done[table.name] = 0
        if rows:
            _insert(table, rows)
            done[table.name] += len(rows)
            total += len(rows)
            told(total)
    return done


def _check(table: Table) -> None:
    """The table is there, has these columns, and is empty."""
    with connection.cursor() as cursor:
        if table.name not in connection.introspection.table_names(cursor):
            raise BackupError("foreign")
        known = connection.introspection.get_table_description(cursor, table.name)
        if {column.name for column in known} != {name for name, _kind in table.columns}:
            raise BackupError("foreign")
        cursor.execute(f'SELECT 1 FROM "{table.name}" LIMIT 1')
        if cursor.fetchone() is not None:
            raise BackupError("not_empty")


def _insert(table: Table, rows: Rows) -> None:
    names = ", ".join(f'"{name}"' for name, _kind in table.columns)
    # The driver's own calls: Django's would look at each row again.
    raw: Any = connection.connection
    if connection.vendor == "sqlite":
        marks = ", ".join("?" * len(table.columns))
        with connection.wrap_database_errors:
            raw.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', rows)
        return
    moments = [at for at, (_name, kind) in enumerate(table.columns) if kind == "moment"]
    copying = f'COPY "{table.name}" ({names}) FROM STDIN'
    with connection.wrap_database_errors, raw.cursor() as cursor, cursor.copy(copying) as copy:
        for row in rows:
            for at in moments:
                row[at] = None if row[at] is None else f"{row[at]}+00"
            copy.write_row(row)


def _compare(done: dict[str, int]) -> None:
    with connection.cursor() as cursor:
        for name, rows in done.items():
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            if cursor.fetchone()[0] != rows:
                raise BackupError("rows")


def _reset_sequences(names: list[str]) -> None:
    """Let the next number of each table be one that no row has (PostgreSQL)."""
    with connection.cursor() as cursor:
        for name in names:
            for sequence in connection.introspection.get_sequences(cursor, name):
                column = sequence["column"]
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence(%s, %s), "
                    f'COALESCE(max("{column}"), 1), max("{column}") IS NOT NULL) FROM "{name}"',
                    [f'"{name}"', column],
                )
