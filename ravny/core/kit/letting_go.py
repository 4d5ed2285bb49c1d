"""What rooms let go of: records whose time is over, and what they hold of a client who asks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.functional import Promise as LazyText

Text = str | LazyText


@dataclass(frozen=True)
class RecordKind:
    """Records that go when their time is over.

    `goes` says what goes and what stays, `since` from which day the time is counted. `months`: how
    long it is kept where neither the country profile nor the organisation says otherwise.
    `due(organisation_id, before)`: how many records whose last day lies before `before`, by the
    first of its month. `erase(organisation_id, before, most)`: let go of at most so many of them,
    the oldest first, and return their number; keys first, inside the caller's transaction.
    `tables`: the models of those rows ("room.Model"). `by_hand`: the words of the command by which
    a person lets go of them; the daily purge passes them by.
    """

    code: str
    label: Text
    goes: Text
    since: Text
    order: int
    months: int
    due: Callable[[UUID, date], Mapping[date, int]]
    erase: Callable[[UUID, date, int], int]
    least_months: int = 1
    most_months: int = 120
    tables: tuple[str, ...] = ()
    by_hand: str = ""


@dataclass(frozen=True)
class Held:
    """How many records of a client a room lets go of, and how many stay without the client."""

    go: int
    stay: int = 0


@dataclass(frozen=True)
class ClientRecords:
    """What a room holds of a client, and how it lets go of it.

    Both are asked about all cards of one person (a merged card is an alias). `erase` works inside
    the caller's transaction, leaves no row that leads to the client, and may be repeated. The
    higher `order`, the later: who is pointed at goes after who points.
    """

    code: str
    label: Text
    goes: Text
    stays: Text
    order: int
    held: Callable[[UUID, Sequence[UUID]], Held]
    erase: Callable[[UUID, Sequence[UUID]], None]
