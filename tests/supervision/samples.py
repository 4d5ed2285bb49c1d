"""One of everything of supervision, for pages that need an address."""

from datetime import timedelta
from uuid import UUID

from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.staff.types import Actor
from ravny.services.supervision.models import (
    FollowUp,
    Handover,
    HandoverItem,
    Seat,
    SelfCheck,
    Session,
)


def a_whole_supervision(actor: Actor, client_id: UUID, case_id: UUID | None) -> dict[str, UUID]:
    """Write a handover to the actor, a session of theirs, what was agreed, and a self-check."""
    house, me = {"organisation_id": actor.organisation_id}, actor.account_id
    with scope(organisation=actor.organisation_id):
        handover = Handover.objects.create(
            batch=day_id(), giver_id=me, receiver_id=me, made_by_id=me, kind="good", **house
        )
        item = HandoverItem.objects.create(
            handover=handover, giver_id=me, client_id=client_id, case_id=case_id, **house
        )
        session = Session.objects.create(kind="group", minutes=60, people=2, account_id=me, **house)
        Seat.objects.bulk_create(
            Seat(subject_id=one, account_id=me, **house) for one in (session.id, handover.id)
        )
        follow_up = FollowUp.objects.create(
            session=session, owner_id=me, due_on=today() + timedelta(days=7), **house
        )
        check = SelfCheck.objects.create(account_id=me, **house)
    return {
        "handover_id": handover.id,
        "offer_id": item.id,
        "session_id": session.id,
        "follow_up_id": follow_up.id,
        "check_id": check.id,
    }
