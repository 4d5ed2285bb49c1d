"""Deliveries, transfers, write-offs: what a store does of its own accord."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.types import Actor

from ..allocation import take
from ..models import Lot, Movement, Refill
from ..types import Explanation, MoveLine, Reason, line_field
from .ledger import Change, apply, locked_lots, require_item, require_place, require_positive


def require_day(day: date | None) -> date:
    """Return the day of an operation, today when it was left open; never a day ahead."""
    if day is not None and day > today():
        raise DomainError(_("The day lies ahead. Choose a day up to today."), field="day")
    return day or today()


@transaction.atomic
def receive_delivery(
    *,
    actor: Actor,
    delivery_id: UUID,
    place_id: UUID,
    item_id: UUID,
    quantity: int,
    number: str = "",
    expires_on: date | None = None,
    day: date | None = None,
) -> None:
    """Enter a delivery of one lot into a place; the same delivery id again changes nothing."""
    require_positive(quantity)
    when = require_day(day)
    with scope(organisation=actor.organisation_id):
        require_place(actor, place_id)
        if Movement.objects.filter(cause_id=delivery_id).exists():
            return
        require_item(item_id)
        lot, _made = Lot.objects.get_or_create(
            organisation_id=actor.organisation_id,
            item_id=item_id,
            number=number,
            expires_on=expires_on,
        )
        received = Change(place_id, lot.id, quantity, Reason.RECEIVED.value, delivery_id)
        apply(actor, when, [received])
        journal.write(actor=actor, verb="stock.received", subject=delivery_id, count=quantity)


def move(
    *,
    actor: Actor,
    transfer_id: UUID,
    source_id: UUID,
    target_id: UUID,
    item_id: UUID,
    quantity: int,
    day: date | None = None,
) -> None:
    """Move one item from one place to another; see `transfer`."""
    transfer(
        actor=actor,
        transfer_id=transfer_id,
        source_id=source_id,
        target_id=target_id,
        lines=[MoveLine(item_id, quantity)],
        day=day,
    )


@transaction.atomic
def transfer(
    *,
    actor: Actor,
    transfer_id: UUID,
    source_id: UUID,
    target_id: UUID,
    lines: Sequence[MoveLine],
    day: date | None = None,
) -> None:
    """Move several items from one place to another, first expired first; idempotent by id.

    Closes what the worker had asked for when the target is a bag. Raises DomainError beside the
    item's line when the source has less.
    """
    if source_id == target_id:
        raise DomainError(_("Choose two different places."), field="target", code="same_place")
    if not lines:
        raise DomainError(_("Enter how many of at least one item."), code="nothing")
    when = require_day(day)
    with scope(organisation=actor.organisation_id):
        for place_id in sorted((source_id, target_id)):
            require_place(actor, place_id)
        if Movement.objects.filter(cause_id=transfer_id).exists():
            return
        lots = locked_lots(source_id, {line.item_id for line in lines})
        changes: list[Change] = []
        for line in lines:
            require_positive(line.quantity, field=line_field(line.item_id))
            taken, missing = take(lots[line.item_id], line.quantity, when)
            if missing:
                raise too_little(line.quantity - missing, line_field(line.item_id))
            for lot_id, portion in taken:
                moved = Reason.MOVED.value
                changes.append(Change(source_id, lot_id, -portion, moved, transfer_id))
                changes.append(Change(target_id, lot_id, portion, moved, transfer_id))
        apply(actor, when, changes)
        Refill.objects.filter(place_id=target_id, closed_on=None).update(closed_on=today())
        total = sum(line.quantity for line in lines)
        journal.write(actor=actor, verb="stock.moved", subject=transfer_id, count=total)


def too_little(there: int, field: str) -> DomainError:
    """Return what is said when a place has less than was asked of it."""
    return DomainError(
        _("Only %(there)s are there.") % {"there": there}, field=field, code="too_little"
    )


@transaction.atomic
def write_off(
    *,
    actor: Actor,
    write_off_id: UUID,
    place_id: UUID,
    lot_id: UUID,
    quantity: int,
    explanation: str,
    day: date | None = None,
) -> None:
    """Take a quantity of one lot out of use, with a reason; idempotent by id."""
    require_positive(quantity)
    when = require_day(day)
    if explanation not in set(Explanation.values) - {""}:
        raise DomainError(_("Say why."), field="explanation", code="required")
    with scope(organisation=actor.organisation_id):
        require_place(actor, place_id)
        if Movement.objects.filter(cause_id=write_off_id).exists():
            return
        if not Lot.objects.filter(id=lot_id).exists():
            raise NotYours
        reason = Reason.WRITTEN_OFF.value
        apply(actor, when, [Change(place_id, lot_id, -quantity, reason, write_off_id, explanation)])
        journal.write(actor=actor, verb="stock.written_off", subject=write_off_id, count=quantity)


@transaction.atomic
def ask_refill(*, actor: Actor, refill_id: UUID, place_id: UUID, lines: Sequence[MoveLine]) -> None:
    """Ask the store for things to carry; a newer wish takes the place of the older one."""
    if not lines:
        raise DomainError(_("Enter how many of at least one item."), code="nothing")
    with scope(organisation=actor.organisation_id):
        require_place(actor, place_id)
        if Refill.objects.filter(id=refill_id).exists():
            return
        for line in lines:
            require_positive(line.quantity, field=line_field(line.item_id))
            require_item(line.item_id)
        Refill.objects.filter(place_id=place_id, closed_on=None).update(closed_on=today())
        Refill.objects.create(
            id=refill_id,
            organisation_id=actor.organisation_id,
            place_id=place_id,
            actor_id=actor.account_id,
            wanted={line.item_id.hex: line.quantity for line in lines},
        )
        journal.write(actor=actor, verb="stock.asked", subject=place_id, count=len(lines))
