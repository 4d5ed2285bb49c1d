"""A backup that is stopped, cut off or finds no room: nothing half stays, and it is said."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as django_settings

from ravny.core.kit.clock import now, today
from ravny.core.vault import operations as vault
from ravny.core.vault.models.backups import BackupIdentity
from ravny.core.vault.queries import backup_identities, month_keys
from ravny.insight.upkeep.backups import months, window
from ravny.insight.upkeep.models import Run
from ravny.insight.upkeep.operations import backing_up
from ravny.insight.upkeep.operations.backing_up import Stopped, run_backup
from ravny.insight.upkeep.types import RunState

from .houses import Backed, backed

__all__ = ["backed"]
pytestmark = pytest.mark.django_db


def made(**facts: Any) -> Run:
    return run_backup(run_id=Run.objects.create(**facts).pk)


def parts(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def test_two_of_one_day_lie_side_by_side(backed: Backed) -> None:
    one, two = made(), made()
    assert (one.state, two.state) == (RunState.DONE, RunState.DONE)
    assert two.file == one.file.replace(".age", "-2.age")
    assert set(parts(backed.folder)) == {one.file, two.file, backing_up.LEDGER}
    assert len(window.backups_in(backed.folder)) == 2


def test_one_that_somebody_stops_leaves_nothing(backed: Backed) -> None:
    run = made(stop_asked=True)
    assert (run.state, run.problem) == (RunState.STOPPED, "")
    assert run.ended_at is not None and parts(backed.folder) == []


@pytest.mark.parametrize(
    ("thrown", "state", "problem"),
    [
        (Stopped(), RunState.STOPPED, ""),
        (OSError(28, "No space left on device"), RunState.FAILED, "no_space"),
        (OSError(5, "Input/output error"), RunState.FAILED, "disk"),
        (RuntimeError("a bug"), RunState.FAILED, "failed"),
    ],
)
def test_whatever_goes_wrong_half_way_is_said_and_nothing_half_stays(
    backed: Backed, thrown: Exception, state: RunState, problem: str
) -> None:
    def beat(rows: int, rows_all: int) -> None:
        assert parts(backed.folder)[0].startswith(".run-")
        raise thrown

    run = run_backup(run_id=Run.objects.create().pk, beat=beat)
    assert (run.state, run.problem) == (state, problem)
    assert parts(backed.folder) == []
    assert made().state == RunState.DONE, "the next one is whole"


def test_ctrl_c_goes_on_to_who_asked_and_leaves_nothing(backed: Backed) -> None:
    def beat(rows: int, rows_all: int) -> None:
        raise KeyboardInterrupt

    run = Run.objects.create()
    with pytest.raises(KeyboardInterrupt):
        run_backup(run_id=run.pk, beat=beat)
    run.refresh_from_db()
    assert run.state == RunState.STOPPED and parts(backed.folder) == []


def test_a_folder_that_is_none_is_said(backed: Backed) -> None:
    backed.folder.write_text("a file in its place")
    assert made().problem == "folder"


def test_one_without_a_sign_of_life_is_cut_off_and_what_it_left_is_removed(
    backed: Backed, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    for folder in (backed.folder, stick):
        folder.mkdir()
    silent = {"state": RunState.RUNNING, "started_at": now() - timedelta(hours=2)}
    dead = Run.objects.create(**silent, beats_at=now() - timedelta(seconds=61))
    never = Run.objects.create(**silent)
    alive = Run.objects.create(**silent, beats_at=now() - timedelta(seconds=50))
    for run in (dead, never, alive):
        (backed.folder / f".run-{run.pk}.part").write_bytes(b"half")
        (stick / f".run-{run.pk}.part").write_bytes(b"half")
    backing_up.tend_window()
    for run in (dead, never):
        run.refresh_from_db()
        assert (run.state, run.problem) == (RunState.FAILED, "killed")
    assert parts(backed.folder) == [f".run-{alive.pk}.part"]
    refused = run_backup(run_id=Run.objects.create().pk, folder=stick)
    assert (refused.state, refused.problem) == (RunState.FAILED, "busy")
    assert parts(stick) == [f".run-{alive.pk}.part"]
    Run.objects.filter(pk=alive.pk).update(beats_at=now() - timedelta(seconds=61))
    assert made().state == RunState.DONE
    assert not list(backed.folder.glob(".run-*"))


@pytest.fixture
def old(backed: Backed, settings: Any) -> list[date]:
    """A backup, a key and a month's file of this month and of three before, newest first."""
    settings.INSTALLATION = replace(django_settings.INSTALLATION, backup_days=35)
    backed.folder.mkdir()
    run = made()
    first = today().replace(day=1)
    BackupIdentity.objects.filter(month__gt=first).delete()
    identity, keys = BackupIdentity.objects.get(), month_keys(first)
    assert keys is not None
    days = [first]
    for back in range(1, 4):
        day = days[-1] - timedelta(days=1)
        days.append(day.replace(day=1))
        mark = f"{back:04x}"
        pk = UUID(f"{identity.id.hex[:-4]}{mark}")
        row = BackupIdentity.objects.create(id=pk, month=days[-1], recipient=identity.recipient)
        copy = identity.copies.get()
        row.copies.create(
            organisation_id=copy.organisation_id, root_id=copy.root_id, envelope=copy.envelope
        )
        months.keep(backed.folder, replace(keys, month=days[-1], identity_id=row.id))
        name = window.file_name(day, mark)
        (backed.folder / name).write_bytes(b"sealed")
        backed.run(file=name, month=days[-1])
    assert run.file
    return days


def living() -> set[date]:
    return {one.month for one in backup_identities() if one.destroyed_on is None}


def noting(did: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    destroy: Callable[..., bool] = vault.destroy_month
    unlink = Path.unlink

    def destroyed(*, month: date) -> bool:
        did.append("key")
        return destroy(month=month)

    def unlinked(path: Path, missing_ok: bool = False) -> None:
        did.append(path.suffix)
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(vault, "destroy_month", destroyed)
    monkeypatch.setattr(Path, "unlink", unlinked)


def test_what_is_older_than_the_window_goes_keys_first_and_what_is_needed_stays(
    backed: Backed, old: list[date], monkeypatch: pytest.MonkeyPatch
) -> None:
    this, last, *before = old
    did: list[str] = []
    noting(did, monkeypatch)
    removal = backing_up.enforce_window()
    assert sorted(removal.months) == sorted(before)
    assert did == ["key"] * 2 + [months.ENDING] * 2 + [".age"] * 2
    assert living() == {this, last}
    assert {one.day for one in window.month_files_in(backed.folder)} == {this, last}
    assert {one.day.replace(day=1) for one in window.backups_in(backed.folder)} == {this, last}
    assert Run.objects.filter(removed_on=today()).count() == 2
    assert [month_keys(month) for month in before] == [None, None]
    assert backing_up.enforce_window() == window.Removal((), (), ())


def test_the_key_of_a_month_stays_as_long_as_its_last_backup(
    backed: Backed, old: list[date], settings: Any
) -> None:
    settings.INSTALLATION = replace(settings.INSTALLATION, backup_days=(today() - old[2]).days)
    removal = backing_up.enforce_window()
    assert removal.months == (old[3],)
    # One backup of the month before last is younger than the window, one is older.
    assert living() == set(old[:3])
