"""What the pages of phones show: a code that waits, who signed, how far the keys have come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ravny.core.kit.registries import PhoneMark, Text


@dataclass(frozen=True)
class InvitationFact:
    """A code for a phone: still waiting, used by `phone_id`, or (neither) too old."""

    invitation_id: UUID
    label: str
    is_waiting: bool
    phone_id: UUID | None


@dataclass(frozen=True)
class SignedBy:
    """Who signed a phone's key and when; `who` None: the root itself."""

    who: str | None
    day: date


@dataclass(frozen=True)
class PhoneEvent:
    """One line of a phone's history; `who` "" for the system itself, `count` of records."""

    day: date
    what: Text
    who: str
    count: int


@dataclass(frozen=True)
class PhoneStanding:
    """What is known of a phone besides its row.

    `signed` None: nobody did. `pin`: "pinned", "missing" (it must be registered anew), or "" as
    long as no ceremony was held. `newest`: it holds the newest intake key.
    """

    signed: SignedBy | None
    pin: str
    newest: bool
    marks: Sequence[PhoneMark]


@dataclass(frozen=True)
class Follower:
    """A phone that is still waited for, on the page of intake keys."""

    phone_id: UUID
    label: str
    owner: str
    state: str
    seen_on: date | None
    newest: bool
    empty_queue: bool


@dataclass(frozen=True)
class IntakeStatus:
    """How far the change of intake keys has come; `next_on`: when it changes by itself."""

    current: int
    since: date
    next_on: date
    followers: tuple[Follower, ...]

    @property
    def done(self) -> int:
        """How many phones hold the newest key and left nothing behind."""
        return sum(one.newest and one.empty_queue for one in self.followers)
