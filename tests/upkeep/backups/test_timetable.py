"""When a backup is due, who takes it up, and what the keeper is told on Today."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from ravny.core.journal import operations as journal
from ravny.core.kit import clock
from ravny.core.kit.clock import now, today
from ravny.core.kit.ids import day_id
from ravny.core.vault.models.backups import BackupIdentity
from ravny.insight.upkeep import running
from ravny.insight.upkeep.models import Run
from ravny.insight.upkeep.operations.backing_up import LEDGER
from ravny.insight.upkeep.operations.runs import queue_due_backup, tend_ledger
from ravny.insight.upkeep.pages import watching
from ravny.insight.upkeep.types import RunState
from tests.cast import HOUSE, Cast, browser_of

from .houses import Backed, backed

__all__ = ["backed"]
pytestmark = pytest.mark.django_db


def waiting() -> int:
    queue_due_backup()
    return Run.objects.filter(state=RunState.WAITING).count()


def keys(backed: Backed) -> set[str]:
    return {row.key for row in watching.backup_rows(backed.cast.keeper.actor)}


def test_the_first_is_due_at_once_and_the_next_a_day_after_a_good_one(backed: Backed) -> None:
    assert waiting() == 1
    assert waiting() == 1, "one that waits is enough"
    Run.objects.update(state=RunState.DONE, ended_at=now() - timedelta(hours=23))
    assert waiting() == 0
    Run.objects.update(ended_at=now() - timedelta(hours=24, minutes=1))
    assert waiting() == 1
    assert Run.objects.get(state=RunState.WAITING).asked_by is None


def test_nothing_is_due_without_a_key_or_with_the_timetable_off(
    backed: Backed, settings: Any
) -> None:
    settings.INSTALLATION = replace(django_settings.INSTALLATION, backup_hours=0)
    assert waiting() == 0
    settings.INSTALLATION = replace(django_settings.INSTALLATION, backup_hours=24)
    BackupIdentity.objects.all().delete()
    assert waiting() == 0


def test_after_failures_it_is_tried_again_less_and_less_often(backed: Backed) -> None:
    pauses = []
    for _ in range(5):
        Run.objects.create(state=RunState.FAILED, problem="folder", ended_at=now())
        for hours in range(1, 9):
            Run.objects.filter(state=RunState.FAILED).update(
                ended_at=now() - timedelta(hours=hours, minutes=1)
            )
            if waiting():
                pauses.append(hours)
                Run.objects.filter(state=RunState.WAITING).delete()
                break
    assert pauses == [1, 2, 4, 6, 6]


def test_one_that_somebody_asked_for_is_taken_up_before_the_newest_file_is_looked_at(
    backed: Backed,
) -> None:
    assert running.what_waits() is None
    run = backed.run(ended_at=now() - timedelta(hours=25))
    assert running.what_waits() is not None, "a day has passed since it was seen"
    Run.objects.filter(pk=run.pk).update(verified_at=now())
    assert running.what_waits() is None
    asked = Run.objects.create()
    assert running.what_waits() is None, "a command line may be about to claim it"
    Run.objects.filter(pk=asked.pk).update(asked_at=now() - timedelta(seconds=3))
    assert running.what_waits() is not None
    Run.objects.filter(pk=asked.pk).update(state=RunState.RUNNING)
    assert running.what_waits() is None


def test_a_file_that_went_missing_is_noticed_by_the_daily_look(backed: Backed) -> None:
    run = backed.run(ended_at=now() - timedelta(hours=25))
    job = running.what_waits()
    assert job is not None
    job()
    run.refresh_from_db()
    assert run.problem == "disk"
    assert running.what_waits() is None, "it is said once, not looked for every five seconds"


def test_the_keeper_is_told_in_time(backed: Backed, monkeypatch: pytest.MonkeyPatch) -> None:
    assert keys(backed) == {"upkeep.not_taken"}
    taken = backed.keeper.get(reverse("upkeep:month_file", args=[f"{today():%Y-%m}"]))
    assert taken.status_code == 200
    middle = now().replace(day=10)
    monkeypatch.setattr(clock.timezone, "now", lambda: middle)
    monkeypatch.setattr(clock.timezone, "localdate", lambda: middle.date())
    assert keys(backed) == set()
    backed.run(ended_at=now() - timedelta(days=4))
    assert keys(backed) == {"upkeep.late"}
    backed.run(state=RunState.FAILED, problem="no_space")
    assert keys(backed) == {"upkeep.late", "upkeep.failed"}
    BackupIdentity.objects.exclude(month=today().replace(day=1)).delete()
    assert "upkeep.next_month" not in keys(backed), "there is time"
    late: datetime = (middle.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=2)
    monkeypatch.setattr(clock.timezone, "now", lambda: late)
    monkeypatch.setattr(clock.timezone, "localdate", lambda: late.date())
    assert "upkeep.next_month" in keys(backed)
    BackupIdentity.objects.all().delete()
    assert "upkeep.no_key" in keys(backed)


def test_the_ledger_of_erasures_lies_beside_the_backups_though_a_worker_makes_them(
    backed: Backed,
) -> None:
    tend_ledger()
    assert not backed.folder.exists(), "the disk is not plugged in"
    backed.folder.mkdir()
    tend_ledger()
    first = (backed.folder / LEDGER).read_bytes()
    erased = day_id()
    journal.note_erased(organisation_id=HOUSE, kind="client", object_ids=[erased])
    tend_ledger()
    assert str(erased).encode() in (backed.folder / LEDGER).read_bytes()
    assert str(erased).encode() not in first


def test_nobody_else_is_told_and_today_shows_it(backed: Backed, cast: Cast) -> None:
    page = backed.keeper.get(reverse("desk:today")).content.decode()
    assert "Унесите файл месяца" in page
    assert reverse("upkeep:backups") in page
    assert watching.backup_rows(cast.coordinator.actor) == []
    assert "Унесите файл месяца" not in (
        browser_of(cast.coordinator).get(reverse("desk:today")).content.decode()
    )
