"""Making a backup: one row of `Run` carried out, from its claim to the removal of what is old."""

import contextlib
import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Q

from ravny.core.kit.clock import now, today
from ravny.core.kit.registries import clock_is_trusted
from ravny.core.vault import instance
from ravny.core.vault import operations as vault
from ravny.core.vault.queries import (
    backup_identities,
    backup_identity,
    backup_keys,
    month_keys,
)
from ravny.core.vault.types.backups import IdentityFact

from ..backups import container, dump, header, ledger, months, window
from ..backups.problems import BackupError, of_disk
from ..backups.tables import every_table
from ..models import Run
from ..types import RunState

SILENT = timedelta(seconds=60)
LEDGER = "erasures.jsonl"
Beat = Callable[[int, int], None]
_EVERY = 1.0
_log = logging.getLogger("ravny.upkeep")


class Stopped(Exception):
    """Somebody asked this backup to end."""


def folder_of_backups() -> Path:
    """Return where backups go: the folder of ravny.toml, or one in the home."""
    named = settings.INSTALLATION.backups
    return Path(named) if named else instance.home() / "backups"


def run_backup(
    *, run_id: int, folder: Path | None = None, beat: Beat = lambda rows, rows_all: None
) -> Run:
    """Carry out a backup that waits, and return how it ended: done, stopped or failed.

    One that does not wait any more is somebody else's: it is returned as it stands.

    `beat(rows, rows_all)` is called about once a second; it may raise Stopped. Everything that
    goes wrong is in the row's `problem` (a code of backups.problems); nothing half stays on the
    disk. Only an exception from outside (KeyboardInterrupt) goes on, the row marked as stopped.
    """
    place = folder or folder_of_backups()
    end_dead_runs(place)
    run = Run.objects.get(pk=run_id)
    if not _claim(run):
        return run
    try:
        if Run.objects.filter(state=RunState.RUNNING, pk__lt=run.pk).exists():
            raise BackupError("busy")
        _Backup(run, place, beat).make()
        _settle(run, RunState.DONE)
    except Stopped:
        _settle(run, RunState.STOPPED)
    except BackupError as error:
        _settle(run, RunState.FAILED, error.code)
    except OSError as error:
        _settle(run, RunState.FAILED, of_disk(error).code)
    except Exception:
        _log.exception("a backup failed")
        _settle(run, RunState.FAILED, "failed")
    except BaseException:
        _settle(run, RunState.STOPPED)
        raise
    if run.state == RunState.DONE:
        _afterwards(place)
    return run


def _claim(run: Run) -> bool:
    """Begin, unless somebody else has: of two that take the same row, one does."""
    moment = now()
    waiting = Run.objects.filter(pk=run.pk, state=RunState.WAITING)
    claimed = waiting.update(state=RunState.RUNNING, started_at=moment, beats_at=moment)
    run.refresh_from_db()
    return bool(claimed)


def _settle(run: Run, state: RunState, problem: str = "") -> None:
    run.state, run.problem, run.ended_at = state, problem, now()
    fields = ("state", "problem", "ended_at", "rows", "rows_all", "file", "size", "digest", "month")
    run.save(update_fields=fields)


def _afterwards(place: Path) -> None:
    """What belongs beside a good backup; it stays good where the rest does not succeed."""
    try:
        keep_ledger(place)
        enforce_window(place)
    except OSError:
        _log.exception("what belongs beside a backup was not written")


def keep_ledger(place: Path | None = None) -> None:
    """Write the ledger of erasures beside the backups; left out where no key is to sign it with."""
    if not instance.is_narrow():
        instance.write_private((place or folder_of_backups()) / LEDGER, ledger.written())


def enforce_window(place: Path | None = None) -> window.Removal:
    """Remove what is older than the window: keys first, then files of months, then backups.

    Nothing while the clock is in doubt: one wrong date would destroy every key.
    """
    folder = place or folder_of_backups()
    if not clock_is_trusted():
        return window.Removal((), (), ())
    days = settings.INSTALLATION.backup_days
    removal = window.due(folder, backup_identities(), today(), days)
    for month in removal.months:
        vault.destroy_month(month=month)
    for path in (*removal.month_files, *removal.files):
        path.unlink(missing_ok=True)
    names = [path.name for path in removal.files]
    Run.objects.filter(file__in=names, removed_on=None).update(removed_on=today())
    return removal


