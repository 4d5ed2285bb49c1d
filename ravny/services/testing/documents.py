"""Documents of a test: a laboratory's paper, a photo of the strip (core/attachments)."""

from uuid import UUID

from django.urls import reverse

from ravny.core.attachments.homes import Home
from ravny.core.attachments.queries import documents_at
from ravny.core.attachments.types import Documents, Place
from ravny.core.staff.types import Actor

from .queries import get_test_for, tests_of_clients
from .types import TestFact


def _place(fact: TestFact) -> Place:
    return Place((fact.test_id,), "team", fact.team_id)


def _gate(actor: Actor, test_id: UUID) -> Place:
    return _place(get_test_for(actor, test_id))


HOME = Home(
    code="test",
    gate=_gate,
    sees="testing.view",
    adds="testing.record",
    url=lambda test_id: reverse("testing:test", args=[test_id]),
    of_clients=tests_of_clients,
)


def documents_of(actor: Actor, fact: TestFact) -> Documents:
    """Return the documents of a test whose gate the actor has passed."""
    return documents_at(actor, HOME.code, _place(fact))
