"""People come, go, lose their keys, press the button in any order: what a circle promises holds."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from django.db import transaction
from django.test import TestCase
from django_scopes import scopes_disabled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ravny.core.kit import registries
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.ids import day_id
from ravny.core.staff import operations as staff
from ravny.core.staff.types import AccountFacts
from ravny.core.vault import operations, queries, reader, renewer
from ravny.core.vault.envelope import Context, EnvelopeError, open_sealed
from ravny.core.vault.models import EpochFloor, Wrap
from ravny.core.vault.types.circles import CircleLine
from tests.cast import NEAR_TEAM, Cast, Person
from tests.vault.conftest import Keyed, give_keys

NAMES = ("social", "coordinator", "doctor", "lawyer")
FINDER = "whoever found lost keys"
WHO = st.sampled_from(NAMES)
MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("go"), WHO),
        st.tuples(st.just("come"), WHO),
        st.tuples(st.just("lose"), WHO),
        st.tuples(st.just("press"), WHO),
        st.tuples(st.just("write"), WHO),
        st.tuples(st.just("limit"), WHO, WHO),
    ),
    min_size=3,
    max_size=12,
)


class _Undo(Exception):
    """Leaves the database as it was."""


@dataclass
class Written:
    """A text, and which of the people belonged when it was sealed."""

    row: UUID
    epoch: int
    envelope: bytes
    belonged: frozenset[str]


@dataclass
class House:
    """One team's circle, and everything each person ever had in their hands."""

    cast: Cast
    circle: UUID
    keyrings: dict[str, reader.Keyring]
    members: set[str] = field(default_factory=lambda: set(NAMES))
    seeds: dict[str, dict[int, set[bytes]]] = field(default_factory=dict)
    texts: list[Written] = field(default_factory=list)
    given: dict[str, set[int]] = field(default_factory=dict)

    def person(self, name: str) -> Person:
        one: Person = getattr(self.cast, name)
        return one

    def line(self) -> CircleLine:
        (line,) = [
            one for one in queries.circle_lines(self.cast.keeper.actor)
            if one.circle_id == self.circle
        ]  # fmt: skip
        return line

    def on_team(self, name: str, teams: tuple[UUID, ...]) -> None:
        person = self.person(name)
        facts = AccountFacts(person.login, person.pseudonym, person.roles, teams=teams)
        staff.edit_account(actor=self.cast.keeper.actor, account_id=person.account_id, facts=facts)

    def go(self, name: str) -> None:
        self.on_team(name, ())
        self.members.discard(name)

    def come(self, name: str) -> None:
        self.on_team(name, (NEAR_TEAM,))
        self.members.add(name)

    def lose(self, name: str) -> None:
        """Lose the phrase, be invited again, join with other keys; somebody found the old ones."""
        for epoch, seeds in self.seeds.get(name, {}).items():
            self.seeds.setdefault(FINDER, {}).setdefault(epoch, set()).update(seeds)
        account_id = self.person(name).account_id
        operations.forget_staff_key(
            organisation_id=self.cast.organisation_id, account_id=account_id, by=None
        )
        self.keyrings[name] = give_keys(self.person(name))

    def press(self, name: str) -> None:
        renewer.do_due(actor=self.person(name).actor, keyring=self.keyrings[name])

    def write(self, name: str) -> None:
        fact = queries.circle_facts([self.circle])[self.circle]
        row = day_id()
        envelope = reader.seal_text(circle=fact, kind="client.note", object_id=row, text=name)
        self.texts.append(Written(row, fact.epoch, envelope, frozenset(self.members)))

    def limit(self, name: str, other: str) -> None:
        # Refused to who does not belong or holds nothing, and for who can open earlier text.
        with suppress(DomainError, NotYours):
            operations.set_floor(
                actor=self.person(name).actor,
                circle_id=self.circle,
                account_id=self.person(other).account_id,
                from_now_on=True,
            )

    def floor_of(self, name: str) -> int:
        rows = EpochFloor.objects.filter(account_id=self.person(name).account_id)
        return rows.values_list("number", flat=True).first() or 0

    def collect(self) -> None:
        """Everybody keeps whatever the server hands them, for ever."""
        for name in NAMES:
            actor, keyring = self.person(name).actor, self.keyrings[name]
            for wrap in queries.wraps_for(actor, [self.circle]):
                context = reader.wrap_context(self.circle, wrap.epoch, actor.account_id)
                seed = reader.open_key(keyring.seed, context, wrap.envelope)
                self.seeds.setdefault(name, {}).setdefault(wrap.epoch, set()).add(seed)

    def opens(self, name: str, text: Written) -> bool:
        """Whether anything a person ever had opens a text."""
        for seeds in self.seeds.get(name, {}).values():
            for seed in seeds:
                context = Context(self.circle, text.epoch, "client.note", text.row)
                try:
                    open_sealed(seed, context, text.envelope)
                except EnvelopeError:
                    continue
                return True
        return False


