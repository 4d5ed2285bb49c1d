"""The ledger's own moves: rows under lock, movements stored, balances brought up to them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.types import Actor

from ..allocation import LotStock
from ..models import Balance, Item, Movement, Place

LARGEST = 1_000_000
WRITTEN = (
    "organisation",
    "day",
    "entered_on",
    "place",
    "lot",
    "change",
    "reason",
    "explanation",
    "cause_id",
    "actor_id",
)


class Change(NamedTuple):
    """A movement before it is written; `day` None is the day of the whole operation."""

    place_id: UUID
    lot_id: UUID
    quantity: int
    reason: str
    cause_id: UUID
    explanation: str = ""
    day: date | None = None


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


def apply(actor: Actor, day: date, changes: Sequence[Change]) -> None:
    """Write changes into the ledger and bring the balances up to them. Three statements.

    Raises DomainError when a place would hold less than nothing of a lot.
    """
    sums: dict[tuple[UUID, UUID], int] = defaultdict(int)
    for change in changes:
        sums[change.place_id, change.lot_id] += change.quantity
    rows = Balance.objects.select_for_update().filter(
        place_id__in={place for place, _lot in sums}, lot_id__in={lot for _place, lot in sums}
    )
    known = {(row.place_id, row.lot_id): row for row in rows}
    new = []
    for (place_id, lot_id), quantity in sums.items():
        row = known.get((place_id, lot_id))
        if row is None:
            row = Balance(place_id=place_id, lot_id=lot_id, quantity=0)
            new.append(row)
        row.quantity += quantity
        if row.quantity < 0:
            raise DomainError(_("There is not that much here."), field="quantity", code="too_little")
    changed = [row for key, row in known.items() if sums.get(key)]
    if changed:
        Balance.objects.bulk_update(changed, ["quantity"])
    if new:
        Balance.objects.bulk_create(new)
    _write(actor, day, changes)


def _write(actor: Actor, day: date, changes: Sequence[Change]) -> None:
    """Add the movements as plain rows: hundreds in one batch cost no model instance each."""
    columns = [Movement._meta.get_field(name).column for name in WRITTEN]
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    table = connection.ops.quote_name(Movement._meta.db_table)
    uuid, when = _uuid_column(), connection.ops.adapt_datefield_value
    organisation, actor_id, entered_on = uuid(actor.organisation_id), uuid(actor.account_id), today()
    rows = [
        (
            organisation,
            when(change.day or day),
            when(entered_on),
            uuid(change.place_id),
            uuid(change.lot_id),
            change.quantity,
            change.reason,
            change.explanation,
            uuid(change.cause_id),
            actor_id,
        )
        for change in changes
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


def _uuid_column() -> Callable[[UUID], UUID | str]:
    native = connection.features.has_native_uuid_field
    return (lambda value: value) if native else (lambda value: value.hex)


def require_positive(quantity: int, field: str = "quantity") -> None:
    if not 1 <= quantity <= LARGEST:
        raise DomainError(
            _("Enter a number between 1 and %(largest)s.") % {"largest": LARGEST},
            field=field,
            code="range",
        )


def require_place(actor: Actor, place_id: UUID) -> Place:
    """Return a place of the actor's house under lock: writers of one place wait for each other."""
    places = Place.objects.select_for_update(of=("self",))
    place = places.filter(organisation_id=actor.organisation_id, id=place_id).first()
    if place is None:
        raise NotYours
    return place


def require_item(item_id: UUID) -> None:
    """Refuse an item of another house (inside a scope)."""
    if not Item.objects.filter(id=item_id).exists():
        raise NotYours
