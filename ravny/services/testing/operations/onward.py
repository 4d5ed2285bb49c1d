"""From the step that was chosen to the referral it becomes."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _

from ravny.core.kit.errors import DomainError
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import get_client_for
from ravny.people.directory.queries import get_service_for
from ravny.services.referrals import operations as referrals
from ravny.services.referrals.queries import leads_to_a_report, may_be_foreigner
from ravny.services.referrals.types import LEADS_OUT, Escort, NextStep, Reason, ReferralFacts

from ..models import Test
from ..rules import rules_of
from ..types import NextFacts


def leads_out(row: Test) -> bool:
    """Tell whether the chosen step of a test becomes a referral of its client."""
    return bool(row.is_whole and row.client_id and row.referral_id and row.step in LEADS_OUT)


def check_told(actor: Actor, client_id: UUID | None, chosen: NextFacts) -> None:
    """Refuse a way on which somebody may be told, for a possible foreigner who does not know it.

    Holds for a step without a referral too: nobody is sent in words either. Raises DomainError
    beside "warned", NotYours.
    """
    service = get_service_for(actor, chosen.service_id) if chosen.service_id else None
    if chosen.warned or not leads_to_a_report(service, chosen.step):
        return
    facts = get_client_for(actor, client_id).facts if client_id else None
    if may_be_foreigner(facts, actor.country):
        raise DomainError(
            _("Somebody may be told of this. Say so to the client; only they can choose it."),
            field="warned",
            code="warned",
        )


def referral_of(row: Test, *, owner_id: UUID | None = None) -> ReferralFacts:
    """Return the referral that the chosen step of a client's test becomes: a draft."""
    if row.client_id is None:
        raise ValueError("a referral needs a client")
    lawyer = row.step == NextStep.LAWYER
    return ReferralFacts(
        client_id=row.client_id,
        reason=Reason.LAWYER.value if lawyer else rules_of(row.infection).reason,
        day=row.result_on or row.day,
        infection=row.infection,
        step=row.step,
        escort=Escort.WANTED.value if row.step_escort else Escort.NOT_ASKED.value,
        warned=row.step_warned,
        follow_up_on=row.step_due,
        owner_id=owner_id,
        encounter_id=row.encounter_id,
        test_id=row.id,
    )


def open_one(actor: Actor, row: Test, chosen: NextFacts) -> None:
    """Open the referral of a step chosen at a desk; raises DomainError beside "warned".

    It is sent at once only where the client agreed to have it said there.
    """
    if leads_out(row) and row.referral_id:
        facts = referral_of(row)
        if chosen.consented:
            facts = replace(facts, service_id=chosen.service_id, consented=True)
        referrals.open_referral(actor=actor, referral_id=row.referral_id, facts=facts)


def open_all(actor: Actor, rows: Sequence[Test]) -> None:
    """Open the referrals of steps chosen in the field as drafts, a handful of queries for all."""
    drafts = [
        (row.referral_id, referral_of(row, owner_id=row.worker_id))
        for row in rows
        if leads_out(row) and row.referral_id
    ]
    if drafts:
        referrals.open_many(actor=actor, rows=drafts)
