"""Planning who goes where and when; shifts as they happen come from phones."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.ids import day_id
from ravny.core.staff.queries import list_staff
from ravny.core.staff.types import Actor
from ravny.services.encounters.queries import get_site_for

from ..models import Route, Shift
from ..types import MINUTES_A_DAY, CancelReason, ShiftPlan, ShiftState

MOST_WEEKS = 26
MOST_SHIFTS = 120
FURTHEST = timedelta(days=366)


def _check(actor: Actor, plan: ShiftPlan) -> None:
    if not today() <= plan.day <= today() + FURTHEST:
        raise DomainError(_("Choose a day from today, within a year."), field="day")
    if not 0 <= plan.start < MINUTES_A_DAY or not 0 <= plan.end < MINUTES_A_DAY:
        raise DomainError(_("Choose an hour of the day."), field="start")
    if plan.start == plan.end:
        raise DomainError(_("It ends when it begins."), field="end", code="empty")
    if not 1 <= plan.weeks <= MOST_WEEKS:
        raise DomainError(_("Repeat it for 1 to 26 weeks."), field="weeks")
    if plan.site_id and plan.route_id:
        raise DomainError(_("Choose a site or a route, not both."), field="route", code="both")
    if not plan.site_id and not plan.route_id:
        raise DomainError(_("Choose a site or a route."), field="site", code="required")
    if plan.worker_id not in {one.account_id for one in list_staff(actor)}:
        raise NotYours


def _days(plan: ShiftPlan) -> Iterator[date]:
    """Yield the days of a plan: the chosen weekdays of each week, none before the first day."""
    monday = plan.day - timedelta(days=plan.day.weekday())
    for week in range(plan.weeks):
        for weekday in plan.weekdays or (plan.day.weekday(),):
            day = monday + timedelta(weeks=week, days=weekday)
            if day >= plan.day:
                yield day


def _team(actor: Actor, plan: ShiftPlan) -> UUID:
    if plan.site_id:
        return get_site_for(actor, plan.site_id).team_id
    routes = Route.objects.filter(organisation_id=actor.organisation_id)
    route = routes.filter(id=plan.route_id).first() if plan.route_id else None
    if route is None or (
        route.team_id not in actor.teams and not actor.may("encounters.every_team")
    ):
        raise NotYours
    return route.team_id


def _free_days(plan: ShiftPlan) -> list[date]:
    """Return the days on which the worker does not have this plan yet; DomainError if none."""
    days = sorted(set(_days(plan)))
    taken = set(
        Shift.objects.filter(
            worker_id=plan.worker_id,
            day__in=days,
            start_minute=plan.start,
            state=ShiftState.PLANNED,
        ).values_list("day", flat=True)
    )
    free = [day for day in days if day not in taken]
    if not free:
        raise DomainError(_("This worker has these shifts already."), field="worker", code="taken")
    if len(free) > MOST_SHIFTS:
        raise DomainError(_("That is too many at once."), field="weeks", code="too_many")
    return free


@transaction.atomic
def plan_shifts(*, actor: Actor, record_id: UUID, plan: ShiftPlan) -> int:
    """Plan one shift or a row of weekly ones; return how many. The same id again plans nothing.

    Days on which the worker has this plan already are left out. Raises DomainError beside the
    field, NotYours for somebody else's site, route or colleague.
    """
    _check(actor, plan)
    with scopes_disabled():  # an id known anywhere is never used again
        if Shift.objects.filter(id=record_id).exists():
            return 0
    with scope(organisation=actor.organisation_id):
        team_id = _team(actor, plan)
        free = _free_days(plan)
        Shift.objects.bulk_create(
            Shift(
                id=record_id if number == 0 else day_id(),
                organisation_id=actor.organisation_id,
                day=day,
                worker_id=plan.worker_id,
                team_id=team_id,
                site_id=plan.site_id,
                route_id=plan.route_id,
                vehicle=plan.vehicle,
                start_minute=plan.start,
                end_minute=plan.end,
            )
            for number, day in enumerate(free)
        )
        journal.write(
            actor=actor, verb="outreach.shifts_planned", subject=record_id, count=len(free)
        )
    return len(free)


@transaction.atomic
def cancel_shift(*, actor: Actor, shift_id: UUID, reason: str) -> None:
    """Take a planned shift off the calendar, for a reason; said twice it changes nothing."""
    if reason not in CancelReason.values or not reason:
        raise DomainError(_("Say why it does not take place."), field="reason", code="required")
    with scope(organisation=actor.organisation_id):
        rows = Shift.objects.filter(organisation_id=actor.organisation_id, id=shift_id)
        if not actor.may("encounters.every_team"):
            rows = rows.filter(team_id__in=actor.teams)
        if not rows.exists():
            raise NotYours
        if rows.filter(state=ShiftState.PLANNED).update(
            state=ShiftState.CANCELLED, cancel_reason=reason
        ):
            journal.write(actor=actor, verb="outreach.shift_cancelled", subject=shift_id)
