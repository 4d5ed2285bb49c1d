"""What tables of linkage ask of referrals: who arrived, whose task a person is. No gate here."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django_scopes import scope

from ..models import Referral
from ..types import LINKAGE_REASONS, Arrival
from .board import is_open

NAMED_IN_SQL = 500
"""More persons than this are picked out here: a statement takes only so many parameters."""
AT_ONCE = 5000


def _of_persons(rows: QuerySet[Referral], client_ids: Collection[UUID]) -> QuerySet[Any]:
    """Return the rows with `person`, the kept card, narrowed to the persons when they are few."""
    rows = rows.annotate(person=Coalesce("client__kept_id", "client_id"))
    return rows.filter(person__in=client_ids) if len(client_ids) <= NAMED_IN_SQL else rows


def arrivals(
    organisation_id: UUID,
    client_ids: Collection[UUID],
    infection: str,
    since: date,
    *,
    cards: Mapping[UUID, UUID] | None = None,
) -> dict[UUID, Arrival]:
    """Return kept client id → first arrival in care for an infection since a day. One query.

    A visit to the lawyer or a psychologist is no arrival in care (types.LINKAGE_REASONS). `cards`:
    card id → kept id of all these clients (clients.queries.cards_of): then no card is read, and
    of the referrals only theirs (one query more for each further 5,000 cards).
    """
    if cards is not None:
        return _arrivals_of_cards(organisation_id, cards, infection, since)
    wanted = set(client_ids)
    with scope(organisation=organisation_id):
        rows = _of_persons(_arrived(infection, since), wanted).order_by("-arrived_on", "-id")
        found = rows.values_list("person", "arrived_on", "arrived_proof", "service_id")
        # The earliest comes last and stays.
        return {
            person: Arrival(person, day, proof, service_id)
            for person, day, proof, service_id in found
            if person in wanted and day is not None
        }


def _arrived(infection: str, since: date) -> QuerySet[Referral]:
    return Referral.objects.filter(
        infection=infection, reason__in=LINKAGE_REASONS, arrived_on__gte=since
    )


def _arrivals_of_cards(
    organisation_id: UUID, cards: Mapping[UUID, UUID], infection: str, since: date
) -> dict[UUID, Arrival]:
    ids = list(cards)
    found: list[tuple[Any, ...]] = []
    with scope(organisation=organisation_id):
        for start in range(0, len(ids), AT_ONCE):
            rows = _arrived(infection, since).filter(client_id__in=ids[start : start + AT_ONCE])
            found += rows.values_list(
                "arrived_on", "id", "client_id", "arrived_proof", "service_id"
            )
    # The earliest comes last and stays.
    return {
        cards[card]: Arrival(cards[card], day, proof, service_id)
        for day, _id, card, proof, service_id in sorted(found, key=_by_day, reverse=True)
        if day is not None
    }


def _by_day(row: Sequence[Any]) -> tuple[Any, Any]:
    return row[0], row[1]


def open_owner_of(
    organisation_id: UUID, client_ids: Collection[UUID], infection: str
) -> dict[UUID, UUID]:
    """Return kept client id → whose task their open referral is, the one due first. One query."""
    wanted = set(client_ids)
    with scope(organisation=organisation_id):
        rows = _of_persons(Referral.objects.filter(is_open(), Q(infection=infection)), wanted)
        found = rows.order_by("-follow_up_on", "-id").values_list("person", "owner_id")
        return {person: owner for person, owner in found if person in wanted}


def with_open_referral(
    organisation_id: UUID, client_ids: Collection[UUID], infection: str
) -> set[UUID]:
    """Return the kept ids of those for whom a referral is open. One query."""
    return set(open_owner_of(organisation_id, client_ids, infection))
