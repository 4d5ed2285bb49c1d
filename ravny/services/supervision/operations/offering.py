"""Cases and promises are offered to colleagues; nothing changes hands before they say yes."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.queries import list_staff
from ravny.core.staff.types import Actor, Colleague
from ravny.services.cases.queries.carried import Place

from ..models import Handover, HandoverItem, Seat
from ..queries.handovers import offered_now
from ..queries.promised import Carried, carried_by, key_of
from ..queries.receivers import Receivers, receivers
from ..types import COVER_DAYS, VOLUNTEER_DAYS, HandoverKind, ItemState, Offer, PromiseKey


def giver_for(actor: Actor, giver_id: UUID) -> Colleague:
    """Return whose cases are handed over: one's own, or for a coordinator anybody's.

    Raises NotYours. One query.
    """
    if giver_id != actor.account_id and not actor.may("supervision.lead"):
        raise NotYours
    for one in list_staff(actor, active_only=False):
        if one.account_id == giver_id:
            return one
    raise NotYours


@transaction.atomic
def offer(*, actor: Actor, facts: Offer) -> list[UUID]:
    """Offer cases and promises; return the handovers, one for each receiver.

    The same batch again changes nothing. Raises NotYours for what the giver does not carry, and
    DomainError beside "kind", "ends_on", "begins_on", "receiver" or "to_<case id>".
    """
    giver = giver_for(actor, facts.giver_id)
    with scope(organisation=actor.organisation_id):
        known = list(Handover.objects.filter(batch=facts.batch).values_list("id", flat=True))
    if known:
        return known
    _check_days(facts, giver)
    carried = carried_by(actor.organisation_id, facts.giver_id)
    lines = [*_cases(actor, facts, carried), *_promises(actor, facts, carried)]
    if not lines:
        raise DomainError(_("Choose at least one case or promise."), code="nothing")
    with scope(organisation=actor.organisation_id):
        return _store(actor, facts, lines)


def _check_days(facts: Offer, giver: Colleague) -> None:
    if facts.kind not in HandoverKind.values:
        raise DomainError(_("Choose one of the list."), field="kind", code="choice")
    if not giver.active and facts.kind != HandoverKind.GOOD:
        text = _("They do not work here any more: it can only be for good.")
        raise DomainError(text, field="kind", code="left")
    if facts.kind == HandoverKind.GOOD:
        return
    most = VOLUNTEER_DAYS if facts.kind == HandoverKind.VOLUNTEER else COVER_DAYS
    _check_last(facts.ends_on, most)
    begins = facts.begins_on or today()
    if begins < today() or (facts.ends_on and begins > facts.ends_on):
        text = _("Choose a first day from today on, before the last one.")
        raise DomainError(text, field="begins_on", code="order")


def _check_last(ends_on: date | None, most: int) -> None:
    if ends_on is None:
        raise DomainError(_("Say until which day."), field="ends_on", code="required")
    if not today() <= ends_on <= today() + timedelta(days=most):
        text = _("Choose a last day within %(days)s days from today.") % {"days": most}
        raise DomainError(text, field="ends_on", code="range")


Line = tuple[UUID, HandoverItem]


def _cases(actor: Actor, facts: Offer, carried: Carried) -> Iterable[Line]:
    """Return (receiver, item) of every case and, unless it is a cover, of the promises in it."""
    handed = {one.case.case_id: one for one in carried.handed}
    may = receivers(actor, facts.giver_id)
    waiting = offered_now(actor.organisation_id, facts.giver_id)
    for case_id, receiver_id in facts.cases.items():
        place = handed.get(case_id)
        if place is None:
            raise NotYours
        _check_receiver(may, receiver_id, place, f"to_{case_id}")
        if ("", case_id) in waiting:
            raise _already(f"to_{case_id}")
        yield receiver_id, _item(actor, facts, place.case.client_id, case_id)
        if facts.kind != HandoverKind.COVER:
            for promise in carried.promised_in(place):
                if key_of(promise) not in waiting:
                    key = key_of(promise)
                    yield receiver_id, _item(actor, facts, promise.client_id, case_id, key)


def _check_receiver(may: Receivers, receiver_id: UUID, place: Place, field: str) -> None:
    if not may.may_take(receiver_id, place):
        text = _("Choose somebody of this client's team who may carry a case.")
        raise DomainError(text, field=field, code="receiver")


def _already(field: str) -> DomainError:
    return DomainError(_("This waits for somebody's answer already."), field=field, code="offered")


def _promises(actor: Actor, facts: Offer, carried: Carried) -> Iterable[Line]:
    """Return (receiver, item) of promises to clients without a case."""
    if facts.promises and facts.kind == HandoverKind.COVER:
        text = _("A cover sees the promises of the cases. Hand single promises over for good.")
        raise DomainError(text, field="kind", code="cover")
    loose = {key_of(one): one for one in carried.loose}
    people = {one.account_id for one in receivers(actor, facts.giver_id).people}
    waiting = offered_now(actor.organisation_id, facts.giver_id)
    for key, receiver_id in facts.promises.items():
        if key not in loose:
            raise NotYours
        if receiver_id not in people:
            raise DomainError(_("Choose a colleague."), field="receiver", code="receiver")
        if key in waiting:
            raise _already(f"to_{key[1]}")
        yield receiver_id, _item(actor, facts, loose[key].client_id, None, key)


def _item(
    actor: Actor,
    facts: Offer,
    client_id: UUID,
    case_id: UUID | None,
    key: PromiseKey | None = None,
) -> HandoverItem:
    return HandoverItem(
        organisation_id=actor.organisation_id,
        giver_id=facts.giver_id,
        client_id=client_id,
        case_id=case_id,
        promise_kind=key[0] if key else "",
        promise_id=key[1] if key else None,
    )


def _store(actor: Actor, facts: Offer, lines: Iterable[Line]) -> list[UUID]:
    made: dict[UUID, Handover] = {}
    for receiver_id, item in lines:
        handover = made.get(receiver_id)
        if handover is None:
            handover = made[receiver_id] = _handover(actor, facts, receiver_id)
        item.handover = handover
        _settle_returned(item)
        try:
            with transaction.atomic():  # two people who offer at once: the index lets one in
                item.save(force_insert=True)
        except IntegrityError as error:
            raise _already("receiver") from error
    for handover in made.values():
        journal.write(actor=actor, verb="supervision.offered", subject=handover.id)
    return [one.id for one in made.values()]


def _handover(actor: Actor, facts: Offer, receiver_id: UUID) -> Handover:
    handover = Handover.objects.create(
        organisation_id=actor.organisation_id,
        batch=facts.batch,
        giver_id=facts.giver_id,
        receiver_id=receiver_id,
        made_by_id=actor.account_id,
        kind=facts.kind,
        begins_on=facts.begins_on or today(),
        ends_on=None if facts.kind == HandoverKind.GOOD else facts.ends_on,
    )
    Seat.objects.bulk_create(
        Seat(organisation_id=actor.organisation_id, subject_id=handover.id, account_id=who)
        for who in sorted({facts.giver_id, receiver_id})
    )
    return handover


def _settle_returned(item: HandoverItem) -> None:
    """Offered anew, what was given back before needs nobody's eye any more."""
    name: dict[str, Any] = {
        "giver_id": item.giver_id,
        "case_id": item.case_id,
        "promise_kind": item.promise_kind,
        "promise_id": item.promise_id,
    }
    same = HandoverItem.objects.filter(**name, state=ItemState.RETURNED, settled_on__isnull=True)
    same.update(settled_on=today())
