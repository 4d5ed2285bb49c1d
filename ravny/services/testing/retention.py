"""How long what is written to a test is kept; the test itself stays as a counted fact."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.kit.aging import Aging, blanking, last_days
from ravny.core.kit.registries import RecordKind
from ravny.core.vault.old_texts import old_texts

from .models import Test

TABLE = "testing.Test"


def _from_phones() -> QuerySet[Test]:
    """A note from a phone carries no signature of its own: its mark goes after the note."""
    return Test.objects.filter(device_id__isnull=False, note=None)


def last_tested(organisation_id: UUID) -> Iterable[tuple[UUID, date]]:
    """Return (client, the last day on which anything became of a test)."""
    with scope(organisation=organisation_id):
        days = ("day", "result_on", "returned_on", "concluded_on")
        yield from last_days(Test.objects.all(), *days)


_notes = old_texts(Test, "note", "day")
_marks = Aging(_from_phones, "day", blanking(Test, device_id=None))

KINDS = (
    RecordKind(
        "testing.notes",
        _("Notes on tests"),
        _("The note goes. The test and its result stay as counted facts."),
        _("the day of the test"),
        order=20,
        months=24,
        due=_notes.due,
        erase=_notes.erase,
        tables=(TABLE,),
    ),
    RecordKind(
        "testing.devices",
        _("Which phone recorded a test"),
        _("The phone's number goes, after the note. The test stays."),
        _("the day of the test"),
        order=21,
        months=6,
        due=_marks.due,
        erase=_marks.erase,
        most_months=24,
        tables=(TABLE,),
    ),
)
