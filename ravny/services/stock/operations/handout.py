"""What leaves a place because of a meeting, and comes back when the meeting is voided."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import NotYours
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor

from ..allocation import LotStock, take
from ..models import Lot, Movement, Place
from ..types import Explanation, IssueLine, PlaceKind, Reason
from .ledger import apply, locked_lots, movement, require_place


@transaction.atomic
def issue(*, actor: Actor, place_id: UUID, lines: Sequence[IssueLine]) -> None:
    """Take what was handed out from a place, first expired first.

    Said again (same cause and item) it changes nothing. What the place does not have enters it
    first as an *unexplained* difference: a record from a phone is never lost for want of stock.
    The caller writes the journal: one meeting, or one batch, is one story.
    """
    with scope(organisation=actor.organisation_id):
        require_place(actor, place_id)
        causes = {line.cause_id for line in lines}
        done = set(
            Movement.objects.filter(cause_id__in=causes, reason=Reason.ISSUED).values_list(
                "cause_id", "lot__item_id"
            )
        )
        due = [
            line
            for line in lines
            if line.quantity > 0 and (line.cause_id, line.item_id) not in done
        ]
        if not due:
            return
        lots = locked_lots(place_id, {line.item_id for line in due})
        movements: list[Movement] = []
        for line in due:
            movements += _issue_line(actor, place_id, line, lots[line.item_id])
        apply(movements)


def _issue_line(
    actor: Actor, place_id: UUID, line: IssueLine, lots: list[LotStock]
) -> list[Movement]:
    taken, missing = take(lots, line.quantity, line.day)
    movements = []
    if missing:
        lot = _lot_for_shortage(actor, line.item_id, lots)
        movements.append(
            movement(
                actor,
                place_id,
                lot.lot_id,
                missing,
                Reason.UNEXPLAINED,
                day=line.day,
                cause_id=line.cause_id,
                explanation=Explanation.UNKNOWN,
            )
        )
        taken = _together([*taken, (lot.lot_id, missing)])
    return movements + [
        movement(
            actor,
            place_id,
            lot_id,
            -quantity,
            Reason.ISSUED,
            day=line.day,
            cause_id=line.cause_id,
        )
        for lot_id, quantity in taken
    ]


def _lot_for_shortage(actor: Actor, item_id: UUID, lots: list[LotStock]) -> LotStock:
    """Return the lot an unexplained quantity is put to: the one in use, or the unknown lot."""
    if lots:
        return max(lots, key=lambda lot: (lot.expires_on or date.max, lot.lot_id))
    lot, _made = Lot.objects.get_or_create(
        organisation_id=actor.organisation_id, item_id=item_id, number="", expires_on=None
    )
    stock = LotStock(lot.id, item_id, None, 0)
    lots.append(stock)
    return stock


def _together(taken: list[tuple[UUID, int]]) -> list[tuple[UUID, int]]:
    sums: dict[UUID, int] = defaultdict(int)
    for lot_id, quantity in taken:
        sums[lot_id] += quantity
    return list(sums.items())


@transaction.atomic
def reverse(*, actor: Actor, cause_id: UUID, day: date | None = None) -> None:
    """Bring back what a voided meeting had taken; said twice it changes nothing."""
    with scope(organisation=actor.organisation_id):
        rows = (
            Movement.objects.filter(cause_id=cause_id, reason__in=[Reason.ISSUED, Reason.RETURNED])
            .values_list("place_id", "lot_id")
            .annotate(total=Sum("change"))
        )
        movements = [
            movement(
                actor,
                place_id,
                lot_id,
                -total,
                Reason.RETURNED,
                day=day or today(),
                cause_id=cause_id,
            )
            for place_id, lot_id, total in rows
            if total
        ]
        if movements:
            apply(movements)


@transaction.atomic
def ensure_bag(*, actor: Actor, account_id: UUID) -> UUID:
    """Return the place that is this worker's bag, making it on first use."""
    with scope(organisation=actor.organisation_id):
        bag = Place.objects.filter(holder_id=account_id).first()
        if bag is None:
            names = pseudonyms(actor)
            if account_id not in names:
                raise NotYours
            bag = Place.objects.create(
                organisation_id=actor.organisation_id,
                kind=PlaceKind.BAG,
                label=names[account_id],
                holder_id=account_id,
            )
            journal.write(actor=actor, verb="stock.place_made", subject=bag.id)
        return bag.id
