"""What the rooms below the vault need of it: a secret wrapped, a statement signed.

Staff and journal stand under the vault and may not import it, so the vault hangs its functions
here when the apps are ready. Nothing is wrapped or signed before that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Sealing:
    """Bound to (kind, object id): what was wrapped as one thing does not open as another."""

    wrap: Callable[[str, UUID, bytes], bytes]
    unwrap: Callable[[str, UUID, bytes], bytes]
    sign: Callable[[bytes], bytes]
    verify: Callable[[bytes, bytes], bool]


class NotRegistered(Exception):
    """The vault has not hung its functions here."""


class Unopened(Exception):
    """What was to be opened was made elsewhere, for something else, or altered."""


_registered: list[Sealing] = []


def register(sealing: Sealing) -> None:
    """Let this installation's keys do the work from now on."""
    _registered[:] = [sealing]


def _sealing() -> Sealing:
    if not _registered:
        raise NotRegistered
    return _registered[0]


def wrap(kind: str, object_id: UUID, secret: bytes) -> bytes:
    """Wrap a secret under the instance key."""
    return _sealing().wrap(kind, object_id, secret)


def unwrap(kind: str, object_id: UUID, wrapped: bytes) -> bytes:
    """Open what `wrap` made for the same kind and id; raises Unopened."""
    return _sealing().unwrap(kind, object_id, wrapped)


def sign(statement: bytes) -> bytes:
    """Return this installation's Ed25519 signature (64 bytes)."""
    return _sealing().sign(statement)


def verify(signature: bytes, statement: bytes) -> bool:
    """Tell whether this installation signed the statement."""
    return _sealing().verify(signature, statement)
