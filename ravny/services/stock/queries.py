"""Questions about stock; answers are plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor

from .models import Balance, Item, Movement, Place, Threshold
from .types import ItemFact, PlaceFact

EXPIRES_SOON = timedelta(days=60)


@dataclass(frozen=True)
class LotInPlace:
    """A lot lying in a place now."""

    place_id: UUID
    place: str
    lot_id: UUID
    item_id: UUID
    item: str
    number: str
    expires_on: date | None
    quantity: int


@dataclass(frozen=True)
class Shortage:
    """An item that a place has less of than its threshold."""

    place_id: UUID
    place: str
    item_id: UUID
    item: str
    quantity: int
    minimum: int


def list_items(organisation_id: UUID, *, phones_only: bool = False) -> list[ItemFact]:
    """Return the items in use, in their order, labelled in the reader's language. One query."""
    language = (get_language() or "ru")[:2]
    with scope(organisation=organisation_id):
        rows = Item.objects.filter(active=True)
        if phones_only:
            rows = rows.filter(on_phones=True)
        return [
            ItemFact(
                item_id=item.id,
                kind=item.kind,
                label=item.label(language),
                unit=item.unit,
                step=item.step,
                usual=item.usual,
            )
            for item in rows
        ]


def item_labels(organisation_id: UUID) -> dict[UUID, str]:
    """Return item id → label for every item ever used. One query."""
    language = (get_language() or "ru")[:2]
    with scope(organisation=organisation_id):
        return {item.id: item.label(language) for item in Item.objects.all()}


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
        return [
            PlaceFact(place_id=row.id, kind=row.kind, label=row.label, holder_id=row.holder_id)
            for row in rows
        ]


def get_place_for(actor: Actor, place_id: UUID) -> PlaceFact:
    """Gate: a place of the actor's organisation; the same NotYours for any other."""
    with scope(organisation=actor.organisation_id):
        row = Place.objects.filter(id=place_id).first()
        if row is None or not actor.may("stock.view"):
            raise NotYours
        return PlaceFact(place_id=row.id, kind=row.kind, label=row.label, holder_id=row.holder_id)


def balances(place_id: UUID) -> dict[UUID, int]:
    """Return item id → how many lie in the place (inside a scope). One query."""
    rows = (
        Balance.objects.filter(place_id=place_id)
        .values_list("lot__item_id")
        .annotate(total=Sum("quantity"))
    )
    return dict(rows)


def lots_in(actor: Actor, *, place_id: UUID | None = None) -> list[LotInPlace]:
    """Return the lots with something left, soonest expiry first. One query."""
    language = actor.language
    with scope(organisation=actor.organisation_id):
        rows = Balance.objects.filter(quantity__gt=0).select_related("place", "lot__item")
        if place_id:
            rows = rows.filter(place_id=place_id)
        rows = rows.order_by(F("lot__expires_on").asc(nulls_last=True), "lot__item__position", "id")
        return [
            LotInPlace(
                place_id=row.place_id,
                place=row.place.label,
                lot_id=row.lot_id,
                item_id=row.lot.item_id,
                item=row.lot.item.label(language),
                number=row.lot.number,
                expires_on=row.lot.expires_on,
                quantity=row.quantity,
            )
            for row in rows
        ]


def expiring(actor: Actor) -> list[LotInPlace]:
    """Return the lots that expire within sixty days or have expired. One query."""
    last = today() + EXPIRES_SOON
    return [lot for lot in lots_in(actor) if lot.expires_on and lot.expires_on <= last]


def shortages(actor: Actor) -> list[Shortage]:
    """Return what is under its threshold, the worst share first. One query."""
    with scope(organisation=actor.organisation_id):
        rows = (
            Threshold.objects.filter(place__active=True)
            .select_related("place", "item")
            .annotate(
                there=Coalesce(
                    Sum(
                        "place__balances__quantity",
                        filter=Q(place__balances__lot__item_id=F("item_id")),
                    ),
                    0,
                )
            )
            .filter(there__lt=F("minimum"))
        )
        found = [
            Shortage(
                place_id=row.place_id,
                place=row.place.label,
                item_id=row.item_id,
                item=row.item.label(actor.language),
                quantity=row.there,
                minimum=row.minimum,
            )
            for row in rows
        ]
    return sorted(found, key=lambda row: (row.quantity / row.minimum, row.place, row.item))


def movements_of(actor: Actor) -> QuerySet[Movement]:
    """Return the organisation's movements with place and item, for the list page."""
    return Movement.objects.filter(organisation_id=actor.organisation_id).select_related(
        "place", "lot__item"
    )


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
