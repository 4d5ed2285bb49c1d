"""Whom somebody covers now and what was promised to those clients; what is left to finish."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.registries import Promise
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import kept_of

from ..models import Handover, HandoverItem
from ..types import PASSES, HandoverKind, ItemState
from .promised import promises_of


@dataclass(frozen=True)
class Covered:
    """A colleague who is away, until when, and what they promised to clients of covered cases."""

    giver_id: UUID
    ends_on: date
    promises: tuple[Promise, ...]


def covered_by(actor: Actor) -> list[Covered]:
    """Return whom the actor covers today. One query; for each of them one and their promises'."""
    with scope(organisation=actor.organisation_id):
        rows = HandoverItem.objects.filter(
            state=ItemState.ACCEPTED,
            promise_id__isnull=True,
            case__ended_on__isnull=True,
            handover__receiver_id=actor.account_id,
            handover__kind=HandoverKind.COVER,
            handover__begins_on__lte=today(),
            handover__ends_on__gte=today(),
        )
        clients: dict[tuple[UUID, date], set[UUID]] = {}
        for giver_id, ends_on, client_id in rows.values_list(
            "giver_id", "handover__ends_on", "client_id"
        ):
            if ends_on is not None:
                clients.setdefault((giver_id, ends_on), set()).add(client_id)
    return [
        Covered(giver_id, ends_on, _promised(actor, giver_id, people))
        for (giver_id, ends_on), people in sorted(clients.items())
    ]


def _promised(actor: Actor, giver_id: UUID, clients: set[UUID]) -> tuple[Promise, ...]:
    held = promises_of(actor.organisation_id, giver_id)
    kept = kept_of(actor.organisation_id, clients | {one.client_id for one in held})
    people = {kept.get(one, one) for one in clients}
    return tuple(one for one in held if kept.get(one.client_id, one.client_id) in people)


def to_finish(actor: Actor) -> list[Handover]:
    """Return handovers of the actor's own that were taken over and not finished. One query."""
    with scope(organisation=actor.organisation_id):
        rows = Handover.objects.filter(giver_id=actor.account_id, kind__in=PASSES)
        left = HandoverItem.objects.filter(
            giver_id=actor.account_id,
            state=ItemState.ACCEPTED,
            promise_id__isnull=True,
            left_on__isnull=True,
        )
        return list(rows.filter(id__in=left.values("handover_id")).order_by("made_on", "id"))
