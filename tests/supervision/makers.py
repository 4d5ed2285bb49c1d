"""What tests of supervision start from: cases of one manager, promises that hang on them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django_scopes import scope

from ravny.core.kit.ids import day_id
from ravny.core.kit.registries import Promise, PromiseKind, promises
from ravny.services.supervision.models import Handover, HandoverItem
from ravny.services.supervision.operations import offering
from ravny.services.supervision.types import Offer
from tests.cases.makers import a_case, row_of
from tests.cast import Cast, Person

FAKE = "tests.promise"


@dataclass
class Promises:
    """Promises of a room that stands for any: whose they are, and to whom."""

    owners: dict[UUID, UUID] = field(default_factory=dict)
    clients: dict[UUID, UUID] = field(default_factory=dict)
    days: dict[UUID, date | None] = field(default_factory=dict)

    def make(self, person: Person, client_id: UUID, due_on: date | None = None) -> UUID:
        """Promise something to a client."""
        promise_id = day_id()
        self.owners[promise_id] = person.account_id
        self.clients[promise_id] = client_id
        self.days[promise_id] = due_on
        return promise_id

    def keep(self, promise_id: UUID) -> None:
        """Do what was promised."""
        del self.owners[promise_id]

    def held(self, _organisation_id: UUID, account_id: UUID) -> list[Promise]:
        """Return what somebody has to do."""
        return [
            Promise(FAKE, key, self.clients[key], "Позвонить в консульство", self.days[key], "/")
            for key, owner in self.owners.items()
            if owner == account_id
        ]

    def hand(self, _actor: Any, promise_id: UUID, account_id: UUID) -> None:
        """Make one somebody else's."""
        assert promise_id in self.owners
        self.owners[promise_id] = account_id


@pytest.fixture
def promised() -> Iterator[Promises]:
    """A room with promises, as long as the test lasts; the rooms of the house are left out."""
    own, before = Promises(), list(promises.entries)
    promises.entries[:] = [PromiseKind(FAKE, "Обещание", own.held, own.hand)]
    yield own
    promises.entries[:] = before


def client_of(cast: Cast, case_id: UUID) -> UUID:
    """Return whose case it is."""
    return row_of(cast, case_id).client_id


def some_cases(cast: Cast, number: int = 2, person: Person | None = None) -> list[UUID]:
    """Open cases of the case manager, or of somebody else."""
    return [a_case(cast, person) for _ in range(number)]


def offered(cast: Cast, cases: list[UUID], **changes: Any) -> UUID:
    """Offer the manager's cases to the social worker for good, unless said otherwise."""
    giver: Person = changes.pop("giver", cast.case_manager)
    receiver: Person = changes.pop("receiver", cast.social)
    facts: dict[str, Any] = {
        "batch": day_id(),
        "giver_id": giver.account_id,
        "kind": "good",
        "cases": dict.fromkeys(cases, receiver.account_id),
        **changes,
    }
    (handover_id,) = offering.offer(actor=giver.actor, facts=Offer(**facts))
    return handover_id


def handed(cast: Cast, handover_id: UUID) -> Handover:
    """Return a handover as it stands."""
    with scope(organisation=cast.organisation_id):
        return Handover.objects.get(id=handover_id)


def items(cast: Cast, handover_id: UUID) -> list[HandoverItem]:
    """Return what stands in a handover."""
    with scope(organisation=cast.organisation_id):
        return list(HandoverItem.objects.filter(handover_id=handover_id).order_by("id"))


def item_of(cast: Cast, handover_id: UUID, case_id: UUID) -> HandoverItem:
    """Return the case of a handover."""
    return next(one for one in items(cast, handover_id) if one.is_case and one.case_id == case_id)


def taken(browser: Client, handover_id: UUID, **sent: Any) -> Any:
    """Press "Take over"."""
    return browser.post(f"/supervision/handovers/{handover_id}/accept/", sent)
