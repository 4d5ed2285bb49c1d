"""Where a place in hospital was asked for, and which hospital is asked next."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django_scopes import scope

from ravny.core.staff.types import Actor
from ravny.people.directory.types import ServiceFact, YesNo

from ..models import BedReply, BedRequest, Referral
from .places import places


def bed_of(actor: Actor, referral: Referral) -> BedRequest | None:
    """Return the search for a place of a referral that passed the gate. One query."""
    with scope(organisation=actor.organisation_id):
        return BedRequest.objects.filter(referral_id=referral.id).first()


def replies_of(actor: Actor, request: BedRequest) -> list[BedReply]:
    """Return what the hospitals said, the newest first. One query."""
    with scope(organisation=actor.organisation_id):
        rows = BedReply.objects.filter(request_id=request.id).select_related("service")
        return list(rows.order_by("-day", "-id"))


def hospitals(actor: Actor, referral: Referral) -> list[ServiceFact]:
    """Return who may be asked: without papers first, then the friendliest. One query."""
    found = places(actor.organisation_id, country=actor.country, reason=referral.reason)
    return sorted(found, key=lambda one: one.asks_passport != YesNo.NO)


def not_asked_yet(found: Sequence[ServiceFact], asked: Collection[UUID]) -> list[ServiceFact]:
    """Return those of the hospitals that have not answered or refused yet, in the same order."""
    return [one for one in found if one.service_id not in asked]
