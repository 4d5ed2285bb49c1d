"""Handing on what somebody promised: a referral, an escort, interpreting. The caller decides."""

from uuid import UUID

from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.staff.types import Actor

from ..models import Interpreting, Referral
from ..types.helping import ClientSays, InterpretingState


def hand_referral(actor: Actor, object_id: UUID, account_id: UUID) -> None:
    """Make a referral somebody else's task."""
    with scope(organisation=actor.organisation_id):
        if Referral.objects.filter(id=object_id).update(owner_id=account_id):
            journal.write(actor=actor, verb="referrals.reassigned", subject=object_id)


def hand_escort(actor: Actor, object_id: UUID, account_id: UUID) -> None:
    """Let somebody else go along."""
    with scope(organisation=actor.organisation_id):
        if Referral.objects.filter(id=object_id).update(escort_by_id=account_id):
            journal.write(actor=actor, verb="referrals.planned", subject=object_id)


def hand_interpreting(actor: Actor, object_id: UUID, account_id: UUID) -> None:
    """Ask somebody else to interpret; what the client said was about the one before."""
    with scope(organisation=actor.organisation_id):
        row = Interpreting.objects.filter(id=object_id).first()
        if row is None:
            return
        row.account_id, row.state = account_id, InterpretingState.ASKED.value
        row.may_know, row.client_says = "unknown", ClientSays.NOT_ASKED.value
        row.state_on = today()
        row.save()
        journal.write(actor=actor, verb="referrals.interpreter_asked", subject=row.referral_id)
