"""What the pages of outreach show, as plain values."""

from calendar import Calendar
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.kit.cells import Badge
from ravny.core.kit.clock import today
from ravny.core.staff.access import StaffRequest
from ravny.core.staff.types import Actor
from ravny.core.vault.forms import prepare_sealed
from ravny.core.vault.queries import team_circle
from ravny.people.clients.types import Network
from ravny.services.encounters.queries import (
    get_site_for,
    list_sites,
    reach_of_site,
    reach_table,
)
from ravny.services.encounters.types import Channel, Language, Service

from .forms import SafetyForm, clock_of, weekday_name
from .models import Promotion, Route, Shift
from .queries import (
    list_routes,
    safety_notes_of,
    shifts_between,
    with_linked,
)
from .types import MISSED, ShiftFact, ShiftState, StandFact

REACH_DAYS = 30


def state_badge(state: str) -> Badge:
    """Return a shift's state as a word with a shape."""
    if state == MISSED:
        return Badge(_("missed"), "warn")
    shapes = {ShiftState.OPEN.value: "info", ShiftState.CLOSED.value: "ok"}
    return Badge(ShiftState(state).label, shapes.get(state, ""))


def shift_line(fact: ShiftFact, *, may_plan: bool) -> dict[str, Any]:
    """Return a shift as a line of the calendar; its page opens only for who plans."""
    hours = ""
    if fact.start is not None and fact.end is not None:
        hours = f"{clock_of(fact.start)}–{clock_of(fact.end)}"
    elif fact.opened is not None:
        end = f"{fact.closed:02d}" if fact.closed is not None else "…"
        hours = _("about %(start)s–%(end)s h") % {"start": f"{fact.opened:02d}", "end": end}
    return {
        "fact": fact,
        "hours": hours,
        "badge": state_badge(fact.state),
        "url": reverse("outreach:shift", args=[fact.shift_id]) if may_plan else "",
    }


