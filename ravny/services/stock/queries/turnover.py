"""A month of stock: what was there, came, went, cannot be explained, and is there.

start + received + moved + issued + written off + differences = end, for each item.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django_scopes import scope

from ravny.core.staff.types import Actor

from ..models import Balance, Movement
from ..types import Reason
from .places import visible

COLUMNS: dict[str, tuple[Reason, ...]] = {
    "received": (Reason.RECEIVED,),
    "moved": (Reason.MOVED,),
    "issued": (Reason.ISSUED, Reason.RETURNED),
    "written_off": (Reason.WRITTEN_OFF,),
    "differences": (Reason.COUNTED, Reason.UNEXPLAINED),
}


@dataclass(frozen=True)
class MonthTurnover:
    """One item's month; what left is below zero."""

    start: int
    received: int
    moved: int
    issued: int
    written_off: int
    differences: int
    end: int


def next_month(month: date) -> date:
    """Return the first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def turnover(
    actor: Actor, month: date, item_ids: Iterable[UUID], place_id: UUID | None = None
) -> dict[UUID, MonthTurnover]:
    """Return item id → its month, in one place or in all the actor sees. Two queries.

    Reads only movements from that month on: the end is today's balance less what came after.
    """
    first, after = month.replace(day=1), next_month(month)
    wanted = list(item_ids)
    with scope(organisation=actor.organisation_id):
        seen = visible(actor, "place__")
        lying = Balance.objects.filter(seen, lot__item_id__in=wanted)
        moved = Movement.objects.filter(seen, lot__item_id__in=wanted, day__gte=first)
        if place_id:
            lying, moved = lying.filter(place_id=place_id), moved.filter(place_id=place_id)
        now: dict[UUID, int] = defaultdict(int)
        now.update(lying.values_list("lot__item_id").annotate(Sum("quantity")).order_by())
        within = Q(day__lt=after)
        sums = {
            name: Coalesce(Sum("change", filter=within & Q(reason__in=reasons)), 0)
            for name, reasons in COLUMNS.items()
        }
        later = Coalesce(Sum("change", filter=~within), 0)
        names = (*COLUMNS, "later")
        rows = moved.values("lot__item_id").annotate(later=later, **sums).order_by()
        changes = {
            row[0]: dict(zip(names, row[1:], strict=True))
            for row in rows.values_list("lot__item_id", *names)
        }
    nothing = dict.fromkeys(names, 0)
    return {
        item_id: _month(now[item_id], dict(changes.get(item_id, nothing))) for item_id in wanted
    }


def _month(now: int, sums: dict[str, int]) -> MonthTurnover:
    end = now - sums.pop("later")
    return MonthTurnover(start=end - sum(sums.values()), end=end, **sums)
