"""The ledger's own moves: rows under lock, movements stored, balances brought up to them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.types import Actor

from ..allocation import LotStock
from ..models import Balance, Movement, Place

LARGEST = 1_000_000


def locked_lots(place_id: UUID, item_ids: Iterable[UUID]) -> dict[UUID, list[LotStock]]:
    """Return item id → lots lying in the place, their rows locked until the commit."""
    rows = (
        Balance.objects.select_for_update()
        .filter(place_id=place_id, lot__item_id__in=list(item_ids))
        .values_list("lot_id", "lot__item_id", "lot__expires_on", "quantity")
    )
    lots: dict[UUID, list[LotStock]] = defaultdict(list)
    for lot_id, item_id, expires_on, quantity in rows:
        lots[item_id].append(LotStock(lot_id, item_id, expires_on, quantity))
    return lots


def apply(movements: Sequence[Movement]) -> None:
    """Store movements and bring the balances up to them. Three queries."""
    changes: dict[tuple[UUID, UUID], int] = defaultdict(int)
    for movement in movements:
        changes[movement.place_id, movement.lot_id] += movement.change
    Movement.objects.bulk_create(movements)
    rows = Balance.objects.select_for_update().filter(
        place_id__in={place for place, _lot in changes}, lot_id__in={lot for _place, lot in changes}
    )
    known = {(row.place_id, row.lot_id): row for row in rows}
    new = []
    for (place_id, lot_id), change in changes.items():
        row = known.get((place_id, lot_id))
        if row is None:
            new.append(Balance(place_id=place_id, lot_id=lot_id, quantity=change))
        else:
            row.quantity += change
    if any(row.quantity < 0 for row in [*known.values(), *new]):
        raise DomainError(_("There is not that much here."), field="quantity", code="too_little")
    changed = [row for key, row in known.items() if changes.get(key)]
    if changed:
        Balance.objects.bulk_update(changed, ["quantity"])
    if new:
        Balance.objects.bulk_create(new)


def movement(
    actor: Actor,
    place_id: UUID,
    lot_id: UUID,
    change: int,
    reason: str,
    *,
    day: date,
    cause_id: UUID,
    explanation: str = "",
) -> Movement:
    return Movement(
        organisation_id=actor.organisation_id,
        day=day,
        place_id=place_id,
        lot_id=lot_id,
        change=change,
        reason=reason,
        explanation=explanation,
        cause_id=cause_id,
        actor_id=actor.account_id,
    )


def require_positive(quantity: int) -> None:
    if not 1 <= quantity <= LARGEST:
        raise DomainError(
            _("Enter a number between 1 and %(largest)s.") % {"largest": LARGEST},
            field="quantity",
            code="range",
        )


def require_place(actor: Actor, place_id: UUID) -> Place:
    place = Place.objects.filter(organisation_id=actor.organisation_id, id=place_id).first()
    if place is None:
        raise NotYours
    return place
