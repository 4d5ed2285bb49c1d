"""What a case's page is made of: each concern of the room hangs its own section up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from ravny.core.kit.registries import PanelContent, Registry
from ravny.core.staff.types import Actor

from .types import CaseFact


@dataclass(frozen=True)
class Section:
    """A section of a case's page; `render(actor, case)` answers None to stay away.

    `slot`: "top" before all, "main" the work, "aside" the side column. A section asks a constant
    number of queries; its template gets its values as `panel`.
    """

    name: str
    slot: str
    order: int
    render: Callable[[Actor, CaseFact], PanelContent | None]


sections: Registry[Section] = Registry()
leading_here: Registry[Callable[[UUID, Sequence[UUID]], None]] = Registry()
"""Of rooms above: let go of what leads to these cases of an organisation, before they go."""


def contents_of(actor: Actor, case: CaseFact, slot: str) -> list[PanelContent]:
    """Return what the sections of a slot show, in their order."""
    wanted = sorted((one for one in sections if one.slot == slot), key=lambda one: one.order)
    return [content for one in wanted if (content := one.render(actor, case)) is not None]
