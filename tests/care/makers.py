"""What tests of care start from: clients, and facts of today."""

from typing import Any
from uuid import UUID

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.people.clients.operations import register_client
from ravny.people.clients.types import ClientFacts
from ravny.services.care.types import LabFacts, RegistrationFacts, TreatmentFacts
from tests.cast import Person


def a_client(person: Person, **facts: Any) -> UUID:
    """Register a client on the person's team."""
    assert person.team_id
    return register_client(
        actor=person.actor,
        client_id=day_id(),
        team_id=person.team_id,
        facts=ClientFacts(**facts),
    )


def registration(person: Person, client_id: UUID, **other: Any) -> RegistrationFacts:
    """A registration in person, here, today, as a document says."""
    told: dict[str, Any] = {
        "record_id": day_id(), "day": today(), "mode": "in_person", "country": "RU",
        "proof": "document",
    }  # fmt: skip
    return RegistrationFacts(client_id=client_id, worker_id=person.account_id, **(told | other))


def treatment(person: Person, client_id: UUID, **other: Any) -> TreatmentFacts:
    """A treatment through the programme here, from today, as the client says."""
    told: dict[str, Any] = {
        "record_id": day_id(), "day": today(), "source": "here", "proof": "client",
    }  # fmt: skip
    return TreatmentFacts(client_id=client_id, worker_id=person.account_id, **(told | other))


def lab(person: Person, client_id: UUID, **other: Any) -> LabFacts:
    """A viral load of today that is undetectable, as a document says."""
    told: dict[str, Any] = {
        "record_id": day_id(), "day": today(), "lab": "viral_load", "value": 20,
        "proof": "document",
    }  # fmt: skip
    return LabFacts(client_id=client_id, worker_id=person.account_id, **(told | other))
