"""What opens a backup, as facts: identities of months, their sealed copies, what is carried."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class IdentityFact:
    """A month's identity; `copies`: to how many roots it is sealed (0: somebody keeps it).

    `keys_on`: the day on which what the database does not hold was last sealed to it.
    """

    identity_id: UUID
    month: date
    recipient: str
    copies: int
    made_on: date
    keys_on: date | None
    destroyed_on: date | None

    @property
    def mark(self) -> str:
        """Four signs that stand in the names of its files."""
        return self.identity_id.hex[-4:]


@dataclass(frozen=True)
class MonthCopy:
    """A month's identity sealed to the recovery key of a root; `root_public`: whose sheets open."""

    root_id: UUID
    organisation_id: UUID
    root_public: bytes = field(repr=False)
    envelope: bytes = field(repr=False)


@dataclass(frozen=True)
class MonthKeys:
    """A month's identity as it lies beside the backups: public half and sealed copies."""

    identity_id: UUID
    month: date
    recipient: str
    copies: tuple[MonthCopy, ...]


@dataclass(frozen=True)
class CarriedKeys:
    """What a restore needs and no database holds; `intake`: key id, `totp`: account id → secret."""

    instance_id: bytes = field(repr=False)
    signing: bytes = field(repr=False)
    code: bytes = field(repr=False)
    intake: Mapping[UUID, bytes] = field(repr=False)
    totp: Mapping[UUID, bytes] = field(repr=False)


@dataclass(frozen=True)
class Adopted:
    """What came of taking keys over: how many were kept, and who or what goes without."""

    intake: int
    intake_lost: int
    totp: int
    totp_lost: int


@dataclass(frozen=True)
class IntakeChanged:
    """Event: intake keys of an organisation were made, changed or destroyed."""

    organisation_id: UUID
