"""Questions about clients' wishes to be erased: what would go, what waits, since when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django_scopes import scope

from ravny.core.kit import registries
from ravny.core.kit.clock import today
from ravny.core.kit.errors import NotYours
from ravny.core.kit.registries import ClientRecords, Held, Text
from ravny.core.staff.types import Actor
from ravny.people.clients.types import ClientCard

from ..models import Wish
from ..types import AskState


@dataclass(frozen=True)
class RoomLine:
    """What one room lets go of, in words and numbers."""

    label: Text
    goes: Text
    stays: Text
    held: Held


@dataclass(frozen=True)
class Farewell:
    """All that hangs on a client; `seen` changes whenever anything was added or went."""

    lines: tuple[RoomLine, ...]
    seen: str


def rooms() -> list[ClientRecords]:
    """Return what the rooms hold of clients, in the order in which they let go of it."""
    return sorted(registries.client_records, key=lambda one: (one.order, one.code))


def held_of(organisation_id: UUID, card_ids: Sequence[UUID]) -> dict[str, Held]:
    """Return code of the room → how much it lets go of, and how much stays nameless."""
    return {one.code: one.held(organisation_id, card_ids) for one in rooms()}


def farewell_of(actor: Actor, client: ClientCard) -> Farewell:
    """Return what would go of a client whose gate the actor has passed."""
    held = held_of(actor.organisation_id, client.client_ids)
    told = [f"{code}:{one.go}:{one.stay}" for code, one in held.items()]
    return Farewell(
        lines=tuple(
            RoomLine(one.label, one.goes, one.stays, held[one.code])
            for one in reversed(rooms())
            if held[one.code] != Held(0)
        ),
        seen=" ".join([*map(str, client.client_ids), *told]),
    )


def last_backup_opens_until(day: date | None = None) -> date:
    """Return the last day on which a backup of that day (today) can still be opened."""
    day = day or today()
    following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    days: int = settings.INSTALLATION.backup_days
    return following + timedelta(days=days - 1)


def wishes(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Wish]:
    """Return the wishes of the actor's teams, of every team for who may see every client."""
    with scope(organisation=actor.organisation_id):
        rows = Wish.objects.select_related("team", "asked_by", "settled_by")
    if not actor.may("clients.every_team"):
        rows = rows.filter(team_id__in=actor.teams)
    if "state" in filters:
        rows = rows.filter(state=filters["state"])
    return rows


def open_wish_of(actor: Actor, card_ids: Sequence[UUID]) -> Wish | None:
    """Return the wish that waits for one of these cards, the oldest; None for none. One query."""
    rows = wishes(actor, {"state": AskState.ASKED})
    return rows.filter(client_id__in=card_ids).order_by("asked_on", "id").first()


def get_wish_for(actor: Actor, wish_id: UUID) -> Wish:
    """Gate: a wish of the actor's teams; raises NotYours for any other."""
    found = wishes(actor, {}).filter(id=wish_id).first()
    if found is None:
        raise NotYours
    return found


def count_open(actor: Actor) -> int | None:
    """Return how many wishes wait, None for none. One query."""
    return wishes(actor, {"state": AskState.ASKED}).count() or None


def oldest_open(actor: Actor) -> tuple[int, date] | None:
    """Return how many wishes wait and since when the oldest does; None for none. One query."""
    rows = wishes(actor, {"state": AskState.ASKED}).order_by("asked_on")
    days = list(rows.values_list("asked_on", flat=True)[:100])
    return (len(days), days[0]) if days else None
