"""What the demo's store gets and the bags are filled with: month by month, as meetings need it."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from .facts import Dice, Plan, PlannedMeeting
from .places import ITEMS

LEFT_OVER = 1.1


@dataclass(frozen=True)
class PlannedDelivery:
    """A lot that arrives at the store."""

    cause_id: UUID
    day: date
    item: int
    quantity: int
    number: str
    expires_on: date | None


@dataclass(frozen=True)
class PlannedRefill:
    """A quantity moved from the store to a worker's bag."""

    cause_id: UUID
    day: date
    worker: str
    item: int
    quantity: int


@dataclass(frozen=True)
class PlannedMonth:
    """One month: what arrives and is moved on its first day, then its meetings."""

    first: date
    deliveries: Sequence[PlannedDelivery]
    refills: Sequence[PlannedRefill]
    meetings: Sequence[PlannedMeeting]


def months_of(plan: Plan) -> list[PlannedMonth]:
    """Return the plan's months; each bag gets what its month needs and it lacks."""
    dice = Dice(plan.seed + 1)
    by_month: dict[date, list[PlannedMeeting]] = defaultdict(list)
    for meeting in plan.meetings:
        by_month[meeting.day.replace(day=1)].append(meeting)
    months = []
    bags: Counter[tuple[str, int]] = Counter()
    for position, (month, meetings) in enumerate(sorted(by_month.items())):
        day = max(month, plan.first)
        needs: Counter[tuple[str, int]] = Counter()
        for meeting in meetings:
            for item, quantity in meeting.given:
                needs[meeting.worker, item] += quantity
        refills = []
        for (worker, item), quantity in sorted(needs.items()):
            missing = _rounded(quantity * LEFT_OVER - bags[worker, item], ITEMS[item].step)
            bags[worker, item] += missing - quantity
            if missing:
                refills.append(PlannedRefill(dice.id(day), day, worker, item, missing))
        deliveries = _deliveries(dice, day, position, refills)
        months.append(PlannedMonth(day, deliveries, refills, meetings))
    return months


def _rounded(missing: float, step: int) -> int:
    """Return what is packed: whole boxes of twenty taps, nothing when there is enough."""
    box = step * 20 if step > 1 else 5
    return max(0, math.ceil(missing / box)) * box


def _deliveries(
    dice: Dice, day: date, position: int, refills: Sequence[PlannedRefill]
) -> list[PlannedDelivery]:
    needed: Counter[int] = Counter()
    for refill in refills:
        needed[refill.item] += refill.quantity
    deliveries = []
    for place, item in enumerate(ITEMS):
        quantity = needed[place] + (item.minimum * 2 if position == 0 else 0)
        if not quantity:
            continue
        months = item.months_to_expiry
        expires = day + timedelta(days=30 * months + dice.randint(-20, 20)) if months else None
        number = f"{item.kind[:2].upper()}{day:%y%m}{dice.randint(10, 99)}"
        deliveries.append(PlannedDelivery(dice.id(day), day, place, quantity, number, expires))
    return deliveries
