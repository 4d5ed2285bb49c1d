"""Where stock lies, and who may see and touch it.

Who works in the store sees every place. Others see stores, centres and their own bag: what lies
in a colleague's bag, and when it became less, is that colleague's way through the city.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django_scopes import scope

from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor

from ..models import Place
from ..types import PlaceFact, PlaceKind


def sees_every_bag(actor: Actor) -> bool:
    """Tell whether colleagues' bags are the actor's work."""
    return actor.may("stock.move") or actor.may("stock.count")


def visible(actor: Actor, path: str = "") -> Q:
    """Return the filter for places the actor may see; `path` leads to the place: "place__"."""
    if sees_every_bag(actor):
        return Q()
    return ~Q(**{f"{path}kind": PlaceKind.BAG}) | Q(**{f"{path}holder_id": actor.account_id})


def place_fact(row: Place) -> PlaceFact:
    """Turn a row into what others see."""
    return PlaceFact(
        place_id=row.id,
        kind=row.kind,
        label=row.label,
        holder_id=row.holder_id,
        active=row.active,
    )


def bag_of(organisation_id: UUID, account_id: UUID) -> UUID | None:
    """Return the place that is this worker's bag, or None. One query."""
    with scope(organisation=organisation_id):
        return Place.objects.filter(holder_id=account_id).values_list("id", flat=True).first()


def list_places(organisation_id: UUID, *, active_only: bool = True) -> list[PlaceFact]:
    """Return the places stock lies in. One query."""
    with scope(organisation=organisation_id):
        rows = Place.objects.all()
        if active_only:
            rows = rows.filter(active=True)
        return [place_fact(row) for row in rows]


def places(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Place]:
    """Return the places the actor may see; filters: kind, closed (bool)."""
    rows = Place.objects.filter(visible(actor), organisation_id=actor.organisation_id)
    rows = rows.filter(active=not filters.get("closed", False))
    return rows.filter(kind=filters["kind"]) if filters.get("kind") else rows


def seen_places(actor: Actor) -> list[PlaceFact]:
    """Return the places in use that the actor may see: stores first, bags last. One query."""
    with scope(organisation=actor.organisation_id):
        rows = [place_fact(row) for row in places(actor, {})]
    order = list(PlaceKind.values)
    rows.sort(key=lambda place: (order.index(place.kind), place.label.casefold()))
    return rows


def get_place_for(actor: Actor, place_id: UUID) -> PlaceFact:
    """Gate: a place the actor may see; the same NotYours for any other. One query."""
    with scope(organisation=actor.organisation_id):
        row = Place.objects.filter(visible(actor), id=place_id).first()
        # Who may give out of the emergency stock names the place it leaves.
        allowed = actor.may("stock.view") or actor.may("stock.emergency")
        if row is None or not allowed:
            raise NotYours
        return place_fact(row)


def may_count(actor: Actor, place: PlaceFact) -> bool:
    """Tell whether the actor counts this place: as their work, or because it is their bag."""
    return actor.may("stock.count") or place.holder_id == actor.account_id


def get_place_to_count(actor: Actor, place_id: UUID) -> PlaceFact:
    """Gate: a place the actor may count; raises NotYours. One query."""
    place = get_place_for(actor, place_id)
    if not may_count(actor, place):
        raise NotYours
    return place


def sources_for(actor: Actor) -> list[PlaceFact]:
    """Return the places the actor may take from: any, or only shared ones. One query."""
    everything = actor.may("stock.move")
    return [place for place in seen_places(actor) if everything or place.kind != PlaceKind.BAG]


def targets_for(actor: Actor) -> list[PlaceFact]:
    """Return the places the actor may put things into: any, or only their own bag. One query."""
    everything = actor.may("stock.move")
    return [
        place for place in seen_places(actor) if everything or place.holder_id == actor.account_id
    ]


def get_bag_to_fill(actor: Actor, place_id: UUID) -> PlaceFact:
    """Gate: the actor's own bag; raises NotYours. One query."""
    place = get_place_for(actor, place_id)
    if place.holder_id != actor.account_id:
        raise NotYours
    return place
