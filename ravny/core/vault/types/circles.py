"""A circle as its pages show it: who can open, since when, who could, what is missing."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class EpochLine:
    """One epoch: who made it on which day, whether two sheets of paper open it.

    `proven`: whoever signed it was signed by an officer; True before the ceremony.
    """

    number: int
    made_on: date
    made_by: str
    recoverable: bool
    proven: bool


@dataclass(frozen=True)
class CircleMember:
    """Somebody who belongs: which epochs they can open, and which they should.

    `held`: (epoch, since) pairs, the oldest first. `missing`: epochs from their floor on that
    they cannot open yet. `signed`: an officer vouches for their keys; True before the ceremony.
    """

    account_id: UUID
    pseudonym: str
    has_keys: bool
    signed: bool
    floor: int
    held: tuple[tuple[int, date], ...]
    missing: tuple[int, ...]

    @property
    def is_ready(self) -> bool:
        """Keys may be given to them."""
        return self.has_keys and self.signed

    @property
    def opens_since(self) -> date | None:
        """The day since which they can open something, None for one who cannot."""
        return min((since for _epoch, since in self.held), default=None)

    @property
    def from_epoch(self) -> int:
        """The oldest epoch they can open; 0 when they open none."""
        return self.held[0][0] if self.held else 0


@dataclass(frozen=True)
class GoneMember:
    """Somebody who had keys and stopped to belong; `until` None: found, on no known day."""

    account_id: UUID
    pseudonym: str
    first: int
    last: int
    since: date
    until: date | None

    @property
    def epochs(self) -> range:
        """The numbers of the epochs they could open."""
        return range(self.first, self.last + 1)


@dataclass(frozen=True)
class CircleLine:
    """A circle (or a place where one is due) with its people.

    `has_root`: a ceremony was held. `held_by_strangers`: somebody who does not belong has the
    newest keys, whether or not anybody noted that they left.
    """

    kind: str
    kind_label: Text
    subject_id: UUID
    subject_label: Text
    is_mine: bool
    is_closed: bool
    has_root: bool
    circle_id: UUID | None
    stale_since: date | None
    epochs: tuple[EpochLine, ...]
    members: tuple[CircleMember, ...]
    gone: tuple[GoneMember, ...]
    held_by_strangers: bool

    @property
    def newest(self) -> EpochLine | None:
        """The epoch that is sealed to now."""
        return self.epochs[-1] if self.epochs else None

    @property
    def epoch(self) -> int:
        """Its number, 0 without a circle."""
        return self.newest.number if self.newest else 0

    @property
    def made_on(self) -> date | None:
        """The day since which it is sealed to."""
        return self.newest.made_on if self.newest else None

    @property
    def opened_by(self) -> tuple[CircleMember, ...]:
        """Members who can open the newest epoch."""
        return tuple(one for one in self.members if one.held and one.held[-1][0] == self.epoch != 0)

    @property
    def shut_for(self) -> tuple[CircleMember, ...]:
        """Members who cannot."""
        able = {one.account_id for one in self.opened_by}
        return tuple(one for one in self.members if one.account_id not in able)

    @property
    def waiting(self) -> tuple[CircleMember, ...]:
        """Members who could be given keys: a colleague holds what they miss."""
        given = {number for one in self.members for number, _since in one.held}
        return tuple(one for one in self.members if one.is_ready and given & set(one.missing))

    @property
    def unsigned(self) -> tuple[CircleMember, ...]:
        """Members with keys whom no officer has signed yet."""
        return tuple(one for one in self.members if one.has_keys and not one.signed)

    @property
    def is_due(self) -> bool:
        """Nobody made this circle yet, and somebody could."""
        return (
            self.circle_id is None and not self.is_closed and any(m.is_ready for m in self.members)
        )

    @property
    def is_stale(self) -> bool:
        """New keys are due: somebody left, nobody holds the newest, or nobody vouches for it."""
        if self.newest is None or self.is_closed or not any(m.is_ready for m in self.members):
            return False
        left = self.stale_since is not None or self.held_by_strangers
        return left or not self.opened_by or not self.newest.proven

    @property
    def left_with_newest(self) -> tuple[GoneMember, ...]:
        """Who left while able to open what is sealed to now."""
        return tuple(one for one in self.gone if one.last == self.epoch)

    @property
    def recoverable(self) -> int:
        """How many epochs two of three sheets open."""
        return sum(one.recoverable for one in self.epochs)

    @property
    def is_recoverable(self) -> bool:
        """Two of three sheets open all of it."""
        return bool(self.epochs) and self.recoverable == len(self.epochs)

    @property
    def is_shut(self) -> bool:
        """Nobody can open it by themselves any more."""
        return self.circle_id is not None and not any(one.held for one in self.members)

    @property
    def hangs_on_one(self) -> bool:
        """A single lost phrase would shut it for ever."""
        return len(self.opened_by) == 1 and not self.is_recoverable
