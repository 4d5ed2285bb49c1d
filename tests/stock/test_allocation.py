"""Which lots a quantity leaves from: arithmetic, for any lots and any quantity."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from ravny.services.stock.allocation import LotStock, first_expired_first, take

TODAY = date(2026, 11, 20)
ITEM = UUID(int=7)
days = st.none() | st.integers(-40, 400).map(lambda number: TODAY + timedelta(days=number))
shelves = st.lists(st.tuples(days, st.integers(0, 500)), max_size=8).map(
    lambda lots: [
        LotStock(UUID(int=number), ITEM, expires_on, quantity)
        for number, (expires_on, quantity) in enumerate(lots)
    ]
)


@given(shelves, st.integers(0, 2000))
def test_nothing_appears_and_nothing_is_lost(lots: list[LotStock], wanted: int) -> None:
    before = sum(lot.quantity for lot in lots)
    taken, missing = take(lots, wanted, TODAY)
    out = sum(quantity for _lot, quantity in taken)
    assert out + missing == wanted
    assert out + sum(lot.quantity for lot in lots) == before


@given(shelves, st.integers(0, 2000))
def test_no_lot_goes_below_nothing_and_none_is_named_for_nothing(
    lots: list[LotStock], wanted: int
) -> None:
    taken, missing = take(lots, wanted, TODAY)
    assert all(lot.quantity >= 0 for lot in lots)
    assert all(quantity > 0 for _lot, quantity in taken)
    assert len({lot for lot, _quantity in taken}) == len(taken)
    assert missing == 0 or all(lot.quantity == 0 for lot in lots)


@given(shelves, st.integers(1, 2000))
def test_a_later_lot_is_touched_only_when_every_earlier_one_is_empty(
    lots: list[LotStock], wanted: int
) -> None:
    take(lots, wanted, TODAY)
    left = [lot.quantity for lot in first_expired_first(lots, TODAY)]
    taken_from_later = [
        number for number, lot in enumerate(first_expired_first(lots, TODAY)) if left[number] > 0
    ]
    assert all(
        left[number] == 0 for number in range(taken_from_later[0] if taken_from_later else 0)
    )


@given(shelves)
def test_the_first_to_expire_goes_first_the_undated_later_the_expired_last(
    lots: list[LotStock],
) -> None:
    order = first_expired_first(lots, TODAY)

    def rank(lot: LotStock) -> tuple[int, date]:
        if lot.expires_on is None:
            return 1, date.max
        return (2 if lot.expires_on < TODAY else 0), lot.expires_on

    assert [rank(lot) for lot in order] == sorted(rank(lot) for lot in lots)


def test_a_lot_is_good_on_its_last_day() -> None:
    last_day = LotStock(UUID(int=1), ITEM, TODAY, 5)
    undated = LotStock(UUID(int=2), ITEM, None, 5)
    assert take([undated, last_day], 5, TODAY) == ([(last_day.lot_id, 5)], 0)
