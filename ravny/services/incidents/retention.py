"""How long what is told of an incident is kept; kind, office, region and month stay counted."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.kit.aging import last_days
from ravny.core.kit.registries import RecordKind
from ravny.core.vault.old_texts import old_texts

from .models import Incident, IncidentMove
from .types import State

TABLES = ("incidents.Incident",)


def _closed() -> QuerySet[Incident]:
    return Incident.objects.filter(state=State.CLOSED)


def last_dealt(organisation_id: UUID) -> Iterable[tuple[UUID, date]]:
    """Return (client, the last day something was done about an incident of theirs)."""
    with scope(organisation=organisation_id):
        yield from last_days(Incident.objects.all(), "entered_on", "state_on", "follow_up_on")
        moves = IncidentMove.objects.annotate(client_id=F("incident__client_id"))
        yield from last_days(moves, "day")


_words = old_texts(Incident, "words", "state_on", _closed)

KINDS = (
    RecordKind(
        "incidents.words",
        _("What happened in incidents, in words"),
        _("The words go once the incident is closed. Kind, office, region and month stay."),
        _("the day the incident was closed"),
        order=35,
        months=36,
        due=_words.due,
        erase=_words.erase,
        tables=TABLES,
    ),
)
