"""What this room hangs on the registries of kit."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy, npgettext_lazy

from ravny.core.kit.clock import today
from ravny.core.kit.formats import number
from ravny.core.kit.registries import (
    MenuEntry,
    Permission,
    PhoneMark,
    TodayRow,
    Verb,
    menu,
    permissions,
    phone_marks,
    record_kinds,
    today_rows,
    verbs,
)
from ravny.core.staff.types import CARE_ROLES, Role
from ravny.core.vault import places

from . import erasing as erasing
from .held_queries import counted_by_phone, held_phones, lost_phones
from .queries import missed_shifts, shifts_between, to_mend, tray_count
from .retention import KINDS
from .types import ShiftState

COORDINATORS = frozenset({Role.COORDINATOR.value})

permissions.add(Permission("outreach.view", _("See sites and the calendar"), CARE_ROLES))
permissions.add(Permission("outreach.plan", _("Plan shifts, sites and campaigns"), COORDINATORS))
permissions.add(Permission("outreach.tray", _("Mend what phones sent"), COORDINATORS))

menu.add(MenuEntry("organisation", _("Calendar"), "outreach:calendar", "outreach.view", 12))
menu.add(
    MenuEntry("organisation", _("Tray"), "outreach:tray", "outreach.tray", 14, count=tray_count)
)
menu.add(MenuEntry("organisation", _("Sites"), "outreach:sites", "outreach.view", 16))
menu.add(MenuEntry("organisation", _("Mobile clinic"), "outreach:timetable", "outreach.view", 17))
menu.add(
    MenuEntry("organisation", _("Online promotion"), "outreach:promotions", "outreach.view", 18)
)

verbs.add(Verb("outreach.batch_received", _("Received records of a phone")))
verbs.add(Verb("outreach.batch_held", _("Held back records of a revoked phone")))
verbs.add(Verb("outreach.records_lost", _("Could not open records: their key is destroyed")))
verbs.add(Verb("outreach.record_mended", _("Mended a phone's record")))
verbs.add(Verb("outreach.record_dropped", _("Dropped a phone's record")))
verbs.add(Verb("outreach.held_released", _("Released records of a revoked phone")))
verbs.add(Verb("outreach.held_dropped", _("Dropped records of a revoked phone")))
verbs.add(Verb("outreach.shifts_planned", _("Planned shifts")))
verbs.add(Verb("outreach.shift_cancelled", _("Took a shift off the calendar")))
verbs.add(Verb("outreach.route_saved", _("Saved a route")))
verbs.add(Verb("outreach.timetable_saved", _("Changed the mobile clinic's timetable")))
verbs.add(Verb("outreach.timetable_removed", _("Took a stop off the timetable")))
verbs.add(Verb("outreach.safety_noted", _("Added a safety note to a site")))
verbs.add(Verb("outreach.promotion_saved", _("Saved a campaign")))
verbs.add(Verb("outreach.outcome_recorded", _("Wrote down what a campaign brought")))


def _tray(actor: Any) -> Sequence[TodayRow]:
    count = to_mend(actor) if actor.may("outreach.tray") else 0
    if not count:
        return []
    return [
        TodayRow(
            key="outreach.tray",
            rank=40,
            group="now",
            left_number=number(count),
            left_unit=ngettext_lazy("record", "records", count),
            title=_("Records from phones wait in the tray"),
            why=_("They are in no count and no report until somebody mends them."),
            action_label=_("Open the tray"),
            action_url=reverse("outreach:tray"),
            harm="other",
        )
    ]


def _beside_the_tray(actor: Any) -> Sequence[TodayRow]:
    """What a revoked phone sent, and what nobody can open: a person each, who can be asked."""
    if not actor.may("outreach.tray"):
        return []
    held = [
        TodayRow(
            key=f"outreach.held.{one.phone_id}",
            rank=35,
            group="now",
            left_number=number(one.records),
            left_unit=ngettext_lazy("record", "records", one.records),
            title=one.worker,
            why=_("A revoked phone sent them. Ask its owner, then let them in or drop them."),
            action_label=_("Look at them"),
            action_url=reverse("outreach:held", args=[one.phone_id]),
            harm="other",
        )
        for one in held_phones(actor)
    ]
    return held + [
        TodayRow(
            key=f"outreach.lost.{one.phone_id}",
            rank=36,
            group="now",
            left_number=number(one.records),
            left_unit=ngettext_lazy("record", "records", one.records),
            title=one.worker,
            why=_("Sealed too long ago: nobody can open them. Ask what can be written down again."),
            action_label=_("Open the tray"),
            action_url=reverse("outreach:tray"),
            harm="keys",
        )
        for one in lost_phones(actor)
    ]


def _marks(actor: Any, phone_ids: Sequence[UUID]) -> dict[UUID, list[PhoneMark]]:
    """Say on the pages of phones what is held back of each; a link for who may look."""
    looks = actor.may("outreach.tray")
    found: dict[UUID, list[PhoneMark]] = {}
    for phone_id, (held, lost) in counted_by_phone(actor, phone_ids).items():
        marks = found.setdefault(phone_id, [])
        if held:
            words = ngettext("%(n)s record held back", "%(n)s records held back", held)
            url = reverse("outreach:held", args=[phone_id]) if looks else ""
            marks.append(PhoneMark(words % {"n": number(held)}, "warn", url))
        if lost:
            words = ngettext("%(n)s record lost", "%(n)s records lost", lost)
            url = reverse("outreach:tray") if looks else ""
            marks.append(PhoneMark(words % {"n": number(lost)}, "danger", url))
    return found


def _shifts_today(actor: Any) -> Sequence[TodayRow]:
    if not actor.may("outreach.plan"):
        return []
    due = [
        one
        for one in shifts_between(actor, today(), today())
        if one.state in (ShiftState.PLANNED, ShiftState.OPEN)
    ]
    if not due:
        return []
    return [
        TodayRow(
            key="outreach.shifts",
            rank=70,
            group="week",
            left_number=number(len(due)),
            left_unit=ngettext_lazy("shift", "shifts", len(due)),
            title=_("Shifts today"),
            why=", ".join(f"{one.worker}: {one.place}" if one.place else one.worker for one in due),
            action_label=_("Open the calendar"),
            action_url=reverse("outreach:calendar"),
            harm="other",
        )
    ]


def _missed(actor: Any) -> Sequence[TodayRow]:
    if not actor.may("outreach.plan"):
        return []
    missed = missed_shifts(actor)
    if not missed:
        return []
    return [
        TodayRow(
            key="outreach.missed",
            rank=55,
            group="week",
            left_number=number(len(missed)),
            left_unit=ngettext_lazy("shift", "shifts", len(missed)),
            title=_("Planned shifts that nobody opened"),
            why=_("Ask whether all is well; a phone may also not have been online yet."),
            action_label=_("See which"),
            action_url=f"{reverse('outreach:calendar')}?day={missed[0].day.isoformat()}",
            harm="silence",
        )
    ]


def _came_in(actor: Any) -> Sequence[TodayRow]:
    """Show what last night brought: a night that nobody looks at is a night that nobody thanks."""
    if not actor.may("outreach.plan"):
        return []
    first, last = today() - timedelta(days=1), today()
    worked = [one for one in shifts_between(actor, first, last) if one.contacts]
    contacts = sum(one.contacts for one in worked)
    if not contacts:
        return []
    return [
        TodayRow(
            key="outreach.came_in",
            rank=90,
            group="week",
            left_number=number(contacts),
            left_unit=npgettext_lazy("after a number", "meeting", "meetings", contacts),
            title=_("Came in from the last shifts"),
            why=", ".join(f"{one.worker}, {one.place}: {number(one.contacts)}" for one in worked),
            action_label=_("Look at the meetings"),
            action_url=f"{reverse('encounters:log')}?first={first}&last={last}",
            harm="other",
        )
    ]


phone_marks.add(_marks)
places.add("site.safety", _("Safety note of a site"))
for source in (_tray, _beside_the_tray, _shifts_today, _missed, _came_in):
    today_rows.add(source)

for _kind in KINDS:
    record_kinds.add(_kind)
