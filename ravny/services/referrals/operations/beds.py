"""Looking for a place in hospital: asked, refused, asked again elsewhere, until admitted."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.staff.types import Actor
from ravny.people.directory.queries import get_service_for

from ..models import BedReply, BedRequest, Referral
from ..types import NEXT, Proof, State, Urgency
from ..types.helping import (
    LOOKING,
    LYING_IN,
    AskedFor,
    BedAnswer,
    BedState,
    GetsThere,
    NewBedAnswer,
    NewBedRequest,
    Paper,
    Ward,
    WhyRefused,
)
from . import rules
from .moving import locked, move

_STATE_OF = {
    BedAnswer.PLACE.value: BedState.PLACE.value,
    BedAnswer.ADMITTED.value: BedState.ADMITTED.value,
}
_MOVES_TO = {
    BedAnswer.PLACE.value: State.ACCEPTED.value,
    BedAnswer.REFUSED.value: State.REFUSED.value,
    BedAnswer.ADMITTED.value: State.ARRIVED.value,
}


@transaction.atomic
def open_bed_request(
    *, actor: Actor, referral_id: UUID, request_id: UUID, facts: NewBedRequest
) -> None:
    """Begin to look for a place for somebody referred to a hospital or for childbirth; once."""
    rules.check_code(facts.ward, Ward.values, "ward")
    rules.check_code(facts.urgency, Urgency.values, "urgency")
    rules.check_code(facts.gets_there, GetsThere.values, "gets_there")
    for code in facts.papers:
        rules.check_code(code, Paper.values, "papers")
    with scope(organisation=actor.organisation_id):
        row = locked(actor, referral_id)
        if row.reason not in LYING_IN:
            raise DomainError(_("A place is looked for only in a hospital."), code="reason")
        with scopes_disabled():  # an id known anywhere is never used again
            known = BedRequest.objects.filter(id=request_id).exists()
        if known or BedRequest.objects.filter(referral=row).exists():
            return
        BedRequest.objects.create(
            id=request_id,
            organisation_id=actor.organisation_id,
            referral=row,
            ward=facts.ward,
            urgency=facts.urgency,
            gets_there=facts.gets_there,
            papers=facts.papers,
            opened_on=today(),
            made_by_id=actor.account_id,
        )
        journal.write(actor=actor, verb="referrals.bed_asked", subject=referral_id)


@transaction.atomic
def record_bed_answer(
    *, actor: Actor, referral_id: UUID, reply_id: UUID, facts: NewBedAnswer
) -> None:
    """Write down what one hospital said; the same id once.

    A referral that was sent there follows: a place is accepted, a refusal refused, an admission
    arrived, and the service confirmed it. DomainError beside "service", "day", "answer", "why".
    """
    _check_answer(facts)
    with scope(organisation=actor.organisation_id):
        row = locked(actor, referral_id)
        request = _looking(row)
        rules.check_past(facts.day, earliest=request.opened_on)
        get_service_for(actor, facts.service_id)
        with scopes_disabled():  # an id known anywhere is never used again
            if BedReply.objects.filter(id=reply_id).exists():
                return
        BedReply.objects.create(
            id=reply_id,
            organisation_id=actor.organisation_id,
            request=request,
            service_id=facts.service_id,
            day=facts.day,
            answer=facts.answer,
            why=facts.why,
            asks_for=facts.asks_for,
            account_id=actor.account_id,
        )
        _follow(request, facts)
        _move_along(actor, row, facts)
        journal.write(actor=actor, verb="referrals.bed_answered", subject=referral_id)


def _check_answer(facts: NewBedAnswer) -> None:
    rules.check_code(facts.answer, BedAnswer.values, "answer")
    rules.check_code(facts.why, WhyRefused.values, "why")
    for code in facts.asks_for:
        rules.check_code(code, AskedFor.values, "asks_for")
    refused = facts.answer == BedAnswer.REFUSED
    if refused and not facts.why:
        raise DomainError(_("Say why they refused, or that they did not say."), field="why")
    if facts.why and not refused:
        raise DomainError(_("A reason belongs to a refusal."), field="why")


def _looking(row: Referral) -> BedRequest:
    request = BedRequest.objects.select_for_update().filter(referral=row).first()
    if request is None or request.state not in LOOKING:
        raise DomainError(_("Nobody looks for a place here any more."), code="over")
    return request


def _follow(request: BedRequest, facts: NewBedAnswer) -> None:
    """Set what the request stands at; a refusal after a promised place begins the search again."""
    request.state = _STATE_OF.get(facts.answer, request.state)
    if facts.answer == BedAnswer.REFUSED and request.state == BedState.PLACE:
        placed = request.replies.filter(answer=BedAnswer.PLACE).exclude(service=facts.service_id)
        request.state = (BedState.PLACE if placed.exists() else BedState.OPEN).value
    if request.state == BedState.ADMITTED:
        request.ended_on = facts.day
    request.save()


def _move_along(actor: Actor, row: Referral, facts: NewBedAnswer) -> None:
    to = _MOVES_TO.get(facts.answer, "")
    sent_there = row.service_id == facts.service_id and facts.day >= row.state_on
    if sent_there and to in NEXT[row.state]:
        move(actor=actor, referral_id=row.id, to=to, day=facts.day, proof=Proof.PROVIDER.value)


@transaction.atomic
def give_up_bed(*, actor: Actor, referral_id: UUID, day: date) -> None:
    """Stop looking for a place; the referral itself stays as it is."""
    with scope(organisation=actor.organisation_id):
        row = locked(actor, referral_id)
        request = _looking(row)
        rules.check_past(day, earliest=request.opened_on)
        request.state, request.ended_on = BedState.GIVEN_UP.value, day
        request.save()
        journal.write(actor=actor, verb="referrals.bed_given_up", subject=referral_id)
