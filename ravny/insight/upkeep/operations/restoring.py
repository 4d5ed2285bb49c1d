"""Bringing an installation back from a backup, into an empty home with an instance key of its own.

The whole file is read and believed before anything is written. From then on a mark in the home
says that the restore is not finished: `ravny serve` refuses, and the command may be repeated.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from ravny.core.journal.types import ErasedFact
from ravny.core.vault import instance
from ravny.core.vault import operations as vault
from ravny.core.vault.types.backups import Adopted, CarriedKeys

from ..backups import ledger, load, mark, reading
from ..backups.header import Header
from ..backups.problems import BackupError, of_disk
from ..backups.tables import LEFT_OUT
from ..statistics import refresh_statistics
from .overwriting import overwrite_freed
from .purging import PurgeIncomplete, purge_all

Told = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Restored:
    """What a restore did: whence, how many rows, whose keys, how much was erased again."""

    header: Header
    rows: int
    adopted: Adopted
    erased: int
    is_purged: bool


def restore(
    *, path: Path, identity: str, ledger_text: bytes | None, told: Told = lambda *_: None
) -> Restored:
    """Restore a backup into this home, which is empty or holds an unfinished restore.

    `told(step, rows, rows_all)`: read, load, finish. Raises BackupError; the home is then as empty
    as before.
    """
    refuse_full_home()
    summary = reading.summary(path, identity, lambda rows: told("read", rows, 0))
    keys = _keys(summary.header, identity)
    entries = _entries(ledger_text, keys)
    load.known_migrations(summary.header)
    _clear(summary.header)
    mark.begin()
    try:
        load.migrate_to(summary.header)
        pieces = reading.contents(path, identity)
        load.load(pieces, lambda rows: told("load", rows, summary.rows))
        told("finish", summary.rows, summary.rows)
        done = _finish(summary, keys, entries)
    except (BackupError, OSError, DatabaseError) as error:
        _wipe()
        mark.finish()
        raise _plain(error) from error
    mark.finish()
    return done


def _plain(error: BackupError | OSError | DatabaseError) -> BackupError:
    if isinstance(error, BackupError):
        return error
    return of_disk(error) if isinstance(error, OSError) else load.trouble(error)


def _keys(header: Header, identity: str) -> CarriedKeys:
    try:
        return vault.open_carried(header.keys, identity)
    except ValueError as error:
        raise BackupError("keys") from error


def _entries(text: bytes | None, keys: CarriedKeys) -> list[ErasedFact]:
    if text is None:
        return []
    signing = Ed25519PrivateKey.from_private_bytes(keys.signing).public_key()
    try:
        return ledger.read(text, signing.public_bytes_raw())
    except ledger.LedgerError as error:
        raise BackupError("ledger") from error


def refuse_full_home() -> None:
    """Raise BackupError "not_empty" where this home holds an installation. Asks no database."""
    if mark.is_unfinished():
        return
    folder = instance.keys_folder()
    file = Path(str(connection.settings_dict["NAME"]))
    has_file = connection.vendor == "sqlite" and file.exists()
    if has_file or (folder.exists() and any(folder.iterdir())):
        raise BackupError("not_empty")


def _clear(header: Header) -> None:
    """See that nothing is in the way. Raises BackupError "not_empty"."""
    if mark.is_unfinished():
        _wipe()
        return
    if connection.vendor == "sqlite":
        return
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    if "staff_organisation" in names:
        recorded = set(MigrationRecorder(connection).applied_migrations())
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM staff_organisation")
            if cursor.fetchone()[0] or recorded != set(header.migrations):
                raise BackupError("not_empty")


def _wipe() -> None:
    """Remove what an unfinished restore has written: the database and the wrapped keys."""
    connection.close()
    if connection.vendor == "sqlite":
        file = Path(str(connection.settings_dict["NAME"]))
        for ending in ("", "-wal", "-shm", "-journal"):
            file.with_name(file.name + ending).unlink(missing_ok=True)
    else:
        _drop_tables()
    shutil.rmtree(instance.keys_folder(), ignore_errors=True)
    instance.database_key.cache_clear()
    instance.code_key.cache_clear()


def _drop_tables() -> None:
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for name in sorted(there & (ours | LEFT_OUT | {"django_migrations"})):
            cursor.execute(f'DROP TABLE "{name}" CASCADE')


def _finish(summary: reading.Summary, keys: CarriedKeys, entries: list[ErasedFact]) -> Restored:
    """Bring the tables up to date, take the keys over, erase again, purge."""
    call_command("migrate", verbosity=0, interactive=False)
    adopted = vault.adopt_keys(keys=keys)
    erased = ledger.replay(entries)
    is_purged = True
    try:
        purge_all()
    except PurgeIncomplete:
        is_purged = False
    overwrite_freed()
    refresh_statistics()
    _keep_settings(summary.header)
    return Restored(summary.header, summary.rows, adopted, erased, is_purged)


def _keep_settings(header: Header) -> None:
    """Keep ravny.toml of the backup where this home has none."""
    path = instance.home() / "ravny.toml"
    if header.settings and not path.exists():
        instance.write_private(path, header.settings.encode())
