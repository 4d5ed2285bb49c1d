"""What an organisation keeps stock of."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import get_language
from django_scopes import scope

from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor

from ..models import Item
from ..types import ItemFact, ItemFacts


def reader_language() -> str:
    """Return the two letters of the reader's language."""
    return (get_language() or "ru")[:2]


def list_items(organisation_id: UUID, *, phones_only: bool = False) -> list[ItemFact]:
    """Return the items in use, in their order, labelled in the reader's language. One query."""
    language = reader_language()
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
                infections=item.infections,
                self_test=item.self_test,
            )
            for item in rows
        ]


def item_labels(organisation_id: UUID) -> dict[UUID, str]:
    """Return item id → label for every item ever used. One query."""
    language = reader_language()
    with scope(organisation=organisation_id):
        return {item.id: item.label(language) for item in Item.objects.all()}


def items(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Item]:
    """Return the organisation's items; filters: kind, retired (bool: those not in use)."""
    rows = Item.objects.filter(
        organisation_id=actor.organisation_id, active=not filters.get("retired", False)
    )
    return rows.filter(kind=filters["kind"]) if filters.get("kind") else rows


def all_items(actor: Actor) -> QuerySet[Item]:
    """Return every item the house ever had."""
    return Item.objects.filter(organisation_id=actor.organisation_id)


def get_item_for(actor: Actor, item_id: UUID) -> ItemFacts:
    """Gate: an item of the actor's house, as its form holds it; raises NotYours. One query."""
    with scope(organisation=actor.organisation_id):
        item = Item.objects.filter(id=item_id).first()
        if item is None or not actor.may("stock.view"):
            raise NotYours
        return ItemFacts(
            kind=item.kind,
            label_ru=item.label_ru,
            label_en=item.label_en,
            unit=item.unit,
            language=item.language,
            step=item.step,
            usual=item.usual,
            on_phones=item.on_phones,
            active=item.active,
            position=item.position,
            infections=item.infections,
            self_test=item.self_test,
        )