def destroy_key(*, month: date, place: Path | None = None) -> bool:
    """Destroy a month's sealed copies, in the database and beside the backups; False if done."""
    marks = {one.mark for one in backup_identities() if one.month == month}
    destroyed = vault.destroy_month(month=month)
    for one in window.month_files_in(place or folder_of_backups()):
        if one.mark in marks and one.day == month:
            one.path.unlink(missing_ok=True)
    return destroyed


def tend_window() -> None:
    """Periodic: the window holds even while no backup succeeds."""
    end_dead_runs()
    enforce_window()


def end_dead_runs(place: Path | None = None) -> None:
    """Note the backups whose process has died, and remove what they left behind."""
    limit, ahead = now() - SILENT, now() + SILENT
    # A sign of life from the future was left by a clock that has been set back since.
    silent = Q(beats_at__lt=limit) | Q(beats_at__gt=ahead)
    never = Q(beats_at=None) & (Q(started_at__lt=limit) | Q(started_at__gt=ahead))
    dead = Run.objects.filter(silent | never, state=RunState.RUNNING)
    dead.update(state=RunState.FAILED, problem="killed", ended_at=now())
    living = set(Run.objects.filter(state=RunState.RUNNING).values_list("pk", flat=True))
    folder = place or folder_of_backups()
    for path in folder.glob(".run-*.part") if folder.is_dir() else ():
        match = window.PART.fullmatch(path.name)
        if match and int(match[1]) not in living:
            path.unlink(missing_ok=True)


@dataclass
class _Backup:
    """One backup on its way."""

    run: Run
    folder: Path
    beat: Beat
    told_at: float = field(default_factory=time.monotonic)

    def make(self) -> None:
        """Write the file under a temporary name, then give it its own."""
        identity, keys = _keys()
        self.run.month = identity.month
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self.folder / f".run-{self.run.pk}.part"
        part.unlink(missing_ok=True)
        try:
            self.run.size, self.run.digest = self._write(part, identity, keys)
            sealed = month_keys(identity.month)
            if sealed is not None:
                months.keep(self.folder, sealed)
            self.run.file = self._place(part, identity)
        finally:
            part.unlink(missing_ok=True)

    def _write(self, part: Path, identity: IdentityFact, keys: bytes) -> tuple[int, str]:
        writer = container.Writer(part, identity.recipient)
        try:
            with dump.snapshot() as held:
                head = header.made(today(), dump.applied(held), keys)
                writer.put(container.HEADER, header.packed(head))
                dump.count(held, every_table())
                self.run.rows_all = held.rows_all
                self._tell(0)
                rows = dump.dump(held, writer.put, self._told)
            self.run.rows = self.run.rows_all = sum(rows.values())
            self._tell(self.run.rows)
            return writer.close(lambda: self._told(self.run.rows))
        except BaseException:
            writer.abandon()
            raise

    def _told(self, rows: int) -> None:
        if time.monotonic() - self.told_at >= _EVERY:
            self._tell(rows)

    def _tell(self, rows: int) -> None:
        """Show the progress and a sign of life; hear whether somebody wants it stopped."""
        self.told_at = time.monotonic()
        self.run.rows = rows
        own = Run.objects.filter(pk=self.run.pk)
        # A database that is busy for a moment does not end a backup of it.
        with contextlib.suppress(DatabaseError):
            own.update(rows=rows, rows_all=self.run.rows_all, beats_at=now())
            if own.filter(stop_asked=True).exists():
                raise Stopped
        self.beat(rows, max(rows, self.run.rows_all))

    def _place(self, part: Path, identity: IdentityFact) -> str:
        """Give the file its name, one that no other backup of the day has."""
        number = 1
        while (path := self.folder / window.file_name(today(), identity.mark, number)).exists():
            number += 1
        part.rename(path)
        descriptor = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        return path.name


def _keys() -> tuple[IdentityFact, bytes]:
    """Return this month's identity and what a restore needs; made anew where a key is at hand."""
    if not instance.is_narrow():
        vault.tend_backup_keys()
    identity = backup_identity(today())
    if identity is None:
        raise BackupError("no_identity")
    keys = backup_keys(today())
    if keys is None:
        raise BackupError("no_keys")
    return identity, keys
