"""What the desk puts together from the rooms: a client's card and timeline."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from ravny.core.kit import registries
from ravny.core.kit.registries import PanelContent, Text
from ravny.core.kit.timelines import TimelinePage, merged
from ravny.core.staff.types import Actor


def timeline_of(
    actor: Actor, client_ids: Sequence[UUID], *, before: date | None = None
) -> TimelinePage:
    """Return a client's (and their aliases') facts from every room, newest first."""
    sources = [partial(source, actor, client_ids) for source in registries.timeline]
    return merged(sources, before)


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
