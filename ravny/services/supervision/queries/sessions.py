"""Which sessions somebody was in; that others took place is all a coordinator learns."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor

from ..models import FollowUp, Seat, SelfCheck, Session
from ..types import EXPIRES_SOON

SOON = timedelta(days=7)


def _mine(actor: Actor) -> QuerySet[Seat, UUID]:
    return Seat.objects.filter(account_id=actor.account_id).values_list("subject_id", flat=True)


def sessions(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Session]:
    """Return the sessions of a list; filters: kind, mine. Needs the scope."""
    rows = Session.objects.all()
    if not actor.may("supervision.lead") or filters.get("mine"):
        rows = rows.filter(id__in=_mine(actor))
    if filters.get("kind"):
        rows = rows.filter(kind=filters["kind"])
    return rows


def attended(actor: Actor, session_ids: set[UUID]) -> set[UUID]:
    """Return which of some sessions the actor was in. One query."""
    with scope(organisation=actor.organisation_id):
        return set(_mine(actor).filter(subject_id__in=session_ids))


def get_session_for(actor: Actor, session_id: UUID, *, as_member: bool = False) -> Session:
    """Gate: a session the actor was in, or any for a coordinator; raises NotYours.

    `as_member`: for what only those who were there see and do.
    """
    with scope(organisation=actor.organisation_id):
        row = Session.objects.filter(id=session_id).first()
        if row is not None and attended(actor, {session_id}):
            return row
    if row is None or as_member or not actor.may("supervision.lead"):
        raise NotYours
    return row


def seated(actor: Actor, session_id: UUID) -> set[UUID]:
    """Return who was there of the house. One query."""
    with scope(organisation=actor.organisation_id):
        rows = Seat.objects.filter(subject_id=session_id)
        return set(rows.values_list("account_id", flat=True))


def follow_ups_of(actor: Actor, session_id: UUID) -> list[FollowUp]:
    """Return what was agreed in a session, the nearest first. One query."""
    with scope(organisation=actor.organisation_id):
        return list(FollowUp.objects.filter(session_id=session_id).order_by("due_on", "id"))


def open_follow_ups(actor: Actor) -> list[FollowUp]:
    """Return what the actor said they would do and has not, the nearest first. One query."""
    with scope(organisation=actor.organisation_id):
        rows = FollowUp.objects.filter(owner_id=actor.account_id, done_on__isnull=True)
        return list(rows.select_related("session").order_by("due_on", "id"))


def due_follow_ups(actor: Actor) -> list[FollowUp]:
    """Return what is due soon: the actor's own, and what somebody who left said before them.

    Nobody else could take that over: its words open only for those who were there. One query.
    """
    with scope(organisation=actor.organisation_id):
        left_behind = Q(owner__active=False, session_id__in=_mine(actor))
        rows = FollowUp.objects.filter(
            Q(owner_id=actor.account_id) | left_behind,
            done_on__isnull=True,
            due_on__lte=today() + SOON,
        )
        return list(rows.order_by("due_on", "id"))


def self_checks(actor: Actor) -> list[SelfCheck]:
    """Return the actor's own self-checks, the newest first. One query."""
    with scope(organisation=actor.organisation_id):
        rows = SelfCheck.objects.filter(account_id=actor.account_id)
        return list(rows.order_by("-day", "-id")[:EXPIRES_SOON])
