"""From the step that was chosen to the referral it becomes."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from ravny.core.staff.types import Actor
from ravny.services.referrals import operations as referrals
from ravny.services.referrals.types import LEADS_OUT, Escort, NextStep, Reason, ReferralFacts

from ..models import Test
from ..rules import rules_of

FOLLOW_UP = timedelta(days=7)


def leads_out(row: Test) -> bool:
    """Tell whether the chosen step of a test becomes a referral of its client."""
    return bool(row.is_whole and row.client_id and row.referral_id and row.step in LEADS_OUT)


def referral_of(
    row: Test, *, owner_id: UUID | None = None, service_id: UUID | None = None
) -> ReferralFacts:
    """Return the referral that the chosen step of a client's test becomes; a draft."""
    if row.client_id is None:
        raise ValueError("a referral needs a client")
    day = row.result_on or row.day
    lawyer = row.step == NextStep.LAWYER
    return ReferralFacts(
        client_id=row.client_id,
        reason=Reason.LAWYER.value if lawyer else rules_of(row.infection).reason,
        day=day,
        service_id=service_id,
        infection=row.infection,
        step=row.step,
        escort=Escort.WANTED.value if row.step_escort else Escort.NOT_ASKED.value,
        warned=row.step_warned,
        follow_up_on=row.step_due or day + FOLLOW_UP,
        owner_id=owner_id,
        encounter_id=row.encounter_id,
        test_id=row.id,
    )


def open_one(actor: Actor, row: Test, service_id: UUID | None = None) -> None:
    """Open the referral of a step chosen at a desk; raises DomainError beside "warned"."""
    if leads_out(row) and row.referral_id:
        facts = referral_of(row, service_id=service_id)
        referrals.open_referral(actor=actor, referral_id=row.referral_id, facts=facts)


def open_all(actor: Actor, rows: Sequence[Test]) -> None:
    """Open the referrals of steps chosen in the field, a handful of queries for all.

    The centre without a warning stays a step that was chosen: nobody is led to a service that
    may report before they were told.
    """
    opened = []
    for row in rows:
        if row.step == NextStep.CENTRE and not row.step_warned:
            row.referral_id = None
        elif leads_out(row) and row.referral_id:
            opened.append((row.referral_id, referral_of(row, owner_id=row.worker_id)))
    if opened:
        referrals.open_many(actor=actor, rows=opened)
