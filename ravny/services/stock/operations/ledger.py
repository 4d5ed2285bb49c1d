"""The ledger's own moves: rows under lock, movements stored, balances brought up to them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import F, Field
from django.utils.translation import gettext as _

from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.types import Actor

from ..allocation import LotStock
from ..models import Balance, Item, Movement, Place
from ..types import Reason

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
        .values_list("lot_id", "lot__item_id", "lot__expires_on", "quantity", "lot__number")
    )
    lots: dict[UUID, list[LotStock]] = defaultdict(list)
    for lot_id, item_id, expires_on, quantity, number in rows:
        lots[item_id].append(LotStock(lot_id, item_id, expires_on, quantity, number))
    return lots


def apply(actor: Actor, day: date, changes: Sequence[Change]) -> None:
    """Write changes into the ledger and bring the balances up to them. Four statements at most.

    Raises DomainError when a place would hold less than nothing of a lot.
    """
    # Whole numbers as keys: hashing an int is many times cheaper than hashing a UUID.
    sums: dict[tuple[int, int], int] = defaultdict(int)
    places, lots = {}, {}
    for change in changes:
        place, lot = change.place_id.int, change.lot_id.int
        places[place], lots[lot] = change.place_id, change.lot_id
        sums[place, lot] += change.quantity
    rows = Balance.objects.select_for_update().filter(
        place_id__in=places.values(), lot_id__in=lots.values()
    )
    known = {
        (place_id.int, lot_id.int): (balance_id, quantity)
        for balance_id, place_id, lot_id, quantity in rows.values_list(
            "id", "place_id", "lot_id", "quantity"
        )
    }
    made, changed = [], []
    for key, change_of_lot in sums.items():
        balance_id, quantity = known.get(key, (None, 0))
        quantity += change_of_lot
        if quantity < 0:
            raise DomainError(
                _("There is not that much here."), field="quantity", code="too_little"
            )
        if balance_id is None:
            place_id, lot_id = places[key[0]], lots[key[1]]
            made.append(Balance(place_id=place_id, lot_id=lot_id, quantity=quantity))
        elif change_of_lot:
            changed.append((quantity, balance_id))
    _bring_up(changed, made)
    _keep_unexplained(changes)
    _write(actor, day, changes)


def _bring_up(changed: list[tuple[int, int]], made: list[Balance]) -> None:
    """Store what lies where now: (quantity, balance id) of known rows, and new rows."""
    if made:
        Balance.objects.bulk_create(made)
    if changed:
        table = connection.ops.quote_name(Balance._meta.db_table)
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {table} SET quantity = %s WHERE id = %s", changed)


def _keep_unexplained(changes: Sequence[Change]) -> None:
    """Keep beside each place what entered it unexplained; most often there is nothing to keep."""
    strange: dict[UUID, int] = defaultdict(int)
    for change in changes:
        if change.reason == Reason.UNEXPLAINED:
            strange[change.place_id] += change.quantity
    for place_id, quantity in strange.items():
        Place.objects.filter(id=place_id).update(unexplained=F("unexplained") + quantity)


def _write(actor: Actor, day: date, changes: Sequence[Change]) -> None:
    """Add the movements as plain rows: hundreds in one batch cost no model instance each."""
    written = [field for field in Movement._meta.concrete_fields if field.name in WRITTEN]
    columns = [str(field.column) for field in sorted(written, key=_place_in_row)]
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    table = connection.ops.quote_name(Movement._meta.db_table)
    uuid, when = _uuid_column(), connection.ops.adapt_datefield_value
    organisation, actor_id, entered_on = (
        uuid(actor.organisation_id),
        uuid(actor.account_id),
        when(today()),
    )
    days = {day_of: when(day_of) for day_of in {day, *(change.day or day for change in changes)}}
    rows = [
        (
            organisation,
            days[day_of or day],
            entered_on,
            uuid(place_id),
            uuid(lot_id),
            quantity,
            reason,
            explanation,
            uuid(cause_id),
            actor_id,
        )
        for place_id, lot_id, quantity, reason, cause_id, explanation, day_of in changes
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


def _place_in_row(field: Field[Any, Any]) -> int:
    return WRITTEN.index(field.name)


def _uuid_column() -> Callable[[UUID], UUID | str]:
    """Return how this database's driver wants a UUID."""
    if connection.features.has_native_uuid_field:
        return lambda value: value
    return attrgetter("hex")


def require_positive(quantity: int, field: str = "quantity") -> None:
    if not 1 <= quantity <= LARGEST:
        raise DomainError(
            _("Enter a number between 1 and %(largest)s.") % {"largest": LARGEST},
            field=field,
            code="range",
        )


def require_place(actor: Actor, place_id: UUID) -> None:
    """Lock a place of the actor's house, so that writers of one place wait for each other.

    Raises NotYours. (SQLite has one writer at a time and needs no lock.)
    """
    places = Place.objects.select_for_update().filter(id=place_id)
    if not places.values_list("id", flat=True):
        raise NotYours


def require_item(item_id: UUID) -> None:
    """Refuse an item of another house (inside a scope)."""
    if not Item.objects.filter(id=item_id).exists():
        raise NotYours
