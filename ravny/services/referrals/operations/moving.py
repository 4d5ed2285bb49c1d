"""Moving a referral from state to state, as types.NEXT allows."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import get_client_for
from ravny.people.directory.queries import get_service_for

from ..models import Referral, Step
from ..queries.board import get_referral_for
from ..types import NEXT, OPEN, PROVEN, Disclosure, Proof, Sending, State
from . import rules
from .rows import stronger


def locked(actor: Actor, referral_id: UUID) -> Referral:
    """Return a referral that passed the gate, its row locked until the transaction ends."""
    get_referral_for(actor, referral_id)
    if not actor.may("referrals.edit"):
        raise NotYours
    return Referral.objects.select_for_update().get(id=referral_id)


@transaction.atomic
def move(
    *,
    actor: Actor,
    referral_id: UUID,
    to: str,
    day: date,
    proof: str = "",
    sending: Sending | None = None,
    appointment_on: date | None = None,
    follow_up_on: date | None = None,
) -> None:
    """Move a referral to a state on a day; to the state it is in, nothing changes.

    Raises DomainError beside "to", "day", "proof", "service", "consented", "warned" or a planned
    day; NotYours for others' referrals.
    """
    with scope(organisation=actor.organisation_id):
        row = locked(actor, referral_id)
        if row.state == to:
            return
        if to not in NEXT[row.state]:
            raise DomainError(_("This cannot follow what was written before."), field="to")
        rules.check_past(day, earliest=row.state_on)
        rules.check_ahead(appointment_on, field="appointment_on", earliest=day)
        rules.check_ahead(follow_up_on, field="follow_up_on", earliest=day)
        _check_proof(to, proof)
        if to == State.SENT:
            _send(actor, row, sending or Sending(), day)
        _settle(row, to, day, proof)
        row.appointment_on = appointment_on or row.appointment_on
        row.follow_up_on = _due(row, day, follow_up_on)
        row.save()
        _step(actor, row, proof)
        journal.write(actor=actor, verb="referrals.moved", subject=referral_id)


def _step(actor: Actor, row: Referral, proof: str) -> None:
    Step.objects.create(
        referral=row,
        state=row.state,
        day=row.state_on,
        proof=proof,
        account_id=actor.account_id,
        entered_on=today(),
    )


def _check_proof(to: str, proof: str) -> None:
    rules.check_code(proof, Proof.values, "proof")
    if to in PROVEN and not proof:
        raise DomainError(_("Say how we know."), field="proof", code="required")


def _send(actor: Actor, row: Referral, sending: Sending, day: date) -> None:
    """Set the addressee; consent and warning hold for one addressee and are asked anew."""
    for code in sending.discloses:
        rules.check_code(code, Disclosure.values, "discloses")
    service_id = sending.service_id or row.service_id
    if service_id is None:
        raise DomainError(_("Choose where to."), field="service", code="required")
    service = get_service_for(actor, service_id)
    if not service.is_active:
        raise DomainError(_("Nobody is sent there any more."), field="service", code="retired")
    same = service_id == row.service_id
    told = sending.warned or (same and row.warned_on is not None)
    agreed = sending.consented or (same and row.consented_on is not None)
    client = get_client_for(actor, row.client_id)
    rules.check_warned(service, row.step, client.facts, actor.country, warned=told)
    rules.check_consented(service_id, consented=agreed)
    if sending.warned or not same:
        row.warned_on = day if sending.warned else None
    if sending.consented:
        row.consented_on, row.discloses = day, sending.discloses
    row.service_id = service_id


def _settle(row: Referral, to: str, day: date, proof: str) -> None:
    row.state, row.state_on = to, day
    if to == State.ARRIVED and row.arrived_on is None:
        row.arrived_on, row.arrived_proof = day, proof
    elif to in (State.ARRIVED, State.CLOSED) and row.arrived_on is not None:
        row.arrived_proof = stronger(row.arrived_proof, proof)


def _due(row: Referral, day: date, asked: date | None) -> date | None:
    """Return when somebody looks again: always a day while open, none once it is not."""
    if row.state not in OPEN:
        return None
    if asked:
        return asked
    ahead = row.appointment_on if row.appointment_on and row.appointment_on >= day else None
    return rules.default_follow_up(row.urgency, max(day, today()), ahead)
