"""Rows of *Today* about referrals: whom to look after again, whom to escort tomorrow.

A coordinator also sees what nobody looked at for a week, and tasks of those who left.
"""

from datetime import date, timedelta
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.formats import days, days_unit, number, today_or
from ravny.core.kit.registries import TodayRow
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import client_tags

from .models import Referral
from .pages.referral import NEXT_ACTION
from .queries import visible_to
from .queries.board import is_open
from .types import Escort, Reason, Urgency

MOST_ROWS = 15
LONG_OVERDUE = timedelta(days=7)
RANK = 20  # after what threatens a life or a supply, before the store
ESCORTED = (Escort.WANTED.value, Escort.AGREED.value)
HARM = {
    Reason.CONFIRMATION: "reactive",
    Reason.CARE: "reactive",
    Reason.CHILDBIRTH: "pregnancy",
}
"""What happens when nobody looks after a referral; for the others a promise is broken."""
_PRESSING = {Urgency.TODAY.value: 0, Urgency.SOON.value: 1, Urgency.WEEKS.value: 2}


def _wanted(actor: Actor, day: date) -> Q:
    mine = Q(owner_id=actor.account_id, follow_up_on__lte=day)
    tomorrow = Q(appointment_on=day + timedelta(days=1), escort__in=ESCORTED) & (
        Q(owner_id=actor.account_id) | Q(escort_by_id=actor.account_id)
    )
    if not actor.may("referrals.every_team"):
        return mine | tomorrow
    anybody = Q(follow_up_on__lt=day - LONG_OVERDUE)
    return mine | tomorrow | anybody | Q(owner__active=False)


def _worst_first(actor: Actor, day: date) -> QuerySet[Referral]:
    pressing = Case(
        When(appointment_on=day + timedelta(days=1), escort__in=ESCORTED, then=Value(-1)),
        *(When(urgency=code, then=Value(place)) for code, place in _PRESSING.items()),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows = visible_to(actor).filter(is_open(), _wanted(actor, day)).select_related("owner")
    return rows.annotate(pressing=pressing).order_by("pressing", "follow_up_on", "id")


def due_rows(actor: Any) -> list[TodayRow]:
    """Return this person's rows, at most fifteen and one for the rest. Four queries at most."""
    if not actor.may("referrals.edit"):
        return []
    day = today()
    with scope(organisation=actor.organisation_id):
        wanted = _worst_first(actor, day)
        found = list(wanted[: MOST_ROWS + 1])
        if not found:
            return []
        more = wanted.count() - MOST_ROWS if len(found) > MOST_ROWS else 0
        tags = client_tags(actor, {row.client_id for row in found})
        names = pseudonyms(actor)
    rows = [
        _row(actor, one, place, day, tags.get(one.client_id, ""), names)
        for place, one in enumerate(found[:MOST_ROWS])
    ]
    return [*rows, _rest(more)] if more else rows


def _row(
    actor: Actor, row: Referral, place: int, day: date, code: str, names: dict[Any, str]
) -> TodayRow:
    due = row.follow_up_on or day
    late = max((day - due).days, 0)
    tomorrow = row.appointment_on == day + timedelta(days=1) and row.escort in ESCORTED
    now = tomorrow or row.urgency == Urgency.TODAY or late > LONG_OVERDUE.days
    left = (number(1), days_unit(1)) if tomorrow else _late(late)
    return TodayRow(
        key=f"referrals.{row.id}",
        rank=RANK + place,
        group="now" if now else "week",
        left_number=left[0],
        left_unit=left[1],
        code=code or None,
        code_url=reverse("desk:card", args=[row.client_id]) if code else "",
        title=_("Appointment tomorrow, with an escort") if tomorrow else _title(row),
        why=_why(actor, row, late, names, tomorrow=tomorrow),
        action_label=_("Open the referral") if tomorrow else str(NEXT_ACTION[row.state]),
        action_url=reverse("referrals:referral", args=[row.id]),
        harm=HARM.get(Reason(row.reason), "promise"),
        about=row.client_id,
        days=1 if tomorrow else (due - day).days,
    )


def _late(late: int) -> tuple[str, str]:
    return today_or(late, ngettext("day late", "days late", late))


def _title(row: Referral) -> str:
    return _("Referral: %(reason)s") % {"reason": Reason(row.reason).label}


def _why(actor: Actor, row: Referral, late: int, names: dict[Any, str], *, tomorrow: bool) -> str:
    if tomorrow:
        name = names.get(row.escort_by_id, "")
        return _("%(name)s goes along.") % {"name": name} if name else _("Nobody goes along yet.")
    name = names.get(row.owner_id, "")
    if not row.owner.active:
        return _("%(name)s does not work here any more. Give it to somebody.") % {"name": name}
    if row.owner_id != actor.account_id:
        waited = {"name": name, "days": days(late)}
        return _("Task of %(name)s, nobody looked for %(days)s.") % waited
    if row.service_id is None:
        return _("No place is chosen yet.")
    return _("Nobody knows yet what came of it.")


def _rest(more: int) -> TodayRow:
    return TodayRow(
        key="referrals.rest",
        rank=RANK + MOST_ROWS,
        group="week",
        left_number=number(more),
        left_unit=_("more"),
        title=_("More referrals to look after"),
        why=_("The longest waiting stand first on the board."),
        action_label=_("Open the board"),
        action_url=f"{reverse('referrals:board')}?overdue=on",
        harm="promise",
    )
