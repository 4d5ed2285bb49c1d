"""What the desk puts together from the rooms: the day's rows, a client's card and timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from ravny.core.kit import registries
from ravny.core.kit.registries import PanelContent, Text, TimelineItem, TodayRow
from ravny.core.staff.types import Actor

GROUPS: tuple[tuple[str, Text], ...] = (
    ("now", _("Cannot wait")),
    ("week", _("This week")),
    ("silence", _("Silence")),
)
TIMELINE_PAGE = 20


@dataclass(frozen=True)
class TodayGroup:
    """The rows of one urgency, the worst first."""

    key: str
    title: Text
    rows: list[TodayRow]


@dataclass(frozen=True)
class TimelinePage:
    """A stretch of a timeline, newest first; `older` is the cursor of the next stretch."""

    items: list[TimelineItem]
    older: date | None


def today_rows(actor: Actor) -> list[TodayRow]:
    """Return every room's rows for this person, each key once, the worst first.

    The order is total: group, rank, key; so two loads of the page show the same list.
    """
    order = {key: position for position, (key, _title) in enumerate(GROUPS)}
    rows: dict[str, TodayRow] = {}
    for source in registries.today_rows:
        for row in source(actor):
            rows.setdefault(row.key, row)
    return sorted(rows.values(), key=lambda row: (order[row.group], row.rank, row.key))


def today_groups(actor: Actor) -> list[TodayGroup]:
    """Return the rows under their headings; a group without rows is left out."""
    rows = today_rows(actor)
    groups = [
        TodayGroup(key, title, [row for row in rows if row.group == key]) for key, title in GROUPS
    ]
    return [group for group in groups if group.rows]


def timeline_of(
    actor: Actor, client_ids: Sequence[UUID], *, before: date | None = None
) -> TimelinePage:
    """Return a client's (and their aliases') facts from every room, newest first.

    A stretch ends at a whole day, so that the cursor is a day and no fact falls between two
    stretches: each room answers one page more than is shown.
    """
    items: list[TimelineItem] = []
    horizon: date | None = None
    for source in registries.timeline:
        found = list(source(actor, client_ids, before, TIMELINE_PAGE + 1))
        items += found
        if len(found) > TIMELINE_PAGE:
            last = min(item.day for item in found)
            horizon = last if horizon is None else max(horizon, last)
    items.sort(key=lambda item: (item.day, item.key), reverse=True)
    if horizon is None and len(items) > TIMELINE_PAGE:
        horizon = items[TIMELINE_PAGE].day
    if horizon is None:
        return TimelinePage(items, None)
    shown = [item for item in items if item.day > horizon] or [
        item for item in items if item.day >= horizon
    ]
    older = min(item.day for item in shown)
    return TimelinePage(shown, older if len(shown) < len(items) else None)


def panels_of(actor: Actor, client: Any, slot: str) -> list[PanelContent]:
    """Return the panels of a slot that the actor may see, in their order."""
    allowed = sorted(
        (panel for panel in registries.panels if panel.slot == slot),
        key=lambda panel: (panel.order, panel.name),
    )
    contents = [panel.render(actor, client) for panel in allowed if actor.may(panel.permission)]
    return [content for content in contents if content is not None]


def actions_of(actor: Actor, client: Any) -> list[tuple[Text, str]]:
    """Return (words, address) of the buttons in the card's head, the first one primary."""
    allowed = sorted(
        (action for action in registries.card_actions if actor.may(action.permission)),
        key=lambda action: (action.order, str(action.label)),
    )
    return [(action.label, action.url(client)) for action in allowed]
