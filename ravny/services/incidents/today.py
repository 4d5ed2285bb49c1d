"""Rows of *Today* about incidents, and what somebody promised to look after."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.formats import days, number
from ravny.core.kit.registries import Promise, PromiseKind, TodayRow
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import client_tags

from .models import Incident
from .operations import hand
from .queries import visible_to
from .types import DANGEROUS, Kind, State

MOST_ROWS = 15
RANK = 15
LONG_OVERDUE = timedelta(days=7)


def _wanted(actor: Actor, day: date) -> Q:
    """One's own that are due, one's own where somebody may be in danger; to a coordinator more."""
    mine = Q(owner_id=actor.account_id)
    wanted = mine & (Q(follow_up_on__lte=day) | Q(kind__in=DANGEROUS))
    if actor.may("incidents.every_team"):
        wanted |= Q(follow_up_on__lt=day - LONG_OVERDUE) | Q(owner__active=False)
    return wanted


def due_rows(actor: Any) -> list[TodayRow]:
    """Return this person's rows, danger first. Two queries."""
    if not actor.may("incidents.record"):
        return []
    day = today()
    with scope(organisation=actor.organisation_id):
        rows = visible_to(actor).filter(_wanted(actor, day), state=State.OPEN)
        found = list(rows.order_by("follow_up_on", "id")[: 4 * MOST_ROWS])
    found = sorted(found, key=lambda row: row.kind not in DANGEROUS)[:MOST_ROWS]
    clients = {row.client_id for row in found if row.client_id}
    tags = client_tags(actor, clients) if clients else {}
    return [_row(actor, row, place, day, tags) for place, row in enumerate(found)]


def _row(actor: Actor, row: Incident, place: int, day: date, tags: dict[UUID, str]) -> TodayRow:
    code = tags.get(row.client_id, "") if row.client_id else ""
    danger = row.kind in DANGEROUS
    late = (day - (row.follow_up_on or day)).days
    return TodayRow(
        key=f"incidents.{row.id}",
        rank=RANK + place,
        group="now" if danger or late > LONG_OVERDUE.days else "week",
        left_number=number(late) if late > 0 else "",
        left_unit=_("days late") if late > 0 else _("today") if late == 0 else _("open"),
        code=code or None,
        code_url=reverse("desk:card", args=[row.client_id]) if code else "",
        title=_("Incident: %(kind)s") % {"kind": Kind(row.kind).label},
        why=_why(actor, row, late, danger=danger),
        action_label=_("Write down what was done"),
        action_url=reverse("incidents:incident", args=[row.id]),
        harm="danger" if danger else "promise",
        about=row.client_id or row.id,
        days=-late,
    )


def _why(actor: Actor, row: Incident, late: int, *, danger: bool) -> str:
    if danger:
        return _("Somebody may be in danger until it is closed.")
    if row.owner_id != actor.account_id:
        return _("Nobody looked for %(days)s.") % {"days": days(max(late, 0))}
    return _("You said you would look again.")


def promised(organisation_id: UUID, account_id: UUID) -> list[Promise]:
    """Return the open incidents of clients that are this person's task. One query."""
    with scope(organisation=organisation_id):
        rows = Incident.objects.filter(
            state=State.OPEN, owner_id=account_id, client_id__isnull=False
        )
        found = list(rows.order_by("id"))
    return [
        Promise(
            "incident",
            row.id,
            row.client_id,
            format_lazy("{}: {}", gettext_lazy("Incident"), Kind(row.kind).label),
            row.follow_up_on,
            reverse("incidents:incident", args=[row.id]),
        )
        for row in found
        if row.client_id
    ]


PROMISES = PromiseKind("incident", gettext_lazy("Incidents to look after"), promised, hand)
