"""What a raid takes: each place is an iterable of (name, bytes) for `found`.

Not read: blocks of a disk that no file has any more, swap, and values that PostgreSQL packs away
(TOAST) in rows that are dead; a live row's value comes through `postgres_rows`.
"""

import shutil
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psycopg
import pyrage
import sqlcipher3.dbapi2 as sqlcipher
from psycopg import sql

from ravny.insight.upkeep.backups import container, reading

from . import leveldb, session_files
from .cipher_pages import frames_of, pages_of
from .memory import memory
from .search import found_in
from .words import Canary

__all__ = [
    "backup",
    "files",
    "found",
    "memory",
    "opened_backup",
    "opened_database",
    "postgres_rows",
]

Piece = tuple[str, bytes]
_SQLITE = b"SQLite format 3\0"
_SHORT = 64


def found(place: Iterable[Piece], canaries: Iterable[Canary]) -> dict[Canary, set[str]]:
    """Return which canaries lie in a place, and in which of its pieces."""
    by_word = {one.word: one for one in canaries}
    words, told = frozenset(by_word), defaultdict[Canary, set[str]](set)
    for name, data in place:
        for word in found_in(data, words):
            told[by_word[word]].add(name)
    return dict(told)


def files(folder: Path) -> Iterator[Piece]:
    """Yield every file of a folder as it lies, its name too, and what is inside those we know.

    A home, its backups and logs, a mail spool, PostgreSQL's data, a browser's profile: all of it.
    A file that vanishes meanwhile is left out, so a profile may be in use.
    """
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        yield f"the name of {name}", name.encode("utf-8", "surrogateescape")
        if path.is_symlink() or not path.is_file():
            continue
        with suppress(OSError):
            data = path.read_bytes()
            yield name, data
            yield from ((f"{name}: {part}", inner) for part, inner in _inside(path, data))


def _inside(path: Path, data: bytes) -> Iterator[Piece]:
    if leveldb.is_table(data):
        yield from _entries(leveldb.table_entries(data))
    elif path.suffix == ".log" and (path.parent / "CURRENT").exists():
        yield from _entries(leveldb.log_entries(data))
        yield from (("record", record) for record in leveldb.records_of(data))
    elif data.startswith(session_files.SNSS):
        yield from session_files.session_commands(data)
    elif data.startswith(session_files.SIMPLE):
        yield from session_files.simple_cache(data)
    elif data.startswith(session_files.BLOCKFILE) and path.name == "index":
        beside = [*path.parent.glob("data_*"), *path.parent.glob("f_*")]
        yield from session_files.blockfile_cache({one.name: one.read_bytes() for one in beside})
    elif data.startswith(_SQLITE):
        yield from _sqlite_rows(path)


def _entries(entries: Iterable[leveldb.Entry]) -> Iterator[Piece]:
    """Yield short ones together, and each long value alone: it may be packed from its beginning."""
    short = []
    for key, value in entries:
        short += [key, value[:_SHORT]]
        if len(value) > _SHORT:
            yield f"value of {key[:40]!r}", value
            # Blink puts a few bytes of its own before what it packs.
            yield from ((f"value of {key[:40]!r}", value[at:]) for at in range(1, 5))
    yield "keys and short values", b"\0".join(short)


def _copied(path: Path, into: Path) -> Path:
    for ending in ("", "-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            shutil.copyfile(f"{path}{ending}", into / f"copy{ending}")
    return into / "copy"


def _sqlite_rows(path: Path) -> Iterator[Piece]:
    """Yield a plain database's values; freed pages were seen in the file itself."""
    with (
        tempfile.TemporaryDirectory(prefix="ravny-raid-") as folder,
        closing(sqlite3.connect(_copied(path, Path(folder)))) as connection,
    ):
        connection.text_factory = bytes
        yield from _rows_of(connection, sqlite3.Error)


def _rows_of(connection: Any, error: type[Exception]) -> Iterator[Piece]:
    try:
        listed = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = [one[0] for one in listed.fetchall()]
    except error:
        return
    for table in tables:
        name = table.decode() if isinstance(table, bytes) else table
        with suppress(error):
            for row in connection.execute(f'SELECT * FROM "{name}"'):
                values = [_raw(value) for value in row]
                yield f"table {name}", b"\0".join(values)
                yield from ((f"table {name}", one) for one in values if len(one) > _SHORT)
                for value in values:
                    yield f"table {name}, a cookie", session_files.cookie_value(value)


def _raw(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogateescape")


def opened_database(path: Path, key: bytes) -> Iterator[Piece]:
    """Yield what a SQLCipher database holds for who has its key: rows, pages, the WAL's pages."""
    with tempfile.TemporaryDirectory(prefix="ravny-raid-") as folder:
        copy = _copied(path, Path(folder))
        wal = copy.with_name("copy-wal")
        # First as they lie: a connection would tidy up.
        for number, page in pages_of(copy.read_bytes(), key):
            yield f"page {number}", page
        for number, page in frames_of(wal.read_bytes() if wal.exists() else b"", key):
            yield f"WAL, page {number}", page
        with closing(sqlcipher.connect(str(copy))) as connection:
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0], path
            yield from _rows_of(connection, sqlcipher.Error)


def postgres_rows(url: str) -> Iterator[Piece]:
    """Yield every table as a dump has it; the data directory is read with `files`."""
    with psycopg.connect(url) as connection:
        listed = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2"
        )
        for schema, table in listed.fetchall():
            query = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(schema, table))
            with connection.cursor() as cursor, cursor.copy(query) as copy:
                yield f"dump of {schema}.{table}", b"".join(bytes(part) for part in copy)


def backup(path: Path) -> Iterator[Piece]:
    """Yield a backup as whoever has no identity sees it."""
    yield path.name, path.read_bytes()


def opened_backup(path: Path, identity: str) -> Iterator[Piece]:
    """Yield a backup as whoever has the month's identity sees it, the keys in it too."""
    keys = reading.header_of(path, identity).keys
    known = pyrage.x25519.Identity.from_str(identity)
    yield f"{path.name}, keys", pyrage.decrypt(keys, [known]) if keys else b""
    for number, (what, raw) in enumerate(container.frames(path, identity)):
        yield f"{path.name}, frame {number} of kind {what}", raw
