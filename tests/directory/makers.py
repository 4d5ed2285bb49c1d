"""Entries and dealings of the tests of this room."""

from datetime import date
from typing import Any
from uuid import UUID

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.people.directory.operations import record_dealing, save_service
from ravny.people.directory.types import DealingEntry, PriceEntry, ServiceEntry
from tests.cast import Person


def entry(**changes: Any) -> ServiceEntry:
    """A friendly place that tells nobody, with some of it changed."""
    facts: dict[str, Any] = {
        "kind": "anonymous",
        "label": "Кабинет на Северной",
        "country": "ru",
        "region": "RU-SAM",
        "city": "Самара",
        "infections": ("hiv", "syphilis"),
        "provides": ("rapid_test", "confirmation"),
        "not_provided": ("art",),
        "languages": ("ru", "uz"),
        "anonymous": "yes",
        "asks_passport": "no",
        "reports_to": ("nobody",),
        "friendliness": "warm",
        **changes,
    }
    return ServiceEntry(**facts)


def a_service(person: Person, **changes: Any) -> UUID:
    """Write an entry down and return its id."""
    service_id = day_id()
    save_service(actor=person.actor, service_id=service_id, entry=entry(**changes))
    return service_id


def a_dealing(person: Person, service_id: UUID, **changes: Any) -> UUID:
    """Write a dealing down and return its id."""
    dealing_id = day_id()
    facts: dict[str, Any] = {"day": today(), "asked": "admission", "answer": "agreed", **changes}
    record_dealing(
        actor=person.actor, dealing_id=dealing_id, entry=DealingEntry(service_id, **facts)
    )
    return dealing_id


def price(offer: str, amount: int, currency: str = "RUB", as_of: date | None = None) -> PriceEntry:
    """A price as of today."""
    return PriceEntry(offer, amount, currency, as_of or today())
