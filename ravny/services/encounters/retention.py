"""How long what is written at a meeting is kept; the meeting itself stays as a counted fact."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.kit.aging import Aging, blanking, last_days
from ravny.core.kit.registries import RecordKind
from ravny.core.vault.old_texts import old_texts

from .models import Encounter

TABLE = "encounters.Encounter"


def _marked() -> QuerySet[Encounter]:
    """A note from a phone carries no signature of its own: its mark goes after the note."""
    marked = Q(device_id__isnull=False) | ~Q(clock_flag="")
    return Encounter.objects.filter(marked, note=None)


def last_met(organisation_id: UUID) -> Iterable[tuple[UUID, date]]:
    """Return (client, day of their last meeting)."""
    with scope(organisation=organisation_id):
        yield from last_days(Encounter.objects.all(), "day")


_notes = old_texts(Encounter, "note", "day")
_marks = Aging(_marked, "day", blanking(Encounter, device_id=None, clock_flag=""))

KINDS = (
    RecordKind(
        "encounters.notes",
        _("Notes on meetings"),
        _("The note goes. The meeting stays as a counted fact."),
        _("the day of the meeting"),
        order=10,
        months=24,
        due=_notes.due,
        erase=_notes.erase,
        tables=(TABLE,),
    ),
    RecordKind(
        "encounters.devices",
        _("Which phone recorded a meeting"),
        _("The phone's number and the doubt about its clock go, after the note. The day stays."),
        _("the day of the meeting"),
        order=11,
        months=6,
        due=_marks.due,
        erase=_marks.erase,
        most_months=24,
        tables=(TABLE,),
    ),
)
