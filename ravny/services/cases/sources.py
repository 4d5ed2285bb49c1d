"""What a case may be opened from: each room that knows of such things hangs its kind up here.

A reactive test lives in a room above, so this room asks the registry and imports nothing of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ravny.core.kit.registries import Registry, Text
from ravny.core.staff.types import Actor
from ravny.people.clients.types import ClientCard


@dataclass(frozen=True)
class Known:
    """One thing known of a client that a case can be opened from."""

    source_id: UUID
    day: date
    label: Text


@dataclass(frozen=True)
class SourceKind:
    """Things of one kind; `code` is one of types.Source.

    `known(actor, client)`: the latest of this client that the actor may see, in one or two
    queries. `is_theirs(actor, client, source_id)`: whether it is there and about this client.
    """

    code: str
    known: Callable[[Actor, ClientCard], Sequence[Known]]
    is_theirs: Callable[[Actor, ClientCard, UUID], bool]


kinds: Registry[SourceKind] = Registry()


def kind_of(code: str) -> SourceKind | None:
    """Return what was hung up for a code, None for a source without things of its own."""
    return next((kind for kind in kinds if kind.code == code), None)
