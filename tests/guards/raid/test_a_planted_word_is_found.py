"""A word planted in each place of a server is found, in the most hidden way the place knows."""

import gzip
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
import sqlcipher3.dbapi2 as sqlcipher
from psycopg import sql

from tests import postgres

from .places import files, found, memory, opened_database, postgres_rows
from .words import Canary, new_canary

LATIN = new_canary("planted latin", "sealed")
CYRILLIC = new_canary("planted cyrillic", "sealed", "cyrillic")
BOTH = [LATIN, CYRILLIC]
both = pytest.mark.parametrize("canary", BOTH, ids=["latin", "cyrillic"])
FILLER = [(f"row {number} " * 40,) for number in range(200)]


class Database:
    """A SQLCipher database with a key of its own."""

    def __init__(self, folder: Path) -> None:
        self.path, self.key = folder / "ravny.db", secrets.token_bytes(32)

    def connect(self, **pragmas: str) -> sqlcipher.Connection:
        connection = sqlcipher.connect(str(self.path), isolation_level=None)
        connection.execute(f"PRAGMA key = \"x'{self.key.hex()}'\"")
        for name, value in pragmas.items():
            connection.execute(f"PRAGMA {name} = {value}")
        connection.execute("CREATE TABLE IF NOT EXISTS thing (words TEXT)")
        return connection

    def found(self) -> dict[Canary, set[str]]:
        return found(opened_database(self.path, self.key), BOTH)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path)


@both
def test_in_a_row_with_the_key_and_not_without(database: Database, canary: Canary) -> None:
    with closing(database.connect()) as connection:
        connection.execute("INSERT INTO thing VALUES (?)", [f"x {canary.word} y"])
    assert "table thing" in database.found()[canary]
    assert found(files(database.path.parent), BOTH) == {}


@both
def test_in_a_row_that_is_packed(database: Database, canary: Canary) -> None:
    with closing(database.connect()) as connection:
        packed = gzip.compress(f"{canary.word[:9]} {canary.word}".encode())
        connection.execute("INSERT INTO thing VALUES (?)", [packed])
    assert canary in database.found()


@both
def test_in_a_freed_page_of_a_deleted_row(database: Database, canary: Canary) -> None:
    with closing(database.connect(secure_delete="OFF")) as connection:
        connection.executemany("INSERT INTO thing VALUES (?)", FILLER)
        connection.execute("INSERT INTO thing VALUES (?)", [canary.word * 100])
        connection.execute("DELETE FROM thing")
        assert connection.execute("SELECT count(*) FROM thing").fetchone() == (0,)
    (names,) = database.found().values()
    assert {name.split()[0] for name in names} == {"page"}


@both
def test_not_in_a_freed_page_that_was_overwritten(database: Database, canary: Canary) -> None:
    with closing(database.connect(secure_delete="ON")) as connection:
        connection.executemany("INSERT INTO thing VALUES (?)", FILLER)
        connection.execute("INSERT INTO thing VALUES (?)", [canary.word])
        connection.execute("DELETE FROM thing")
    assert database.found() == {}


@both
def test_in_the_wal_alone(database: Database, canary: Canary) -> None:
    with closing(database.connect(journal_mode="WAL", wal_autocheckpoint="0")) as connection:
        connection.execute("INSERT INTO thing VALUES (?)", [canary.word])
        connection.execute("DELETE FROM thing")
        (names,) = database.found().values()
    assert {name.split(",")[0] for name in names} == {"WAL"}


def put(path: str, write: Callable[[str], bytes]) -> Callable[[Path, str], None]:
    def at(home: Path, word: str) -> None:
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_bytes(write(word))

    return at


LAID = {
    "a line of a log": put("logs/serve.log", lambda word: f'2026 "GET /x?a={word}"\n'.encode()),
    "an old log": put("logs/serve.log.1.gz", lambda word: gzip.compress(word.encode())),
    "a temporary file": put("tmp/tmpab12", lambda word: bytes(99) + word.encode("utf-16")),
    "a document": put("media/ab/cd", lambda word: gzip.compress(gzip.compress(word.encode()))),
    "a mail": put("mail/new/1", lambda word: f"Subject: {word}\n\n".encode()),
    "a file's name": lambda home, word: put(f"media/{word}.bin", lambda _: b"")(home, word),
}  # fmt: skip


