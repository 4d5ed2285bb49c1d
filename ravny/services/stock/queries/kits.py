"""Test kits: which lie where by lot, and which lot a test used."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.db.models import F, Sum
from django_scopes import scope

from ..models import Balance, Item, Lot, Movement
from ..types import ItemKind, KitFact, KitLot, LotFact, Reason
from .catalogue import reader_language
from .lots import usable


def kits_of(organisation_id: UUID, place_id: UUID | None, *, infection: str = "") -> list[KitFact]:
    """Return the test kits in use with their unexpired lots in a place. Two queries.

    Kits that lie there come first, each group in the order of the catalogue; a kit that does not
    lie there has no lots: what was really used can still be said. `infection`: only those for it.
    """
    language = reader_language()
    lots: dict[UUID, list[KitLot]] = defaultdict(list)
    with scope(organisation=organisation_id):
        rows = Balance.objects.filter(
            usable(),
            place_id__in=[place_id] if place_id else [],
            quantity__gt=0,
            lot__item__kind=ItemKind.TEST_KIT,
        ).order_by(F("lot__expires_on").asc(nulls_last=True), "lot__number", "lot_id")
        for item_id, lot_id, number, expires_on, left in rows.values_list(
            "lot__item_id", "lot_id", "lot__number", "lot__expires_on", "quantity"
        ):
            lots[item_id].append(KitLot(lot_id, number, expires_on, left))
        kits = [
            KitFact(
                item.id, item.label(language), item.infections, item.self_test, tuple(lots[item.id])
            )
            for item in Item.objects.filter(active=True, kind=ItemKind.TEST_KIT)
            if not infection or infection in item.infections
        ]
    return sorted(kits, key=lambda kit: not kit.lots)


def lots_issued(
    organisation_id: UUID, cause_ids: Collection[UUID]
) -> dict[tuple[UUID, UUID], UUID]:
    """Return (cause id, item id) → the lot it was taken from, the larger part's. One query."""
    with scope(organisation=organisation_id):
        rows = Movement.objects.filter(cause_id__in=set(cause_ids), reason=Reason.ISSUED)
        taken = (
            rows.values_list("cause_id", "lot__item_id", "lot_id")
            .annotate(total=Sum("change"))
            .order_by("-total", "lot_id")
        )
        return {(cause_id, item_id): lot_id for cause_id, item_id, lot_id, _total in taken}


def lot_labels(organisation_id: UUID, lot_ids: Collection[UUID]) -> dict[UUID, LotFact]:
    """Return lot id → what is printed on it, for lots of the house. One query."""
    language = reader_language()
    with scope(organisation=organisation_id):
        return {
            lot.id: LotFact(
                lot.id, lot.item_id, lot.item.label(language), lot.number, lot.expires_on
            )
            for lot in Lot.objects.filter(id__in=set(lot_ids)).select_related("item")
        }
