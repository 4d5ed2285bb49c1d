"""When places were counted, and what has become unexplained since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.staff.types import Actor

from ..models import Balance, Count, Movement, Place
from .lots import LotInPlace

# As long as a store may go uncounted: what was used up since then may still turn up.
LATELY = timedelta(days=35)


@dataclass(frozen=True)
class CountFact:
    """When a place was counted last; before any count, since when it has had stock."""

    place_id: UUID
    counted_on: date | None
    since: date | None


def last_counts(organisation_id: UUID, place_ids: Sequence[UUID]) -> dict[UUID, CountFact]:
    """Return place id → its last count. One query."""
    with scope(organisation=organisation_id):
        latest = Count.objects.filter(place_id=OuterRef("id")).order_by("-day").values("day")[:1]
        first = Movement.objects.filter(place_id=OuterRef("id")).order_by("day", "id")
        rows = Place.objects.filter(id__in=place_ids).annotate(
            counted_on=Subquery(latest), since=Subquery(first.values("day")[:1])
        )
        return {
            place_id: CountFact(place_id, counted_on, since)
            for place_id, counted_on, since in rows.values_list("id", "counted_on", "since")
        }


def unexplained(organisation_id: UUID, place_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return place id → what entered it unexplained since its last count, if any. One query."""
    with scope(organisation=organisation_id):
        rows = Place.objects.filter(id__in=place_ids, unexplained__gt=0)
        return dict(rows.values_list("id", "unexplained"))


def counting_lots(actor: Actor, place_id: UUID, *, used_up_too: bool = False) -> list[LotInPlace]:
    """Return the lots to be counted: what lies there, and what was used up lately. One query.

    `used_up_too`: every lot that ever lay there, for when one of them turns up again.
    """
    with scope(organisation=actor.organisation_id):
        moved = Movement.objects.filter(
            place_id=place_id, lot_id=OuterRef("lot_id"), day__gt=today() - LATELY
        )
        lots = Q() if used_up_too else Q(quantity__gt=0) | Q(Exists(moved))
        rows = (
            Balance.objects.filter(lots, place_id=place_id)
            .select_related("place", "lot__item")
            .order_by(
                "lot__item__position",
                "lot__item_id",
                F("lot__expires_on").asc(nulls_last=True),
                "id",
            )
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
            )
            for row in rows
        ]
