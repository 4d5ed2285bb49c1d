"""Kinds of circles: around whom a circle stands and who belongs to it.

Rooms above add theirs when the apps are ready; a kind adds no format. Whether somebody belongs is
asked anew at every request, so whoever left is refused at the next one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ravny.core.staff.queries import list_staff, list_teams
from ravny.core.staff.rosters import team_rosters
from ravny.core.staff.types import Actor

Text = str | Promise


@dataclass(frozen=True)
class Subject:
    """What a circle stands around, in words, and who belongs to it now."""

    subject_id: UUID
    label: Text
    members: frozenset[UUID]


@dataclass(frozen=True)
class CircleKind:
    """A kind of circle.

    `rosters(actor)`: every subject of the organisation that has or should have such a circle.
    `includes(actor, subject_id)`: whether the actor belongs, without a query where possible.
    `is_offered`: the page of circles lists subjects that have no circle yet.
    """

    code: str
    label: Text
    rosters: Callable[[Actor], Sequence[Subject]]
    includes: Callable[[Actor, UUID], bool]
    is_offered: bool = True


_kinds: dict[str, CircleKind] = {}


def add(kind: CircleKind) -> None:
    """Make a kind of circle known; the last one of a code counts."""
    _kinds[kind.code] = kind


def get(code: str) -> CircleKind | None:
    """Return a kind, None for a code nobody registered."""
    return _kinds.get(code)


def every() -> tuple[CircleKind, ...]:
    """Return all kinds in the order they were added."""
    return tuple(_kinds.values())


def _teams(actor: Actor) -> list[Subject]:
    rosters = team_rosters(actor.organisation_id)
    return [
        Subject(team.team_id, team.label, frozenset(rosters.get(team.team_id, ())))
        for team in list_teams(actor)
    ]


def _authors(actor: Actor) -> list[Subject]:
    return [
        Subject(one.account_id, one.pseudonym, frozenset({one.account_id}))
        for one in list_staff(actor)
    ]


def _organisations(actor: Actor) -> list[Subject]:
    everybody = frozenset(one.account_id for one in list_staff(actor))
    return [Subject(actor.organisation_id, _("everybody who works here"), everybody)]


TEAM = CircleKind(
    code="team",
    label=_("team"),
    rosters=_teams,
    includes=lambda actor, subject_id: subject_id in actor.teams,
)
AUTHOR = CircleKind(
    code="author",
    label=_("author alone"),
    rosters=_authors,
    includes=lambda actor, subject_id: subject_id == actor.account_id,
    is_offered=False,
)
ORGANISATION = CircleKind(
    code="organisation",
    label=_("organisation"),
    rosters=_organisations,
    includes=lambda actor, subject_id: subject_id == actor.organisation_id,
)
