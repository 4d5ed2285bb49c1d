"""What goes over the wire between a phone and the field's door."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ravny.core.vault.types import SealedRecord

MOST_RECORDS = 100
LARGEST_BODY = 2 * 1024 * 1024
LARGEST_RECORD = 70 * 1024
MOST_LEFT = 1_000_000
POOL_SIZE = 50
POOL_LOW = 25


class WireError(Exception):
    """A body that is not what the door takes; `reason` is a code for the phone and for docs."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Batch:
    """A parsed batch: envelopes still shut, and what the phone tells about itself."""

    batch_id: UUID
    records: list[SealedRecord]
    broken: list[UUID]
    left: int
    acknowledged: int
    clock: datetime
    codes_held: int | None


@dataclass(frozen=True)
class Registration:
    """A parsed registration: the one-time code and the phone's public key (SPKI).

    `root`: SHA-256 of the organisation's root, if the link named one.
    """

    token: str
    public_key: bytes
    root: bytes | None
