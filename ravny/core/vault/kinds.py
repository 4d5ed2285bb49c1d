"""Kinds of circles: around whom a circle stands and who belongs to it.

Rooms above add theirs when the apps are ready; a kind adds no format. Whether somebody belongs is
asked anew at every request, so whoever left is refused at the next one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ravny.core.staff.queries import teams_of_organisation
from ravny.core.staff.rosters import active_people, team_rosters
from ravny.core.staff.types import Actor, Colleague, Role, TeamFact

from .groups import GroupFact, groups_of, my_groups

Text = str | Promise
Rows = QuerySet[Any, Any]
PROFESSIONS = (Role.DOCTOR, Role.PSYCHOLOGIST, Role.LAWYER, Role.CASE_MANAGER, Role.SOCIAL)


@dataclass(frozen=True)
class Subject:
    """What a circle stands around, in words, and who belongs to it now.

    `closed`: nothing new is sealed to it; its members go on reading.
    """

    subject_id: UUID
    label: Text
    members: frozenset[UUID]
    closed: bool = False


class House:
    """The people of an organisation, asked once for all kinds.

    `wanted`: kind → the subjects somebody asks about; a kind with many of them answers no others.
    """

    def __init__(
        self, organisation_id: UUID, wanted: Mapping[str, frozenset[UUID]] | None = None
    ) -> None:
        self.organisation_id = organisation_id
        self.wanted = wanted

    @cached_property
    def people(self) -> list[Colleague]:
        """Everybody who works here."""
        return active_people(self.organisation_id)

    @cached_property
    def teams(self) -> list[TeamFact]:
        """Every team."""
        return teams_of_organisation(self.organisation_id)

    @cached_property
    def teammates(self) -> dict[UUID, frozenset[UUID]]:
        """Team id → its people."""
        rosters = team_rosters(self.organisation_id)
        return {team_id: frozenset(people) for team_id, people in rosters.items()}

    @cached_property
    def groups(self) -> list[GroupFact]:
        """Every group chosen by hand."""
        return groups_of(self.organisation_id)


@dataclass(frozen=True)
class Belonging:
    """Who belongs to a kind with thousands of subjects, as rows the database can compare.

    `rows()`: a row for every `account` that works here and a subject it belongs to now: what
    `rosters` and `mine` answer. `subject`: the column of its id. `closed`: one filled when
    nothing new is sealed there.
    """

    rows: Callable[[], Rows]
    subject: str
    closed: str = ""


@dataclass(frozen=True)
class CircleKind:
    """A kind of circle.

    `rosters(house)`: every subject of the organisation that has or should have such a circle.
    `mine(actor)`: the subjects the actor belongs to; one query at most.
    `is_offered`: the page of circles lists subjects that have no circle yet.
    `is_known`: every colleague may see who is in such a circle; a team and a group know their own.
    `belonging`: of a kind with thousands of subjects. Its rosters heed `house.wanted`; pages of all
    circles show one's own of them and those that need new keys.
    """

    code: str
    label: Text
    rosters: Callable[[House], Sequence[Subject]]
    mine: Callable[[Actor], frozenset[UUID]]
    is_offered: bool = True
    is_known: bool = False
    belonging: Belonging | None = None


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


def many() -> dict[str, Belonging]:
    """Return the code of each kind with thousands of subjects, and who belongs."""
    return {kind.code: kind.belonging for kind in every() if kind.belonging}


def profession_id(organisation_id: UUID, role: str) -> UUID:
    """Return the subject id of a profession's circle; the same for ever."""
    return uuid5(organisation_id, f"profession {role}")


def _teams(house: House) -> list[Subject]:
    nobody = frozenset[UUID]()
    return [
        Subject(team.team_id, team.label, house.teammates.get(team.team_id, nobody))
        for team in house.teams
    ]


def _professions(house: House) -> list[Subject]:
    members = {
        role: frozenset(one.account_id for one in house.people if role.value in one.roles)
        for role in PROFESSIONS
    }
    return [
        Subject(profession_id(house.organisation_id, role.value), role.label, members[role])
        for role in PROFESSIONS
        if members[role]
    ]


def _my_professions(actor: Actor) -> frozenset[UUID]:
    return frozenset(
        profession_id(actor.organisation_id, role.value)
        for role in PROFESSIONS
        if role.value in actor.roles
    )


def _authors(house: House) -> list[Subject]:
    return [
        Subject(one.account_id, one.pseudonym, frozenset({one.account_id})) for one in house.people
    ]


def _groups(house: House) -> list[Subject]:
    return [
        Subject(one.group_id, one.label, one.members, one.closed_on is not None)
        for one in house.groups
    ]


def _organisations(house: House) -> list[Subject]:
    everybody = frozenset(one.account_id for one in house.people)
    return [Subject(house.organisation_id, _("everybody who works here"), everybody)]


TEAM = CircleKind("team", _("team"), _teams, lambda actor: actor.teams)
PROFESSION = CircleKind("profession", _("profession"), _professions, _my_professions, is_known=True)
GROUP = CircleKind("group", _("group"), _groups, my_groups)
AUTHOR = CircleKind(
    code="author",
    label=_("author alone"),
    rosters=_authors,
    mine=lambda actor: frozenset({actor.account_id}),
    is_offered=False,
    is_known=True,
)
ORGANISATION = CircleKind(
    code="organisation",
    label=_("organisation"),
    rosters=_organisations,
    mine=lambda actor: frozenset({actor.organisation_id}),
    is_known=True,
)
OURS = (TEAM, PROFESSION, GROUP, AUTHOR, ORGANISATION)
