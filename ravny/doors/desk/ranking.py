"""The order of *Today*: total, the same whichever room answers first, and nothing twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from ravny.core.kit.registries import TodayRow

from .harms import PLACE, harm_of

DAYS_NOT_KNOWN = {"now": 0, "week": 7, "silence": 7}
"""As how many days a row counts that knows none, by how soon its room wants it seen."""


@dataclass(frozen=True)
class Thing:
    """One thing to do: its worst row, and what else speaks of the same harm to the same person."""

    row: TodayRow
    also: tuple[TodayRow, ...] = ()


def position(row: TodayRow) -> tuple[int, int, int, str]:
    """Return what rows are ordered by: harm, days left, the room's own rank, key."""
    days = DAYS_NOT_KNOWN.get(row.group, 7) if row.days is None else row.days
    return PLACE[harm_of(row.harm).code], days, row.rank, row.key


def _whole(row: TodayRow) -> tuple[object, ...]:
    """Return an order even among rows that were given one key by mistake."""
    told = str(row.title), str(row.why), row.action_url
    return *position(row), *told, str(row.about), row.group, row.harm, row.days is None


def ranked(rows: Iterable[TodayRow]) -> list[Thing]:
    """Return what there is to do, the worst first: no key twice, no harm to a person twice.

    Of rows that speak of one harm to one client the worst is kept with its action; what the others
    say is kept beside it, and comes into its place when it is done.
    """
    things: dict[object, list[TodayRow]] = {}
    keys: set[str] = set()
    for row in sorted(rows, key=_whole):
        if row.key in keys:
            continue
        keys.add(row.key)
        same = (row.about, harm_of(row.harm).code) if row.about else row.key
        things.setdefault(same, []).append(row)
    return [Thing(first, tuple(rest)) for first, *rest in things.values()]


def due_on(row: TodayRow, day: date) -> date | None:
    """Return the day on which it happens, None where no day is known."""
    return None if row.days is None else day + timedelta(days=row.days)


def most_days(row: TodayRow) -> int:
    """Return how long a row may be put aside: as its harm allows, and not beyond its own day."""
    most = harm_of(row.harm).most_days
    return min(most, row.days) if row.days is not None and row.days > 0 else most


@dataclass(frozen=True)
class Standing:
    """How bad a row was on a day: what it is held against while it is put aside."""

    harm: str
    group: str
    due_on: date | None


def standing_of(row: TodayRow, day: date) -> Standing:
    """Return how bad a row is today."""
    return Standing(harm_of(row.harm).code, row.group, due_on(row, day))


def grew_worse(now: Standing, then: Standing) -> bool:
    """Tell whether a worse harm threatens, or it cannot wait any more, or its day came nearer.

    That a day passes brings nothing nearer: the row was put aside knowing its day.
    """
    if PLACE[now.harm] < PLACE.get(then.harm, len(PLACE)):
        return True
    if now.group == "now" and then.group != "now":
        return True
    return now.due_on is not None and (then.due_on is None or now.due_on < then.due_on)
