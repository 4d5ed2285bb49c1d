"""What the client said about being contacted, and what follows from it for one contact.

Never asked is forbidden. What is always left: somebody who is with us, and our own mailbox, which
they open themselves.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ravny.core.vault.types import SealedValue

from .types import ContactKind, Hours, SafeChannel, Way

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALWAYS = frozenset({Way.MEETING.value, Way.MAILBOX.value})
WORKING = (9, 18)
"""The hours of a working day, from and to."""


@dataclass(frozen=True)
class SafeFact:
    """The newest answer; `channel` "" stands for a client who was never asked.

    `peer_agreed`: a peer of the case's team to whom the client agreed.
    """

    channel: str = ""
    asked_on: date | None = None
    days: tuple[str, ...] = ()
    hour_from: int | None = None
    hour_to: int | None = None
    language: str = ""
    may_leave_word: bool = False
    account_id: UUID | None = None
    address: SealedValue | None = None
    words: SealedValue | None = None
    peer_agreed: bool = False

    @property
    def is_asked(self) -> bool:
        """Whether anybody asked."""
        return bool(self.channel)

    @property
    def is_open(self) -> bool:
        """Whether the client named a way."""
        return self.channel not in ("", SafeChannel.NOBODY.value)

    @property
    def allowed(self) -> frozenset[str]:
        """The ways that are open: for a contact, and for the ladder."""
        ways = set(ALWAYS)
        if self.is_open:
            ways.add(self.channel)
            if self.peer_agreed:
                ways.add(Way.PEER.value)
        return frozenset(ways)


def hours_are_safe(safe: SafeFact, hours: str) -> bool:
    """Tell whether a part of the day touches the client's hours; the hour itself is not kept."""
    if safe.hour_from is None or safe.hour_to is None or hours == Hours.WEEKEND:
        return True
    theirs = set(_hours(safe.hour_from, safe.hour_to))
    working = set(_hours(*WORKING))
    return bool(theirs & working) if hours == Hours.DAY else bool(theirs - working)


def _hours(first: int, last: int) -> Collection[int]:
    """Return the whole hours between two; over midnight where the last is not after the first."""
    return range(first, last) if first < last else [*range(first, 24), *range(last)]


def problem(safe: SafeFact, *, kind: str, way: str, day: date, hours: str) -> str:
    """Return what speaks against a contact: "never", "nobody", "way", "day", "hours", or ""."""
    if kind not in (ContactKind.TALK, ContactKind.ATTEMPT) or way in ALWAYS:
        return ""
    if not safe.is_asked:
        return "never"
    if not safe.is_open:
        return "nobody"
    if way not in safe.allowed:
        return "way"
    if safe.days and WEEK[day.weekday()] not in safe.days:
        return "day"
    return "" if hours_are_safe(safe, hours) else "hours"


def is_now(safe: SafeFact, day: date, hour: int) -> bool:
    """Tell whether a day and an hour lie within what the client named; for the hint on a page."""
    if not safe.is_open or (safe.days and WEEK[day.weekday()] not in safe.days):
        return False
    if safe.hour_from is None or safe.hour_to is None:
        return True
    return hour in _hours(safe.hour_from, safe.hour_to)
