"""What somebody has promised to whom, asked of every room that keeps promises."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from ravny.core.kit.registries import Promise, promises
from ravny.people.clients.queries import kept_of
from ravny.services.cases.queries.carried import Place, places_of
from ravny.services.cases.types import Duty

from ..types import PromiseKey

FOR_A_TIME = frozenset({Duty.VOLUNTEER.value, Duty.COVER.value})
"""Duties that end by their day; nobody hands them over."""


def key_of(promise: Promise) -> PromiseKey:
    """Return what names a promise for ever."""
    return promise.kind, promise.object_id


def promises_of(organisation_id: UUID, account_id: UUID) -> list[Promise]:
    """Return every open promise of a person, those with the nearest day first."""
    held = [one for kind in promises for one in kind.held(organisation_id, account_id)]
    return sorted(
        held, key=lambda one: (one.due_on is None, str(one.due_on), one.kind, str(one.object_id))
    )


@dataclass(frozen=True)
class Carried:
    """What somebody carries: their places on cases, and promises by the kept client's id.

    `loose`: promises to clients without a case of theirs.
    """

    places: tuple[Place, ...]
    promises: tuple[Promise, ...]
    cards: Mapping[UUID, UUID] = field(repr=False)

    def person(self, client_id: UUID) -> UUID:
        """Return the kept card's id: a merged card is an alias."""
        return self.cards.get(client_id, client_id)

    def promised_in(self, place: Place) -> list[Promise]:
        """Return the promises to a case's client."""
        return self.promised_to(place.case.client_id)

    def promised_to(self, client_id: UUID) -> list[Promise]:
        """Return the promises to a client."""
        person = self.person(client_id)
        return [one for one in self.promises if self.person(one.client_id) == person]

    @property
    def handed(self) -> tuple[Place, ...]:
        """Places that can be handed over: those that do not end by their day."""
        return tuple(one for one in self.places if set(one.duties) - FOR_A_TIME)

    @property
    def loose(self) -> list[Promise]:
        """Promises to clients without a case that could be handed over."""
        clients = {self.person(one.case.client_id) for one in self.handed}
        return [one for one in self.promises if self.person(one.client_id) not in clients]


def carried_by(organisation_id: UUID, account_id: UUID) -> Carried:
    """Return what somebody carries. Three queries and those of the rooms with promises."""
    places = places_of(organisation_id, account_id)
    held = promises_of(organisation_id, account_id)
    return Carried(tuple(places), tuple(held), _cards(organisation_id, places, held))


def _cards(
    organisation_id: UUID, places: Iterable[Place], held: Iterable[Promise]
) -> dict[UUID, UUID]:
    clients = {one.case.client_id for one in places} | {one.client_id for one in held}
    return kept_of(organisation_id, clients) if clients else {}
