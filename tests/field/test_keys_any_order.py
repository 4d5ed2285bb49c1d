"""Recording, sending, new keys, revoking, days in any order: nothing is lost, nothing doubled.

Lost may only be what a phone recorded that was not heard of for ninety days.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ravny.core.vault import operations as vault
from ravny.core.vault.operations import intake
from ravny.core.vault.types import RETIRED_DAYS
from ravny.services.outreach import operations as outreach
from tests.cast import HOUSE, Cast
from tests.outreach.phones import contact

from .wire_phone import WirePhone, encounters

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("record"), st.integers(0, 1)),
        st.tuples(st.just("record"), st.integers(0, 1)),
        st.tuples(st.just("send"), st.integers(0, 1), st.integers(0, 3), st.booleans()),
        st.tuples(st.just("send"), st.integers(0, 1), st.integers(0, 3), st.booleans()),
        st.tuples(st.just("rotate")),
        st.tuples(st.just("revoke"), st.integers(0, 1)),
        st.tuples(st.just("restore"), st.integers(0, 1)),
        st.tuples(st.just("review"), st.integers(0, 1)),
        st.tuples(st.just("days"), st.sampled_from([1, 20, 29, 31, 45, 89, 91])),
    ),
    min_size=4,
    max_size=25,
)


BOTH_SEND = [("send", 0, 0, True), ("send", 1, 0, True)]
# What a destruction a little too early would lose: seldom met by chance.
THE_LAST_DAY = [("rotate",), ("record", 0), ("days", 89)]
UNTOLD = [*BOTH_SEND, ("record", 0), ("rotate",)]
STILL_QUEUED = [("record", 0), ("rotate",), *BOTH_SEND, *BOTH_SEND]
REVOKED = [("record", 0), ("revoke", 0), ("rotate",), *BOTH_SEND, *BOTH_SEND, ("restore", 0)]
TOO_LATE = [("rotate",), ("record", 0), ("days", 91), ("send", 0, 3, False)]


class _Undo(Exception):
    """Leaves the database as it was."""


@dataclass
class Device:
    """A phone as the app keeps it: a sealed queue, the newest keys, when it last heard of us."""

    wire: WirePhone
    queue: list[dict[str, Any]] = field(default_factory=list)
    heard: int = 0
    made: list[UUID] = field(default_factory=list)


@dataclass
class World:
    """Two phones, a calendar, and what was refused for ever."""

    scene: Cast
    devices: list[Device]
    day: int = 0
    lost: set[str] = field(default_factory=set)

    def record(self, which: int) -> None:
        device, fact = self.devices[which], contact()
        device.made.append(fact[0])
        device.queue.append(device.wire.sealed(fact))

    def send(self, which: int, many: int, arrives: bool) -> None:
        """Send some of the queue; the answer may be lost on its way."""
        device = self.devices[which]
        part = device.queue[:many]
        body = device.wire.body(*part, left=len(device.queue) - len(part))
        answer = device.wire.post(body)
        assert answer.status_code == 200, answer.content
        said = json.loads(answer.content)
        refused = {one["id"]: one["reason"] for one in said["refused"]}
        assert set(refused.values()) <= {"key_gone"}
        if refused:
            assert self.day - device.heard >= RETIRED_DAYS, "lost too early"
        assert set(refused) | set(said["stored"]) == {one["id"] for one in part}
        if not arrives:
            return
        self.lost |= set(refused)
        gone = set(refused) | set(said["stored"])
        device.queue = [one for one in device.queue if one["id"] not in gone]
        device.wire.newest, device.heard = said["intake"], self.day

    def rotate(self) -> None:
        vault.rotate_intake(organisation_id=HOUSE)

    def revoke(self, which: int) -> None:
        phone_id = self.devices[which].wire.phone_id
        vault.revoke_phone(actor=self.scene.peer.actor, phone_id=phone_id)

    def restore(self, which: int) -> None:
        phone_id = self.devices[which].wire.phone_id
        vault.restore_phone(actor=self.scene.peer.actor, phone_id=phone_id)

    def review(self, which: int) -> None:
        phone_id = self.devices[which].wire.phone_id
        outreach.release_held(actor=self.scene.coordinator.actor, phone_id=phone_id)

    def days(self, many: int) -> None:
        """Let days pass, each with the work that a day brings."""
        for _day in range(many):
            self.day += 1
            if self.day % 15 == 0:
                vault.tend_intake()
        vault.tend_intake()

    def come_home(self) -> None:
        """In the end both phones send everything, and a person looks at what was held back."""
        for which in range(len(self.devices)):
            for _turn in range(2):
                self.send(which, 100, True)
            self.review(which)

    def check(self) -> None:
        made = {one for device in self.devices for one in device.made}
        lost = {UUID(one) for one in self.lost}
        arrived = encounters()
        assert set(arrived) == made - lost
        assert all(not device.queue for device in self.devices)


@pytest.fixture
def turned(monkeypatch: pytest.MonkeyPatch) -> Callable[[World | None], None]:
    """The calendar that all clocks follow: that of the world at hand."""
    current: list[World | None] = [None]

    def moment() -> datetime:
        world = current[0]
        return datetime.now(UTC) + timedelta(days=world.day if world else 0)

    monkeypatch.setattr(timezone, "now", moment)
    return lambda world: current.__setitem__(0, world)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves=MOVES)
@example(moves=THE_LAST_DAY)
@example(moves=UNTOLD)
@example(moves=STILL_QUEUED)
@example(moves=REVOKED)
@example(moves=TOO_LATE)
def test_nothing_is_lost_before_ninety_days_and_nothing_stored_twice(
    scene: Cast,
    turned: Callable[[World | None], None],
    django_capture_on_commit_callbacks: Any,
    moves: list[tuple[Any, ...]],
) -> None:
    turned(None)
    intake._opener.cache_clear()
    try:
        with transaction.atomic():
            world = World(scene, [Device(WirePhone.of(scene.peer)) for _ in range(2)])
            turned(world)
            for name, *arguments in moves:
                # What is destroyed after a commit is destroyed here too.
                with django_capture_on_commit_callbacks(execute=True):
                    getattr(world, name)(*arguments)
            with django_capture_on_commit_callbacks(execute=True):
                world.come_home()
            world.check()
            raise _Undo
    except _Undo:
        turned(None)
