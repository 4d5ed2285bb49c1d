"""Meetings and referrals of a client that a case may be opened from (sources.py)."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from django.db.models import Model
from django_scopes import scope

from ravny.core.staff.types import Actor
from ravny.people.clients.types import ClientCard
from ravny.services.encounters import queries as encounters
from ravny.services.encounters.types import Channel
from ravny.services.referrals import queries as referrals
from ravny.services.referrals.types import Reason

from .sources import Known, SourceKind
from .types import Source

LATEST = 3
RowT = TypeVar("RowT", bound=Model)


def _met(actor: Actor, client: ClientCard) -> Sequence[Known]:
    if not actor.may("encounters.view"):
        return []
    with scope(organisation=actor.organisation_id):
        rows = encounters.visible_to(actor).filter(client_id__in=client.client_ids, void_reason="")
        return [
            Known(row.id, row.day, Channel(row.channel).label)
            for row in rows.order_by("-day", "-id")[:LATEST]
        ]


def _is_met(actor: Actor, client: ClientCard, source_id: UUID) -> bool:
    with scope(organisation=actor.organisation_id):
        rows = encounters.visible_to(actor).filter(client_id__in=client.client_ids, void_reason="")
        return rows.filter(id=source_id).exists()


def _referred(actor: Actor, client: ClientCard) -> Sequence[Known]:
    return [
        Known(one.referral_id, one.made_on, Reason(one.reason).label)
        for one in referrals.referrals_of(actor, client.client_ids)[:LATEST]
    ]


def _is_referred(actor: Actor, client: ClientCard, source_id: UUID) -> bool:
    with scope(organisation=actor.organisation_id):
        rows = referrals.visible_to(actor).filter(client_id__in=client.client_ids)
        return rows.filter(id=source_id).exists()


MEETINGS = SourceKind(Source.ENCOUNTER.value, _met, _is_met)
REFERRALS = SourceKind(Source.REFERRAL.value, _referred, _is_referred)
