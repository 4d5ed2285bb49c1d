"""How long parts of a card are kept; the whole card is let go of by upkeep."""

from collections import Counter
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.kit.aging import Aging, by_month, deleting
from ravny.core.kit.registries import RecordKind
from ravny.core.vault.operations import erase_texts

from .activity import idle_since
from .models import Client, HintSearches, KeyGroupFact, Opening


def _called(organisation_id: UUID, before: date) -> list[tuple[date, UUID]]:
    """Return (last day, card) of idle persons' cards that say how to call them, oldest first."""
    idle = {person: day for day, person in idle_since(organisation_id, before)}
    with scope(organisation=organisation_id):
        cards = Client.objects.exclude(called=None).values_list("id", "kept_id")
        found = [(idle.get(person or card), card) for card, person in cards]
    return sorted((day, card) for day, card in found if day is not None)


def _called_due(organisation_id: UUID, before: date) -> dict[date, int]:
    return by_month(Counter(day for day, _card in _called(organisation_id, before)))


def _forget_called(organisation_id: UUID, before: date, most: int) -> int:
    cards = [card for _day, card in _called(organisation_id, before)[:most]]
    with scope(organisation=organisation_id):
        gone = Client.objects.filter(id__in=cards).exclude(called=None).update(called=None)
    places = [("client.called", card) for card in cards]
    erase_texts(organisation_id=organisation_id, places=places)
    return gone


def _said_groups() -> QuerySet[KeyGroupFact]:
    return KeyGroupFact.objects.all()


def _opened() -> QuerySet[Opening]:
    return Opening.objects.all()


def _searched() -> QuerySet[HintSearches]:
    return HintSearches.objects.annotate(day=TruncDate("since"))


_groups = Aging(_said_groups, "day", deleting(KeyGroupFact))
_openings = Aging(_opened, "day", deleting(Opening))
_searches = Aging(_searched, "day", deleting(HintSearches))

KINDS = (
    RecordKind(
        "clients.called",
        _("How to call a client"),
        _("The sealed words go. The card stays."),
        _("the last day anything was done for the client"),
        order=60,
        months=18,
        due=_called_due,
        erase=_forget_called,
        least_months=3,
        tables=("clients.Client",),
    ),
    RecordKind(
        "clients.key_groups",
        _("Key groups on cards"),
        _("What a client said of their groups goes. Meetings keep what was counted."),
        _("the day they said so"),
        order=61,
        months=24,
        due=_groups.due,
        erase=_groups.erase,
        tables=("clients.KeyGroupFact",),
    ),
    RecordKind(
        "clients.openings",
        _("Who looked at which card"),
        _("The line on the card goes. The journal keeps its own."),
        _("the day they looked"),
        order=62,
        months=3,
        due=_openings.due,
        erase=_openings.erase,
        most_months=12,
        tables=("clients.Opening",),
    ),
    RecordKind(
        "clients.hint_searches",
        _("How often somebody looked for a lost code"),
        _("The count goes; only that of the last hour is of use."),
        _("the day of the last search"),
        order=63,
        months=1,
        due=_searches.due,
        erase=_searches.erase,
        most_months=1,
        tables=("clients.HintSearches",),
    ),
)
