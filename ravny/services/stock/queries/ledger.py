"""What was moved, when and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django_scopes import scope

from ravny.core.staff.types import Actor

from ..models import Movement
from .places import visible


def movements(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Movement]:
    """Return the movements of places the actor may see, with place and item.

    Filters: place (id), item (id), reason, day_from, day_to.
    """
    rows = Movement.objects.filter(
        visible(actor, "place__"), organisation_id=actor.organisation_id
    ).select_related("place", "lot__item")
    paths = {
        "place": "place_id",
        "item": "lot__item_id",
        "reason": "reason",
        "day_from": "day__gte",
        "day_to": "day__lte",
    }
    chosen = {path: filters[name] for name, path in paths.items() if filters.get(name)}
    return rows.filter(**chosen)


@dataclass(frozen=True)
class MovementFact:
    """One change of a place, in words."""

    day: date
    item: str
    change: int
    why: str


def latest_movements(actor: Actor, place_id: UUID, most: int = 12) -> list[MovementFact]:
    """Return the newest movements of a place, newest first. One query."""
    rows = movements(actor, {"place": place_id}).order_by("-day", "-id")[:most]
    return [
        MovementFact(row.day, row.lot.item.label(actor.language), row.change, row.why)
        for row in rows
    ]


def movements_for_causes(
    organisation_id: UUID, cause_ids: Sequence[UUID]
) -> dict[UUID, list[tuple[UUID, int]]]:
    """Return cause id → [(lot id, change)] in the order they were written. One query."""
    with scope(organisation=organisation_id):
        found: dict[UUID, list[tuple[UUID, int]]] = {cause: [] for cause in cause_ids}
        rows = Movement.objects.filter(cause_id__in=cause_ids).order_by("id")
        for cause_id, lot_id, change in rows.values_list("cause_id", "lot_id", "change"):
            found[cause_id].append((lot_id, change))
        return found
