"""The board and the gate: which referrals somebody may see, the longest waiting first."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, F, Func, Q, QuerySet
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor
from ravny.people.directory.queries import service_labels

from ..models import Referral
from ..types import OPEN, Escort, ReferralFact


def is_open() -> Func:
    """Return the condition "still open", written as the index `referral_open` says it.

    A bound parameter would hide from the planner that the partial index holds every row wanted.
    """
    states = ", ".join(f"'{state}'" for state in ("draft", "sent", "accepted", "arrived"))
    return Func(F("state"), template=f"%(expressions)s IN ({states})", output_field=BooleanField())


def visible_to(actor: Actor) -> QuerySet[Referral]:
    """Return the referrals of the clients the actor may see: own teams', or every team's."""
    rows = Referral.objects.filter(organisation_id=actor.organisation_id)
    if actor.may("referrals.every_team"):
        return rows
    return rows.filter(client__team_id__in=actor.teams)


def get_referral_for(actor: Actor, referral_id: UUID) -> Referral:
    """Gate: a referral of a client the actor may see, with its client and team; NotYours else."""
    with scope(organisation=actor.organisation_id):
        rows = visible_to(actor).select_related("client", "team")
        referral = rows.filter(id=referral_id).first()
    if referral is None or not actor.may("referrals.view"):
        raise NotYours
    return referral


def may_change(actor: Actor) -> bool:
    """Tell whether the actor may write down what became of a referral."""
    return actor.may("referrals.edit")


_PLAIN = {
    "infection": "infection",
    "reason": "reason",
    "service": "service_id",
    "worker": "owner_id",
    "team": "team_id",
    "urgency": "urgency",
}
OPEN_ONES, EVERY_ONE = "open", "all"


def board(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Referral]:
    """Return what the board shows, filtered as its boxes say: open ones unless a state is asked."""
    rows = visible_to(actor)
    for name, column in _PLAIN.items():
        if name in filters:
            rows = rows.filter(**{column: filters[name]})
    state = filters.get("state", OPEN_ONES)
    if state == OPEN_ONES or filters.get("overdue") or "waits" in filters:
        rows = rows.filter(is_open())
    if state not in (OPEN_ONES, EVERY_ONE):
        rows = rows.filter(state=state)
    if "waits" in filters:
        rows = rows.filter(made_on__lt=today() - timedelta(days=filters["waits"]))
    if filters.get("overdue"):
        rows = rows.filter(follow_up_on__lt=today())
    return rows


def due_count(actor: Any) -> int | None:
    """Return how many of the actor's own referrals are due, None for none. One query."""
    with scope(organisation=actor.organisation_id):
        rows = Referral.objects.filter(
            is_open(), owner_id=actor.account_id, follow_up_on__lte=today()
        )
        return rows.count() or None


def referrals_of(actor: Actor, client_ids: Sequence[UUID]) -> list[ReferralFact]:
    """Return a client's referrals the actor may see, open ones first, newest first. Two queries."""
    with scope(organisation=actor.organisation_id):
        rows = list(visible_to(actor).filter(Q(client_id__in=client_ids)).order_by("-made_on"))
    labels = service_labels(actor.organisation_id) if rows else {}
    facts = [fact_of(row, labels) for row in rows]
    return sorted(facts, key=lambda fact: not fact.is_open)


def was_escorted(actor: Actor, client_ids: Sequence[UUID], since: date) -> bool:
    """Tell whether somebody went along to a referral made since a day. One query."""
    with scope(organisation=actor.organisation_id):
        rows = visible_to(actor).filter(client_id__in=client_ids, made_on__gte=since)
        return rows.filter(escort=Escort.AGREED, arrived_on__isnull=False).exists()


def fact_of(row: Referral, labels: Mapping[UUID, str]) -> ReferralFact:
    """Return a row as a plain value."""
    return ReferralFact(
        referral_id=row.id,
        client_id=row.client_id,
        reason=row.reason,
        infection=row.infection,
        service=labels.get(row.service_id, "") if row.service_id else "",
        state=row.state,
        made_on=row.made_on,
        state_on=row.state_on,
        follow_up_on=row.follow_up_on,
        appointment_on=row.appointment_on,
        owner_id=row.owner_id,
        waits=(today() - row.made_on).days if row.state in OPEN else None,
    )
