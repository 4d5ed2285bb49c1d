"""Which lots lie where now, what expires, what runs short."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.staff.types import Actor

from ..models import Balance, Threshold
from .places import visible

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
    kind: str = ""

    @property
    def expired(self) -> bool:
        """Whether its day has passed."""
        return self.expires_on is not None and self.expires_on < today()

    @property
    def expires_soon(self) -> bool:
        """Whether its day comes within sixty days."""
        return self.expires_on is not None and self.expires_on <= today() + EXPIRES_SOON


@dataclass(frozen=True)
class Shortage:
    """An item that a place has less of than its threshold; expired lots are not had."""

    place_id: UUID
    place: str
    item_id: UUID
    item: str
    quantity: int
    minimum: int
    kind: str = ""


def usable() -> Q:
    """Return the filter for balances of lots that have not expired."""
    return Q(lot__expires_on=None) | Q(lot__expires_on__gte=today())


def balances(place_id: UUID) -> dict[UUID, int]:
    """Return item id → how many lie in the place (inside a scope). One query."""
    rows = (
        Balance.objects.filter(place_id=place_id)
        .values_list("lot__item_id")
        .annotate(total=Sum("quantity"))
        .order_by()
    )
    return dict(rows)


def usable_in(place_id: UUID) -> dict[UUID, int]:
    """Return item id → how many lie in the place and have not expired (inside a scope)."""
    rows = Balance.objects.filter(usable(), place_id=place_id, quantity__gt=0)
    return dict(rows.values_list("lot__item_id").annotate(total=Sum("quantity")).order_by())


def lots_in(actor: Actor, *, place_id: UUID | None = None) -> list[LotInPlace]:
    """Return the lots with something left, soonest expiry first. One query."""
    with scope(organisation=actor.organisation_id):
        rows = Balance.objects.filter(visible(actor, "place__"), quantity__gt=0)
        return lot_facts(actor, rows.filter(place_id=place_id) if place_id else rows)


def expiring(actor: Actor, within: timedelta = EXPIRES_SOON) -> list[LotInPlace]:
    """Return the lots that expire within so long, or have expired. One query."""
    with scope(organisation=actor.organisation_id):
        rows = Balance.objects.filter(
            visible(actor, "place__"),
            quantity__gt=0,
            lot__expires_on__lte=today() + within,
        )
        return lot_facts(actor, rows)


def lot_facts(actor: Actor, rows: QuerySet[Balance]) -> list[LotInPlace]:
    """Turn rows into lots, soonest expiry first. One query."""
    ordered = rows.select_related("place", "lot__item").order_by(
        F("lot__expires_on").asc(nulls_last=True), "lot__item__position", "id"
    )
    return [
        LotInPlace(
            place_id=row.place_id,
            place=row.place.label,
            lot_id=row.lot_id,
            item_id=row.lot.item_id,
            item=row.lot.item.label(actor.language),
            number=row.lot.number,
            expires_on=row.lot.expires_on,
            quantity=row.quantity,
            kind=row.lot.item.kind,
        )
        for row in ordered
    ]


def shortages(actor: Actor) -> list[Shortage]:
    """Return what is under its threshold, the worst share first. One query."""
    with scope(organisation=actor.organisation_id):
        lying = (
            Balance.objects.filter(
                usable(), place_id=OuterRef("place_id"), lot__item_id=OuterRef("item_id")
            )
            .order_by()
            .values("place_id")
            .annotate(total=Sum("quantity"))
            .values("total")
        )
        rows = (
            Threshold.objects.filter(visible(actor, "place__"), place__active=True)
            .filter(item__active=True)
            .select_related("place", "item")
            .annotate(there=Coalesce(Subquery(lying), 0))
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
                kind=row.item.kind,
            )
            for row in rows
        ]
    return sorted(found, key=lambda row: (row.quantity / row.minimum, row.place, row.item))


def thresholds_of(place_id: UUID) -> dict[UUID, int]:
    """Return item id → threshold of one place (inside a scope). One query."""
    rows = Threshold.objects.filter(place_id=place_id)
    return dict(rows.values_list("item_id", "minimum"))
