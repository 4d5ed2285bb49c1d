"""What workers have asked the store for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django_scopes import scope

from ravny.core.staff.types import Actor

from ..models import Refill
from ..types import ItemFact
from .lots import thresholds_of
from .places import visible

# A night's work: as many usual kits as a bag is filled up to when it has no threshold.
KITS_IN_A_BAG = 20


@dataclass(frozen=True)
class WantedFact:
    """An open wish: whose bag, since when, item id → how many."""

    place_id: UUID
    place: str
    asked_on: date
    wanted: dict[UUID, int]


def waiting_refills(actor: Actor, *, place_id: UUID | None = None) -> list[WantedFact]:
    """Return the open wishes the actor may see, the oldest first. One query."""
    with scope(organisation=actor.organisation_id):
        rows = Refill.objects.filter(visible(actor, "place__"), closed_on=None)
        if place_id:
            rows = rows.filter(place_id=place_id)
        return [
            WantedFact(
                place_id=row.place_id,
                place=row.place.label,
                asked_on=row.entered_on,
                wanted={UUID(hex=item): int(many) for item, many in row.wanted.items()},
            )
            for row in rows.select_related("place").order_by("entered_on", "id")
        ]


def usual_refill(
    place_id: UUID, items: Sequence[ItemFact], there: Mapping[UUID, int]
) -> dict[UUID, int]:
    """Return item id → what a place lacks of its threshold, or of twenty usual kits. One query."""
    minimums = thresholds_of(place_id)
    return {
        item.item_id: max(
            0,
            minimums.get(item.item_id, item.usual * KITS_IN_A_BAG) - there.get(item.item_id, 0),
        )
        for item in items
    }
