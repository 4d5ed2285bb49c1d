"""Where documents may hang. Rooms above add theirs when the apps are ready.

A home's gate decides anew at every request who may see; this room asks it and nothing else.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor

from .types import Place


@dataclass(frozen=True)
class Home:
    """A kind of thing that documents hang on.

    `gate(actor, subject_id)` answers the place or raises NotYours; `sees` and `adds` are the
    permissions for reading and for adding; `url(subject_id)` is the page to go back to.
    `of_clients(organisation_id, client_ids)` answers the subjects that lead to these clients: when
    they are erased, the documents go.
    """

    code: str
    gate: Callable[[Actor, UUID], Place]
    sees: str
    adds: str
    url: Callable[[UUID], str]
    of_clients: Callable[[UUID, Sequence[UUID]], Collection[UUID]]


_homes: dict[str, Home] = {}


def add(home: Home) -> None:
    """Make a home known; the last one of a code counts."""
    _homes[home.code] = home


def every() -> tuple[Home, ...]:
    """Return all homes in the order they were added."""
    return tuple(_homes.values())


def home_of(code: str) -> Home:
    """Return a home; raises NotYours for a code nobody registered."""
    home = _homes.get(code)
    if home is None:
        raise NotYours
    return home


def place_for(actor: Actor, code: str, subject_id: UUID) -> Place:
    """Return the place where the actor may see documents; raises NotYours."""
    home = home_of(code)
    if not actor.may(home.sees):
        raise NotYours
    return home.gate(actor, subject_id)


def may_add(actor: Actor, code: str) -> bool:
    """Tell whether the actor may add documents at a home whose gate they passed."""
    return actor.may(home_of(code).adds)
