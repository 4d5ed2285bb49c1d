"""Clients for the tests of this room, made through the room's own operations."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django_scopes import scope

from ravny.core.journal.models import Entry
from ravny.core.kit.ids import day_id
from ravny.people.clients import operations
from ravny.people.clients.models import Client
from ravny.people.clients.types import ClientFacts
from tests.cast import Person

STUDENT = ClientFacts(
    sex="male",
    age_group="20-24",
    languages=("ru", "uz"),
    country="UZ",
    registration="yes",
    legal_status="student",
    channel="trust",
)


def open_card(person: Person, **facts: Any) -> UUID:
    """Return the id of a new card on the person's team; `day`, `code`… go to the operation."""
    own = {
        name: facts.pop(name)
        for name in ("day", "code", "called", "answer_hash", "client_id")
        if name in facts
    }
    return operations.register_client(
        actor=person.actor,
        client_id=own.pop("client_id", None) or day_id(date(2026, 11, 1)),
        team_id=person.team_id or day_id(),
        facts=replace(ClientFacts(), **facts),
        **own,
    )


def row(person: Person, client_id: UUID) -> Client:
    """Return a client's row."""
    with scope(organisation=person.organisation_id):
        return Client.objects.get(id=client_id)


def code(person: Person, client_id: UUID) -> str:
    """Return a client's code."""
    return row(person, client_id).code


def verbs(person: Person) -> list[str]:
    """Return what stands in the organisation's journal, in order."""
    entries = Entry.objects.filter(organisation_id=person.organisation_id)
    return list(entries.order_by("number").values_list("verb", flat=True))
