"""The emergency stock of antiretrovirals: what lies where, and what was given lately."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, Sum
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.staff.types import Actor

from ..models import Balance, Movement
from ..types import ItemKind, Reason
from .lots import LotInPlace, lot_facts
from .places import visible

EMERGENCY_AHEAD = timedelta(days=90)
"""A pack that expires within so long is replaced: a person in need gets months, not days."""
GIVEN_WITHIN = timedelta(days=90)


@dataclass(frozen=True)
class LotGiven:
    """How much of a lot was given out, and how many times; nobody to whom."""

    lot_id: UUID
    item: str
    number: str
    expires_on: date | None
    quantity: int
    times: int


def emergency_lots(actor: Actor) -> list[LotInPlace]:
    """Return the emergency stock in shared places and in the actor's own bag. One query."""
    with scope(organisation=actor.organisation_id):
        rows = Balance.objects.filter(
            visible(actor, "place__"), lot__item__kind=ItemKind.ART, quantity__gt=0
        )
        return lot_facts(actor, rows)


def emergency_given(actor: Actor) -> list[LotGiven]:
    """Return what was given within 90 days by lot, less what came back. One query.

    From every place, colleagues' bags too: by lot alone it tells nobody's way.
    """
    given = Q(reason=Reason.ISSUED)
    with scope(organisation=actor.organisation_id):
        rows = (
            Movement.objects.filter(
                organisation_id=actor.organisation_id,
                day__gt=today() - GIVEN_WITHIN,
                reason__in=[Reason.ISSUED, Reason.RETURNED],
                lot__item__kind=ItemKind.ART,
            )
            .values("lot_id")
            .annotate(
                gone=Sum("change"),
                given=Count("cause_id", filter=given, distinct=True),
                back=Count("cause_id", filter=~given, distinct=True),
                ru=F("lot__item__label_ru"),
                en=F("lot__item__label_en"),
                number=F("lot__number"),
                expires_on=F("lot__expires_on"),
            )
            .filter(gone__lt=0)
            .order_by("lot__item__position", F("lot__expires_on").asc(nulls_last=True), "lot_id")
        )
        return [
            LotGiven(
                lot_id=row["lot_id"],
                item=row["ru"] if actor.language == "ru" else row["en"],
                number=row["number"],
                expires_on=row["expires_on"],
                quantity=-row["gone"],
                times=row["given"] - row["back"],
            )
            for row in rows
        ]
