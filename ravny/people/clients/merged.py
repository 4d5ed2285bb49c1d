"""Which cards are one person, for rooms that count persons; asked for through queries."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
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


def kept_of(organisation_id: UUID, ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return card id → the kept card of that person, itself where none was merged. One query."""
    with scope(organisation=organisation_id):
        rows = Client.objects.filter(id__in=ids)
        return dict(rows.values_list("id", Coalesce("kept_id", "id")))


def doubles() -> QuerySet[Client]:
    """Return the cards that are aliases, for another room's statement; inside its scope."""
    return Client.objects.filter(kept__isnull=False)


def family_of(organisation_id: UUID, client_ids: Iterable[UUID]) -> list[UUID]:
    """Return every card of the persons these ids lead to, kept ones first. Two queries."""
    with scope(organisation=organisation_id):
        asked = Client.objects.filter(id__in=list(client_ids))
        kept = sorted(set(asked.values_list(Coalesce("kept_id", "id"), flat=True)))
        below = Client.objects.filter(kept_id__in=kept).order_by("id")
        return [*kept, *below.values_list("id", flat=True)]


def codes_of(organisation_id: UUID, client_ids: Iterable[UUID]) -> set[str]:
    """Return the codes of these cards. One query."""
    with scope(organisation=organisation_id):
        return set(Client.objects.filter(id__in=list(client_ids)).values_list("code", flat=True))


def cards_among(organisation_id: UUID, ids: Iterable[UUID]) -> list[UUID]:
    """Return those of the ids that are cards, aliases too. One query."""
    with scope(organisation=organisation_id):
        rows = Client.objects.filter(id__in=list(ids)).order_by("id")
        return list(rows.values_list("id", flat=True))
