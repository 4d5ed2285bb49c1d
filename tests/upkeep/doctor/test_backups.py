"""Whether backups are made, whole, apart, and opened by the right people alone."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.urls import reverse

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import now, today
from ravny.core.kit.ids import day_id
from ravny.core.vault.models.backups import BackupIdentity
from ravny.insight.upkeep.backups import mark
from ravny.insight.upkeep.doctor import backups, upkeep
from ravny.insight.upkeep.doctor.types import Site
from ravny.insight.upkeep.models import Run
from ravny.insight.upkeep.operations.backing_up import keep_ledger
from ravny.insight.upkeep.types import RunState
from tests.cast import HOUSE
from tests.upkeep.backups.houses import Backed, backed

from .sites import state

__all__ = ["backed"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def here(backed: Backed, tmp_path: Path) -> Site:
    """The house that has a ceremony behind it, and its folder of backups."""
    backed.folder.mkdir()
    return Site(django_settings.INSTALLATION, tmp_path, (HOUSE,))


def test_months_without_a_key_are_said(here: Site) -> None:
    assert state(backups.identity, here) == "ok"
    this = today().replace(day=1)
    BackupIdentity.objects.exclude(month=this).delete()
    assert state(backups.identity, here) == "warn"
    BackupIdentity.objects.all().delete()
    assert state(backups.identity, here) == "danger"


@pytest.mark.parametrize(("days", "expected"), [(0, "ok"), (1, "ok"), (3, "warn"), (8, "danger")])
def test_an_old_backup_is_said_louder_every_day(
    here: Site, backed: Backed, days: int, expected: str
) -> None:
    assert state(backups.good, here) == "danger"
    backed.run(ended_at=now() - timedelta(days=days))
    assert state(backups.good, here) == expected


def test_a_failure_and_a_timetable_that_is_off_are_said(here: Site, backed: Backed) -> None:
    backed.run()
    assert state(backups.failed, here) == ""
    backed.run(state=RunState.FAILED, problem="no_space", ended_at=now() + timedelta(hours=1))
    assert state(backups.failed, here) == "warn"
    off = replace(here, told=replace(here.told, backup_hours=0))
    assert state(backups.failed, off) == "warn"


def test_a_file_nobody_looked_at_is_not_called_whole(here: Site, backed: Backed) -> None:
    run = backed.run()
    assert state(backups.whole, here) == "unknown"
    Run.objects.update(ended_at=now() - timedelta(days=4))
    assert state(backups.whole, here) == "warn"
    Run.objects.filter(pk=run.pk).update(verified_at=now())
    assert state(backups.whole, here) == "ok"


def test_backups_on_the_databases_disk_are_said_and_a_missing_folder_is_not_known(
    here: Site, backed: Backed, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "sqlite":
        assert state(backups.apart, here) == "unknown"
        return
    file = backed.folder.parent / "ravny.db"
    file.touch()
    monkeypatch.setitem(connection.settings_dict, "NAME", str(file))
    assert state(backups.apart, here) == "warn"
    monkeypatch.setitem(connection.settings_dict, "NAME", "/dev/shm")
    assert state(backups.apart, here) == "ok"
    backed.folder.rmdir()
    assert state(backups.apart, here) == "unknown"


def test_a_months_file_that_nobody_took_is_said_until_somebody_does(
    here: Site, backed: Backed
) -> None:
    assert state(backups.month_files, here) == "warn"
    backed.keeper.get(reverse("upkeep:month_file", args=[f"{today():%Y-%m}"]))
    assert state(backups.month_files, here) == "ok"


def test_what_is_older_than_the_window_is_said(here: Site, backed: Backed) -> None:
    assert state(backups.in_the_window, here) == "ok"
    old = today() - timedelta(days=40)
    (backed.folder / f"ravny-{old.isoformat()}-abcd.age").touch()
    assert state(backups.in_the_window, here) == "warn"


def test_a_ledger_that_is_missing_old_or_altered_is_said(here: Site, backed: Backed) -> None:
    assert state(backups.erasure_ledger, here) == "", "nothing was erased"
    journal.note_erased(organisation_id=HOUSE, kind="client", object_ids=[day_id()])
    assert state(backups.erasure_ledger, here) == "warn"
    keep_ledger()
    assert state(backups.erasure_ledger, here) == "ok"
    journal.note_erased(organisation_id=HOUSE, kind="client", object_ids=[day_id()])
    assert state(backups.erasure_ledger, here) == "warn"
    keep_ledger()
    path = backed.folder / "erasures.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"client"', b'"klient"', 1))
    assert state(backups.erasure_ledger, here) == "danger"


def test_a_restore_that_was_not_finished_is_dangerous(here: Site) -> None:
    assert state(upkeep.restore, here) == ""
    mark.begin()
    try:
        assert state(upkeep.restore, here) == "danger"
    finally:
        mark.finish()
