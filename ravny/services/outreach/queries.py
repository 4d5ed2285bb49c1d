"""Questions about shifts, the tray, routes, the timetable and campaigns."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor
from ravny.services.encounters.queries import count_by_campaign, count_by_shift

from .models import IntakeRecord, Promotion, Route, RouteStop, Shift, SiteSafetyNote, Stand
from .types import (
    MISSED,
    IntakeState,
    ShiftFact,
    ShiftState,
    StandFact,
    TrayFact,
)

MISSED_DAYS = 7


def _own_teams(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    rows = rows.filter(organisation_id=actor.organisation_id)
    return rows if actor.may("encounters.every_team") else rows.filter(team_id__in=actor.teams)


def shifts_between(actor: Actor, first: date, last: date) -> list[ShiftFact]:
    """Return the shifts of the days first…last, planned and real, in order. Two queries.

    A planned shift whose worker opened one that day is shown as that one; a planned day that has
    passed without any is missed.
    """
    with scope(organisation=actor.organisation_id):
        rows = list(
            _own_teams(actor, Shift.objects.all())
            .filter(day__range=(first, last))
            .select_related("worker", "site", "route")
            .order_by("day", "start_minute", "id")
        )
    real: dict[tuple[date, UUID], list[Shift]] = defaultdict(list)
    for row in rows:
        if row.state in (ShiftState.OPEN, ShiftState.CLOSED):
            real[row.day, row.worker_id].append(row)
    ids = [row.id for group in real.values() for row in group]
    contacts = count_by_shift(ids) if ids else {}
    plans: dict[UUID, Shift] = {}
    kept = []
    for row in rows:
        opened = real.get((row.day, row.worker_id))
        if row.state == ShiftState.PLANNED and opened:
            plans.setdefault(opened.pop(0).id, row)
        else:
            kept.append(row)
    return [_shift_fact(row, plans.get(row.id), contacts.get(row.id, 0)) for row in kept]


def _shift_fact(row: Shift, plan: Shift | None, contacts: int) -> ShiftFact:
    state = row.state
    if state == ShiftState.PLANNED and row.day < today():
        state = MISSED
    place = row.site or row.route or (plan and (plan.site or plan.route))
    return ShiftFact(
        shift_id=row.id,
        day=row.day,
        worker_id=row.worker_id,
        worker=row.worker.pseudonym,
        place=place.label if place else "",
        start=plan.start_minute if plan else row.start_minute,
        end=plan.end_minute if plan else row.end_minute,
        opened=row.opened_hour,
        closed=row.closed_hour,
        vehicle=row.vehicle or bool(plan and plan.vehicle),
        state=state,
        contacts=contacts,
    )


def missed_shifts(actor: Actor) -> list[ShiftFact]:
    """Return the planned shifts of the last seven days that nobody opened. Two queries."""
    last = today() - timedelta(days=1)
    found = shifts_between(actor, last - timedelta(days=MISSED_DAYS - 1), last)
    return [one for one in found if one.state == MISSED]


def get_shift_for(actor: Actor, shift_id: UUID) -> Shift:
    """Gate: a shift of the actor's teams; the same NotYours for any other."""
    with scope(organisation=actor.organisation_id):
        rows = _own_teams(actor, Shift.objects.all()).select_related("worker", "site", "route")
        shift: Shift | None = rows.filter(id=shift_id).first()
    if shift is None:
        raise NotYours
    return shift


def list_routes(actor: Actor, *, active_only: bool = True) -> list[Route]:
    """Return the routes of the actor's teams with their stops' labels. Two queries."""
    with scope(organisation=actor.organisation_id):
        rows = _own_teams(actor, Route.objects.all())
        if active_only:
            rows = rows.filter(active=True)
        routes: list[Route] = list(rows)
        stops: dict[UUID, list[str]] = defaultdict(list)
        for route_id, label in (
            RouteStop.objects.filter(route__in=routes)
            .order_by("position")
            .values_list("route_id", "site__label")
        ):
            stops[route_id].append(label)
    for route in routes:
        route.stop_labels = stops[route.id]  # type: ignore[attr-defined]  # for the page
    return routes


