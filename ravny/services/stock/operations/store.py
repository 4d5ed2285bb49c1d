"""Deliveries, transfers, write-offs and counts."""

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
from ..models import Balance, Count, Item, Lot, Movement
from ..types import CountedLot, Explanation, Reason
from .ledger import LARGEST, apply, locked_lots, movement, require_place, require_positive


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
    with scope(organisation=actor.organisation_id):
        require_place(actor, place_id)
        if Movement.objects.filter(cause_id=delivery_id).exists():
            return
        if not Item.objects.filter(id=item_id).exists():
            raise NotYours
        lot, _made = Lot.objects.get_or_create(
            organisation_id=actor.organisation_id,
            item_id=item_id,
            number=number,
            expires_on=expires_on,
        )
        apply(
            [
                movement(
                    actor,
                    place_id,
                    lot.id,
                    quantity,
                    Reason.RECEIVED,
                    day=day or today(),
                    cause_id=delivery_id,
                )
            ]
        )
        journal.write(actor=actor, verb="stock.received", subject=delivery_id, count=quantity)


@transaction.atomic
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
    """Move a quantity from one place to another, first expired first; idempotent by id."""
    require_positive(quantity)
    if source_id == target_id:
        raise DomainError(_("Choose two different places."), field="target", code="same_place")
    with scope(organisation=actor.organisation_id):
        require_place(actor, source_id)
        require_place(actor, target_id)
        if Movement.objects.filter(cause_id=transfer_id).exists():
            return
        when = day or today()
        taken, missing = take(locked_lots(source_id, [item_id])[item_id], quantity, when)
        if missing:
            raise DomainError(
                _("Only %(there)s are there.") % {"there": quantity - missing},
                field="quantity",
                code="too_little",
            )
        movements = []
        for lot_id, portion in taken:
            for place_id, change in ((source_id, -portion), (target_id, portion)):
                movements.append(
                    movement(
                        actor,
                        place_id,
                        lot_id,
                        change,
                        Reason.MOVED,
                        day=when,
                        cause_id=transfer_id,
                    )
                )
        apply(movements)
        journal.write(actor=actor, verb="stock.moved", subject=transfer_id, count=quantity)


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
    if explanation not in set(Explanation.values) - {""}:
        raise DomainError(_("Say why."), field="explanation", code="required")
    with scope(organisation=actor.organisation_id):
        require_place(actor, place_id)
        if Movement.objects.filter(cause_id=write_off_id).exists():
            return
        if not Lot.objects.filter(id=lot_id).exists():
            raise NotYours
        apply(
            [
                movement(
                    actor,
                    place_id,
                    lot_id,
                    -quantity,
                    Reason.WRITTEN_OFF,
                    day=day or today(),
                    cause_id=write_off_id,
                    explanation=explanation,
                )
            ]
        )
        journal.write(actor=actor, verb="stock.written_off", subject=write_off_id, count=quantity)


@transaction.atomic
def record_count(
    *, actor: Actor, count_id: UUID, place_id: UUID, lines: Sequence[CountedLot]
) -> None:
    """Set a place to what was counted; every difference must be explained. Idempotent by id."""
    with scope(organisation=actor.organisation_id):
        require_place(actor, place_id)
        if Count.objects.filter(id=count_id).exists():
            return
        balances = dict(
            Balance.objects.select_for_update()
            .filter(place_id=place_id)
            .values_list("lot_id", "quantity")
        )
        movements = []
        for line in lines:
            movements += _count_line(actor, place_id, count_id, line, balances)
        Count.objects.create(
            id=count_id,
            organisation_id=actor.organisation_id,
            place_id=place_id,
            actor_id=actor.account_id,
            lots=len(lines),
            differing=len(movements),
        )
        if movements:
            apply(movements)
        journal.write(actor=actor, verb="stock.counted", subject=place_id, count=len(lines))


def _count_line(
    actor: Actor, place_id: UUID, count_id: UUID, line: CountedLot, balances: dict[UUID, int]
) -> list[Movement]:
    if line.lot_id not in balances:
        raise NotYours
    if not 0 <= line.counted <= LARGEST:
        raise DomainError(_("Enter how many you counted."), field=str(line.lot_id), code="range")
    difference = line.counted - balances[line.lot_id]
    if difference == 0:
        return []
    if line.explanation not in set(Explanation.values) - {""}:
        raise DomainError(
            _("Say why it differs from %(expected)s.") % {"expected": balances[line.lot_id]},
            field=str(line.lot_id),
            code="unexplained",
        )
    return [
        movement(
            actor,
            place_id,
            line.lot_id,
            difference,
            Reason.COUNTED,
            day=today(),
            cause_id=count_id,
            explanation=line.explanation,
        )
    ]
