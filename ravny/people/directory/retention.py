"""How long what was said to an office is kept, and ways to reach somebody who is out of use."""

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.registries import RecordKind
from ravny.core.vault.old_texts import old_texts

from .models import Dealing, Service


def _retired() -> QuerySet[Service]:
    known = Service.objects.filter(active=False)
    return known.annotate(last_known=Coalesce("verified_on", "entered_on"))


_notes = old_texts(Dealing, "note", "day")
_contacts = old_texts(Service, "contact", "last_known", _retired)

KINDS = (
    RecordKind(
        "directory.dealing_notes",
        _("Notes on dealings with offices"),
        _("The note goes. What was asked and what came of it stays."),
        _("the day of the dealing"),
        order=40,
        months=24,
        due=_notes.due,
        erase=_notes.erase,
        tables=("directory.Dealing",),
    ),
    RecordKind(
        "directory.contacts",
        _("How to reach somebody who is out of use"),
        _("The sealed way to reach them goes. The entry and its prices stay."),
        _("the day the entry was last verified"),
        order=41,
        months=12,
        due=_contacts.due,
        erase=_contacts.erase,
        tables=("directory.Service",),
    ),
)