def _asked_day(request: StaffRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today()


def calendar_context(request: StaffRequest) -> dict[str, Any]:
    """Return a week (rows are days) or a month (rows are weeks) around the asked day."""
    day = min(max(_asked_day(request), date(2000, 2, 1)), date(2100, 1, 1))
    monthly = request.GET.get("view") == "month"
    if monthly:
        weeks = Calendar().monthdatescalendar(day.year, day.month)
        before = day.replace(day=1) - timedelta(days=1)
        after = day.replace(day=28) + timedelta(days=4)
    else:
        monday = day - timedelta(days=day.weekday())
        weeks = [[monday + timedelta(days=number) for number in range(7)]]
        before, after = day - timedelta(days=7), day + timedelta(days=7)
    may_plan = request.actor.may("outreach.plan")
    lines: dict[date, list[dict[str, Any]]] = defaultdict(list)
    for fact in shifts_between(request.actor, weeks[0][0], weeks[-1][-1]):
        lines[fact.day].append(shift_line(fact, may_plan=may_plan))
    cells = [[_cell(one, day, monthly, lines[one]) for one in week] for week in weeks]
    return {
        "day": day,
        "monthly": monthly,
        "weeks": cells,
        "weekdays": [weekday_name(number) for number in range(7)],
        "first": weeks[0][0],
        "last": weeks[-1][-1],
        "before": before,
        "after": after,
        "may_plan": may_plan,
    }


def _cell(one: date, asked: date, monthly: bool, lines: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "day": one,
        "weekday": weekday_name(one.weekday()),
        "today": one == today(),
        "outside": monthly and one.month != asked.month,
        "shifts": lines,
        "ahead": one >= today(),
    }


def shift_context(shift: Shift, planned: bool) -> dict[str, Any]:
    """Return what the page of a shift shows."""
    place = shift.site or shift.route
    return {
        "shift": shift,
        "planned": planned,
        "badge": state_badge(shift.state),
        "facts": [
            (_("Day"), shift.day),
            (_("Worker"), shift.worker.pseudonym),
            (_("Where"), place.label if place else ""),
            (_("From"), clock_of(shift.start_minute)),
            (_("To"), clock_of(shift.end_minute)),
            (_("Mobile clinic"), shift.vehicle),
        ],
    }


def reach_context(actor: Actor) -> dict[str, Any]:
    """Return whom outreach reaches, by network and language."""
    channels, languages = dict(Channel.choices), dict(Language.choices)
    networks = dict(Network.choices)
    last = today()
    rows = [
        {
            "where": networks.get(row["network"]) or channels.get(row["channel"]),
            "language": languages.get(row["language"], ""),
            "contacts": row["contacts"],
            "persons": row["persons"],
        }
        for row in reach_table(actor, last - timedelta(days=REACH_DAYS - 1), last)
    ]
    return {"reach": rows, "reach_days": REACH_DAYS}


def sites_context(actor: Actor) -> dict[str, Any]:
    """Return the sites by label, and the routes."""
    channels, languages = dict(Channel.choices), dict(Language.choices)
    return {
        "sites": [
            {
                "fact": one,
                "kind": channels.get(one.kind, one.kind),
                "languages": ", ".join(str(languages.get(code, code)) for code in one.languages),
            }
            for one in list_sites(actor, active_only=False)
        ],
        "routes": list_routes(actor, active_only=False),
        "may_plan": actor.may("outreach.plan"),
    }


def site_context(actor: Actor, site_id: UUID, form: SafetyForm) -> dict[str, Any]:
    """Return a site's facts, whom it reached, its safety notes; prepares the note's box."""
    site = get_site_for(actor, site_id)
    prepare_sealed(form, circles=team_circle(site.team_id))
    services, languages = dict(Service.choices), dict(Language.choices)
    last = today()
    reach = reach_of_site(actor, site_id, last - timedelta(days=REACH_DAYS - 1), last)
    facts = [
        (_("Kind"), site.get_kind_display()),
        (_("Team"), site.team.label),
        (_("Region"), site.region),
        (_("Coarse place"), site.area),
        (_("Network"), site.get_network_display()),
        (_("Languages spoken there"), _words(languages, site.languages)),
        (_("Offered there"), _words(services, site.services)),
    ]
    return {
        "site": site,
        "facts": [pair for pair in facts if pair[1]],
        "reach": [
            (_("Meetings"), reach["contacts"]),
            (_("Persons with a code"), reach["persons"]),
            (_("For the first time"), reach["new"]),
            (_("Leisure visits"), reach["leisure"]),
            (_("Mini-trainings"), reach["training"]),
        ],
        "reach_days": REACH_DAYS,
        "notes": safety_notes_of(actor, site_id),
        "may_plan": actor.may("outreach.plan"),
    }


def _words(labels: dict[str, Any], codes: Sequence[str]) -> str:
    return ", ".join(str(labels.get(code, code)) for code in codes)


def route_values(route: Route, stops: Sequence[UUID]) -> dict[str, Any]:
    """Return a route as its form's first values."""
    values = {f"stop_{number}": str(site) for number, site in enumerate(stops, start=1)}
    return {
        "record_id": route.id,
        "label": route.label,
        "team": str(route.team_id),
        "active": route.active,
        **values,
    }


def timetable_days(stands: Sequence[StandFact]) -> list[dict[str, Any]]:
    """Return the weekdays that have stops, each with its lines in order."""
    days: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for stand in stands:
        hours = f"{clock_of(stand.start)}–{clock_of(stand.end)}"
        days[stand.weekday].append({"stand": stand, "hours": hours})
    return [{"name": weekday_name(number), "stands": days[number]} for number in sorted(days)]


def promotion_context(actor: Actor, row: Promotion) -> dict[str, Any]:
    """Return what a campaign brought: counted by hand, and linked by its code."""
    (row,) = with_linked(actor, [row])
    linked = row.linked  # type: ignore[attr-defined]  # set by with_linked
    return {
        "promotion": row,
        "facts": [
            (_("Code"), row.code),
            (_("Network"), row.get_network_display()),
            (_("Language"), row.get_language_display()),
            (_("From day"), row.first_day),
            (_("To day"), row.last_day),
        ],
        "linked": [
            (_("Meetings with its code"), linked.contacts if linked else 0),
            (_("Persons among them"), linked.persons if linked else 0),
        ],
    }
