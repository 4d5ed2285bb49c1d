"""The server's clock jumps: nothing is destroyed early, nobody is shut out, all goes on."""

from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import call_command
from django.utils import timezone
from django_scopes import scope

from ravny.core.journal.queries import verify_chain
from ravny.core.kit import clock, registries
from ravny.core.staff.operations import try_sign_in
from ravny.core.vault import session_keys
from ravny.core.vault.models import IntakeKey
from ravny.core.vault.operations import (
    ensure_intake,
    invite_phone,
    register_phone,
    rotate_intake,
)
from ravny.core.vault.operations import intake as intakes
from ravny.insight.upkeep import clock_guard, lease, work
from ravny.insight.upkeep.models import Done
from tests.cast import HOUSE, Cast, Person, browser_of, frozen_id
from tests.field.wire_phone import spki

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=31)
HOLDER = lease.new_holder(lease.THREAD)
SIGN_IN = frozen_id("a sign-in")
Move = Callable[..., None]


@pytest.fixture
def move(monkeypatch: pytest.MonkeyPatch) -> Move:
    """Move the clock of the house from where it is now."""
    real, offset = timezone.now, [timedelta()]
    monkeypatch.setattr(timezone, "now", lambda: real() + offset[0])

    def by(**span: Any) -> None:
        offset[0] += timedelta(**span)

    return by


@pytest.fixture
def destroyed(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """One piece of work that lets go of things by their age, and when it did."""
    when: list[datetime] = []
    work_of_age = registries.PeriodicWork(
        "test.purge", 24, lambda: when.append(clock.now()), needs_clock=True
    )
    monkeypatch.setattr(registries, "periodic", registries.Registry([work_of_age]))
    monkeypatch.setattr(work.QuietWorker, "run", lambda _self: None)
    monkeypatch.setattr(work.running, "take_up", lambda: None)
    return when


def a_round() -> None:
    """One look of the background work."""
    work.work_once(HOLDER)


@pytest.mark.parametrize("days", [31, 366, -31, -366, 11])
def test_nothing_goes_by_its_age_on_a_single_jump(
    destroyed: list[datetime], move: Move, days: int
) -> None:
    a_round()
    assert len(destroyed) == 1
    move(hours=25)
    a_round()
    assert len(destroyed) == 2
    move(days=days)
    for _hour in range(30):
        a_round()
        move(hours=1)
    assert len(destroyed) == 2
    move(days=-days)
    a_round()
    assert len(destroyed) == 3, "the clock came back: all goes on at once"


def test_what_is_done_every_day_goes_on_over_the_end_of_the_year_and_summer_time(
    destroyed: list[datetime], move: Move
) -> None:
    to_december = datetime(2026, 12, 29, 20, tzinfo=UTC) - clock.now()
    move(seconds=to_december.total_seconds())
    for _hour in range(24 * 6):
        a_round()
        move(hours=1)
    assert 5 <= len(destroyed) <= 6
    to_march = datetime(2027, 3, 27, 20, tzinfo=UTC) - clock.now()
    move(seconds=to_march.total_seconds())
    clock_guard.believe()
    before = len(destroyed)
    for _hour in range(72):
        a_round()
        move(hours=1)
    assert len(destroyed) - before == 3


def test_a_clock_that_goes_on_evenly_is_believed_after_two_days(
    destroyed: list[datetime], move: Move
) -> None:
    a_round()
    move(days=40)
    for _hour in range(47):
        a_round()
        move(hours=1)
    assert len(destroyed) == 1
    for _hour in range(3):
        a_round()
        move(hours=1)
    assert len(destroyed) == 2


def test_a_second_jump_begins_the_waiting_anew(destroyed: list[datetime], move: Move) -> None:
    a_round()
    for _jump in range(4):
        move(days=30)
        for _hour in range(40):
            a_round()
            move(hours=1)
    assert len(destroyed) == 1


def test_a_person_confirms_the_clock(destroyed: list[datetime], move: Move, capsys: Any) -> None:
    a_round()
    move(days=40)
    a_round()
    call_command("clock")
    assert "ravny clock confirm" in capsys.readouterr().out
    call_command("clock", "confirm")
    assert "believed" in capsys.readouterr().out
    a_round()
    assert len(destroyed) == 2


def test_the_keeper_is_told_and_nobody_else(cast: Cast, move: Move) -> None:
    clock_guard.watch()
    word = "ravny clock confirm"
    assert word not in browser_of(cast.keeper).get("/").content.decode()
    Done.objects.filter(job=clock_guard.BELIEVED).update(ran_at=clock.now() - MONTH)
    assert word in browser_of(cast.keeper).get("/").content.decode()
    assert word not in browser_of(cast.peer).get("/").content.decode()


def test_no_intake_key_is_destroyed_by_a_jump(cast: Cast, move: Move) -> None:
    ensure_intake(organisation_id=HOUSE)
    # A phone that may still send something sealed to the first key.
    key = ec.generate_private_key(ec.SECP256R1())
    token = invite_phone(actor=cast.peer.actor).token
    register_phone(token=token, public_key_spki=b64decode(spki(key)))
    rotate_intake(organisation_id=HOUSE)
    clock_guard.watch()
    move(days=120)
    clock_guard.watch()
    intakes.tend_intake()
    move(days=-120)
    intakes.tend_intake()
    with scope(organisation=HOUSE):
        assert not IntakeKey.objects.filter(state="destroyed").exists()


def test_the_lease_is_taken_over_from_a_process_that_died_in_the_future(move: Move) -> None:
    move(days=31)
    assert lease.hold(lease.new_holder(lease.WORKER))
    move(days=-31)
    assert not lease.is_held()
    assert lease.hold(lease.new_holder(lease.WORKER))


def test_work_that_was_done_in_the_future_is_done_again(
    destroyed: list[datetime], move: Move
) -> None:
    move(days=31)
    a_round()
    Done.objects.filter(job=clock_guard.BELIEVED).delete()
    move(days=-31)
    a_round()
    assert len(destroyed) == 2


def signs_in(person: Person) -> bool:
    done = try_sign_in(login=person.login, login_secret=person.login_secret, code=person.totp_now)
    return done.account_id is not None


def test_who_signed_in_under_a_wrong_clock_signs_in_again_when_it_is_right(
    cast: Cast, move: Move
) -> None:
    move(days=31)
    assert signs_in(cast.peer)
    assert not signs_in(cast.peer), "a code counts once"
    move(days=-31)
    assert signs_in(cast.peer)
    assert not signs_in(cast.peer)


def test_a_wait_of_the_future_shuts_nobody_out(cast: Cast, move: Move) -> None:
    move(days=31)
    for _try in range(8):
        try_sign_in(login=cast.peer.login, login_secret=bytes(32), code="000000")
    assert not signs_in(cast.peer)
    move(days=-31)
    assert signs_in(cast.peer)


def test_a_sign_in_of_the_future_is_over_and_no_key_stays_open(cast: Cast, move: Move) -> None:
    desk = browser_of(cast.peer)
    assert desk.get("/").status_code == 200
    assert session_keys.make(SIGN_IN, cast.peer.account_id)
    move(days=-31)
    assert desk.get("/").status_code == 302
    assert session_keys.take(SIGN_IN) is None


def test_the_chain_holds_over_a_jump(cast: Cast, move: Move) -> None:
    for days in (0, 31, -60, 29):
        move(days=days)
        rotate_intake(organisation_id=HOUSE)
    assert verify_chain(HOUSE).broken_at is None
