"""What the database says of itself, of the people and of the work; the page of all of it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django_scopes import scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.journal.models import Entry, Head
from ravny.core.kit import registries
from ravny.core.kit.clock import now, today
from ravny.core.vault import operations as vault
from ravny.core.vault.models import IntakeKey, Phone, StaffKey
from ravny.core.vault.models.trust import RecoveryWrap
from ravny.insight.upkeep import lease
from ravny.insight.upkeep.doctor import database, examination, people, upkeep
from ravny.insight.upkeep.models import Done
from tests.cast import HOUSE, Cast, browser_of
from tests.vault.trusting import hold

from .sites import site, state

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(cast: Cast, tmp_path: Path) -> Any:
    """The cast's house on an installation."""
    return site(tmp_path)


def test_the_suites_own_database_is_up_to_date_and_sealed(here: Any) -> None:
    assert state(database.migrations, here) == "ok"
    assert state(database.sealed_file, here) == ("ok" if connection.vendor == "sqlite" else "")


def test_a_plain_database_file_is_dangerous(
    here: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "sqlite":
        return
    (tmp_path / "plain.db").write_bytes(b"SQLite format 3\x00 and so on")
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "plain.db"))
    assert state(database.sealed_file, here) == "danger"


def test_postgresql_is_asked_for_its_volume_its_line_and_its_role(
    here: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        return
    assert state(database.line, here) == "ok", "a socket"
    assert state(database.volume, here) in {"unknown", "danger", "ok"}
    assert state(database.role, here) == "danger", "the suite is a superuser"
    assert state(database.journal_closed, here) == "warn"
    monkeypatch.setitem(connection.settings_dict, "HOST", "db.example")
    assert state(database.line, here) == "danger"
    assert state(database.volume, here) == "unknown"


def test_waiting_migrations_are_dangerous(here: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Waiting(database.MigrationExecutor):
        def migration_plan(self, targets: Any, clean_start: bool = False) -> Any:
            return [("one", False)]

    monkeypatch.setattr(database, "MigrationExecutor", Waiting)
    assert state(database.migrations, here) == "danger"


def test_a_clock_before_the_journal_is_dangerous(
    here: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert state(database.clock, here) == ""
    journal.write_for(organisation_id=HOUSE, actor_id=None, verb="test")
    assert state(database.clock, here) == "ok"
    monkeypatch.setattr(database, "today", lambda: today() - timedelta(days=1))
    assert state(database.clock, here) == "danger"


def test_a_house_without_a_ceremony_is_told_to_hold_one(here: Any, cast: Cast) -> None:
    assert state(people.ceremony, here) == "warn"
    assert [state(one, here) for one in (people.officers, people.signatures, people.recovery)] == [
        "", "", "",
    ]  # fmt: skip
    hold(cast)
    assert state(people.ceremony, here) == "ok"
    assert state(people.officers, here) == "ok"
    assert state(people.signatures, here) == "ok"
    assert state(people.recovery, here) == "ok"


def test_swapped_keys_are_dangerous_and_a_missing_wrap_is_said(here: Any, cast: Cast) -> None:
    hold(cast)
    with scopes_disabled():
        RecoveryWrap.objects.all().delete()
        assert state(people.recovery, here) == "warn"
        rows = StaffKey.objects.filter(account_id=cast.social.account_id)
        rows.update(signing_public=bytes(32))
    assert state(people.signatures, here) == "danger"


def test_a_phone_that_an_old_key_waits_for_is_said_before_it_is_too_late(
    here: Any, cast: Cast
) -> None:
    assert state(people.phones, here) == "ok"
    vault.ensure_intake(organisation_id=HOUSE)
    with scopes_disabled():
        Phone.objects.create(
            organisation_id=HOUSE, account_id=cast.peer.account_id, public_key=b"\x04" * 65,
            label="А-1", empty_queue=False,
        )  # fmt: skip
    vault.rotate_intake(organisation_id=HOUSE)
    assert state(people.phones, here) == "warn"
    with scopes_disabled():
        rows = IntakeKey.objects.exclude(retired_on=None)
        rows.update(retired_on=today() - timedelta(days=80))
    assert state(people.phones, here) == "danger"


def test_a_silent_worker_and_work_that_failed_or_is_late_are_said(here: Any) -> None:
    assert state(upkeep.worker, here) == "warn"
    assert state(upkeep.overdue, here) == "unknown"
    lease.hold(lease.new_holder("thread"))
    assert state(upkeep.worker, here) == "ok"
    for work in registries.periodic:
        Done.objects.create(job=work.name, ran_at=now())
    assert (state(upkeep.failed, here), state(upkeep.overdue, here)) == ("ok", "ok")
    first = next(iter(registries.periodic))
    late = now() - timedelta(hours=2 * first.every_hours + 3)
    Done.objects.filter(job=first.name).update(ran_at=late, well=False)
    assert (state(upkeep.failed, here), state(upkeep.overdue, here)) == ("warn", "warn")


def test_an_unsigned_month_is_said(here: Any) -> None:
    assert state(upkeep.months, here) == "ok"
    journal.write_for(organisation_id=HOUSE, actor_id=None, verb="test")
    old = Entry.objects.get(organisation_id=HOUSE)
    Head.objects.filter(organisation_id=HOUSE).delete()
    later = Entry(
        organisation_id=HOUSE, number=2, day=today() - timedelta(days=62), verb="test",
        previous=bytes(old.digest), digest=bytes(32),
    )  # fmt: skip
    later.save()
    assert state(upkeep.months, here) == "warn"


def test_a_database_that_does_not_open_leaves_the_rest_unknown(
    here: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "opens", lambda: False)
    told = {one.code: [found.state.value for found in one.findings]
            for one in examination.examine(here)}  # fmt: skip
    assert told["database"] == ["danger"]
    assert told["people"] == told["upkeep"] == ["unknown"]
    assert len(told["network"]) == 3


def test_keeper_and_coordinator_see_the_page_and_nobody_else_does(cast: Cast) -> None:
    hold(cast)
    with scopes_disabled():
        StaffKey.objects.filter(account_id=cast.social.account_id).update(signing_public=bytes(32))
    page = browser_of(cast.keeper).get(reverse("upkeep:doctor"))
    assert page.status_code == 200
    assert "Зарина" in page.content.decode(), "whose keys were swapped"
    assert browser_of(cast.coordinator).get(reverse("upkeep:doctor")).status_code == 200
    stranger = browser_of(cast.stranger).get(reverse("upkeep:doctor"))
    assert "Зарина" not in stranger.content.decode(), "another house's people stay its own"
    for person in (cast.peer, cast.social, cast.doctor, cast.stock):
        assert browser_of(person).get(reverse("upkeep:doctor")).status_code == 404
