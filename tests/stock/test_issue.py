"""Handing out: first expired first, exactly once, and never lost for want of stock."""

from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.errors import NotYours
from ravny.core.kit.ids import day_id
from ravny.services.stock import operations, queries
from ravny.services.stock.models import Movement
from ravny.services.stock.types import IssueLine
from tests.cast import Cast
from tests.stock.conftest import House, ahead


def give(house: House, item_id: UUID, quantity: int, cause: UUID | None = None) -> UUID:
    cause = cause or day_id()
    lines = [IssueLine(cause, item_id, quantity, today())]
    operations.issue(actor=house.keeper, place_id=house.store, lines=lines)
    return cause


@pytest.mark.mission("S109")
def test_condoms_gel_and_disinfectant_leave_by_the_lot_that_expires_first(house: House) -> None:
    give(house, house.condoms, 130)
    give(house, house.lubricant, 5)
    assert house.by_lot(house.store) == {"C-NEAR": 0, "C-FAR": 470, "L-1": 295}


def test_an_expired_lot_is_touched_last(house: House) -> None:
    house.deliver(house.leaflet, 10, "OLD", ahead(-3))
    house.deliver(house.leaflet, 10, "GOOD", ahead(3))
    give(house, house.leaflet, 12)
    assert house.by_lot(house.store) | {"OLD": 8, "GOOD": 0} == house.by_lot(house.store)


def test_the_same_meeting_said_twice_takes_once(house: House) -> None:
    cause = give(house, house.condoms, 10)
    give(house, house.condoms, 10, cause)
    assert house.lies(house.store, house.condoms) == 590


def test_another_item_of_the_same_meeting_still_leaves(house: House) -> None:
    cause = give(house, house.condoms, 10)
    give(house, house.lubricant, 3, cause)
    assert house.lies(house.store, house.lubricant) == 297


def test_too_little_enters_as_unexplained_and_the_record_stays(house: House) -> None:
    cause = give(house, house.condoms, 650)
    reasons = {(row.reason, row.change) for row in house.movements() if row.cause_id == cause}
    assert ("unexplained", 50) in reasons
    assert sum(change for reason, change in reasons if reason == "issued") == -650
    assert house.lies(house.store, house.condoms) == 0
    assert queries.unexplained(house.keeper.organisation_id, [house.store]) == {house.store: 50}


def test_an_item_that_never_lay_here_leaves_from_the_lot_nobody_knows(house: House) -> None:
    give(house, house.leaflet, 4)
    give(house, house.leaflet, 2)
    assert house.by_lot(house.store)[""] == 0


def test_nothing_is_written_for_nothing(house: House) -> None:
    before = len(house.movements())
    give(house, house.condoms, 0)
    assert len(house.movements()) == before


def test_a_voided_meeting_leaves_the_place_as_if_it_had_never_been(house: House) -> None:
    before = house.by_lot(house.store)
    cause = give(house, house.condoms, 650)
    operations.reverse(actor=house.keeper, cause_id=cause)
    operations.reverse(actor=house.keeper, cause_id=cause)
    assert house.by_lot(house.store) == before
    assert queries.unexplained(house.keeper.organisation_id, [house.store]) == {}


def test_an_item_or_a_place_of_another_house_is_not_there(house: House, cast: Cast) -> None:
    stranger = cast.stranger.actor
    lines = [IssueLine(day_id(), house.condoms, 1, today())]
    with pytest.raises(NotYours):
        operations.issue(actor=stranger, place_id=house.store, lines=lines)
    own = day_id()
    operations.save_place(actor=stranger, place_id=own, kind="store", label="Склад", active=True)
    with pytest.raises(NotYours):
        operations.issue(actor=stranger, place_id=own, lines=lines)
    assert house.lies(house.store, house.condoms) == 600


def test_a_night_of_a_hundred_meetings_takes_the_same_few_queries(
    house: House, django_assert_num_queries: object
) -> None:
    for meetings in (1, 100):
        lines = [
            IssueLine(cause, item, 1, today())
            for cause in [day_id() for _number in range(meetings)]
            for item in (house.condoms, house.lubricant)
        ]
        # A savepoint, the place, what was issued, lots, balances; balances and movements written;
        # the savepoint's end.
        with django_assert_num_queries(8):  # type: ignore[operator]  # pytest-django's fixture
            operations.issue(actor=house.keeper, place_id=house.store, lines=lines)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_alter_or_remove_a_movement(house: House, change: str) -> None:
    with (
        scope(organisation=house.keeper.organisation_id),
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        rows = Movement.objects.all()
        rows.update(change=1) if change == "update" else rows._raw_delete(rows.db)
    assert house.lies(house.store, house.condoms) == 600
