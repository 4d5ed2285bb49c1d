"""Documents of an incident: a refusal on paper, a photograph, a complaint and its answer."""

from uuid import UUID

from django.urls import reverse

from ravny.core.attachments.homes import Home
from ravny.core.attachments.queries import documents_at
from ravny.core.attachments.types import Documents, Place
from ravny.core.staff.types import Actor

from .models import Incident
from .queries import get_incident_for, incidents_of_clients


def _place(row: Incident) -> Place:
    return Place((row.id,), "team", row.team_id)


def _gate(actor: Actor, incident_id: UUID) -> Place:
    return _place(get_incident_for(actor, incident_id))


HOME = Home(
    code="incident",
    gate=_gate,
    sees="incidents.view",
    adds="incidents.record",
    url=lambda incident_id: reverse("incidents:incident", args=[incident_id]),
    of_clients=incidents_of_clients,
)


def documents_of(actor: Actor, row: Incident) -> Documents:
    """Return the documents of an incident whose gate the actor has passed."""
    return documents_at(actor, HOME.code, _place(row))
