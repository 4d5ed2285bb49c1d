"""When something was last done for a client, asked of every room that does anything for them."""

from datetime import date
from uuid import UUID

from django_scopes import scope

from ravny.core.kit import registries
from ravny.core.kit.aging import last_days

from .models import Client, Consent, KeyGroupFact


def last_active(organisation_id: UUID) -> dict[UUID, date]:
    """Return kept card → the last day of anything done for the person, on any of their cards.

    Looking at a card is nothing done. Two queries here, and those of the rooms.
    """
    with scope(organisation=organisation_id):
        cards = list(Client.objects.values_list("id", "kept_id", "registered_on", "age_on"))
        said = [*last_days(Consent.objects.all(), "day")]
        said += last_days(KeyGroupFact.objects.all(), "day")
    kept = {card: person or card for card, person, *_days in cards}
    last: dict[UUID, date] = {}
    known = [(card, day) for card, _person, *days in cards for day in days if day]
    rooms = [pair for source in registries.client_activity for pair in source(organisation_id)]
    for card, day in (*known, *said, *rooms):
        person = kept.get(card)
        if person is not None and day > last.get(person, date.min):
            last[person] = day
    return last


def idle_since(organisation_id: UUID, before: date) -> list[tuple[date, UUID]]:
    """Return (last day, kept card) of persons for whom nothing was done since, oldest first."""
    last = last_active(organisation_id)
    return sorted((day, person) for person, day in last.items() if day < before)
