"""What leaves a place because of a meeting, and comes back when the meeting is voided."""

from collections import defaultdict
from collections.abc import Callable, Sequence
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

from ..allocation import LotStock, first_expired_first, take_in_order
from ..models import Lot, Movement, Place
from ..types import Explanation, IssueLine, PlaceKind, Reason
from .ledger import Change, apply, locked_lots, require_item, require_place

ISSUED, UNEXPLAINED, NOT_KNOWN = (
    Reason.ISSUED.value,
    Reason.UNEXPLAINED.value,
    Explanation.UNKNOWN.value,
)


@transaction.atomic
def issue(*, actor: Actor, place_id: UUID, lines: Sequence[IssueLine]) -> None:
    """Take what was handed out from a place, first expired first.

    Said again (same cause and item) it changes nothing. What the place does not have enters it
    first as an *unexplained* difference: a record from a phone is never lost for want of stock.
    A line that names its lot takes from that lot alone; NotYours for a lot of another item. The
    caller writes the journal: one meeting, or one batch, is one story.
    """
    with scope(organisation=actor.organisation_id):
        require_place(actor, place_id)
        done = _issued({line.cause_id for line in lines})
        due = [
            line
            for line in lines
            if line.quantity > 0 and not (done and (line.cause_id, line.item_id) in done)
        ]
        if not due:
            return
        shelf = _Shelf(place_id, locked_lots(place_id, {line.item_id for line in due}))
        _require_named_lots(due, shelf)
        for line in due:
            missing = shelf.issue(line)
            if missing:
                shelf.issue_missing(line, missing, _unknown_lot(actor, line.item_id))
        apply(actor, today(), shelf.changes)


class _Shelf:
    """What lies in one place while a batch is taken from it; keeps the changes it makes."""

    def __init__(self, place_id: UUID, lots: dict[UUID, list[LotStock]]) -> None:
        self.place_id, self.lots = place_id, lots
        self.changes: list[Change] = []
        # Sorted once for an item and a day: a night's batch asks hundreds of times.
        self.ordered: dict[tuple[int, date], list[LotStock]] = {}

    def issue(self, line: IssueLine) -> int:
        """Take a line from its lot, or the lots in their order; return what was missing."""
        key = (line.item_id.int, line.day)
        if line.lot_id:
            lots: list[LotStock] | None = [self.named(line)]
        else:
            lots = self.ordered.get(key)
        if lots is None:
            lots = self.ordered[key] = first_expired_first(self.lots[line.item_id], line.day)
        taken, missing = take_in_order(lots, line.quantity)
        for lot_id, quantity in taken:
            self.add(line, lot_id, -quantity, ISSUED)
        return missing

    def issue_missing(self, line: IssueLine, missing: int, unknown: Callable[[], UUID]) -> None:
        """Let what is missing enter as unexplained, into its lot or the newest, and leave again."""
        lots = self.lots[line.item_id]
        if line.lot_id:
            lot_id = line.lot_id
        elif lots:
            lot_id = max(lots, key=lambda lot: (lot.expires_on or date.max, lot.lot_id)).lot_id
        else:
            lot_id = unknown()
            lots.append(LotStock(lot_id, line.item_id, None, 0))
        self.add(line, lot_id, missing, UNEXPLAINED, NOT_KNOWN)
        self.add(line, lot_id, -missing, ISSUED)

    def named(self, line: IssueLine) -> LotStock:
        """Return the lot that a line names; raises NotYours when no lot of its item is that."""
        for lot in self.lots[line.item_id]:
            if lot.lot_id == line.lot_id:
                return lot
        raise NotYours

    def add(
        self, line: IssueLine, lot_id: UUID, quantity: int, reason: str, explanation: str = ""
    ) -> None:
        """Keep a change that a line makes."""
        self.changes.append(
            Change(self.place_id, lot_id, quantity, reason, line.cause_id, explanation, line.day)
        )


def _require_named_lots(lines: Sequence[IssueLine], shelf: _Shelf) -> None:
    """Put the lots that lines name and that never lay here on the shelf, empty (in a scope)."""
    lying = {lot.lot_id for lots in shelf.lots.values() for lot in lots}
    missing = {line.lot_id for line in lines if line.lot_id} - lying
    if missing:
        rows = Lot.objects.filter(id__in=missing)
        for lot_id, item_id, expires_on, number in rows.values_list(
            "id", "item_id", "expires_on", "number"
        ):
            shelf.lots[item_id].append(LotStock(lot_id, item_id, expires_on, 0, number))


def _issued(causes: set[UUID]) -> set[tuple[UUID, UUID]]:
    """Return (cause id, item id) of what had been issued before."""
    rows = Movement.objects.filter(cause_id__in=causes, reason=Reason.ISSUED)
    return set(rows.values_list("cause_id", "lot__item_id"))


def _unknown_lot(actor: Actor, item_id: UUID) -> Callable[[], UUID]:
    """Return how to find the lot of what nobody knows the lot of, made on first use."""

    def find() -> UUID:
        require_item(item_id)
        lot, _made = Lot.objects.get_or_create(
            organisation_id=actor.organisation_id, item_id=item_id, number="", expires_on=None
        )
        return lot.id

    return find


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
                UNEXPLAINED if shown else Reason.RETURNED.value,
                cause_id,
                NOT_KNOWN if shown else "",
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
