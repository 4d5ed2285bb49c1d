"""Counting sets a place to what is there, and every difference is explained."""

from datetime import timedelta
from uuid import UUID

import pytest
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.ids import day_id
from ravny.services.stock import operations, queries
from ravny.services.stock.models import Count
from ravny.services.stock.types import CountedLot, IssueLine, why_field
from tests.stock.conftest import House, ahead


def count(house: House, *lines: CountedLot, count_id: UUID | None = None) -> None:
    operations.record_count(
        actor=house.keeper,
        count_id=count_id or day_id(),
        place_id=house.store,
        lines=lines,
    )


def test_an_explained_difference_becomes_a_movement_with_its_reason(house: House) -> None:
    count(house, CountedLot(house.lot("L-1"), 280, "not_recorded"))
    last = house.movements()[-1]
    assert (last.change, last.reason, last.explanation) == (-20, "counted", "not_recorded")
    assert house.lies(house.store, house.lubricant) == 280


def test_a_difference_without_a_reason_is_refused_beside_its_lot(house: House) -> None:
    lot = house.lot("L-1")
    with pytest.raises(DomainError) as refused:
        count(house, CountedLot(lot, 280))
    assert refused.value.field == why_field(lot)
    assert house.lies(house.store, house.lubricant) == 300


def test_what_is_right_leaves_no_movement_but_is_counted(house: House) -> None:
    before = len(house.movements())
    count(house, CountedLot(house.lot("L-1"), 300))
    assert len(house.movements()) == before
    facts = queries.last_counts(house.keeper.organisation_id, [house.store])
    assert facts[house.store].counted_on == today()


def test_the_same_count_said_twice_counts_once(house: House) -> None:
    count_id, line = day_id(), CountedLot(house.lot("L-1"), 10, "lost")
    count(house, line, count_id=count_id)
    count(house, line, count_id=count_id)
    with scope(organisation=house.keeper.organisation_id):
        assert Count.objects.count() == 1
    assert house.lies(house.store, house.lubricant) == 10


def test_a_lot_that_never_lay_here_is_not_there(house: House) -> None:
    with pytest.raises(NotYours):
        count(house, CountedLot(day_id(), 1, "lost"))


def test_a_count_settles_what_was_unexplained_before_it(house: House) -> None:
    def give(many: int) -> None:
        lines = [IssueLine(day_id(), house.lubricant, many, today())]
        operations.issue(actor=house.keeper, place_id=house.store, lines=lines)

    give(310)
    assert queries.unexplained(house.keeper.organisation_id, [house.store]) == {house.store: 10}
    count(house, CountedLot(house.lot("L-1"), 0))
    assert queries.unexplained(house.keeper.organisation_id, [house.store]) == {}
    give(4)
    assert queries.unexplained(house.keeper.organisation_id, [house.store]) == {house.store: 4}


def test_an_old_count_is_due_again(house: House) -> None:
    count(house)
    with scope(organisation=house.keeper.organisation_id):
        Count.objects.update(day=today() - timedelta(days=36))
    facts = queries.last_counts(house.keeper.organisation_id, [house.store, house.centre])
    assert facts[house.store].counted_on == ahead(-36)
    assert facts[house.centre].counted_on is None
