"""Two people at one moment, each with a connection of their own: nothing is lost, nobody errs."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from uuid import UUID

import pytest
from django.db import connection
from django_scopes import scopes_disabled

from ravny.core.kit.errors import DomainError
from ravny.core.staff import operations as staff
from ravny.core.staff.types import AccountFacts
from ravny.core.vault import operations, queries, reader, renewer
from ravny.core.vault.envelope import new_seed
from ravny.core.vault.models import Circle, Epoch, Wrap
from tests.cast import NEAR_TEAM, Person
from tests.vault.conftest import Keyed, give_keys

pytestmark = pytest.mark.django_db(transaction=True)
Answer = TypeVar("Answer")


def at_once(*works: Callable[[], Answer]) -> list[Answer]:
    """Run each in a thread with its own connection."""

    def run(work: Callable[[], Answer]) -> Answer:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [one.result() for one in [pool.submit(run, work) for work in works]]


def begin(person: Person, keyring: reader.Keyring, keyed: Keyed) -> Callable[[], str]:
    """Make epoch 2 beforehand, so that both arrive at the same moment."""
    actor, near = person.actor, keyed.near.circle_id
    receivers = queries.receivers(actor, "team", NEAR_TEAM)
    epoch = reader.new_epoch(keyring, near, 2, new_seed(), receivers)

    def start() -> str:
        try:
            operations.start_epoch(actor=actor, epoch=epoch)
        except operations.AlreadyRenewed as error:
            return str(error.message)
        return "begun"

    return start


@pytest.mark.parametrize("turn", range(2))
def test_of_two_who_renew_at_once_the_first_counts_and_the_other_is_told(
    keyed: Keyed, turn: int
) -> None:
    cast = keyed.cast
    doctor = give_keys(cast.doctor)
    reader.share_keys(actor=cast.social.actor, keyring=keyed.social)
    people = [
        (cast.social, keyed.social), (cast.coordinator, keyed.coordinator), (cast.doctor, doctor),
    ]  # fmt: skip
    said = at_once(*[begin(person, keyring, keyed) for person, keyring in people])
    assert said.count("begun") == 1
    winner = people[said.index("begun")][0]
    assert all(winner.pseudonym in one for one in said if one != "begun")
    with scopes_disabled():
        epoch = Epoch.objects.get(circle_id=keyed.near.circle_id, number=2)
        assert epoch.signed_by_id == winner.account_id
        assert epoch.wraps.count() == 3
    fresh = queries.circle_facts([keyed.near.circle_id])[keyed.near.circle_id]
    seeds = {
        reader.circle_seed(actor=person.actor, keyring=keyring, circle_id=fresh.circle_id, epoch=2)
        for person, keyring in people
    }
    assert len(seeds) == 1


def test_two_who_press_at_once_do_everything_together(keyed: Keyed) -> None:
    cast = keyed.cast
    give_keys(cast.doctor)
    facts = AccountFacts(cast.doctor.login, cast.doctor.pseudonym, cast.doctor.roles, teams=())
    reader.share_keys(actor=cast.social.actor, keyring=keyed.social)
    staff.edit_account(actor=cast.keeper.actor, account_id=cast.doctor.account_id, facts=facts)
    give_keys(cast.lawyer)

    def press(person: Person, keyring: reader.Keyring) -> Callable[[], None]:
        actor = person.actor

        def do() -> None:
            for _ in range(4):
                try:
                    renewer.do_due(actor=actor, keyring=keyring)
                except operations.AlreadyRenewed:
                    continue

        return do

    at_once(press(cast.social, keyed.social), press(cast.coordinator, keyed.coordinator))
    for person in (cast.social, cast.coordinator):
        assert queries.dues_of(person.actor).steps == 0, person.login
    with scopes_disabled():
        assert Epoch.objects.filter(circle_id=keyed.near.circle_id).count() == 2
        newest = Wrap.objects.filter(epoch__circle_id=keyed.near.circle_id, epoch__number=2)
        receivers = set(newest.values_list("account_id", flat=True))
    assert receivers == {one.account_id for one in (cast.social, cast.coordinator, cast.lawyer)}


@pytest.mark.parametrize("turn", range(3))
def test_two_who_make_a_circle_at_once_have_the_first_one(keyed: Keyed, turn: int) -> None:
    people = [(keyed.cast.social, keyed.social), (keyed.cast.coordinator, keyed.coordinator)]

    def make(person: Person, keyring: reader.Keyring) -> Callable[[], UUID]:
        actor, house = person.actor, person.actor.organisation_id

        def do() -> UUID:
            fact = reader.make_circle(
                actor=actor, keyring=keyring, kind="organisation", subject_id=house
            )
            return fact.circle_id

        return do

    assert len(set(at_once(*[make(person, keyring) for person, keyring in people]))) == 1


def test_leaving_while_somebody_renews_is_never_overlooked(keyed: Keyed) -> None:
    """Whichever comes first: the leaver has no wrap of the newest epoch, or it is stale."""
    cast, left = keyed.cast, keyed.cast.coordinator
    keeper = cast.keeper.actor
    facts = AccountFacts(left.login, left.pseudonym, left.roles, teams=())

    def leave() -> str:
        staff.edit_account(actor=keeper, account_id=left.account_id, facts=facts)
        return "left"

    renew = begin(cast.social, keyed.social, keyed)

    def try_to_renew() -> str:
        try:
            return renew()
        except DomainError:  # the receivers were overtaken: the browser asks anew
            return "refused"

    at_once(leave, try_to_renew)
    with scopes_disabled():
        circle = Circle.objects.get(id=keyed.near.circle_id)
        newest = Epoch.objects.filter(circle=circle).order_by("-number")[0]
        holds = newest.wraps.filter(account_id=left.account_id).exists()
    assert not holds or circle.stale_since is not None
