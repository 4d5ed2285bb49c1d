"""Who may take something over: colleagues who see the client and may carry what is handed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from ravny.core.staff.queries import list_staff, permissions_of
from ravny.core.staff.rosters import team_rosters
from ravny.core.staff.types import Actor, Colleague
from ravny.services.cases.queries.carried import Place


@dataclass(frozen=True)
class Receivers:
    """The colleagues something may be handed to, and the teams they are on."""

    people: tuple[Colleague, ...]
    teams: Mapping[UUID, frozenset[UUID]]
    carriers: frozenset[UUID]
    everywhere: frozenset[UUID]

    def may_take(self, account_id: UUID, place: Place) -> bool:
        """Tell whether somebody may take a place over: the client's team, and for a manager more.

        A case is handed inside its team or to a coordinator, so that nobody loses the card.
        """
        if account_id not in {one.account_id for one in self.people}:
            return False
        on_team = account_id in self.teams.get(place.case.team_id, frozenset())
        sees = on_team or account_id in self.everywhere
        return sees and (account_id in self.carriers or not place.is_manager)

    def for_place(self, place: Place) -> list[Colleague]:
        """Return who may take this place over."""
        return [one for one in self.people if self.may_take(one.account_id, place)]


def receivers(actor: Actor, giver_id: UUID) -> Receivers:
    """Return who may take something over from a colleague. Two queries."""
    allowed = {one: permissions_of(frozenset(one.roles)) for one in list_staff(actor)}
    rosters = team_rosters(actor.organisation_id)
    return Receivers(
        people=tuple(
            one
            for one, may in allowed.items()
            if one.account_id != giver_id and "supervision.hand" in may
        ),
        teams={team_id: frozenset(people) for team_id, people in rosters.items()},
        carriers=_having(allowed, "cases.open"),
        everywhere=_having(allowed, "cases.every_team"),
    )


def _having(allowed: Mapping[Colleague, Iterable[str]], permission: str) -> frozenset[UUID]:
    return frozenset(one.account_id for one, may in allowed.items() if permission in may)
