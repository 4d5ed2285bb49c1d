"""Which cards are one person, for rooms that count persons; asked for through queries."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet
from django_scopes import scope

from .models import Client


def aliases(organisation_id: UUID) -> dict[UUID, UUID]:
    """Return alias id → id of the card that is kept, for tables that count persons. One query."""
    with scope(organisation=organisation_id):
        rows = doubles().values_list("id", "kept_id")
        return {alias: kept for alias, kept in rows if kept}


def cards_of(organisation_id: UUID, kept_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return card id → kept id of these persons: the kept cards and their aliases. One query."""
    with scope(organisation=organisation_id):
        rows = Client.objects.filter(kept_id__in=kept_ids).values_list("id", "kept_id")
        return {kept: kept for kept in kept_ids} | {alias: kept for alias, kept in rows if kept}


def doubles() -> QuerySet[Client]:
    """Return the cards that are aliases, for another room's statement; inside its scope."""
    return Client.objects.filter(kept__isnull=False)
