"""A backup of a large database beside `VACUUM INTO` and `age` over the very same file.

The database is the demonstration's rows many times over and as much again of sealed documents.
Ours reads every row out of SQLCipher, packs, deflates and seals them to one recipient and has the
file on the disk. The peer copies the database, still encrypted, and lets `age` encrypt the copy.
"""

import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pyrage
import sqlcipher3.dbapi2 as sqlcipher

from bench import _house
from bench._bulk import fill
from bench._frame import Measured, run
from ravny.core.vault.instance import database_key
from ravny.insight.upkeep.models import Run
from ravny.insight.upkeep.operations import backing_up

MEGABYTE = 1_000_000
# The standard tool; without it its twin in Rust does the same and the figures say so.
AGE = shutil.which("age")


def ours(folder: Path) -> tuple[float, Run]:
    """Make a backup as `ravny backup` does; return its seconds and its row."""
    waiting = Run.objects.create()
    begun = time.perf_counter()
    done = backing_up.run_backup(run_id=waiting.pk, folder=folder)
    seconds = time.perf_counter() - begun
    if done.state != "done":
        raise RuntimeError(f"the backup failed: {done.problem}")
    (folder / done.file).unlink()
    return seconds, done


def peer(file: Path, folder: Path, recipient: str) -> float:
    """Copy the database and encrypt the copy; return the seconds."""
    copy, sealed = folder / "copy.db", folder / "copy.age"
    begun = time.perf_counter()
    source = sqlcipher.connect(file)
    source.execute(f"PRAGMA key = \"x'{database_key().hex()}'\"")
    source.execute("VACUUM INTO ?", (str(copy),))
    source.close()
    if AGE:
        subprocess.run([AGE, "-r", recipient, "-o", sealed, copy], check=True)
    else:
        with copy.open("rb") as plain, sealed.open("wb") as out:
            pyrage.encrypt_io(plain, out, [pyrage.x25519.Recipient.from_str(recipient)])
    with sealed.open("rb") as out:
        os.fsync(out.fileno())
    seconds = time.perf_counter() - begun
    copy.unlink()
    sealed.unlink()
    return seconds


def measure(quick: bool) -> Measured:
    """Return the seconds of both, turn by turn, and the median of their ratios."""
    begun = time.perf_counter()
    file = fill(clients=6 if quick else 60, size=(100 if quick else 1000) * MEGABYTE)
    making = time.perf_counter() - begun
    folder = _house.HOME / "backups"
    folder.mkdir()
    recipient = str(pyrage.x25519.Identity.generate().to_public())
    ours(folder)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    turns = [(ours(folder), peer(file, folder, recipient)) for _ in range(3)]
    ratios = sorted(mine / theirs for (mine, _run), theirs in turns)
    rows, size = turns[0][0][1].rows, turns[0][0][1].size
    figures = {
        "database, megabytes": file.stat().st_size / MEGABYTE,
        "seconds to make it": making,
        "rows": rows,
        "backup, megabytes": size / MEGABYTE,
        "backup, seconds": sorted(mine for (mine, _run), _ in turns)[1],
        "VACUUM INTO and age, seconds": sorted(theirs for _, theirs in turns)[1],
        "age is the standard tool": float(AGE is not None),
        "memory of this process, megabytes": before / 1000,
        "and how much it grew": (
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        ) / 1000,
    }  # fmt: skip
    return Measured(figures, ratios[1])


if __name__ == "__main__":
    sys.exit(run("backup", measure, goal=2, at_most=True))
