"""Documents of a case: sealed to its team of today (core/attachments)."""

from uuid import UUID

from django.urls import reverse

from ravny.core.attachments.homes import Home
from ravny.core.attachments.queries import documents_at
from ravny.core.attachments.types import Documents, Place
from ravny.core.staff.types import Actor

from .queries import cases_of_clients, get_case_for
from .types import CaseFact


def _place(case_id: UUID) -> Place:
    return Place((case_id,), "case", case_id)


def _gate(actor: Actor, case_id: UUID) -> Place:
    return _place(get_case_for(actor, case_id).case_id)


HOME = Home(
    code="case",
    gate=_gate,
    sees="cases.view",
    adds="cases.work",
    url=lambda case_id: reverse("cases:case", args=[case_id]),
    of_clients=cases_of_clients,
)


def documents_of(actor: Actor, case: CaseFact) -> Documents:
    """Return the documents of a case whose gate the actor has passed."""
    return documents_at(actor, HOME.code, _place(case.case_id))
