"""Which backups are too old to be kept: a file by its own day, a month's key by its last backup."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from ravny.core.vault.types.backups import IdentityFact

from .months import ENDING

_FILE = re.compile(r"ravny-(\d{4}-\d{2}-\d{2})-([0-9a-f]{4})(?:-\d+)?\.age")
_MONTH = re.compile(r"(\d{4}-\d{2})-([0-9a-f]{4})" + re.escape(ENDING))
PART = re.compile(r"\.run-(\d+)\.part")


@dataclass(frozen=True)
class BackupFile:
    """A backup in the folder, by its name: the day it was made and the mark of its key."""

    path: Path
    day: date
    mark: str


@dataclass(frozen=True)
class Removal:
    """What is to go, in this order: keys in the database, files of months, backups."""

    months: tuple[date, ...]
    month_files: tuple[Path, ...]
    files: tuple[Path, ...]


def file_name(day: date, mark: str, number: int = 1) -> str:
    """Return the name of a backup: its day, its key's mark, and which of the day it is."""
    return f"ravny-{day.isoformat()}-{mark}{f'-{number}' if number > 1 else ''}.age"


def _matching(folder: Path, pattern: "re.Pattern[str]") -> list[tuple[Path, str, str]]:
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        match = pattern.fullmatch(path.name)
        if match:
            found.append((path, match[1], match[2]))
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def backups_in(folder: Path) -> list[BackupFile]:
    """Return the backups that lie in a folder, the oldest first."""
    dated = [(path, _day(day), mark) for path, day, mark in _matching(folder, _FILE)]
    return [BackupFile(path, day, mark) for path, day, mark in dated if day is not None]


def month_files_in(folder: Path) -> list[BackupFile]:
    """Return the files of months beside them; `day` is the first of the month."""
    dated = [
        (path, _day(f"{month}-01"), mark)
        for path, month, mark in _matching(folder / "months", _MONTH)
    ]
    return [BackupFile(path, day, mark) for path, day, mark in dated if day is not None]


def _end_of(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1) - timedelta(days=1)


def due(folder: Path, identities: Iterable[IdentityFact], today: date, days: int) -> Removal:
    """Return what is older than `days`.

    A key goes so many days after the last backup that it opens, or after its month where none lies
    here; the key of this month or of one to come never does.
    """
    backups, limit = backups_in(folder), today - timedelta(days=days)
    last: dict[str, date] = {}
    for one in backups:
        last[one.mark] = max(one.day, last.get(one.mark, one.day))

    def is_over(month: date, mark: str) -> bool:
        ended = _end_of(month)
        return ended < today and last.get(mark, ended) < limit

    living = {one.mark for one in identities if one.destroyed_on is None}
    over = [one for one in identities if one.destroyed_on is None and is_over(one.month, one.mark)]
    ended = {one.mark for one in over}
    return Removal(
        months=tuple(one.month for one in over),
        month_files=tuple(
            one.path
            for one in month_files_in(folder)
            if one.mark in ended or (one.mark not in living and is_over(one.day, one.mark))
        ),
        files=tuple(one.path for one in backups if one.day < limit),
    )
