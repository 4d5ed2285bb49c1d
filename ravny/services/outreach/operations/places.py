"""Routes, the mobile clinic's timetable, and what colleagues must know before they go."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.types import Actor
from ravny.services.encounters.queries import get_site_for, list_sites

from ..models import Route, RouteStop, SiteSafetyNote, Stand
from ..types import MINUTES_A_DAY

MOST_STOPS = 12
Placed = TypeVar("Placed", Route, Stand)


def _own_team(actor: Actor, team_id: UUID) -> None:
    if team_id not in actor.teams and not actor.may("encounters.every_team"):
        raise NotYours


def _own(actor: Actor, row: Placed | None) -> Placed | None:
    if row is not None:
        if row.organisation_id != actor.organisation_id:
            raise NotYours
        _own_team(actor, row.team_id)
    return row


@transaction.atomic
def save_route(
    *,
    actor: Actor,
    route_id: UUID,
    label: str,
    team_id: UUID,
    site_ids: Sequence[UUID],
    active: bool = True,
) -> None:
    """Make a route or change it: sites in the order they are visited.

    Raises DomainError beside the field, NotYours for another team's route or site.
    """
    _own_team(actor, team_id)
    if not label.strip():
        raise DomainError(_("Give it a label that says nothing to others."), field="label")
    if not 2 <= len(site_ids) <= MOST_STOPS:
        raise DomainError(_("A route has 2 to 12 sites."), field="stops", code="stops")
    if not {site.site_id for site in list_sites(actor, active_only=False)}.issuperset(site_ids):
        raise NotYours
    with scopes_disabled():  # an id of another house must be refused, not written over
        route = _own(actor, Route.objects.filter(id=route_id).first())
    with scope(organisation=actor.organisation_id):
        if Route.objects.filter(label=label.strip()).exclude(id=route_id).exists():
            raise DomainError(_("Another route has this label."), field="label", code="taken")
        route = route or Route(id=route_id, organisation_id=actor.organisation_id)
        route.label, route.team_id, route.active = label.strip(), team_id, active
        route.save()
        RouteStop.objects.filter(route=route).delete()
        RouteStop.objects.bulk_create(
            RouteStop(route=route, site_id=site_id, position=position)
            for position, site_id in enumerate(site_ids)
        )
        journal.write(actor=actor, verb="outreach.route_saved", subject=route_id)


@transaction.atomic
def save_stand(
    *,
    actor: Actor,
    stand_id: UUID,
    site_id: UUID,
    weekday: int,
    start: int,
    end: int,
    valid_from: date,
    valid_to: date | None = None,
) -> None:
    """Put the mobile clinic's regular stop into the timetable, or change it."""
    site = get_site_for(actor, site_id)
    if not 0 <= weekday <= 6:
        raise DomainError(_("Choose a weekday."), field="weekday")
    if not 0 <= start < end <= MINUTES_A_DAY:
        raise DomainError(_("The end comes after the beginning."), field="end", code="order")
    if valid_to and valid_to < valid_from:
        raise DomainError(_("The last day comes after the first."), field="valid_to", code="order")
    with scopes_disabled():  # an id of another house must be refused, not written over
        stand = _own(actor, Stand.objects.filter(id=stand_id).first())
    with scope(organisation=actor.organisation_id):
        stand = stand or Stand(id=stand_id, organisation_id=actor.organisation_id)
        stand.site_id, stand.team_id, stand.weekday = site.id, site.team_id, weekday
        stand.start_minute, stand.end_minute = start, end
        stand.valid_from, stand.valid_to = valid_from, valid_to
        stand.save()
        journal.write(actor=actor, verb="outreach.timetable_saved", subject=stand_id)


@transaction.atomic
def remove_stand(*, actor: Actor, stand_id: UUID) -> None:
    """Take a stop off the timetable; said twice it changes nothing."""
    with scope(organisation=actor.organisation_id):
        rows = Stand.objects.filter(organisation_id=actor.organisation_id, id=stand_id)
        if not actor.may("encounters.every_team"):
            rows = rows.filter(team_id__in=actor.teams)
        if rows.delete()[0]:
            journal.write(actor=actor, verb="outreach.timetable_removed", subject=stand_id)


@transaction.atomic
def add_safety_note(*, actor: Actor, note_id: UUID, site_id: UUID, text: bytes | None) -> None:
    """Add a sealed note to a site; none is ever altered. The same id again changes nothing."""
    site = get_site_for(actor, site_id)
    if not text:
        raise DomainError(_("Write what colleagues must know."), field="text", code="required")
    with scopes_disabled():  # an id of another house must be refused, not written over
        if SiteSafetyNote.objects.filter(id=note_id).exists():
            return
    with scope(organisation=actor.organisation_id):
        SiteSafetyNote.objects.create(
            id=note_id,
            organisation_id=actor.organisation_id,
            site_id=site.id,
            team_id=site.team_id,
            author_id=actor.account_id,
            text=text,
        )
        journal.write(actor=actor, verb="outreach.safety_noted", subject=site_id)