@both
@pytest.mark.parametrize("lay", LAID.values(), ids=list(LAID))
def test_among_the_files_of_a_home(
    tmp_path: Path, canary: Canary, lay: Callable[[Path, str], None]
) -> None:
    put("static/ours.js.gz", lambda _: gzip.compress(b"nothing of interest " * 99))(tmp_path, "")
    put("ravny.db", lambda _: secrets.token_bytes(100_000))(tmp_path, "")
    assert found(files(tmp_path), BOTH) == {}
    lay(tmp_path, canary.word)
    assert set(found(files(tmp_path), BOTH)) == {canary}


@pytest.fixture
def house() -> Iterator[psycopg.Connection]:
    """A database of one's own on the suite's PostgreSQL."""
    name = f"raid_{secrets.token_hex(4)}"
    server = postgres.server_url()
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        with psycopg.connect(server, dbname=name, autocommit=True) as connection:
            connection.execute("CREATE TABLE thing (words text) WITH (autovacuum_enabled = off)")
            yield connection
        admin.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def lies_at(house: psycopg.Connection, query: str) -> Path:
    (told,) = house.execute(query).fetchone() or ("",)
    (root,) = house.execute("SHOW data_directory").fetchone() or ("",)
    return Path(root) / told


def heap(house: psycopg.Connection) -> Path:
    return lies_at(house, "SELECT pg_relation_filepath('thing')")


@both
def test_in_a_row_of_postgresql_and_in_its_dump(house: psycopg.Connection, canary: Canary) -> None:
    url = house.info.dsn
    assert found(postgres_rows(url), BOTH) == {}
    house.execute("INSERT INTO thing VALUES (%s)", [f"{'x' * 9000} {canary.word}"])
    house.execute("INSERT INTO thing VALUES (%s)", [canary.word])
    house.execute("CHECKPOINT")
    assert found(postgres_rows(url), BOTH) == {canary: {"dump of public.thing"}}
    assert set(found(files(heap(house).parent), BOTH)) == {canary}


@both
def test_in_a_dead_row_of_postgresql(house: psycopg.Connection, canary: Canary) -> None:
    house.execute("INSERT INTO thing VALUES (%s)", [canary.word])
    house.execute("DELETE FROM thing")
    house.execute("CHECKPOINT")
    assert found(postgres_rows(house.info.dsn), BOTH) == {}
    assert heap(house).name in found(files(heap(house).parent), BOTH)[canary]


@both
def test_in_the_wal_of_postgresql(house: psycopg.Connection, canary: Canary) -> None:
    house.execute("CHECKPOINT")
    house.execute("INSERT INTO thing VALUES (%s)", [canary.word])
    house.execute("TRUNCATE thing")
    house.execute("SELECT pg_switch_wal()")
    wal = lies_at(house, "SELECT 'pg_wal'")
    assert set(found(files(wal), [canary])) == {canary}


KEEPING = """
import ctypes, sys, time
letters = [int(one) ^ 85 for one in sys.stdin.readline().split()]
%s
print("kept", flush=True)
sys.stdin.readline()
"""
KEPT = {
    "a str": "kept = ''.join(map(chr, letters))",
    "bytes": "kept = ''.join(map(chr, letters)).encode()",
    "a buffer that was given back": (
        "kept = bytearray(50_000)\n"
        "word = ''.join(map(chr, letters)).encode()\n"
        "kept[40_000:40_000 + len(word)] = word\n"
        "del kept, word, letters"
    ),
}
A_CHILD = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]])"


@both
@pytest.mark.parametrize("keep", KEPT.values(), ids=list(KEPT))
def test_in_the_memory_of_a_process_and_of_its_child(canary: Canary, keep: str) -> None:
    # Handed over in a disguise, so that nothing of it lies in a pipe's buffer.
    told = " ".join(str(ord(letter) ^ 85) for letter in canary.word) + "\n"
    for command in (["-c", KEEPING % keep], ["-c", A_CHILD, KEEPING % keep]):
        process = subprocess.Popen(
            [sys.executable, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert process.stdin and process.stdout
        try:
            process.stdin.write(told.encode())
            process.stdin.flush()
            assert process.stdout.readline() == b"kept\n"
            assert set(found(memory(process.pid), BOTH)) == {canary}
        finally:
            process.communicate(b"\n", 20)
