"""How long what is written to a referral is kept; the referral itself stays with the card."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.kit.aging import Aging, blanking, last_days
from ravny.core.kit.registries import RecordKind
from ravny.core.vault.old_texts import old_texts

from .models import Attempt, Referral
from .types import OPEN

TABLE = "referrals.Referral"


def _ended() -> QuerySet[Referral]:
    return Referral.objects.exclude(state__in=OPEN)


def _from_phones() -> QuerySet[Referral]:
    """A note from a phone carries no signature of its own: its mark goes after the note."""
    return Referral.objects.filter(device_id__isnull=False, note=None)


def last_referred(organisation_id: UUID) -> Iterable[tuple[UUID, date]]:
    """Return (client, the last day a referral was moved, is planned for, or was tried)."""
    with scope(organisation=organisation_id):
        yield from last_days(Referral.objects.all(), "made_on", "state_on", "appointment_on")
        tried = Attempt.objects.annotate(client_id=F("referral__client_id"))
        yield from last_days(tried, "day")


_notes = old_texts(Referral, "note", "state_on", _ended)
_marks = Aging(_from_phones, "made_on", blanking(Referral, device_id=None))

KINDS = (
    RecordKind(
        "referrals.notes",
        _("Notes on referrals"),
        _("The note goes once the referral has ended. Where and with what outcome stays."),
        _("the day the referral ended"),
        order=30,
        months=24,
        due=_notes.due,
        erase=_notes.erase,
        tables=(TABLE,),
    ),
    RecordKind(
        "referrals.devices",
        _("Which phone recorded a referral"),
        _("The phone's number goes, after the note. The referral stays."),
        _("the day of the referral"),
        order=31,
        months=6,
        due=_marks.due,
        erase=_marks.erase,
        most_months=24,
        tables=(TABLE,),
    ),
)
