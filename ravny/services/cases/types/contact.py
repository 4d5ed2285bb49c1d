"""What is written down of a contact and of how a client may be contacted, as plain facts."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from . import Hours


@dataclass(frozen=True)
class ContactEntry:
    """A contact, a try, a missed visit, or what an office said.

    `beyond`: why it left the safe way (types.Beyond). `asked`: what was asked of the office, to be
    written into the directory too, without the client; "" leaves the directory alone. `note`: an
    envelope of kind "case.contact".
    """

    contact_id: UUID
    kind: str
    day: date
    way: str
    result: str
    missed_why: str = ""
    beyond: str = ""
    hours: str = Hours.DAY
    minutes: int = 0
    service_id: UUID | None = None
    follow_up_on: date | None = None
    asked: str = ""
    note: bytes | None = None


@dataclass(frozen=True)
class SafeEntry:
    """How the client says they may be contacted; `address`, `words`: envelopes, None keeps them."""

    safe_id: UUID
    channel: str
    asked_on: date
    days: tuple[str, ...] = ()
    hour_from: int | None = None
    hour_to: int | None = None
    language: str = ""
    may_leave_word: bool = False
    address: bytes | None = None
    words: bytes | None = None
