"""Which lots a quantity leaves from: arithmetic only, no database.

First expired, first out; a lot that had expired on the day comes only after those that had not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass
class LotStock:
    """What lies in a place of one lot; `quantity` falls as it is taken."""

    lot_id: UUID
    item_id: UUID
    expires_on: date | None
    quantity: int
    number: str = ""


def first_expired_first(lots: Sequence[LotStock], day: date) -> list[LotStock]:
    """Return the lots in the order they should be given out on that day."""
    return sorted(
        lots,
        key=lambda lot: (
            lot.expires_on is not None and lot.expires_on < day,
            lot.expires_on is None,
            lot.expires_on or date.max,
            lot.number,  # not by chance: the same deliveries empty in the same order
            lot.lot_id,
        ),
    )


def take(lots: Sequence[LotStock], quantity: int, day: date) -> tuple[list[tuple[UUID, int]], int]:
    """Take a quantity out of the lots; return [(lot id, taken)] and what was missing."""
    return take_in_order(first_expired_first(lots, day), quantity)


def take_in_order(lots: Sequence[LotStock], quantity: int) -> tuple[list[tuple[UUID, int]], int]:
    """Take a quantity out of lots that stand in their order already."""
    taken = []
    for lot in lots:
        if quantity == 0:
            break
        portion = min(lot.quantity, quantity)
        if portion > 0:
            lot.quantity -= portion
            quantity -= portion
            taken.append((lot.lot_id, portion))
    return taken, quantity
