"""What this room lets go of when a client is erased: the meeting stays, nobody was met."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.journal.operations import forget_subjects
from ravny.core.kit.registries import ClientRecords, Held, client_records
from ravny.core.vault.operations import erase_texts

from .models import Encounter
from .types import Who


def _rows(client_ids: Sequence[UUID]) -> QuerySet[Encounter]:
    return Encounter.objects.filter(client_id__in=client_ids)


def held(organisation_id: UUID, client_ids: Sequence[UUID]) -> Held:
    """Count the notes that go and the meetings that stay. Two queries."""
    with scope(organisation=organisation_id):
        rows = _rows(client_ids)
        return Held(go=rows.exclude(note=None).count(), stay=rows.count())


def erase(organisation_id: UUID, client_ids: Sequence[UUID]) -> None:
    """Take the client, the note, the shift and the phone out of their meetings."""
    with scope(organisation=organisation_id):
        ids = list(_rows(client_ids).values_list("id", flat=True))
        forget_subjects(organisation_id=organisation_id, subject_ids=ids)
        _rows(client_ids).filter(who=Who.CODE).update(who=Who.AGAIN)
        _rows(client_ids).update(
            note=None,
            note_circle_id=None,
            shift_id=None,
            device_id=None,
            client_id=None,
        )
    erase_texts(organisation_id=organisation_id, places=[("encounter.note", one) for one in ids])


client_records.add(
    ClientRecords(
        code="encounters",
        label=_("Meetings"),
        goes=_("Their notes, the shift and the phone they were written down on."),
        stays=_("The meetings themselves, without a code: they were counted and stay counted."),
        order=60,
        held=held,
        erase=erase,
    )
)