def get_route_for(actor: Actor, route_id: UUID) -> tuple[Route, list[UUID]]:
    """Gate: a route of the actor's teams and its sites in order; NotYours for any other."""
    with scope(organisation=actor.organisation_id):
        route = _own_teams(actor, Route.objects.all()).filter(id=route_id).first()
        if route is None:
            raise NotYours
        stops = RouteStop.objects.filter(route=route).order_by("position")
        return route, list(stops.values_list("site_id", flat=True))


def timetable(actor: Actor, day: date | None = None) -> list[StandFact]:
    """Return where the mobile clinic stands in the weeks from a day on. One query."""
    with scope(organisation=actor.organisation_id):
        rows = _own_teams(actor, Stand.objects.all()).select_related("site")
        rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day or today()))
        return [
            StandFact(
                stand_id=row.id,
                weekday=row.weekday,
                start=row.start_minute,
                end=row.end_minute,
                place=row.site.label,
                area=row.site.area,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
            )
            for row in rows
        ]


def safety_notes_of(actor: Actor, site_id: UUID, limit: int = 20) -> list[SiteSafetyNote]:
    """Return a site's safety notes, newest first, of the actor's teams. One query."""
    with scope(organisation=actor.organisation_id):
        rows = _own_teams(actor, SiteSafetyNote.objects.all()).filter(site_id=site_id)
        return list(rows.select_related("author", "team").order_by("-day", "-id")[:limit])


def tray_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[IntakeRecord]:
    """Return the records that wait to be mended, for the list page."""
    rows = IntakeRecord.objects.filter(
        organisation_id=actor.organisation_id, state=IntakeState.TRAY
    ).select_related("worker")
    return rows.filter(kind=filters["kind"]) if "kind" in filters else rows


def tray_count(actor: Actor) -> int | None:
    """Return how many records wait in the tray or beside it, None for none. One query."""
    with scope(organisation=actor.organisation_id):
        waiting = IntakeRecord.objects.filter(organisation_id=actor.organisation_id).filter(
            Q(state__in=[IntakeState.TRAY, IntakeState.QUARANTINED])
            | Q(state=IntakeState.LOST, decided_on=None)
        )
        return waiting.count() or None


def to_mend(actor: Actor) -> int:
    """Return how many records must be mended. One query."""
    with scope(organisation=actor.organisation_id):
        return IntakeRecord.objects.filter(
            organisation_id=actor.organisation_id, state=IntakeState.TRAY
        ).count()


def get_tray_record_for(
    actor: Actor, record_id: UUID, state: str = IntakeState.TRAY.value
) -> TrayFact:
    """Gate: a record that waits for a decision; NotYours without the right, and for any other."""
    with scope(organisation=actor.organisation_id):
        row = (
            IntakeRecord.objects.filter(
                organisation_id=actor.organisation_id, id=record_id, state=state
            )
            .select_related("worker")
            .first()
        )
    if row is None or not actor.may("outreach.tray"):
        raise NotYours
    return TrayFact(
        record_id=row.id,
        kind=row.kind,
        state=row.state,
        day=row.day,
        phone_id=row.phone_id,
        worker_id=row.worker_id,
        worker=row.worker.pseudonym,
        problems=row.problems,
        facts=row.facts or {},
    )


def promotions_of(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Promotion]:
    """Return the campaigns of the actor's teams, for the list page."""
    rows: QuerySet[Promotion] = _own_teams(actor, Promotion.objects.all())
    for name in ("network", "language"):
        if name in filters:
            rows = rows.filter(**{name: filters[name]})
    return rows


def with_linked(actor: Actor, rows: Sequence[Promotion]) -> list[Promotion]:
    """Add to campaigns what is linked to their code: meetings and persons. One query."""
    linked = count_by_campaign(actor.organisation_id, [row.code for row in rows])
    for row in rows:
        row.linked = linked.get(row.code)  # type: ignore[attr-defined]  # for the page's cells
    return list(rows)


def get_promotion_for(actor: Actor, promotion_id: UUID) -> Promotion:
    """Gate: a campaign of the actor's teams; NotYours for any other."""
    with scope(organisation=actor.organisation_id):
        row: Promotion | None = (
            _own_teams(actor, Promotion.objects.all()).filter(id=promotion_id).first()
        )
    if row is None:
        raise NotYours
    return row
