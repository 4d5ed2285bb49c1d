"""Rows of *Today* about the way there: interpreters, hospitals, a birth that comes nearer."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.formats import days_unit, number, today_or
from ravny.core.kit.languages import own_name
from ravny.core.kit.registries import TodayRow
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import client_tags

from .models import Interpreting, Referral
from .queries import asked_of, visible_to
from .queries.board import is_open
from .readiness import checks_of
from .types import Urgency
from .types.helping import LYING_IN, READY_BY_WEEK, SOON_DAYS, TERM_WEEKS, BedState, week_of

RANK = 15
MOST_ROWS = 12
WARNS_FROM_WEEK = 34
_BY_URGENCY = {Urgency.TODAY.value: 1, Urgency.SOON.value: 3, Urgency.WEEKS.value: 7}
"""After how many days without any answer the next hospital is asked."""


def help_rows(actor: Any) -> list[TodayRow]:
    """Return this person's rows. Five queries at most."""
    if not actor.may("referrals.interpret"):
        return []
    rows = _own_interpreting(actor)
    if actor.may("referrals.edit"):
        rows += _of_owned(actor)
    return rows[:MOST_ROWS]


def _own_interpreting(actor: Actor) -> list[TodayRow]:
    """Return what the actor was asked to interpret: only the day, the town and the language."""
    day, rows = today(), []
    for one in asked_of(actor, ("asked", "agreed")):
        near = one.day <= day + timedelta(days=1)
        if one.state == "agreed" and not near:
            continue
        left = (one.day - day).days
        service = one.referral.service
        words = {"language": own_name(one.language), "town": service.city if service else "—"}
        rows.append(
            TodayRow(
                key=f"referrals.interpreting.{one.id}",
                rank=RANK,
                group="now" if near else "week",
                left_number=_left(left)[0],
                left_unit=_left(left)[1],
                title=_("Interpret from %(language)s") % words,
                why=_("Town: %(town)s. They wait for your answer.") % words
                if one.state == "asked"
                else _("Town: %(town)s. You said that you come.") % words,
                action_label=_("Answer") if one.state == "asked" else _("Open the booking"),
                action_url=reverse("referrals:interpreting", args=[one.id]),
                harm="promise",
                about=one.id,
                days=left,
            )
        )
    return rows


def _of_owned(actor: Actor) -> list[TodayRow]:
    day = today()
    near = Q(appointment_on__range=(day, day + timedelta(days=SOON_DAYS))) & ~Q(interpreter="")
    birth = Q(expected_on__lte=day + timedelta(weeks=TERM_WEEKS - WARNS_FROM_WEEK))
    looking = Q(bed__state=BedState.OPEN)
    with scope(organisation=actor.organisation_id):
        owned = visible_to(actor).filter(is_open(), near | birth | looking)
        rows = list(
            owned.filter(owner_id=actor.account_id)
            .select_related("bed")
            .annotate(last_answer=Max("bed__replies__day"))
            .order_by("expected_on", "appointment_on", "id")[: MOST_ROWS * 2]
        )
        if not rows:
            return []
        bookings: dict[UUID, list[Interpreting]] = defaultdict(list)
        for one in Interpreting.objects.filter(referral_id__in=[row.id for row in rows]):
            bookings[one.referral_id].append(one)
        tags = client_tags(actor, {row.client_id for row in rows})
    found = []
    for row in rows:
        facts = _worst(row, bookings[row.id], day)
        if facts:
            found.append(_row(row, tags.get(row.client_id, ""), facts))
    return found


def _worst(row: Any, bookings: list[Interpreting], day: date) -> dict[str, Any] | None:
    """Return the worst that is not settled of one referral, None when all is."""
    return _place_row(row, day) or _birth_row(row, bookings, day) or _nobody(row, bookings, day)


def _place_row(row: Any, day: date) -> dict[str, Any] | None:
    bed = getattr(row, "bed", None)
    if bed is None or bed.state != BedState.OPEN:
        return None
    since = (day - (row.last_answer or bed.opened_on)).days
    waits = _BY_URGENCY[bed.urgency]
    if since < waits and row.last_answer:
        return None
    urgent = bed.urgency == Urgency.TODAY
    return {
        "title": _("Nobody gives a place in hospital yet"),
        "why": _("Ask the next one: who takes people without papers stands first."),
        "url": reverse("referrals:hospital", args=[row.id]),
        "action": _("Ask the next hospital"),
        "harm": "danger" if urgent else "promise",
        "days": waits - since,
        "now": urgent or since >= waits,
    }


def _birth_row(row: Any, bookings: list[Interpreting], day: date) -> dict[str, Any] | None:
    if row.expected_on is None or row.reason not in LYING_IN:
        return None
    missing = [one for one in checks_of(row, bookings, getattr(row, "bed", None)) if not one.done]
    week = week_of(row.expected_on, day)
    if not missing or week < WARNS_FROM_WEEK:
        return None
    ready_by = row.expected_on - timedelta(weeks=TERM_WEEKS - READY_BY_WEEK)
    return {
        "title": _("Birth comes nearer, week %(week)s") % {"week": number(week)},
        "why": _("Not ready yet: %(what)s.") % {"what": str(missing[0].label).lower()},
        "url": reverse("referrals:referral", args=[row.id]),
        "action": _("Get it ready"),
        "harm": "pregnancy",
        "days": (ready_by - day).days,
        "now": week >= READY_BY_WEEK,
    }


def _nobody(row: Any, bookings: list[Interpreting], day: date) -> dict[str, Any] | None:
    if not row.interpreter or row.appointment_on is None or row.appointment_on < day:
        return None
    if row.appointment_on > day + timedelta(days=SOON_DAYS):
        return None
    if any(one.state == "agreed" and one.day >= day for one in bookings):
        return None
    return {
        "title": _("Nobody interprets yet"),
        "why": _("%(language)s is needed, and nobody has agreed to come.")
        % {"language": own_name(row.interpreter)},
        "url": reverse("referrals:interpreter", args=[row.id]),
        "action": _("Book an interpreter"),
        "harm": "pregnancy" if row.expected_on else "promise",
        "days": (row.appointment_on - day).days,
        "now": True,
    }


def _row(row: Referral, code: str, facts: dict[str, Any]) -> TodayRow:
    left = _left(facts["days"])
    return TodayRow(
        key=f"referrals.help.{row.id}",
        rank=RANK,
        group="now" if facts["now"] else "week",
        left_number=left[0],
        left_unit=left[1],
        code=code or None,
        code_url=reverse("desk:card", args=[row.client_id]) if code else "",
        title=facts["title"],
        why=facts["why"],
        action_label=facts["action"],
        action_url=facts["url"],
        harm=facts["harm"],
        about=row.client_id,
        days=facts["days"],
    )


def _left(left: int) -> tuple[str, str]:
    if left < 0:
        return number(-left), ngettext("day late", "days late", -left)
    return today_or(left, days_unit(left))
