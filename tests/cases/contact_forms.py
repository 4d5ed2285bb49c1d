"""What forms of contacts send, and who may be contacted how."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.services.cases.models import Case
from ravny.services.cases.operations.contacting import record_contact
from ravny.services.cases.operations.safe_contact import write_safe_contact
from ravny.services.cases.types.contact import ContactEntry, SafeEntry
from tests.cast import Cast, Person, browser_of

RIGHT: dict[str, dict[str, Any]] = {
    "talk": {"way": "meeting", "result": "reached", "hours": "day"},
    "attempt": {"way": "mailbox", "result": "no_answer", "hours": "day"},
    "missed": {"missed_why": "raid", "hours": "day"},
    "official": {"way": "call", "result": "promised", "hours": "day"},
}


def send(person: Person, case_id: UUID, kind: str, **changes: Any) -> Any:
    """Send the form of a kind of contact, all right unless said otherwise."""
    sent = {
        "record_id": str(day_id()), "day": today().isoformat(), "note_for": "", **RIGHT[kind],
        **changes,
    }  # fmt: skip
    url = reverse("cases:contact_new", args=[case_id, kind])
    return browser_of(person).post(url, {k: v for k, v in sent.items() if v is not None})


def asked(cast: Cast, case_id: UUID, person: Person | None = None, **facts: Any) -> UUID:
    """Write down what the client said about being contacted: by telegram, today."""
    facts = {"safe_id": day_id(), "channel": "telegram", "asked_on": today(), **facts}
    actor = (person or cast.case_manager).actor
    write_safe_contact(actor=actor, case_id=case_id, entry=SafeEntry(**facts))
    safe_id: UUID = facts["safe_id"]
    return safe_id


def a_contact(cast: Cast, case_id: UUID, kind: str, days: int = 0, **facts: Any) -> UUID:
    """Write a contact down, so many days ago."""
    person = facts.pop("person", cast.case_manager)
    plain = {
        "talk": {"way": "meeting", "result": "reached"},
        "attempt": {"way": "mailbox", "result": "no_answer"},
        "missed": {"way": "meeting", "result": "missed", "missed_why": "shifts"},
        "official": {"way": "call", "result": "refused"},
    }[kind]
    entry = ContactEntry(
        **{
            "contact_id": day_id(),
            "kind": kind,
            "day": today() - timedelta(days=days),
            **plain,
            **facts,
        }
    )
    record_contact(actor=person.actor, case_id=case_id, entry=entry)
    return entry.contact_id


def silent_for(cast: Cast, case_id: UUID, days: int) -> None:
    """Let nobody have heard of the client for so many days."""
    with scope(organisation=cast.organisation_id):
        heard = today() - timedelta(days=days)
        Case.objects.filter(id=case_id).update(heard_on=heard, opened_on=heard)
