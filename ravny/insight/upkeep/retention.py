"""How long whole cards are kept, and what this room writes about its own work."""

from collections import Counter
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.aging import Aging, by_month, deleting
from ravny.core.kit.registries import RecordKind
from ravny.people.clients.queries import cards_among, idle_since

from .models import Purged, Wish
from .operations.erasing import erase_clients

CARDS_AT_ONCE = 50


def _cards_due(organisation_id: UUID, before: date) -> dict[date, int]:
    return by_month(Counter(day for day, _card in idle_since(organisation_id, before)))


def _erase_cards(organisation_id: UUID, before: date, most: int) -> int:
    """Let go of idle persons as if they had wished it; count those who are gone indeed."""
    idle = [card for _day, card in idle_since(organisation_id, before)]
    asked = idle[: min(most, CARDS_AT_ONCE)]
    if not asked:
        return 0
    erase_clients(organisation_id=organisation_id, client_ids=asked, by=None)
    return len(asked) - len(cards_among(organisation_id, asked))


def _purged() -> QuerySet[Purged]:
    return Purged.objects.all()


def _settled() -> QuerySet[Wish]:
    return Wish.objects.exclude(settled_on=None)


_gone = Aging(_purged, "day", deleting(Purged))
_wishes = Aging(_settled, "settled_on", deleting(Wish))

KINDS = (
    RecordKind(
        "clients.card",
        _("Cards of clients who no longer come"),
        _("The card and all that leads to it goes. Meetings and tests stay, nameless."),
        _("the last day anything was done for the client"),
        order=65,
        months=36,
        due=_cards_due,
        erase=_erase_cards,
        least_months=6,
        tables=("clients.Client",),
    ),
    RecordKind(
        "upkeep.wishes",
        _("Settled wishes of clients to be erased"),
        _("The line goes; it led to nobody any more."),
        _("the day it was settled"),
        order=100,
        months=12,
        due=_wishes.due,
        erase=_wishes.erase,
        tables=("upkeep.Wish",),
    ),
    RecordKind(
        "upkeep.purged",
        _("How much went on which day"),
        _("The line goes. The journal keeps its own."),
        _("that day"),
        order=101,
        months=60,
        due=_gone.due,
        erase=_gone.erase,
        least_months=12,
        tables=("upkeep.Purged",),
    ),
)
