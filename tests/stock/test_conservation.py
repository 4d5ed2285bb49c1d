"""After any sequence of operations balances equal the sums of movements, never below nothing."""

from collections import defaultdict
from uuid import UUID

import pytest
from django.db import transaction
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.kit.ids import day_id
from ravny.services.stock import operations
from ravny.services.stock.models import Balance, Lot
from ravny.services.stock.types import CountedLot, IssueLine, MoveLine
from tests.stock.conftest import House, ahead

PLACES, ITEMS = ("store", "centre", "bag"), ("condoms", "lubricant", "leaflet")
steps = st.lists(
    st.tuples(
        st.sampled_from(["deliver", "issue", "use", "move", "write_off", "count", "void", "again"]),
        st.sampled_from(PLACES),
        st.sampled_from(PLACES),
        st.sampled_from(ITEMS),
        st.integers(1, 300),
        st.integers(-5, 40),
    ),
    min_size=1,
    max_size=14,
)
Step = tuple[str, str, str, str, int, int]


class Undone(Exception):
    """Rolls an example back."""


class Story:
    """Plays steps; what a rule refuses has no effect."""

    def __init__(self, house: House) -> None:
        self.house, self.actor = house, house.keeper
        self.causes: list[UUID] = []

    def play(self, step: Step) -> None:
        verb, first, second, item, quantity, days = step
        place, other = getattr(self.house, first), getattr(self.house, second)
        try:
            with transaction.atomic():
                getattr(self, verb)(place, other, getattr(self.house, item), quantity, days)
        except DomainError:
            pass

    def deliver(self, place: UUID, other: UUID, item: UUID, quantity: int, days: int) -> None:
        self.house.deliver(item, quantity, f"N{days}", ahead(days), place)

    def issue(self, place: UUID, other: UUID, item: UUID, quantity: int, days: int) -> None:
        cause = day_id()
        self.causes.append(cause)
        lines = [IssueLine(cause, item, quantity, ahead(min(days, 0)))]
        operations.issue(actor=self.actor, place_id=place, lines=lines)

    def use(self, place: UUID, other: UUID, item: UUID, quantity: int, days: int) -> None:
        """Take a kit of a lot that somebody named; it may never have lain here."""
        lot_id = self.lot_in(other, days)
        if lot_id is None:
            return
        with scope(organisation=self.actor.organisation_id):
            item = Lot.objects.get(id=lot_id).item_id
        cause = day_id()
        self.causes.append(cause)
        lines = [IssueLine(cause, item, quantity, today(), lot_id)]
        operations.issue(actor=self.actor, place_id=place, lines=lines)
        operations.issue(actor=self.actor, place_id=place, lines=lines)

    def again(self, place: UUID, other: UUID, item: UUID, quantity: int, days: int) -> None:
        if self.causes:
            lines = [IssueLine(self.causes[quantity % len(self.causes)], item, quantity, today())]
            operations.issue(actor=self.actor, place_id=place, lines=lines)

    def void(self, place: UUID, other: UUID, item: UUID, quantity: int, days: int) -> None:
        if self.causes:
            cause = self.causes[quantity % len(self.causes)]
            operations.reverse(actor=self.actor, cause_id=cause)

    def move(self, place: UUID, other: UUID, item: UUID, quantity: int, days: int) -> None:
        lines = [MoveLine(item, quantity), MoveLine(self.house.condoms, days)]
        operations.transfer(
            actor=self.actor,
            transfer_id=day_id(),
            source_id=place,
            target_id=other,
            lines=lines if days > 0 else lines[:1],
        )

    def lot_in(self, place: UUID, number: int) -> UUID | None:
        with scope(organisation=self.actor.organisation_id):
            lots = list(Balance.objects.filter(place_id=place).order_by("id"))
        return lots[number % len(lots)].lot_id if lots else None

    def write_off(self, place: UUID, other: UUID, item: UUID, quantity: int, days: int) -> None:
        lot_id = self.lot_in(place, days)
        if lot_id:
            operations.write_off(
                actor=self.actor,
                write_off_id=day_id(),
                place_id=place,
                lot_id=lot_id,
                quantity=quantity,
                explanation="damaged",
            )

    def count(self, place: UUID, other: UUID, item: UUID, quantity: int, days: int) -> None:
        lot_id = self.lot_in(place, days)
        lines = [CountedLot(lot_id, quantity, "lost")] if lot_id else []
        operations.record_count(actor=self.actor, count_id=day_id(), place_id=place, lines=lines)


@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps)
def test_balances_are_the_sum_of_movements_whatever_happens(
    house: House, story: list[Step]
) -> None:
    with pytest.raises(Undone), transaction.atomic():
        player = Story(house)
        for step in story:
            player.play(step)
        sums: dict[tuple[UUID, UUID], int] = defaultdict(int)
        for row in house.movements():
            sums[row.place_id, row.lot_id] += row.change
        with scope(organisation=house.keeper.organisation_id):
            lying = {(row.place_id, row.lot_id): row.quantity for row in Balance.objects.all()}
        assert lying == dict(sums)
        assert min(lying.values()) >= 0
        raise Undone
