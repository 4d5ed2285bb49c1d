"""What is due in a person's circles, and who else could do it.

A browser asks for a piece, does it, and asks again: so work stopped in the middle is taken up
where it stands, and two people at once do nothing twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID
from weakref import ReferenceType, ref

from ravny.core.kit.clock import today
from ravny.core.staff.types import Actor

from ..types import MissingWrap
from ..types.circles import CircleLine
from .members import Keyed, keyed
from .rosters import Mine, Roll, lines_of, mine_of, own_roll, roll_of, whole_roll
from .unsettled import due_subjects, noticed_subjects, thousands

# Members have so many days; then those who look after keys are told.
MEMBERS_DAYS = 3
PIECE = 20
WRAPS = 100


@dataclass(frozen=True)
class Renewal:
    """A circle that needs epoch `number` for these people."""

    circle_id: UUID
    number: int
    receivers: tuple[UUID, ...]


@dataclass(frozen=True)
class Making:
    """A place that has no circle yet."""

    kind: str
    subject_id: UUID
    receivers: tuple[UUID, ...]


@dataclass(frozen=True)
class Held:
    """An epoch whose keys the asker holds."""

    circle_id: UUID
    epoch: int


@dataclass(frozen=True)
class Dues:
    """Everything one person can do now."""

    renewals: tuple[Renewal, ...]
    makings: tuple[Making, ...]
    missing: tuple[MissingWrap, ...]
    recovery: tuple[Held, ...]
    keyed: Keyed = field(repr=False)

    @property
    def steps(self) -> int:
        """How many keys there are to make and to seal."""
        return len(self.renewals) + len(self.makings) + len(self.missing) + len(self.recovery)

    @property
    def circles(self) -> int:
        """In how many circles they are."""
        found = {one.circle_id for one in self.renewals}
        found |= {one.circle_id for one in self.missing}
        found |= {one.circle_id for one in self.recovery}
        return len(found) + len(self.makings)

    def piece(self) -> "Dues":
        """Return what a browser does before it asks again."""
        renewals = self.renewals[:PIECE]
        return Dues(
            renewals,
            self.makings[: PIECE - len(renewals)],
            self.missing[:WRAPS],
            self.recovery[:WRAPS],
            self.keyed,
        )


def _ready(line: CircleLine) -> tuple[UUID, ...]:
    return tuple(one.account_id for one in line.members if one.is_ready)


def _held_by(line: CircleLine, account_id: UUID) -> frozenset[int]:
    for one in line.members:
        if one.account_id == account_id:
            return frozenset(number for number, _since in one.held)
    return frozenset()


def _missing(line: CircleLine, held: frozenset[int], keyed: Keyed) -> Iterable[MissingWrap]:
    if line.circle_id is None:
        return
    for one in line.members:
        if one.is_ready:
            key = keyed.keys[one.account_id]
            for number in one.missing:
                if number in held:
                    yield MissingWrap(line.circle_id, number, one.account_id, key)


def _recovery(line: CircleLine, held: frozenset[int]) -> Iterable[Held]:
    if line.circle_id is None or not line.has_root:
        return
    for one in line.epochs:
        if one.number in held and not one.recoverable:
            yield Held(line.circle_id, one.number)


def dues_in(actor: Actor, lines: Sequence[CircleLine], keyed: Keyed) -> Dues:
    """Return what the actor can do in these lines; nothing without keys that are signed."""
    mine = [line for line in lines if line.is_mine]
    if actor.account_id not in keyed.ready:
        return Dues((), (), (), (), keyed)
    held = [(line, _held_by(line, actor.account_id)) for line in mine]
    return Dues(
        renewals=tuple(
            Renewal(line.circle_id, line.epoch + 1, _ready(line))
            for line in mine
            if line.circle_id and line.is_stale
        ),
        makings=tuple(
            Making(line.kind, line.subject_id, _ready(line)) for line in mine if line.is_due
        ),
        missing=tuple(one for line, own in held for one in _missing(line, own, keyed)),
        recovery=tuple(one for line, own in held for one in _recovery(line, own)),
        keyed=keyed,
    )


def dues_of(actor: Actor) -> Dues:
    """Return what is due in the actor's circles now."""
    known, mine = keyed(actor.organisation_id), mine_of(actor)
    found = due_subjects(actor, known, thousands(mine))
    return _dues_in(actor, known, {**mine, **found})


def _dues_in(actor: Actor, known: Keyed, mine: Mine) -> Dues:
    roll = own_roll(actor, known, mine)
    return dues_in(actor, lines_of(actor, roll, mine), known)


def roll_and_dues(actor: Actor) -> tuple[Roll, list[CircleLine], Dues]:
    """Return the whole roll, its lines and what is due, read once."""
    roll = roll_of(actor)
    lines = lines_of(actor, roll)
    return roll, lines, dues_in(actor, lines, roll.keyed)


def missing_wraps(actor: Actor, limit: int = 200) -> list[MissingWrap]:
    """Return what the actor could give to colleagues who wait: epochs the actor holds themself.

    Nothing older than a colleague's floor, nothing to keys that no officer signed.
    """
    return list(dues_of(actor).missing[:limit])


def missing_recovery(actor: Actor, limit: int = 200) -> list[Held]:
    """Return the epochs the actor holds that two of three sheets do not open yet."""
    return list(dues_of(actor).recovery[:limit])


def due_count(actor: Actor) -> int | None:
    """Return in how many circles the actor has something to do; None for none.

    Every page's menu asks this: what somebody has thousands of the database counts.
    """
    kept = _today.get(actor)
    if kept is not None:
        return kept.circles or None
    known, mine = keyed(actor.organisation_id), mine_of(actor)
    found = due_subjects(actor, known, thousands(mine))
    few = {**mine, **dict.fromkeys(found, frozenset[UUID]())}
    counted = sum(len(subjects) for subjects in found.values())
    return counted + _dues_in(actor, known, few).circles or None


def todays_lines(actor: Actor) -> list[CircleLine]:
    """Return the circles that *Today* may speak of; the menu of the same page counts their dues.

    All of them; of kinds with many subjects the stale ones and one's own. Where those are too many,
    the ones where something is due or somebody cannot open everything.
    """
    known, mine = keyed(actor.organisation_id), mine_of(actor)
    mine = {**mine, **noticed_subjects(actor, known, thousands(mine))}
    lines = lines_of(actor, whole_roll(actor, known, mine), mine)
    _today.keep(actor, dues_in(actor, lines, known))
    return lines


class _OfOneRequest:
    """What was read for an actor, kept as long as that very object lives: one request."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[ReferenceType[Actor], Dues]] = {}

    def keep(self, actor: Actor, dues: Dues) -> None:
        key = id(actor)
        self._kept[key] = (ref(actor, lambda _: self._kept.pop(key, None)), dues)

    def get(self, actor: Actor) -> Dues | None:
        kept = self._kept.get(id(actor))
        return kept[1] if kept and kept[0]() is actor else None


_today = _OfOneRequest()


def waiting_count(actor: Actor) -> int | None:
    """Return how many colleagues wait for keys the actor's circles could give; None for nobody."""
    mine = mine_of(actor)
    lines = lines_of(actor, own_roll(actor, keyed(actor.organisation_id), mine), mine)
    waiting = sum(len(line.waiting) for line in lines if line.is_mine)
    return waiting or None


def left_alone(line: CircleLine) -> bool:
    """Whether no member renewed a circle within the days they have."""
    since = line.stale_since
    return line.is_stale and since is not None and since <= today() - timedelta(days=MEMBERS_DAYS)
