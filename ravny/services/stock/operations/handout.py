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
from .ledger import Change, apply, locked_lots, require_item, require_place


@transaction.atomic
def issue(*, actor: Actor, place_id: UUID, lines: Sequence[IssueLine]) -> None:
    """Take what was handed out from a place, first expired first.

    Said again (same cause and item) it changes nothing. What the place does not have enters it
    first as an *unexplained* difference: a record from a phone is never lost for want of stock.
    The caller writes the journal: one meeting, or one batch, is one story.
    """
    with scope(organisation=actor.organisation_id):
        require_place(actor, place_id)
        done = _issued({line.cause_id for line in lines})
        due = [
            line
            for line in lines
            if line.quantity > 0 and (line.cause_id, line.item_id) not in done
        ]
        if not due:
            return
        lots = locked_lots(place_id, {line.item_id for line in due})
        changes: list[Change] = []
        for line in due:
            changes += _issue_line(actor, place_id, line, lots[line.item_id])
        apply(actor, today(), changes)


def _issued(causes: set[UUID]) -> set[tuple[UUID, UUID]]:
    """Return (cause id, item id) of what had been issued before."""
    rows = Movement.objects.filter(cause_id__in=causes, reason=Reason.ISSUED)
    return set(rows.values_list("cause_id", "lot__item_id"))


def _issue_line(
    actor: Actor, place_id: UUID, line: IssueLine, lots: list[LotStock]
) -> list[Change]:
    taken, missing = take(lots, line.quantity, line.day)
    changes = []
    if missing:
        lot_id = _lot_for_shortage(actor, line.item_id, lots)
        changes.append(
            Change(
                place_id,
                lot_id,
                missing,
                Reason.UNEXPLAINED.value,
                line.cause_id,
                Explanation.UNKNOWN.value,
                line.day,
            )
        )
        taken = _together([*taken, (lot_id, missing)])
    issued = Reason.ISSUED.value
    for lot_id, quantity in taken:
        changes.append(Change(place_id, lot_id, -quantity, issued, line.cause_id, day=line.day))
    return changes


def _lot_for_shortage(actor: Actor, item_id: UUID, lots: list[LotStock]) -> UUID:
    """Return the lot an unexplained quantity is put to: the newest here, or the unknown lot."""
    if lots:
        return max(lots, key=lambda lot: (lot.expires_on or date.max, lot.lot_id)).lot_id
    require_item(item_id)
    lot, _made = Lot.objects.get_or_create(
        organisation_id=actor.organisation_id, item_id=item_id, number="", expires_on=None
    )
    lots.append(LotStock(lot.id, item_id, None, 0))
    return lot.id


def _together(taken: list[tuple[UUID, int]]) -> list[tuple[UUID, int]]:
    sums: dict[UUID, int] = defaultdict(int)
    for lot_id, quantity in taken:
        sums[lot_id] += quantity
    return list(sums.items())


@transaction.atomic
def reverse(*, actor: Actor, cause_id: UUID, day: date | None = None) -> None:
    """Bring back what a voided meeting had taken; said twice it changes nothing.

    A difference that only this meeting had shown goes with it, so that the place stands as if
    the meeting had never been recorded.
    """
    undone = [Reason.ISSUED, Reason.RETURNED, Reason.UNEXPLAINED]
    with scope(organisation=actor.organisation_id):
        rows = Movement.objects.filter(cause_id=cause_id, reason__in=undone)
        sums: dict[tuple[UUID, UUID, bool], int] = defaultdict(int)
        for place_id, lot_id, reason, total in rows.values_list(
            "place_id", "lot_id", "reason"
        ).annotate(total=Sum("change")):
            sums[place_id, lot_id, reason == Reason.UNEXPLAINED] += total
        for place_id in sorted({place_id for place_id, _lot, _shown in sums}):
            require_place(actor, place_id)
        changes = [
            Change(
                place_id,
                lot_id,
                -total,
                Reason.UNEXPLAINED.value if shown else Reason.RETURNED.value,
                cause_id,
                Explanation.UNKNOWN.value if shown else "",
            )
            for (place_id, lot_id, shown), total in sums.items()
            if total
        ]
        if changes:
            apply(actor, day or today(), changes)


@transaction.atomic
def ensure_bag(*, actor: Actor, account_id: UUID) -> UUID:
    """Return the place that is this worker's bag, making it on first use.

    Raises NotYours for an account of another house.
    """
    with scope(organisation=actor.organisation_id):
        bag = Place.objects.filter(holder_id=account_id).first()
        if bag is None:
            names = pseudonyms(actor)
            if account_id not in names:
                raise NotYours
            bag, made = Place.objects.get_or_create(
                holder_id=account_id,
                defaults={
                    "organisation_id": actor.organisation_id,
                    "kind": PlaceKind.BAG,
                    "label": names[account_id],
                },
            )
            if made:
                journal.write(actor=actor, verb="stock.place_made", subject=bag.id)
        return bag.id
