"""Reading a backup from its first byte to its last, and believing it only at its end."""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgpack

from . import container, header
from .header import Header
from .problems import BackupError
from .tables import KINDS, Table

Rows = list[list[Any]]
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}", re.ASCII)


@dataclass(frozen=True)
class Summary:
    """What a backup holds, after all of it was read: its header, and rows by table."""

    header: Header
    tables: dict[str, int]

    @property
    def rows(self) -> int:
        """How many rows it holds."""
        return sum(self.tables.values())


@dataclass
class _Tally:
    """What has come so far, to be compared with the trailer."""

    ended: dict[str, tuple[int, str]] = field(default_factory=dict)
    table: Table | None = None
    rows: int = 0
    digest: Any = None

    def begin(self, table: Table | None) -> None:
        if self.table is not None:
            self.ended[self.table.name] = (self.rows, self.digest.hexdigest())
        if table is not None and table.name in self.ended:
            raise BackupError("foreign")
        self.table, self.rows, self.digest = table, 0, hashlib.sha256()

    def take(self, raw: bytes) -> Rows:
        if self.table is None:
            raise BackupError("foreign")
        self.digest.update(raw)
        rows: Rows = msgpack.unpackb(raw)
        if any(len(row) != len(self.table.columns) for row in rows):
            raise BackupError("foreign")
        self.rows += len(rows)
        return rows

    def compare(self, raw: bytes) -> None:
        self.begin(None)
        told = {name: (rows, digest) for name, (rows, digest) in msgpack.unpackb(raw).items()}
        if told != self.ended:
            raise BackupError("rows")


def _table(raw: bytes) -> Table:
    name, columns = msgpack.unpackb(raw)
    table = Table(str(name), tuple((str(column), str(kind)) for column, kind in columns))
    names = [table.name, *(column for column, _kind in table.columns)]
    if not all(map(_NAME.fullmatch, names)) or not {kind for _, kind in table.columns} <= KINDS:
        raise BackupError("foreign")
    return table


def header_of(path: Path, identity: str) -> Header:
    """Return a backup's header; the rest is not read. Raises BackupError."""
    for what, raw in container.frames(path, identity):
        if what != container.HEADER:
            break
        return header.read(raw)
    raise BackupError("foreign")


def contents(path: Path, identity: str) -> Iterator[tuple[Table, Rows]]:
    """Yield (table, rows) piece by piece, an empty piece at each table's beginning.

    Raises BackupError; only when this has ended without one is what came the whole backup.
    """
    tally, is_first, is_whole = _Tally(), True, False
    for what, raw in container.frames(path, identity):
        if is_whole or is_first != (what == container.HEADER):
            raise BackupError("foreign")
        is_first = False
        try:
            if what == container.TABLE:
                tally.begin(_table(raw))
                yield _begun(tally), []
            elif what == container.ROWS:
                rows = tally.take(raw)
                yield _begun(tally), rows
            elif what == container.TRAILER:
                tally.compare(raw)
                is_whole = True
        except (ValueError, TypeError, AttributeError, msgpack.UnpackException) as error:
            raise BackupError("foreign") from error
    if not is_whole:
        raise BackupError("broken")


def _begun(tally: _Tally) -> Table:
    if tally.table is None:
        raise BackupError("foreign")
    return tally.table


def summary(path: Path, identity: str, told: Callable[[int], None] = lambda rows: None) -> Summary:
    """Read all of a backup and return what it holds; `told` hears the rows so far."""
    head, tables, done = header_of(path, identity), dict[str, int](), 0
    for table, rows in contents(path, identity):
        tables[table.name] = tables.get(table.name, 0) + len(rows)
        done += len(rows)
        told(done)
    return Summary(head, tables)
