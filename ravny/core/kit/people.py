"""Who stands behind an account id, for rooms below staff (journal): working names only."""

from collections.abc import Callable, Mapping
from uuid import UUID

from .registries import ActorLike

Names = Callable[[ActorLike], Mapping[UUID, str]]

_registered: list[Names] = []


def register(names: Names) -> None:
    """Staff hangs its query here when the apps are ready."""
    _registered[:] = [names]


def names(actor: ActorLike) -> Mapping[UUID, str]:
    """Return account id → working name of the actor's organisation. One query."""
    return _registered[0](actor)
