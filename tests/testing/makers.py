"""What the tests of this room start from: kits in a bag, clients, tests as facts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.people.clients import operations as clients
from ravny.people.clients.types import ClientFacts
from ravny.services.referrals.models import Referral
from ravny.services.stock import operations as stock
from ravny.services.stock.models import Balance
from ravny.services.stock.types import ItemFacts
from ravny.services.testing.models import Assay, Test
from ravny.services.testing.types import AssayFacts, NextFacts, TestFacts
from tests.cast import HOUSE, NEAR_TEAM, Cast, Person

MIGRANT = ClientFacts(country="UZ", legal_status="work")
CITIZEN = ClientFacts(country="RU", legal_status="citizen")


@dataclass(frozen=True)
class Bag:
    """The peer's bag with kits of two lots, and a kit for syphilis."""

    cast: Cast
    place: UUID
    hiv: UUID
    syphilis: UUID

    def left(self) -> dict[str, int]:
        """Lot number → how many lie in the bag."""
        with scope(organisation=HOUSE):
            rows = Balance.objects.filter(place_id=self.place).select_related("lot")
            return {row.lot.number: row.quantity for row in rows}

    def lot(self, number: str) -> UUID:
        """The id of a lot."""
        with scope(organisation=HOUSE):
            return Balance.objects.get(place_id=self.place, lot__number=number).lot_id


def fill_bag(cast: Cast) -> Bag:
    """Put kits into the peer's bag."""
    keeper = cast.stock.actor
    place = stock.ensure_bag(actor=keeper, account_id=cast.peer.account_id)
    ids = {"hiv": day_id(), "syphilis": day_id()}
    for position, (infection, item_id) in enumerate(ids.items()):
        facts = ItemFacts(
            "test_kit",
            f"Тест {infection}",
            f"Test {infection}",
            infections=(infection,),
            position=position,
        )
        stock.save_item(actor=keeper, item_id=item_id, facts=facts)
    for number, infection, days in (
        ("H-1", "hiv", 60),
        ("H-2", "hiv", 400),
        ("S-1", "syphilis", 90),
    ):
        stock.receive_delivery(
            actor=keeper,
            delivery_id=day_id(),
            place_id=place,
            item_id=ids[infection],
            quantity=100,
            number=number,
            expires_on=today() + timedelta(days=days),
        )
    return Bag(cast, place, ids["hiv"], ids["syphilis"])


def new_client(person: Person, facts: ClientFacts = MIGRANT) -> UUID:
    """Register a client on the person's team."""
    client_id = day_id()
    assert person.team_id
    clients.register_client(
        actor=person.actor, client_id=client_id, team_id=person.team_id, facts=facts
    )
    return client_id


def assay(result: str, slot: str = "0", **other: Any) -> AssayFacts:
    """An assay of today."""
    return AssayFacts(day_id(), slot, result, other.pop("day", today()), **other)


def onward(step: str = "anonymous", **other: Any) -> NextFacts:
    """A step that was chosen."""
    return NextFacts(step, other.pop("referral_id", None) or day_id(), **other)


def facts_of(person: Person, result: str = "nonreactive", **other: Any) -> TestFacts:
    """A rapid test for HIV of today by a person: counselled, agreed, given back at once."""
    day = other.pop("day", today())
    known = result in ("reactive", "nonreactive")
    told: dict[str, Any] = {
        "infection": "hiv",
        "purpose": "screening",
        "worker_id": person.account_id,
        "team_id": person.team_id or NEAR_TEAM,
        "channel": "club",
        "counselled_on": day,
        "consented_on": day,
        "returned_on": day if known else None,
        "post_counselled_on": day if known else None,
        "result_on": day if result else None,
    }
    return TestFacts(test_id=other.pop("test_id", None) or day_id(), day=day, result=result,
                     **(told | other))  # fmt: skip


def row(test_id: UUID) -> Test:
    """A test's row."""
    with scope(organisation=HOUSE):
        return Test.objects.get(id=test_id)


def assays(test_id: UUID) -> list[Assay]:
    """A test's assays in their order."""
    with scope(organisation=HOUSE):
        return list(Assay.objects.filter(test_id=test_id).select_related("lot"))


def referrals() -> list[Referral]:
    """Every referral of the house."""
    with scope(organisation=HOUSE):
        return list(Referral.objects.order_by("made_on", "id"))


def ago(days: int) -> date:
    """A day so long ago."""
    return today() - timedelta(days=days)


def ids(rows: Iterable[Any]) -> set[UUID]:
    """The tests' ids of facts about tests."""
    return {one.test_id for one in rows}
