"""What the demo's store gets and the bags are filled with: month by month, as meetings need it."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeVar
from uuid import UUID

from .facts import (
    Dice,
    Plan,
    PlannedCare,
    PlannedMeeting,
    PlannedReferral,
    PlannedTest,
)
from .places import ITEMS, KIT_OF, RESERVE

LEFT_OVER = 1.1
BOXES = {item: 25 for code, item in KIT_OF.items() if code != "hiv"}
"""Kits that are needed seldom come in boxes."""
RENEWED = 7
"""The month, counted from the first, in which the emergency store got its second lot."""


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
    """One month: what arrives and is moved on its first day, then its meetings and what followed.

    Referrals stand before tests: a test names the referral it led to, with all that became of it.
    """

    first: date
    deliveries: Sequence[PlannedDelivery]
    refills: Sequence[PlannedRefill]
    meetings: Sequence[PlannedMeeting]
    referrals: Sequence[PlannedReferral] = ()
    tests: Sequence[PlannedTest] = ()
    care: Sequence[PlannedCare] = ()


class _Dated(Protocol):
    @property
    def day(self) -> date: ...


Fact = TypeVar("Fact", bound=_Dated)


def _by_month(facts: Iterable[Fact]) -> dict[date, list[Fact]]:
    found: dict[date, list[Fact]] = defaultdict(list)
    for fact in facts:
        found[fact.day.replace(day=1)].append(fact)
    return found


def months_of(plan: Plan) -> list[PlannedMonth]:
    """Return the plan's months; each bag gets what its month needs and it lacks."""
    dice = Dice(plan.seed + 1)
    meetings, tests = _by_month(plan.meetings), _by_month(plan.tests)
    referrals, care = _by_month(plan.referrals), _by_month(plan.care)
    months = []
    bags: Counter[tuple[str, int]] = Counter()
    for position, month in enumerate(sorted({*meetings, *tests, *referrals, *care})):
        day = max(month, plan.first)
        refills = _refills(dice, day, bags, _needs(meetings[month], tests[month]))
        deliveries = _deliveries(dice, day, position, refills)
        months.append(
            PlannedMonth(
                day,
                deliveries,
                refills,
                meetings[month],
                referrals[month],
                tests[month],
                care[month],
            )
        )
    return months


def _needs(
    meetings: Iterable[PlannedMeeting], tests: Iterable[PlannedTest]
) -> Counter[tuple[str, int]]:
    """Return (worker, item) → how many leave their bag in a month."""
    needs: Counter[tuple[str, int]] = Counter()
    for meeting in meetings:
        for item, quantity in meeting.given:
            needs[meeting.worker, item] += quantity
    for test in tests:
        for assay in test.assays:
            if assay.kit is not None:
                needs[test.worker, assay.kit] += 1
    return needs


def _refills(
    dice: Dice, day: date, bags: Counter[tuple[str, int]], needs: Counter[tuple[str, int]]
) -> list[PlannedRefill]:
    refills = []
    for (worker, item), quantity in sorted(needs.items()):
        missing = _rounded(quantity * LEFT_OVER - bags[worker, item], item)
        bags[worker, item] += missing - quantity
        if missing:
            refills.append(PlannedRefill(dice.id(day), day, worker, item, missing))
    return refills


def _rounded(missing: float, item: int) -> int:
    """Return what is packed: whole boxes of twenty taps, nothing when there is enough."""
    step = ITEMS[item].step
    box = BOXES.get(item, step * 20 if step > 1 else 5)
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
        if place == RESERVE and position == RENEWED:
            quantity = item.minimum
        if not quantity:
            continue
        months = item.months_to_expiry
        expires = day + timedelta(days=30 * months + dice.randint(-20, 20)) if months else None
        number = f"{item.kind[:2].upper()}{day:%y%m}{dice.randint(10, 99)}"
        deliveries.append(PlannedDelivery(dice.id(day), day, place, quantity, number, expires))
    return deliveries
