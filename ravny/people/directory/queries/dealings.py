"""Questions about what was asked of offices."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, Q
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor

from ..models import Dealing
from ..types import DueDealing, Outcome

OTHERS_AFTER = 7
"""Days after which somebody else's open dealing is the coordinator's business too."""
MOST = 50


def dealings_of(actor: Actor, service_id: UUID) -> list[Dealing]:
    """Return the dealings with one of the house's services, newest first. One query."""
    with scope(organisation=actor.organisation_id):
        rows = Dealing.objects.filter(
            organisation_id=actor.organisation_id, service_id=service_id
        ).select_related("worker")
        return list(rows.order_by("-day", "-id")[:200])


def dealing_row(actor: Actor, dealing_id: UUID) -> Dealing:
    """Gate: a dealing of the actor's house with its service; NotYours for any other."""
    with scope(organisation=actor.organisation_id):
        rows = Dealing.objects.filter(organisation_id=actor.organisation_id, id=dealing_id)
        row = rows.select_related("worker", "service").first()
    if row is None:
        raise NotYours
    return row


def due_dealings(
    actor: Actor, *, everybodys: bool = False, on: date | None = None
) -> list[DueDealing]:
    """Return open dealings whose next day has come: one's own, each once, longest due first.

    `everybodys`: also colleagues' that are more than OTHERS_AFTER days late. One query.
    """
    day = on or today()
    mine = Q(worker_id=actor.account_id)
    late = Q(next_on__lt=day - timedelta(days=OTHERS_AFTER))
    with scope(organisation=actor.organisation_id):
        rows = Dealing.objects.filter(
            mine | late if everybodys else mine,
            organisation_id=actor.organisation_id,
            outcome=Outcome.OPEN,
            next_on__lte=day,
        )
        found = rows.order_by("next_on", "id").values_list(
            "id",
            "service_id",
            F("service__label"),
            "asked",
            "next_on",
            "worker_id",
            F("worker__pseudonym"),
        )
        return [DueDealing(*row) for row in found[:MOST]]
