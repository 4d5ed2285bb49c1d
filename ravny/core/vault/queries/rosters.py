"""Who can open what, and since when: every circle of an organisation with its members."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django_scopes import scope

from ravny.core.kit.errors import NotYours
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor

from .. import kinds
from ..models import Epoch, EpochFloor, Wrap
from ..models.people import Departure
from ..models.trust import RecoveryWrap
from ..types.circles import CircleLine, CircleMember, EpochLine, GoneMember
from .members import Keyed, keyed

Held = Mapping[UUID, Mapping[UUID, Mapping[int, date]]]
Mine = Mapping[str, frozenset[UUID]]
Place = tuple[str, UUID]
Wanted = Callable[[str], Q]
"""The path to a circle → which circles are wanted."""


class KnownCircle(NamedTuple):
    """A circle's id, and since when new keys are due."""

    id: UUID
    stale_since: date | None


@dataclass(frozen=True)
class Roll:
    """Everything about some circles, read in a fixed number of queries however many they are."""

    keyed: Keyed
    names: Mapping[UUID, str]
    circles: Mapping[Place, KnownCircle]
    epochs: Mapping[UUID, list[tuple[int, date, UUID]]]
    held: Held
    floors: Mapping[tuple[UUID, UUID], int]
    gone: Mapping[UUID, list[Departure]]
    recovery: frozenset[tuple[UUID, int]]

    def line(self, kind: kinds.CircleKind, subject: kinds.Subject, is_mine: bool) -> CircleLine:
        """Return a circle's line, or that of a place where one is due."""
        circle = self.circles.get((kind.code, subject.subject_id))
        epochs = self._epochs(circle)
        return CircleLine(
            kind=kind.code,
            kind_label=kind.label,
            subject_id=subject.subject_id,
            subject_label=subject.label,
            is_mine=is_mine,
            is_closed=subject.closed,
            has_root=self.keyed.root_id is not None,
            circle_id=circle.id if circle else None,
            stale_since=circle.stale_since if circle else None,
            epochs=epochs,
            members=tuple(self._members(circle, epochs, subject.members)),
            gone=tuple(self._gone(circle, subject.members)),
            held_by_strangers=self._strangers(circle, epochs, subject.members),
        )

    def _strangers(
        self, circle: KnownCircle | None, epochs: tuple[EpochLine, ...], members: frozenset[UUID]
    ) -> bool:
        """Whether somebody who does not belong holds what is sealed to now."""
        if circle is None or not epochs:
            return False
        newest = epochs[-1].number
        holders = {who for who, mine in self.held.get(circle.id, {}).items() if newest in mine}
        return not holders <= members

    def _epochs(self, circle: KnownCircle | None) -> tuple[EpochLine, ...]:
        if circle is None:
            return ()
        vouched = self.keyed.vouched
        return tuple(
            EpochLine(
                number=number,
                made_on=made_on,
                made_by=self.names.get(maker, "?"),
                recoverable=(circle.id, number) in self.recovery,
                proven=vouched is None or maker in vouched,
            )
            for number, made_on, maker in self.epochs.get(circle.id, ())
        )

    def _members(
        self, circle: KnownCircle | None, epochs: tuple[EpochLine, ...], members: Iterable[UUID]
    ) -> Iterable[CircleMember]:
        held = self.held.get(circle.id, {}) if circle else {}
        for who in sorted(members, key=lambda who: self.names.get(who, "")):
            mine = held.get(who, {})
            floor = self.floors.get((circle.id, who), 0) if circle else 0
            yield CircleMember(
                account_id=who,
                pseudonym=self.names.get(who, "?"),
                has_keys=who in self.keyed.keys,
                signed=self.keyed.is_signed(who),
                floor=floor,
                held=tuple(sorted(mine.items())),
                missing=tuple(
                    one.number for one in epochs if one.number >= floor and one.number not in mine
                ),
            )

    def _gone(self, circle: KnownCircle | None, members: frozenset[UUID]) -> Iterable[GoneMember]:
        if circle is None:
            return
        known = self.gone.get(circle.id, [])
        for row in known:
            name = self.names.get(row.account_id, "?")
            yield GoneMember(row.account_id, name, row.first, row.last, row.since, row.until)
        told = {(row.account_id, row.last) for row in known}
        for who, mine in self.held.get(circle.id, {}).items():
            if who not in members and (who, max(mine)) not in told:
                name = self.names.get(who, "?")
                yield GoneMember(who, name, min(mine), max(mine), min(mine.values()), None)


def _held(rows: Iterable[tuple[UUID, int, UUID, date]]) -> Held:
    held: dict[UUID, dict[UUID, dict[int, date]]] = {}
    for circle_id, number, account_id, since in rows:
        held.setdefault(circle_id, {}).setdefault(account_id, {})[number] = since
    return held


def roll_of(actor: Actor, circle_ids: Collection[UUID] | None = None) -> Roll:
    """Read the circles named, or all of the organisation. Nine queries at most, and one a kind.

    Of kinds with many subjects only the actor's own and those that need new keys.
    """
    known = keyed(actor.organisation_id)
    if circle_ids is not None:
        return _read(actor, known, lambda at: Q(**{f"{at}__in": circle_ids}), whole=True)
    return whole_roll(actor, known, mine_of(actor))