def check(house: House) -> None:
    """What holds after every single step."""
    with scopes_disabled():
        rows = Wrap.objects.filter(epoch__circle_id=house.circle)
        held = set(rows.values_list("account_id", "epoch__number"))
    for name in NAMES:
        actor = house.person(name).actor
        served = queries.wraps_for(actor, [house.circle])
        if name not in house.members:
            assert served == [], f"{name} left and is still served"
            continue
        with scopes_disabled():
            floor = house.floor_of(name)
        assert all(one.epoch >= floor for one in served), f"{name} got what was kept from them"
    line = house.line()
    stayed = {house.person(name).account_id for name in house.members}
    if line.members and not any(who in stayed for who, _number in held):
        assert line.is_shut
        keys = [
            row.key for source in registries.today_rows for row in source(house.cast.keeper.actor)
        ]
        assert f"vault.shut.{house.circle}" in keys, "the last key went silently"


def check_settled(house: House) -> None:
    """What holds once everybody who stayed has pressed the button."""
    for name in sorted(house.members) * 2:
        house.press(name)
    house.collect()
    line = house.line()
    assert not line.is_stale or not house.members
    assert not line.waiting
    newest = line.epoch
    with scopes_disabled():
        for member in line.members:
            if member.has_keys and newest:
                assert newest in dict(member.held)
    house.write("social")
    last = house.texts[-1]
    for name in NAMES:
        assert house.opens(name, last) == (name in house.members), name
    assert not house.opens(FINDER, last)
    for text in house.texts:
        alive = {number for one in line.members for number, _since in one.held}
        for name in house.members:
            with scopes_disabled():
                owed = text.epoch >= house.floor_of(name) and text.epoch in alive
            assert house.opens(name, text) or not owed, f"{name} does not open epoch {text.epoch}"


@pytest.fixture
def house(keyed: Keyed) -> Iterator[House]:
    """Four people with keys on one team."""
    cast = keyed.cast
    rings = {"social": keyed.social, "coordinator": keyed.coordinator}
    rings |= {name: give_keys(getattr(cast, name)) for name in ("doctor", "lawyer")}
    reader.share_keys(actor=cast.social.actor, keyring=keyed.social)
    with scopes_disabled():
        assert Wrap.objects.filter(epoch__circle_id=keyed.near.circle_id).count() == 4
    yield House(cast, keyed.near.circle_id, rings)


@pytest.mark.slow
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves=MOVES)
def test_whoever_belongs_opens_what_is_theirs_and_nobody_opens_what_came_after(
    house: House, moves: list[tuple[str, ...]]
) -> None:
    fresh = House(house.cast, house.circle, dict(house.keyrings))
    with pytest.raises(_Undo), transaction.atomic():
        fresh.collect()
        for move, *people in moves:
            with TestCase.captureOnCommitCallbacks(execute=True):
                getattr(fresh, move)(*people)
            check(fresh)
            fresh.collect()
        if fresh.members:
            with TestCase.captureOnCommitCallbacks(execute=True):
                check_settled(fresh)
        raise _Undo
