"""Facts from several rooms put together to one timeline, a stretch at a time."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .registries import TimelineItem

STRETCH = 20

Source = Callable[[date | None, int], Sequence[TimelineItem]]
"""(before, limit) → facts of earlier days, newest first."""


@dataclass(frozen=True)
class TimelinePage:
    """A stretch of a timeline, newest first; `older` is the cursor of the next stretch."""

    items: list[TimelineItem]
    older: date | None


def merged(sources: Iterable[Source], before: date | None = None) -> TimelinePage:
    """Return the facts of all sources, newest first.

    A stretch ends at a whole day, so that the cursor is a day and no fact falls between two
    stretches: each source answers one stretch more than is shown.
    """
    items: list[TimelineItem] = []
    horizon: date | None = None
    for source in sources:
        found = list(source(before, STRETCH + 1))
        items += found
        if len(found) > STRETCH:
            last = min(item.day for item in found)
            horizon = last if horizon is None else max(horizon, last)
    items.sort(key=lambda item: (item.day, item.key), reverse=True)
    if horizon is None and len(items) > STRETCH:
        horizon = items[STRETCH].day
    if horizon is None:
        return TimelinePage(items, None)
    shown = [item for item in items if item.day > horizon] or [
        item for item in items if item.day >= horizon
    ]
    older = min(item.day for item in shown)
    return TimelinePage(shown, older if len(shown) < len(items) else None)