def whole_roll(actor: Actor, known: Keyed, mine: Mine) -> Roll:
    """Read all circles of the organisation; of kinds with many subjects `mine` and the stale."""
    many = list(kinds.many())
    own = {one for code in many for one in mine[code]}
    return _read(
        actor,
        known,
        lambda at: (
            ~Q(**{f"{at}__kind__in": many})
            | Q(**{f"{at}__subject_id__in": own})
            | Q(**{f"{at}__stale_since__isnull": False})
        ),
        whole=True,
    )


def own_roll(actor: Actor, known: Keyed, mine: Mine) -> Roll:
    """Read the actor's own circles, without names and those who left. Three queries at most."""
    subjects = {one for ids in mine.values() for one in ids}
    return _read(actor, known, lambda at: Q(**{f"{at}__subject_id__in": subjects}), whole=False)


def _read(actor: Actor, known: Keyed, wanted: Wanted, *, whole: bool) -> Roll:
    of_circle, of_epoch = wanted("circle"), wanted("epoch__circle")
    circles: dict[Place, KnownCircle] = {}
    epochs: dict[UUID, list[tuple[int, date, UUID]]] = {}
    gone: dict[UUID, list[Departure]] = {}
    with scope(organisation=actor.organisation_id):
        rows = Epoch.objects.filter(of_circle).order_by("number").values_list(
            "circle_id", "circle__kind", "circle__subject_id", "circle__stale_since",
            "number", "made_on", "signed_by_id",
        )  # fmt: skip
        for circle_id, kind, subject_id, stale_since, number, made_on, maker in rows:
            circles[kind, subject_id] = KnownCircle(circle_id, stale_since)
            epochs.setdefault(circle_id, []).append((number, made_on, maker))
        if whole:
            for departure in Departure.objects.filter(of_circle).order_by("until", "id"):
                gone.setdefault(departure.circle_id, []).append(departure)
        wraps = Wrap.objects.filter(of_epoch).values_list(
            "epoch__circle_id", "epoch__number", "account_id", "made_on"
        )
        floors = EpochFloor.objects.filter(of_circle)
        return Roll(
            keyed=known,
            names=pseudonyms(actor) if whole else {},
            circles=circles,
            epochs=epochs,
            held=_held(wraps),
            floors={(one.circle_id, one.account_id): one.number for one in floors},
            gone=gone,
            recovery=_recovery(of_epoch) if known.root_id else frozenset(),
        )


def _recovery(of_epoch: Q) -> frozenset[tuple[UUID, int]]:
    rows = RecoveryWrap.objects.filter(of_epoch, root__retired_on=None)
    return frozenset(rows.values_list("epoch__circle_id", "epoch__number"))


def mine_of(actor: Actor) -> Mine:
    """Return kind → the subjects the actor belongs to. A query a kind at most."""
    return {kind.code: kind.mine(actor) for kind in kinds.every()}


def circle_lines(actor: Actor) -> list[CircleLine]:
    """Return every circle of the organisation, and every place where one is due.

    A circle whose subject is no more (an author who left) comes last, with nobody in it.
    """
    return lines_of(actor, roll_of(actor))


def lines_of(actor: Actor, roll: Roll, mine: Mine | None = None) -> list[CircleLine]:
    """Return the lines of a roll, in the order of the kinds. Five queries at most."""
    mine = mine or mine_of(actor)
    house = kinds.House(actor.organisation_id, _wanted(roll, mine))
    lines, seen = [], set()
    for kind in kinds.every():
        for subject in kind.rosters(house):
            place = (kind.code, subject.subject_id)
            seen.add(place)
            is_mine = subject.subject_id in mine[kind.code]
            if place in roll.circles or kind.is_offered or is_mine:
                lines.append(roll.line(kind, subject, is_mine))
    nobody = frozenset[UUID]()
    for code, subject_id in roll.circles.keys() - seen:
        kind = kinds.get(code) or kinds.CircleKind(code, code, lambda _: (), lambda _: nobody)
        label = roll.names.get(subject_id, "?")
        lines.append(roll.line(kind, kinds.Subject(subject_id, label, nobody), False))
    return lines


def _wanted(roll: Roll, mine: Mine) -> Mine:
    wanted: dict[str, set[UUID]] = {code: set(subjects) for code, subjects in mine.items()}
    for code, subject_id in roll.circles:
        wanted.setdefault(code, set()).add(subject_id)
    return {code: frozenset(subjects) for code, subjects in wanted.items()}


def seen_lines(actor: Actor, lines: Iterable[CircleLine]) -> list[CircleLine]:
    """Return the circles an actor may know of: their own, or all for who looks after keys."""
    leads = actor.may("vault.keys")
    return [line for line in lines if line.is_mine or leads]


def line_for(actor: Actor, circle_id: UUID) -> CircleLine:
    """Return one circle as its page shows it; raises NotYours for whom it does not concern."""
    for line in lines_of(actor, roll_of(actor, [circle_id])):
        if line.circle_id == circle_id:
            kind = kinds.get(line.kind)
            if line.is_mine or actor.may("vault.keys") or (kind and kind.is_known):
                return line
    raise NotYours
