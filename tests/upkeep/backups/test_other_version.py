"""A backup of an older version is brought up to date; one of a newer version is refused."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgpack
import pyrage
import pytest

from ravny.core.kit.ids import day_id
from ravny.insight.upkeep.backups import container, header
from tests.installed import Installed

from .elsewhere import Office, ask

pytestmark = pytest.mark.slow
LAST, TABLE, ADDED = ("upkeep", "0003_noted"), "upkeep_purged", "noted"
Frames = list[tuple[int, Any]]


def read(office: Office) -> Frames:
    return list(container.frames(office.file, office.identity()))


def written(office: Office, path: Path, frames: Frames) -> Path:
    recipient = pyrage.x25519.Identity.from_str(office.identity()).to_public()
    writer = container.Writer(path, str(recipient))
    for what, raw in frames:
        writer.put(what, raw)
    writer.close()
    return path


def migrated(frames: Frames, *added: tuple[str, str]) -> Frames:
    """The same, by a program that knew no migration of the room since `LAST`, and `added`."""
    (_what, raw), *rest = frames
    head = header.read(raw)
    since = {one for one in head.migrations if one[0] == LAST[0] and one >= LAST}
    assert LAST in since
    known = (*(one for one in head.migrations if one not in since), *added)
    return [(container.HEADER, header.packed(replace(head, migrations=known))), *rest]


def before_the_last(frames: Frames) -> Frames:
    """Leave out the column that the last migration adds, of a row that was there then."""
    found: Frames = []
    house, table = "", ""
    for what, raw in migrated(frames):
        if what == container.TABLE:
            table, columns = msgpack.unpackb(raw)
            if table == TABLE:
                kept = [column for column in columns if column[0] != ADDED]
                assert len(kept) == len(columns) - 1
                values = {"id": day_id().hex, "organisation_id": house, "kind": "old.kind"}
                values |= {"entered_on": "2026-11-01", "day": "2026-11-01"}
                row = [values.get(name, 4) for name, _kind in kept]
                rows = msgpack.packb([row])
                found += [(what, msgpack.packb([TABLE, kept])), (container.ROWS, rows)]
                continue
        if what == container.ROWS and table == "staff_organisation":
            house = next(one for one in msgpack.unpackb(raw)[0] if len(str(one)) == 32)
        if what == container.ROWS and table == TABLE:
            continue
        if what == container.TRAILER:
            ended = msgpack.unpackb(raw) | {TABLE: (1, hashlib.sha256(rows).hexdigest())}
            raw = msgpack.packb(ended)
        found.append((what, raw))
    return found


def test_an_older_backup_is_brought_up_to_date(
    office: Office, other: Installed, tmp_path: Path
) -> None:
    older = written(office, tmp_path / "older.age", before_the_last(read(office)))
    office.restored(other, older)
    assert ask(other, "noted", kind="old.kind") == [0]
    assert office.look(other)["called"] == office.before["called"]
    with other.served():
        pass


@pytest.mark.parametrize(
    "unknown", [("upkeep", "0099_later"), ("nobody", "0001_initial")], ids=["later", "foreign"]
)
def test_a_newer_backup_is_refused_in_plain_words_and_the_home_stays_empty(
    office: Office, other: Installed, tmp_path: Path, unknown: tuple[str, str]
) -> None:
    newer = written(office, tmp_path / "newer.age", migrated(read(office), unknown))
    words = ["restore", str(newer), "--month-file", str(office.month)]
    done = other.ravny(*words, typed=office.typed(0, 2))
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "newer version of Ravny. Install that version first" in done.stderr
    assert list(other.home.iterdir()) == []
