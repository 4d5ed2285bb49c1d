"""How long plans of shifts, safety notes, campaigns and the ledger of phones' records are kept.

A record of a phone is refused a second time by its id. An intake key is destroyed after 90 days
at the latest, so what is older cannot come again: the ledger may go from then on.
"""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.aging import Aging, deleting
from ravny.core.kit.registries import RecordKind
from ravny.core.vault.operations import erase_texts

from .models import IntakeRecord, Promotion, Shift, SiteSafetyNote, Stand
from .types import IntakeState

UNDECIDED = Q(state__in=(IntakeState.TRAY, IntakeState.QUARANTINED))
LOST = Q(state=IntakeState.LOST)
RECORD = "outreach.IntakeRecord"


def _undecided() -> QuerySet[IntakeRecord]:
    return IntakeRecord.objects.filter(UNDECIDED)


def _lost() -> QuerySet[IntakeRecord]:
    return IntakeRecord.objects.filter(LOST)


def _settled() -> QuerySet[IntakeRecord]:
    return IntakeRecord.objects.exclude(UNDECIDED | LOST)


def _shifts() -> QuerySet[Shift]:
    return Shift.objects.all()


def _stands() -> QuerySet[Stand]:
    return Stand.objects.exclude(valid_to=None)


def _promotions() -> QuerySet[Promotion]:
    return Promotion.objects.exclude(last_day=None)


def _notes() -> QuerySet[SiteSafetyNote]:
    return SiteSafetyNote.objects.all()


def _forget_notes(organisation_id: UUID, ids: list[Any]) -> int:
    erase_texts(organisation_id=organisation_id, places=[("site.safety", one) for one in ids])
    gone, _by_model = SiteSafetyNote.objects.filter(id__in=ids).delete()
    return gone


_safety = Aging(_notes, "day", _forget_notes)
_waiting = Aging(_undecided, "day", deleting(IntakeRecord))
_unopened = Aging(_lost, "day", deleting(IntakeRecord))
_ledger = Aging(_settled, "day", deleting(IntakeRecord))
_plans = Aging(_shifts, "day", deleting(Shift))
_timetable = Aging(_stands, "valid_to", deleting(Stand))
_campaigns = Aging(_promotions, "last_day", deleting(Promotion))

KINDS = (
    RecordKind(
        "outreach.safety",
        _("Safety notes of sites"),
        _("The note goes, and who wrote it on which day. The site stays."),
        _("the day it was written"),
        order=70,
        months=24,
        due=_safety.due,
        erase=_safety.erase,
        tables=("outreach.SiteSafetyNote",),
    ),
    RecordKind(
        "outreach.undecided",
        _("Records of phones that nobody decided on"),
        _("What waits in the tray or is held back goes, uncounted."),
        _("the day it was received"),
        order=71,
        months=12,
        due=_waiting.due,
        erase=_waiting.erase,
        least_months=4,
        most_months=24,
        tables=(RECORD,),
    ),
    RecordKind(
        "outreach.lost",
        _("Records of phones that nobody can open"),
        _("The line that says whose phone sent it goes; its content never came."),
        _("the day it was received"),
        order=72,
        months=12,
        due=_unopened.due,
        erase=_unopened.erase,
        least_months=4,
        most_months=24,
        tables=(RECORD,),
    ),
    RecordKind(
        "outreach.ledger",
        _("The list of what phones have sent"),
        _("The line with phone, worker and day goes. What it became stays."),
        _("the day it was received"),
        order=73,
        months=24,
        due=_ledger.due,
        erase=_ledger.erase,
        least_months=4,
        most_months=60,
        tables=(RECORD,),
    ),
    RecordKind(
        "outreach.shifts",
        _("Shifts in the calendar"),
        _("Who was where on which day, and when they came home, goes. The meetings stay."),
        _("the day of the shift"),
        order=74,
        months=12,
        due=_plans.due,
        erase=_plans.erase,
        least_months=4,
        most_months=60,
        tables=("outreach.Shift",),
    ),
    RecordKind(
        "outreach.stands",
        _("Ended stops of the mobile clinic"),
        _("The stop goes off the timetable. The meetings there stay."),
        _("its last day"),
        order=75,
        months=12,
        due=_timetable.due,
        erase=_timetable.erase,
        most_months=60,
        tables=("outreach.Stand",),
    ),
    RecordKind(
        "outreach.promotions",
        _("Ended campaigns in the net"),
        _("The campaign and its figures go. The meetings it led to stay."),
        _("its last day"),
        order=76,
        months=36,
        due=_campaigns.due,
        erase=_campaigns.erase,
        least_months=12,
        tables=("outreach.Promotion",),
    ),
)
