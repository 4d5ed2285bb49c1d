"""The chain as plain values: its links, its heads, and what a check of it found."""

import hashlib
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ravny.core.kit.registries import Text

GENESIS = bytes(32)
PRUNED = "journal.pruned"
"""Says in the chain itself that it begins after the link with the number of its count."""


def link_digest(
    previous: bytes, organisation_id: UUID, number: int, day: date,
    actor_id: UUID | None, verb: str, subject: bytes | None, count: int,
) -> bytes:  # fmt: skip
    """Return SHA-256 (32 bytes) over the length-prefixed fields of a link."""
    parts = (
        previous,
        organisation_id.bytes,
        number.to_bytes(8, "big"),
        day.isoformat().encode(),
        actor_id.bytes if actor_id else b"",
        verb.encode(),
        bytes(subject) if subject else b"",
        count.to_bytes(4, "big"),
    )
    digest = hashlib.sha256(b"ravny journal 1")
    for part in parts:
        digest.update(len(part).to_bytes(2, "big") + part)
    return digest.digest()


def checkpoint_statement(organisation_id: UUID, month: date, number: int, digest: bytes) -> bytes:
    """Return what this installation signs at a month's end: all parts have a fixed length."""
    parts = (organisation_id.bytes, month.isoformat().encode(), number.to_bytes(8, "big"), digest)
    return b"ravny checkpoint 1" + b"".join(parts)


@dataclass(frozen=True)
class EntryFact:
    """One line of the journal for people to read."""

    number: int
    day: date
    actor_id: UUID | None
    verb: str
    label: Text
    count: int


@dataclass(frozen=True)
class HeadFact:
    """The end of an organisation's chain: what is worth keeping somewhere else."""

    organisation_id: UUID
    number: int
    digest: bytes


@dataclass(frozen=True)
class Verdict:
    """What a check found; `broken_at` is the first number that is wrong, None when all is well.

    `fault`: number, link, digest, head, checkpoint, signature or exported. `pruned`: the number of
    the last link that was pruned; the check began after it.
    """

    organisation_id: UUID
    checked: int
    broken_at: int | None = None
    fault: str = ""
    pruned: int = 0


@dataclass(frozen=True)
class ErasedFact:
    """One line of the erasure ledger."""

    organisation_id: UUID
    number: int
    kind: str
    object_id: UUID
    day: date
