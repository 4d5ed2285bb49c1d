"""Where rooms hang what the doors show, so that a door needs to know no room.

Each registry is filled once, when the apps are ready, and only read afterwards.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise as LazyText

from .letting_go import ClientRecords as ClientRecords
from .letting_go import Held as Held
from .letting_go import RecordKind as RecordKind

Text = str | LazyText


class ActorLike(Protocol):
    """What a registry needs to know of the person who asks (see staff.types.Actor)."""

    @property
    def account_id(self) -> UUID: ...
    @property
    def organisation_id(self) -> UUID: ...
    def may(self, permission: str) -> bool: ...


@dataclass(frozen=True)
class MenuEntry:
    """One line of the desk's menu; `count` answers the number beside it, None for nothing.

    `remembered`: where the session keeps a number that the page left there when it was last looked
    at; for one that is too dear to be counted on every page.
    """

    group: str
    label: Text
    url_name: str
    permission: str
    order: int
    count: Callable[[Any], int | None] | None = None
    remembered: str = ""


@dataclass(frozen=True)
class Permission:
    """What a role may do: a code `room.verb`, words for the matrix, the roles that have it."""

    code: str
    label: Text
    roles: frozenset[str]


@dataclass(frozen=True)
class Verb:
    """What the journal says for people instead of a code such as `clients.registered`."""

    code: str
    label: Text


@dataclass(frozen=True)
class PanelContent:
    """A rendered-to-be piece of a card: the room's own template and plain values for it."""

    template: str
    context: Mapping[str, Any]


@dataclass(frozen=True)
class CardPanel:
    """A panel of the client card; `render(actor, client)` answers None to stay away."""

    name: str
    slot: str
    order: int
    permission: str
    render: Callable[[Any, Any], PanelContent | None]


@dataclass(frozen=True)
class CardAction:
    """A button in the head of the client card; `url(client)` answers its address."""

    label: Text
    order: int
    permission: str
    url: Callable[[Any], str]


@dataclass(frozen=True)
class TimelineItem:
    """One fact of a client's timeline; `key` makes the order total.

    `sealed`: what the room's `sealed_template` shows of a sealed text that belongs to it.
    """

    day: date
    key: str
    title: Text
    text: Text = ""
    url: str = ""
    state: str = ""
    sealed: Any = None
    sealed_template: str = ""


@dataclass(frozen=True)
class TodayRow:
    """A row of *Today*: what is left, who, why, and the one next action.

    `rank`: the lower, the worse if nothing is done. `group`: now, week or silence. `harm`: what
    happens if nothing is done, a code of HARMS. `about`: the client or thing it is about, so that
    two rooms that speak of the same harm to the same person become one row. `days`: how many are
    left until it happens, negative when it is late, None where no day is known.
    """

    key: str
    rank: int
    group: str
    left_number: str
    left_unit: Text
    title: Text
    why: Text
    action_label: Text
    action_url: str
    code: str | None = None
    code_url: str = ""
    harm: str = "other"
    about: UUID | None = None
    days: int | None = None


HARMS = (
    "danger", "pills", "deadline", "reactive", "pregnancy", "promise", "silence", "supply",
    "keys", "other",
)  # fmt: skip
"""What happens if nothing is done, the worst first: *Today* is ordered by it."""


Entry = TypeVar("Entry")


@dataclass
class Registry(Generic[Entry]):
    """An ordered list that rooms add to when the apps are ready."""

    entries: list[Entry] = field(default_factory=list)

    def add(self, entry: Entry) -> None:
        """Add an entry; adding an equal one again changes nothing."""
        if entry not in self.entries:
            self.entries.append(entry)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)


TimelineSource = Callable[[Any, Sequence[UUID], date | None, int], Sequence[TimelineItem]]
TodaySource = Callable[[Any], Sequence[TodayRow]]


@dataclass(frozen=True)
class HealthCheck:
    """A named answer for /healthz: True when well."""

    name: str
    check: Callable[[], bool]


@dataclass(frozen=True)
class PhoneMark:
    """What a room holds of somebody's phone; `url` "": this person may not go and look.

    `state`: ok, warn, danger, info or nothing.
    """

    word: Text
    state: str
    url: str = ""


PhoneMarks = Callable[[Any, Sequence[UUID]], Mapping[UUID, Sequence[PhoneMark]]]


@dataclass(frozen=True)
class PeriodicWork:
    """Work that the worker repeats; `run` is idempotent and takes nothing.

    `needs_keys`: it wraps, opens or signs, so only the web process can do it. `needs_clock`: it
    lets go of something by its age, so it rests while the clock is in doubt.
    """

    name: str
    every_hours: int
    run: Callable[[], None]
    needs_keys: bool = False
    needs_clock: bool = False


@dataclass(frozen=True)
class Promise:
    """Something a worker still has to do for a client: it is handed over, never dropped.

    `kind` and `object_id` name it for ever. `client_id`: the card it is about.
    """

    kind: str
    object_id: UUID
    client_id: UUID
    label: Text
    due_on: date | None
    url: str


@dataclass(frozen=True)
class PromiseKind:
    """Promises of one room.

    `held(organisation_id, account_id)`: every open one of this person; a constant number of
    queries. `hand(actor, object_id, account_id)`: make it somebody else's, inside the caller's
    transaction; the caller has decided that the actor may.
    """

    code: str
    label: Text
    held: Callable[[UUID, UUID], Sequence[Promise]]
    hand: Callable[[Any, UUID, UUID], None]


ClientDays = Callable[[UUID], Iterable[tuple[UUID, date]]]
"""Of an organisation's clients: (card, the last day on which something was done for them)."""


class Events:
    """On-commit events: one typed handler list per event class."""

    def __init__(self) -> None:
        self._handlers: dict[type, list[Callable[[Any], None]]] = defaultdict(list)

    def on(self, event_class: type, handler: Callable[[Any], None]) -> None:
        """Call the handler after the transaction of each such event has committed."""
        if handler not in self._handlers[event_class]:
            self._handlers[event_class].append(handler)

    def emit(self, event: object) -> None:
        """Hand the event to its handlers once the present transaction commits."""
        for handler in self._handlers[type(event)]:
            transaction.on_commit(partial(handler, event))


menu: Registry[MenuEntry] = Registry()
permissions: Registry[Permission] = Registry()
verbs: Registry[Verb] = Registry()
panels: Registry[CardPanel] = Registry()
card_actions: Registry[CardAction] = Registry()
timeline: Registry[TimelineSource] = Registry()
today_rows: Registry[TodaySource] = Registry()
health: Registry[HealthCheck] = Registry()
periodic: Registry[PeriodicWork] = Registry()
phone_marks: Registry[PhoneMarks] = Registry()
record_kinds: Registry[RecordKind] = Registry()
client_records: Registry[ClientRecords] = Registry()
clock_checks: Registry[Callable[[], bool]] = Registry()
client_activity: Registry[ClientDays] = Registry()
promises: Registry[PromiseKind] = Registry()
events = Events()


def clock_is_trusted() -> bool:
    """Tell whether age may be told by the clock now: asked before anything is destroyed by it."""
    return all(check() for check in clock_checks)
