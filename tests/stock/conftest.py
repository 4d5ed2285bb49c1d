"""A house with a store, a centre, a worker's bag and three items, filled through operations."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.staff.types import Actor
from ravny.services.stock import operations
from ravny.services.stock.models import Balance, Movement
from ravny.services.stock.types import ItemFacts
from tests.cast import Cast, browser_of


@dataclass(frozen=True)
class House:
    """The ids of what stands ready."""

    keeper: Actor
    store: UUID
    centre: UUID
    bag: UUID
    condoms: UUID
    lubricant: UUID
    leaflet: UUID

    def lies(self, place_id: UUID, item_id: UUID) -> int:
        """How many of an item lie in a place, by the balances."""
        with scope(organisation=self.keeper.organisation_id):
            rows = Balance.objects.filter(place_id=place_id, lot__item_id=item_id)
            return sum(row.quantity for row in rows)

    def by_lot(self, place_id: UUID) -> dict[str, int]:
        """Lot number → quantity in a place."""
        with scope(organisation=self.keeper.organisation_id):
            rows = Balance.objects.filter(place_id=place_id).select_related("lot")
            return {row.lot.number: row.quantity for row in rows}

    def lot(self, number: str) -> UUID:
        """The id of a lot."""
        with scope(organisation=self.keeper.organisation_id):
            return Balance.objects.filter(lot__number=number).first().lot_id

    def movements(self) -> list[Movement]:
        """Every movement in the order it was written."""
        with scope(organisation=self.keeper.organisation_id):
            return list(Movement.objects.order_by("id"))

    def deliver(
        self,
        item_id: UUID,
        quantity: int,
        number: str,
        expires_on: date | None = None,
        place_id: UUID | None = None,
        day: date | None = None,
    ) -> None:
        """Take a lot into the store."""
        operations.receive_delivery(
            actor=self.keeper,
            delivery_id=day_id(),
            place_id=place_id or self.store,
            item_id=item_id,
            quantity=quantity,
            number=number,
            expires_on=expires_on,
            day=day,
        )


def ahead(days: int) -> date:
    """A day so many days from today."""
    return today() + timedelta(days=days)


@pytest.fixture
def house(cast: Cast) -> Iterator[House]:
    """Two lots of condoms, one of lubricant in the store; everything else empty."""
    actor = cast.stock.actor
    store, centre = day_id(), day_id()
    operations.save_place(actor=actor, place_id=store, kind="store", label="Склад", active=True)
    operations.save_place(actor=actor, place_id=centre, kind="centre", label="Центр", active=True)
    items = [
        ItemFacts("condoms", "Презервативы", "Condoms", step=5, usual=10, position=1),
        ItemFacts("lubricant", "Лубрикант", "Lubricant", unit="sachet", usual=5, position=2),
        ItemFacts("leaflet", "Листовка", "Leaflet", language="uz", usual=1, position=3),
    ]
    ids = [day_id() for _item in items]
    for item_id, facts in zip(ids, items, strict=True):
        operations.save_item(actor=actor, item_id=item_id, facts=facts)
    bag = operations.ensure_bag(actor=actor, account_id=cast.peer.account_id)
    ready = House(actor, store, centre, bag, *ids)
    ready.deliver(ids[0], 100, "C-NEAR", ahead(20))
    ready.deliver(ids[0], 500, "C-FAR", ahead(700))
    ready.deliver(ids[1], 300, "L-1", ahead(400))
    yield ready


@pytest.fixture
def store_browser(cast: Cast, house: House) -> Client:
    """The stock coordinator at the desk."""
    return browser_of(cast.stock)


@pytest.fixture
def peer_browser(cast: Cast, house: House) -> Client:
    """A peer worker at the desk."""
    return browser_of(cast.peer)
