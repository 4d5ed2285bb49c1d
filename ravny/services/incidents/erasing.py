"""What this room lets go of when a client is erased: an incident stays counted, of nobody.

Where they did not agree to be counted, the whole row goes.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.journal.operations import forget_subjects
from ravny.core.kit.registries import ClientRecords, Held, client_records
from ravny.core.vault.operations import erase_texts

from .models import Incident, IncidentMove
from .queries import incidents_of_clients
from .types import COUNTED, Consent, State


def _rows(client_ids: Sequence[UUID]) -> QuerySet[Incident]:
    return Incident.objects.filter(client_id__in=client_ids)


def held(organisation_id: UUID, client_ids: Sequence[UUID]) -> Held:
    """Count the incidents that go and those that stay as counts. Two queries."""
    with scope(organisation=organisation_id):
        rows = _rows(client_ids)
        stay = rows.filter(consent__in=COUNTED).count()
        return Held(go=rows.count() - stay, stay=stay)


def erase(organisation_id: UUID, client_ids: Sequence[UUID]) -> None:
    """Take the client, the case, the day, the words and the history out of their incidents."""
    ids = incidents_of_clients(organisation_id, client_ids)
    forget_subjects(organisation_id=organisation_id, subject_ids=ids)
    with scope(organisation=organisation_id):
        IncidentMove.objects.filter(incident_id__in=ids).delete()
        _rows(client_ids).exclude(consent__in=COUNTED).delete()
        _rows(client_ids).update(
            client_id=None,
            case_id=None,
            day=None,
            words=None,
            words_circle_id=None,
            consent=Consent.COUNTS.value,
            state=State.CLOSED.value,
            follow_up_on=None,
        )
    erase_texts(organisation_id=organisation_id, places=[("incident.words", one) for one in ids])


client_records.add(
    ClientRecords(
        code="incidents",
        label=_("Incidents"),
        goes=_("The words, the day, the history; all of it where they agreed to nothing."),
        stays=_("Kind, office, region and month, where they agreed to be counted."),
        order=25,
        held=held,
        erase=erase,
    )
)
